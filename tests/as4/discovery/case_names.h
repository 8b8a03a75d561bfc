// Names of parameterised tests, out of the words that describe a case.
#pragma once

#include <cctype>
#include <string>
#include <string_view>

namespace quittance::as4::test {

/// "a query" -> "AQuery": gtest takes letters and digits only.
inline std::string camel(std::string_view words) {
  std::string name;
  bool up = true;
  for (const char c : words) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) {
      up = true;
      continue;
    }
    name += up ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    up = false;
  }
  return name;
}

}  // namespace quittance::as4::test
