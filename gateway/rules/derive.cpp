#include "gateway/rules/derive.h"

#include <algorithm>
#include <array>
#include <regex>

namespace quittance::rules {

namespace {

struct Known {
  std::string_view file;  ///< how the publisher's file name begins, in lower case
  std::string_view pack;
};

/// The longer of two beginnings stands first.
constexpr std::array kKnown{
    Known{"en16931-edifact", "EN16931-EDIFACT"},
    Known{"en16931-ubl", "EN16931-UBL"},
    Known{"en16931-cii", "EN16931-CII"},
    Known{"peppol-en16931-ubl-sb", "PEPPOL-EN16931-UBL-SB"},
    Known{"peppol-en16931-ubl", "PEPPOL-EN16931-UBL"},
    Known{"peppolbis-t111", "PEPPOLBIS-T111"},
    Known{"peppol-mls", "MLS"},
    Known{"peppol-end-user-statistics-reporting", "EUSR"},
    Known{"peppol-transaction-statistics-reporting", "TSR"},
    Known{"xrechnung-ubl", "XRechnung-UBL"},
    Known{"xrechnung-cii", "XRechnung-CII"},
    Known{"factur-x_minimum", "FX-MINIMUM"},
    Known{"factur-x_basic-wl", "FX-BASIC-WL"},
    Known{"factur-x_basicwl", "FX-BASIC-WL"},
    Known{"factur-x_basic", "FX-BASIC"},
    Known{"factur-x_en16931", "FX-EN16931"},
    Known{"factur-x_extended", "FX-EXTENDED"},
    Known{"br-fr-flux2-schematron-ubl", "BR-FR-UBL"},
    Known{"br-fr-flux2-schematron-cii", "BR-FR-CII"},
    Known{"br-fr-cdv-schematron-cdar", "BR-FR-CDAR"},
    Known{"extended-ctc-fr-ubl", "EXT-CTC-FR-UBL"},
    Known{"extended-ctc-fr-cii", "EXT-CTC-FR-CII"},
    Known{"ppf_flux10", "PPF-FLUX10"},
    Known{"ppf_flux1_ubl", "PPF-FLUX1-UBL"},
    Known{"ppf_flux1_cii", "PPF-FLUX1-CII"},
};

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// The last part of a way, without its ending and without "20260804_" before it; at most 200 octets.
std::string stem_of(std::string_view file) {
  file.remove_prefix(file.rfind('/') == std::string_view::npos ? 0 : file.rfind('/') + 1);
  file = file.substr(0, std::min<std::size_t>(file.rfind('.'), 200));
  static const std::regex date("^[0-9]{8}[_-]");
  return std::regex_replace(std::string(file), date, "");
}

std::string lower_case(std::string text) {
  for (auto& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

std::string first_group(const std::string& text, const std::regex& pattern) {
  std::smatch match;
  return std::regex_search(text, match, pattern) ? match[1].str() : std::string();
}

/// "V1.4.0.03" in "BR-FR-CII_V1.4.0.03", "1.8" in "PPF_Flux1_CII_1_8_CIBLE".
std::string version_in_name(const std::string& name) {
  static const std::regex pattern("(?:^|[^A-Za-z0-9])[Vv]?([0-9]{1,9}(?:[._][0-9]{1,9}){1,5})(?![0-9])");
  auto version = first_group(name, pattern);
  std::ranges::replace(version, '_', '.');
  return version;
}

std::string version_in_head(BytesView head) {
  static const std::regex said("[Ss]chematron [Vv]ersion:? ?v?([0-9]{1,9}(?:\\.[0-9]{1,9}){1,5})");
  static const std::regex labelled("\\sVersion: ?([0-9]{1,9}(?:\\.[0-9]{1,9}){1,5})");
  const std::string text(head.substr(0, 4096));
  auto version = first_group(text, said);
  return version.empty() ? first_group(text, labelled) : version;
}

}  // namespace

std::string derive_name(std::string_view file) {
  auto stem = stem_of(file);
  const auto small = lower_case(stem);
  for (const auto& known : kKnown) {
    if (!small.starts_with(known.file)) continue;
    if (small.size() == known.file.size() || !is_letter_or_digit(small[known.file.size()]))
      return std::string(known.pack);
  }
  static const std::regex tail(
      "([-_ ]?[Vv]?[0-9]+([._][0-9]+)+|[-_](validation|preprocessed|compiled|Schematron))$");
  for (auto shorter = std::regex_replace(stem, tail, ""); shorter != stem && !shorter.empty();
       shorter = std::regex_replace(stem, tail, "")) {
    stem = shorter;
  }
  for (auto& c : stem) {
    if (!is_letter_or_digit(c) && c != '.' && c != '_' && c != '+') c = '-';
  }
  stem.erase(0, stem.find_first_not_of(".-"));
  return stem.substr(0, 100);
}

std::string derive_version(std::string_view file, std::string_view schema_version, BytesView head,
                           std::string_view title) {
  if (auto version = version_in_name(stem_of(file)); !version.empty()) return version;
  static const std::regex plain("^v?([0-9]{1,9}(?:\\.[0-9]{1,9}){0,5})$");
  const std::string stated(schema_version.substr(0, 100));
  if (auto version = first_group(stated, plain); !version.empty()) return version;
  if (auto version = version_in_head(head); !version.empty()) return version;
  return version_in_name(std::string(title.substr(0, 200)));
}

}  // namespace quittance::rules
