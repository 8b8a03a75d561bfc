// DNS messages for tests, written octet by octet.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace quittance::as4::test {

inline std::string u16(unsigned value) {
  return {static_cast<char>(value >> 8 & 0xff), static_cast<char>(value & 0xff)};
}
inline std::string u32(unsigned long value) {
  return u16(static_cast<unsigned>(value >> 16)) + u16(static_cast<unsigned>(value & 0xffff));
}
inline std::string text(std::string_view value) {
  return static_cast<char>(value.size()) + std::string(value);
}
/// "a.b." as labels; "." is the root.
inline std::string name(std::string_view dotted) {
  std::string out;
  while (!dotted.empty() && dotted != ".") {
    const auto dot = dotted.find('.');
    out += text(dotted.substr(0, dot));
    dotted.remove_prefix(dot == std::string_view::npos ? dotted.size() : dot + 1);
  }
  return out + '\0';
}
inline std::string pointer(unsigned to) { return u16(0xc000 | to); }

inline std::string naptr(unsigned order, unsigned preference, std::string_view flags,
                         std::string_view service, std::string_view regexp,
                         std::string_view replacement = ".") {
  return u16(order) + u16(preference) + text(flags) + text(service) + text(regexp) + name(replacement);
}
inline std::string record(const std::string& owner, unsigned type, unsigned long ttl, const std::string& data,
                          unsigned klass = 1) {
  return owner + u16(type) + u16(klass) + u32(ttl) + u16(static_cast<unsigned>(data.size())) + data;
}

inline constexpr unsigned kNaptr = 35, kCname = 5, kA = 1;
inline constexpr unsigned kResponse = 0x8180, kTruncated = 0x0200;
inline constexpr std::size_t kQuestionAt = 12;  ///< where a pointer finds the name that was asked for

/// A reply to the question NAPTR `asked`, with the answers given.
inline std::string reply(std::string_view asked, std::string_view answers, unsigned count,
                         unsigned flags = kResponse, unsigned id = 7) {
  return u16(id) + u16(flags) + u16(1) + u16(count) + u16(0) + u16(0) + name(asked) + u16(kNaptr) + u16(1) +
         std::string(answers);
}

}  // namespace quittance::as4::test
