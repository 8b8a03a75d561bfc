#include "formats/base/amount.h"

#include <algorithm>

namespace quittance {

Result<Currency> Currency::parse(std::string_view code) {
  Currency out;
  const auto is_letter = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (code.size() != out.letters_.size() || !std::all_of(code.begin(), code.end(), is_letter))
    return Error{"ISO-4217", Retry::never, "not a currency code: '" + std::string(code.substr(0, 80)) + "'"};
  std::copy(code.begin(), code.end(), out.letters_.begin());
  return out;
}

int Currency::places() const {
  static constexpr std::string_view kNone =
      "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
  static constexpr std::string_view kThree = "BHD IQD JOD KWD LYD OMR TND";
  static constexpr std::string_view kFour = "CLF UYW";
  if (kNone.find(code()) != std::string_view::npos) return 0;
  if (kThree.find(code()) != std::string_view::npos) return 3;
  if (kFour.find(code()) != std::string_view::npos) return 4;
  return 2;
}

Result<Amount> Amount::parse(std::string_view value, std::string_view currency) {
  auto number = Decimal::parse(value);
  if (!number) return number.error();
  const auto code = Currency::parse(currency);
  if (!code) return code.error();
  return Amount{std::move(*number), *code};
}

std::string Amount::to_string() const {
  return value.to_fixed(std::max(currency.places(), value.least_scale())) + ' ' +
         std::string(currency.code());
}

}  // namespace quittance
