// Amount: money, a Decimal and its currency. Never a double.
#pragma once

#include <array>
#include <cassert>
#include <compare>
#include <ostream>
#include <string>
#include <string_view>

#include "formats/base/decimal.h"
#include "formats/base/result.h"

namespace quittance {

/// An ISO 4217 alphabetic code as BT-5 has it: "EUR". Whether the code is in use is the rules' question, not
/// ours.
class Currency {
 public:
  /// Exactly three of A to Z. Fails with ISO-4217.
  static Result<Currency> parse(std::string_view code);
  [[nodiscard]] std::string_view code() const { return {letters_.data(), letters_.size()}; }
  /// Digits after the point of the minor unit: 2 for most, 0 for JPY, 3 for KWD (ISO 4217 list one, 2024).
  [[nodiscard]] int places() const;

  auto operator<=>(const Currency&) const = default;
  friend std::ostream& operator<<(std::ostream& out, const Currency& currency) {
    return out << currency.code();
  }

 private:
  std::array<char, 3> letters_{'X', 'X', 'X'};  ///< XXX: no currency (ISO 4217)
};

struct Amount {
  Decimal value;
  Currency currency;

  /// Fails as Decimal::parse and Currency::parse do.
  static Result<Amount> parse(std::string_view value, std::string_view currency);
  /// Commercially rounded to the minor unit.
  [[nodiscard]] Amount rounded() const { return {value.round_half_away(currency.places()), currency}; }
  /// "1234.50 EUR": never fewer digits than the minor unit has, more where the value has them.
  [[nodiscard]] std::string to_string() const;

  /// Both must be of one currency; nothing here converts.
  friend Amount operator+(const Amount& a, const Amount& b) {
    assert(a.currency == b.currency);
    return {a.value + b.value, a.currency};
  }
  friend Amount operator-(const Amount& a, const Amount& b) {
    assert(a.currency == b.currency);
    return {a.value - b.value, a.currency};
  }
  Amount operator-() const { return {-value, currency}; }
  bool operator==(const Amount&) const = default;
  friend std::ostream& operator<<(std::ostream& out, const Amount& amount) {
    return out << amount.to_string();
  }
};

}  // namespace quittance
