#include "formats/base/time.h"

#include <array>
#include <charconv>
#include <cstdio>

#include "formats/base/bytes.h"

namespace quittance {
namespace {

namespace chr = std::chrono;

/// Reads exactly `digits` digits from the front of `text`.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
  int value = 0;
  if (text.size() < digits) return {};
  const char* const stop = text.substr(0, digits).end();
  const auto [end, error] = std::from_chars(text.begin(), stop, value);
  if (error != std::errc{} || end != stop || text.front() == '-') return {};
  text.remove_prefix(digits);
  return value;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<Date> take_date(std::string_view& text) {
  const auto year = take_number(text, 4);
  if (!year || !take(text, '-')) return {};
  const auto month = take_number(text, 2);
  if (!month || !take(text, '-')) return {};
  const auto day = take_number(text, 2);
  if (!day) return {};
  const Date date{chr::year{*year}, chr::month{static_cast<unsigned>(*month)},
                  chr::day{static_cast<unsigned>(*day)}};
  return date.ok() ? std::optional(date) : std::nullopt;
}

std::optional<chr::microseconds> take_time(std::string_view& text) {
  const auto hour = take_number(text, 2);
  if (!hour || *hour > 24 || !take(text, ':')) return {};
  const auto minute = take_number(text, 2);
  if (!minute || *minute > 59 || !take(text, ':')) return {};
  const auto second = take_number(text, 2);
  if (!second || *second > 59) return {};
  long fraction = 0;
  if (take(text, '.')) {
    int place = 0;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
      if (place++ < 6) fraction = fraction * 10 + (text.front() - '0');
      text.remove_prefix(1);
    }
    if (place == 0) return {};
    for (; place < 6; ++place) fraction *= 10;
  }
  if (*hour == 24 && (*minute != 0 || *second != 0 || fraction != 0)) return {};
  return chr::hours{*hour} + chr::minutes{*minute} + chr::seconds{*second} + chr::microseconds{fraction};
}

std::optional<chr::minutes> take_zone(std::string_view& text) {
  if (take(text, 'Z')) return chr::minutes{0};
  if (text.empty() || (text.front() != '+' && text.front() != '-')) return {};
  const int sign = text.front() == '-' ? -1 : 1;
  text.remove_prefix(1);
  const auto hours = take_number(text, 2);
  if (!hours || *hours > 14 || !take(text, ':')) return {};
  const auto minutes = take_number(text, 2);
  if (!minutes || *minutes > 59) return {};
  return chr::minutes{sign * (*hours * 60 + *minutes)};
}

Error bad_form(std::string_view text, const char* wanted) {
  return Error{"FORG0001", Retry::never,
               "not " + std::string(wanted) + ": " + std::string(text.substr(0, 80))};
}

}  // namespace

std::string to_string(Instant at) {
  const auto day = chr::floor<chr::days>(at);
  const chr::hh_mm_ss time{at - day};
  std::array<char, 24> tail{};
  std::snprintf(tail.data(), tail.size(), "T%02d:%02d:%02d.%06ldZ", static_cast<int>(time.hours().count()),
                static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
                static_cast<long>(time.subseconds().count()));
  return to_string(Date{day}) + tail.data();
}

Result<Instant> parse_instant(std::string_view text) {
  std::string_view rest = text;
  const auto date = take_date(rest);
  if (!date || !take(rest, 'T')) return bad_form(text, "a date and time");
  const auto time = take_time(rest);
  if (!time) return bad_form(text, "a date and time");
  const auto zone = take_zone(rest);
  if (!zone || !rest.empty()) return bad_form(text, "a date and time with a zone");
  return Instant{chr::sys_days{*date} + *time - *zone};
}

std::string to_string(Date day) {
  std::array<char, 24> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(day.year()),
                static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
  return text.data();
}

Result<Date> parse_date(std::string_view text) {
  std::string_view rest = text;
  const auto date = take_date(rest);
  if (!date) return bad_form(text, "a date (YYYY-MM-DD)");
  if (!rest.empty() && (!take_zone(rest) || !rest.empty())) return bad_form(text, "a date (YYYY-MM-DD)");
  return *date;
}

std::string Random::uuid() {
  std::string raw = bytes(16);
  raw[6] = static_cast<char>((raw[6] & 0x0f) | 0x40);
  raw[8] = static_cast<char>((raw[8] & 0x3f) | 0x80);
  std::string text = to_hex(raw);
  for (const std::size_t at : {20, 16, 12, 8}) text.insert(at, 1, '-');
  return text;
}

}  // namespace quittance
