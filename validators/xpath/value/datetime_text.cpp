// Lexical forms of dates, times and durations (XML Schema part 2, 3.2.6 to 3.2.14; F&O 17.1).
#include <array>
#include <limits>

#include "validators/xpath/value/datetime.h"
#include "validators/xpath/value/number.h"

namespace quittance::xpath {

namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Reads a text from the left; what does not fit turns ok() off for good.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}
  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] bool done() const { return ok_ && rest_.empty(); }
  [[nodiscard]] char peek() const { return rest_.empty() ? '\0' : rest_.front(); }
  bool skip(char c) {
    if (peek() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void expect(std::string_view text) {
    if (!rest_.starts_with(text)) {
      fail();
    } else {
      rest_.remove_prefix(text.size());
    }
  }
  void fail() { ok_ = false; }
  /// What was read has the right form, but no room.
  void too_large() { overflow_ = true; }
  [[nodiscard]] bool overflow() const { return overflow_; }
  std::string_view digits() {
    std::size_t count = 0;
    while (count < rest_.size() && is_digit(rest_[count])) ++count;
    const std::string_view out = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return out;
  }
  /// Exactly two digits, at most `most`.
  std::uint8_t two(unsigned most) {
    if (rest_.size() < 2 || !is_digit(rest_[0]) || !is_digit(rest_[1])) {
      fail();
      return 0;
    }
    const unsigned value = static_cast<unsigned>(rest_[0] - '0') * 10 + static_cast<unsigned>(rest_[1] - '0');
    rest_.remove_prefix(2);
    if (value > most) fail();
    return static_cast<std::uint8_t>(value);
  }

 private:
  std::string_view rest_;
  bool ok_ = true;
  bool overflow_ = false;
};

/// Nanoseconds of the digits after a decimal point.
std::int64_t fraction_of(std::string_view digits) {
  std::int64_t value = 0;
  for (std::size_t i = 0; i < 9; ++i) value = value * 10 + (i < digits.size() ? digits[i] - '0' : 0);
  return value;
}

std::int64_t read_year(Reader& in) {
  const bool negative = in.skip('-');
  const std::string_view digits = in.digits();
  if (digits.size() < 4 || (digits.size() > 4 && digits.front() == '0')) in.fail();
  constexpr std::size_t kMostDigits = 9;
  if (digits.size() > kMostDigits) {
    in.too_large();
    return 2000;  // a leap year, so that what follows is judged by its form alone
  }
  std::int64_t year = 0;
  for (const char c : digits) year = year * 10 + (c - '0');
  return negative ? -year : year;
}

std::int64_t read_time(Reader& in) {
  const unsigned hour = in.two(24);
  in.expect(":");
  const unsigned minute = in.two(59);
  in.expect(":");
  const unsigned second = in.two(59);
  std::int64_t fraction = 0;
  if (in.skip('.')) {
    const std::string_view digits = in.digits();
    if (digits.empty()) in.fail();
    fraction = fraction_of(digits);
  }
  const std::int64_t time = hour * kHour + minute * kMinute + second * kSecond + fraction;
  if (time > kDay) in.fail();  // 24:00:00 is the next midnight, and nothing comes after it
  return time;
}

std::optional<std::int16_t> read_zone(Reader& in) {
  if (in.skip('Z')) return std::int16_t{0};
  if (in.peek() != '+' && in.peek() != '-') return {};
  const int sign = in.skip('-') ? -1 : (in.skip('+'), 1);
  const int hours = in.two(14);
  in.expect(":");
  const int minutes = in.two(59);
  if (hours == 14 && minutes != 0) in.fail();
  return static_cast<std::int16_t>(sign * (hours * 60 + minutes));
}

std::uint8_t last_day(std::int64_t year, unsigned month) {
  static constexpr std::array<std::uint8_t, 12> kDays{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && leap ? 29 : kDays[month - 1];
}

void read_month(Reader& in, DateTime& out) {
  out.month = in.two(12);
  if (out.month == 0) in.fail();
}

void read_day(Reader& in, DateTime& out) {
  out.day = in.two(31);
  if (in.ok() && (out.day == 0 || out.day > last_day(out.year, out.month))) in.fail();
}

void read_date(Reader& in, DateTime& out) {
  out.year = read_year(in);
  in.expect("-");
  read_month(in, out);
  in.expect("-");
  read_day(in, out);
}

void append_padded(std::string& out, std::int64_t value, std::size_t width) {
  const std::string digits = std::to_string(value < 0 ? -value : value);
  if (value < 0) out += '-';
  if (digits.size() < width) out.append(width - digits.size(), '0');
  out += digits;
}

/// ".5" of 500,000,000 nanoseconds, "" of none.
void append_fraction(std::string& out, std::int64_t nanoseconds) {
  if (nanoseconds == 0) return;
  out += '.';
  append_padded(out, nanoseconds, 9);
  while (out.back() == '0') out.pop_back();
}

void append_time(std::string& out, std::int64_t time) {
  append_padded(out, time / kHour, 2);
  out += ':';
  append_padded(out, time / kMinute % 60, 2);
  out += ':';
  append_padded(out, time / kSecond % 60, 2);
  append_fraction(out, time % kSecond);
}

void append_zone(std::string& out, std::optional<std::int16_t> zone) {
  if (!zone) return;
  if (*zone == 0) {
    out += 'Z';
    return;
  }
  out += *zone < 0 ? '-' : '+';
  const int minutes = *zone < 0 ? -*zone : *zone;
  append_padded(out, minutes / 60, 2);
  out += ':';
  append_padded(out, minutes % 60, 2);
}

/// Adds `digits` × `unit`; false when it does not fit.
bool accumulate(std::string_view digits, std::int64_t unit, Nanoseconds& total) {
  constexpr Nanoseconds kMost = static_cast<Nanoseconds>(std::numeric_limits<std::int64_t>::max()) * kSecond;
  Nanoseconds value = 0;
  for (const char c : digits) {
    value = value * 10 + (c - '0');
    if (value > kMost) return false;
  }
  total += value * unit;
  return total <= kMost;
}

/// Designators of a duration in their order, and what they count.
struct Field {
  char designator;
  bool time;
  bool months;
  std::int64_t unit;
};
constexpr std::array<Field, 6> kFields{{{'Y', false, true, 12},
                                        {'M', false, true, 1},
                                        {'D', false, false, kDay},
                                        {'H', true, false, kHour},
                                        {'M', true, false, kMinute},
                                        {'S', true, false, kSecond}}};

bool allowed(const Field& field, Type type) {
  return type == Type::duration || field.months == (type == Type::year_month_duration);
}

}  // namespace

std::optional<DateTime> parse_moment(std::string_view text, Type type, bool& overflow) {
  Reader in(collapsed(text));
  DateTime out;
  switch (type) {
    case Type::date_time:
      read_date(in, out);
      in.expect("T");
      out.nanoseconds = read_time(in);
      break;
    case Type::date: read_date(in, out); break;
    case Type::time: out.nanoseconds = read_time(in) % kDay; break;
    case Type::g_year_month:
      out.year = read_year(in);
      in.expect("-");
      read_month(in, out);
      out.day = 1;
      break;
    case Type::g_year:
      out.year = read_year(in);
      out.month = out.day = 1;
      break;
    case Type::g_month_day:
      in.expect("--");
      read_month(in, out);
      in.expect("-");
      read_day(in, out);
      break;
    case Type::g_day:
      in.expect("---");
      read_day(in, out);
      break;
    case Type::g_month:
      in.expect("--");
      read_month(in, out);
      out.day = 1;
      break;
    default: return {};
  }
  out.zone = read_zone(in);
  overflow = in.done() && in.overflow();
  if (!in.done() || overflow) return {};
  if (out.nanoseconds == kDay) {
    out.nanoseconds = 0;
    out = add(out, Duration{0, kDay}, Type::date_time);
  }
  return out;
}

std::optional<Duration> parse_duration(std::string_view text, Type type, bool& overflow) {
  Reader in(collapsed(text));
  const bool negative = in.skip('-');
  in.expect("P");
  Nanoseconds months = 0;
  Nanoseconds rest = 0;
  bool time = false;
  bool any = false;
  for (auto field = kFields.begin(); in.ok() && !in.done(); any = true) {
    if (!time && in.skip('T')) time = true;
    const std::string_view whole = in.digits();
    const bool point = in.skip('.');
    const std::string_view fraction = point ? in.digits() : std::string_view();
    const char designator = in.peek();
    while (field != kFields.end() && (field->designator != designator || field->time != time)) ++field;
    if (whole.empty() || (point && (designator != 'S' || fraction.empty())) || field == kFields.end() ||
        !allowed(*field, type) || !in.skip(designator))
      return {};
    if (!accumulate(whole, field->unit, field->months ? months : rest)) in.too_large();
    rest += fraction_of(fraction);
    ++field;
  }
  if (months > kMostMonths) in.too_large();
  overflow = in.done() && any && in.overflow();
  if (!in.done() || !any || overflow) return {};
  const Duration out{static_cast<std::int64_t>(months), rest};
  return negative ? negated(out) : out;
}

std::string text_of(const DateTime& value, Type type) {
  std::string out;
  if (type == Type::date_time || type == Type::date || type == Type::g_year_month || type == Type::g_year)
    append_padded(out, value.year, 4);
  if (type == Type::g_month_day || type == Type::g_month) out += '-';
  if (type == Type::g_day) out += "--";
  if (type != Type::time && type != Type::g_year && type != Type::g_day) {
    out += '-';
    append_padded(out, value.month, 2);
  }
  if (type == Type::date_time || type == Type::date || type == Type::g_month_day || type == Type::g_day) {
    out += '-';
    append_padded(out, value.day, 2);
  }
  if (type == Type::date_time) out += 'T';
  if (type == Type::date_time || type == Type::time) append_time(out, value.nanoseconds);
  append_zone(out, value.zone);
  return out;
}

std::string text_of(const Duration& value, Type type) {
  if (value == Duration{}) return type == Type::year_month_duration ? "P0M" : "PT0S";
  const bool negative = value.months < 0 || value.nanoseconds < 0;
  const std::int64_t months = negative ? -value.months : value.months;
  const Nanoseconds all = negative ? -value.nanoseconds : value.nanoseconds;
  const auto days = static_cast<std::int64_t>(all / kDay);
  const auto time = static_cast<std::int64_t>(all % kDay);
  std::string out = negative ? "-P" : "P";
  if (months / 12 != 0) out += std::to_string(months / 12) + 'Y';
  if (months % 12 != 0) out += std::to_string(months % 12) + 'M';
  if (days != 0) out += std::to_string(days) + 'D';
  if (time == 0) return out;
  out += 'T';
  if (time / kHour != 0) out += std::to_string(time / kHour) + 'H';
  if (time / kMinute % 60 != 0) out += std::to_string(time / kMinute % 60) + 'M';
  if (time % kMinute != 0) {
    out += std::to_string(time / kSecond % 60);
    append_fraction(out, time % kSecond);
    out += 'S';
  }
  return out;
}

}  // namespace quittance::xpath
