#include "gateway/config/quantity.h"

#include <array>
#include <charconv>
#include <limits>

namespace quittance::config {

namespace {

struct Unit {
  std::string_view name;
  std::uint64_t worth;
};

constexpr std::array kTimes{Unit{"w", 604'800'000}, Unit{"d", 86'400'000}, Unit{"h", 3'600'000},
                            Unit{"m", 60'000},      Unit{"s", 1000},       Unit{"ms", 1}};
constexpr std::array kSizes{
    Unit{"GB", 1'000'000'000}, Unit{"MB", 1'000'000}, Unit{"KB", 1000}, Unit{"GiB", 1U << 30U},
    Unit{"MiB", 1U << 20U},    Unit{"KiB", 1024},     Unit{"B", 1}};
constexpr std::uint64_t kCentury = 36'525ULL * 86'400'000;

/// Takes the digits off the front of `text`.
std::optional<std::uint64_t> take_number(std::string_view& text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end == text.data()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

/// Takes the letters off the front of `text`.
std::string_view take_word(std::string_view& text) {
  std::size_t length = 0;
  while (length < text.size() && (text[length] < '0' || text[length] > '9')) ++length;
  const auto word = text.substr(0, length);
  text.remove_prefix(length);
  return word;
}

template <std::size_t N>
std::optional<std::uint64_t> worth_of(const std::array<Unit, N>& units, std::string_view name) {
  for (const auto& unit : units) {
    if (unit.name == name) return unit.worth;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
  if (text.empty()) return std::nullopt;
  std::uint64_t total = 0;
  std::uint64_t last = std::numeric_limits<std::uint64_t>::max();
  while (!text.empty()) {
    const auto number = take_number(text);
    const auto worth = worth_of(kTimes, take_word(text));
    if (!number || !worth || *worth >= last || *number > kCentury / *worth) return std::nullopt;
    total += *number * *worth;
    last = *worth;
  }
  if (total > kCentury) return std::nullopt;
  return Duration(total);
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
  const auto number = take_number(text);
  const auto worth = worth_of(kSizes, take_word(text));
  if (!number || !worth || !text.empty() || *number > std::numeric_limits<std::int64_t>::max() / *worth) {
    return std::nullopt;
  }
  return *number * *worth;
}

std::string print_duration(Duration duration) {
  auto left = static_cast<std::uint64_t>(duration.count());
  if (left == 0) return "0s";
  std::string text;
  for (const auto& unit : kTimes) {
    if (unit.name == "w") continue;  // "14d" reads better than "2w"
    if (left / unit.worth == 0) continue;
    text += std::to_string(left / unit.worth) + std::string(unit.name);
    left %= unit.worth;
  }
  return text;
}

std::string print_size(std::uint64_t bytes) {
  for (const auto& unit : kSizes) {
    if (bytes != 0 && bytes % unit.worth == 0)
      return std::to_string(bytes / unit.worth) + std::string(unit.name);
  }
  return "0B";
}

}  // namespace quittance::config
