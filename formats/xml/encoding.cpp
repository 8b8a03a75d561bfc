#include "formats/xml/encoding.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace quittance::xml {
namespace {

constexpr bool is_high_surrogate(std::uint32_t unit) { return unit >= 0xd800 && unit < 0xdc00; }
constexpr bool is_low_surrogate(std::uint32_t unit) { return unit >= 0xdc00 && unit < 0xe000; }
constexpr std::uint32_t join_surrogates(std::uint32_t high, std::uint32_t low) {
  return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

void append_code_point(std::uint32_t point, Bytes& out) {
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xc0 | (point >> 6));
    out += static_cast<char>(0x80 | (point & 0x3f));
  } else if (point < 0x10000) {
    out += static_cast<char>(0xe0 | (point >> 12));
    out += static_cast<char>(0x80 | ((point >> 6) & 0x3f));
    out += static_cast<char>(0x80 | (point & 0x3f));
  } else {
    out += static_cast<char>(0xf0 | (point >> 18));
    out += static_cast<char>(0x80 | ((point >> 12) & 0x3f));
    out += static_cast<char>(0x80 | ((point >> 6) & 0x3f));
    out += static_cast<char>(0x80 | (point & 0x3f));
  }
}

bool starts_with(BytesView document, std::initializer_list<unsigned char> octets) {
  return document.size() >= octets.size() &&
         std::equal(octets.begin(), octets.end(), document.begin(),
                    [](unsigned char expected, char c) { return expected == static_cast<unsigned char>(c); });
}

/// Length of the multi-octet sequence at `at`, or 0 when it is broken.
std::size_t sequence_length(const unsigned char* at, std::size_t left) {
  const auto continues = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xbf) {
    return left > i && at[i] >= low && at[i] <= high;
  };
  const unsigned lead = at[0];
  if (lead >= 0xc2 && lead <= 0xdf) return continues(1) ? 2 : 0;
  if (lead >= 0xe0 && lead <= 0xef) {
    // E0 would allow overlong forms, ED surrogates.
    const unsigned low = lead == 0xe0 ? 0xa0 : 0x80;
    const unsigned high = lead == 0xed ? 0x9f : 0xbf;
    return continues(1, low, high) && continues(2) ? 3 : 0;
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    const unsigned low = lead == 0xf0 ? 0x90 : 0x80;
    const unsigned high = lead == 0xf4 ? 0x8f : 0xbf;
    return continues(1, low, high) && continues(2) && continues(3) ? 4 : 0;
  }
  return 0;
}

}  // namespace

EncodingMark detect_encoding(BytesView d) {
  if (starts_with(d, {0xef, 0xbb, 0xbf})) return {Encoding::utf8, 3};
  if (starts_with(d, {0xff, 0xfe, 0, 0}) || starts_with(d, {0, 0, 0xfe, 0xff})) return {Encoding::utf32, 4};
  if (starts_with(d, {0xff, 0xfe})) return {Encoding::utf16le, 2};
  if (starts_with(d, {0xfe, 0xff})) return {Encoding::utf16be, 2};
  if (starts_with(d, {0, 0, 0, '<'}) || starts_with(d, {'<', 0, 0, 0})) return {Encoding::utf32, 0};
  if (starts_with(d, {'<', 0})) return {Encoding::utf16le, 0};
  if (starts_with(d, {0, '<'})) return {Encoding::utf16be, 0};
  if (starts_with(d, {0x4c, 0x6f, 0xa7, 0x94})) return {Encoding::ebcdic, 0};
  if (starts_with(d, {'+', '/', 'v'})) return {Encoding::utf7, 0};
  return {Encoding::utf8, 0};
}

bool names_encoding(std::string_view declared, Encoding encoding) {
  std::string upper(declared);
  std::transform(upper.begin(), upper.end(), upper.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  switch (encoding) {
    case Encoding::utf8: return upper == "UTF-8";
    case Encoding::utf16le: return upper == "UTF-16" || upper == "UTF-16LE";
    case Encoding::utf16be: return upper == "UTF-16" || upper == "UTF-16BE";
    default: return false;
  }
}

std::size_t find_invalid_utf8(BytesView text) {
  const auto* octets = reinterpret_cast<const unsigned char*>(text.data());
  const std::size_t size = text.size();
  if (const void* nul = size == 0 ? nullptr : std::memchr(octets, 0, size)) {
    const auto offset = static_cast<std::size_t>(static_cast<const unsigned char*>(nul) - octets);
    return std::min(offset, find_invalid_utf8(text.substr(0, offset)));
  }
  std::size_t at = 0;
  while (at < size) {
    std::uint64_t eight = 0;
    while (at + sizeof eight <= size) {
      std::memcpy(&eight, octets + at, sizeof eight);
      if ((eight & 0x8080808080808080ULL) != 0) break;
      at += sizeof eight;
    }
    while (at < size && octets[at] < 0x80) ++at;
    if (at == size) break;
    const std::size_t length = sequence_length(octets + at, size - at);
    if (length == 0) return at;
    at += length;
  }
  return kAllValid;
}

bool append_utf16(BytesView text, bool big_endian, Bytes& out) {
  if (text.size() % 2 != 0) return false;
  const auto* octets = reinterpret_cast<const unsigned char*>(text.data());
  const auto unit_at = [&](std::size_t i) -> std::uint32_t {
    return big_endian ? octets[i] << 8 | octets[i + 1] : octets[i + 1] << 8 | octets[i];
  };
  out.reserve(out.size() + text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    std::uint32_t point = unit_at(i);
    if (point == 0 || is_low_surrogate(point)) return false;
    if (is_high_surrogate(point)) {
      i += 2;
      if (i >= text.size() || !is_low_surrogate(unit_at(i))) return false;
      point = join_surrogates(point, unit_at(i));
    }
    append_code_point(point, out);
  }
  return true;
}

void append_utf8(std::u16string_view units, Bytes& out) {
  std::size_t at = 0;
  while (at < units.size()) {
    const std::size_t first = at;
    while (at < units.size() && units[at] < 0x80) ++at;
    const std::size_t old_size = out.size();
    out.resize(old_size + (at - first));
    std::copy(units.begin() + static_cast<std::ptrdiff_t>(first),
              units.begin() + static_cast<std::ptrdiff_t>(at),
              out.begin() + static_cast<std::ptrdiff_t>(old_size));
    if (at == units.size()) break;
    std::uint32_t point = units[at++];
    if (is_high_surrogate(point) && at < units.size() && is_low_surrogate(units[at]))
      point = join_surrogates(point, units[at++]);
    else if (is_high_surrogate(point) || is_low_surrogate(point))
      point = 0xfffd;
    append_code_point(point, out);
  }
}

std::u16string to_utf16(std::string_view text) {
  std::u16string units;
  units.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    std::uint32_t point = length == 1 ? lead : lead & (0x7f >> length);
    for (std::size_t i = 1; i < length && at + i < text.size(); ++i)
      point = point << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3f);
    at += length;
    if (point >= 0x10000) {
      units += static_cast<char16_t>(0xd800 + ((point - 0x10000) >> 10));
      units += static_cast<char16_t>(0xdc00 + ((point - 0x10000) & 0x3ff));
    } else {
      units += static_cast<char16_t>(point);
    }
  }
  return units;
}

}  // namespace quittance::xml
