#include "validators/xpath/syntax/name_characters.h"

#include <array>
#include <cstdint>

namespace quittance::xpath {

namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// XML 1.0 fifth edition, productions 4 and 4a, above ASCII and without the colon.
constexpr std::array kStart{Range{0xC0, 0xD6},     Range{0xD8, 0xF6},     Range{0xF8, 0x2FF},
                            Range{0x370, 0x37D},   Range{0x37F, 0x1FFF},  Range{0x200C, 0x200D},
                            Range{0x2070, 0x218F}, Range{0x2C00, 0x2FEF}, Range{0x3001, 0xD7FF},
                            Range{0xF900, 0xFDCF}, Range{0xFDF0, 0xFFFD}, Range{0x10000, 0xEFFFF}};
constexpr std::array kFurther{Range{0xB7, 0xB7}, Range{0x300, 0x36F}, Range{0x203F, 0x2040}};

template <std::size_t n>
bool within(const std::array<Range, n>& ranges, char32_t c) {
  for (const Range& range : ranges) {
    if (c >= range.first && c <= range.last) {
      return true;
    }
  }
  return false;
}

bool is_start(char32_t c) {
  if (c < 0x80) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }
  return within(kStart, c);
}

bool is_further(char32_t c) {
  if (c < 0x80) {
    return is_start(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
  }
  return within(kStart, c) || within(kFurther, c);
}

/// Decodes one code point; `length` becomes 0 when the octets are not UTF-8.
char32_t decode(std::string_view text, std::size_t& length) {
  const auto octet = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t lead = octet(0);
  length = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
  if (length > text.size()) {
    length = 0;
  }
  if (length <= 1) {
    return lead;
  }
  char32_t c = lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((octet(i) & 0xC0U) != 0x80) {
      length = 0;
      return 0;
    }
    c = (c << 6U) | (octet(i) & 0x3FU);
  }
  return c;
}

}  // namespace

std::size_t ncname_length(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t length = 0;
    const char32_t c = decode(text.substr(at), length);
    if (length == 0 || !(at == 0 ? is_start(c) : is_further(c))) {
      break;
    }
    at += length;
  }
  return at;
}

}  // namespace quittance::xpath
