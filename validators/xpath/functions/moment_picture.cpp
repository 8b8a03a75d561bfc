#include "validators/xpath/functions/moment_picture.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <utility>

namespace quittance::xpath {

namespace {

constexpr std::array<std::string_view, 12> kMonths{"January",   "February", "March",    "April",
                                                   "May",       "June",     "July",     "August",
                                                   "September", "October",  "November", "December"};
constexpr std::array<std::string_view, 7> kDays{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                "Friday", "Saturday", "Sunday"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}
bool is_name(std::string_view modifier) { return modifier == "N" || modifier == "n" || modifier == "Nn"; }

std::string with_zeros(const std::string& digits, std::size_t width) {
  return digits.size() < width ? std::string(width - digits.size(), '0') + digits : digits;
}

std::string roman(std::int64_t value) {
  struct Sign {
    int worth;
    std::string_view text;
  };
  constexpr std::array kSigns{Sign{1000, "m"}, Sign{900, "cm"}, Sign{500, "d"}, Sign{400, "cd"},
                              Sign{100, "c"},  Sign{90, "xc"},  Sign{50, "l"},  Sign{40, "xl"},
                              Sign{10, "x"},   Sign{9, "ix"},   Sign{5, "v"},   Sign{4, "iv"},
                              Sign{1, "i"}};
  std::string out;
  for (const Sign& sign : kSigns)
    for (; value >= sign.worth; value -= sign.worth) out += sign.text;
  return out;
}

std::string letters(std::int64_t value) {
  std::string out;
  for (; value > 0; value = (value - 1) / 26)
    out.insert(out.begin(), static_cast<char>('a' + (value - 1) % 26));
  return out;
}

std::string upper(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

std::string_view ordinal_ending(std::int64_t value) {
  if (value % 100 >= 11 && value % 100 <= 13) return "th";
  constexpr std::array<std::string_view, 4> kEndings{"th", "st", "nd", "rd"};
  return value % 10 < 4 ? kEndings[static_cast<std::size_t>(value % 10)] : "th";
}

std::string named(std::string_view name, std::string_view modifier, std::size_t most) {
  std::string out(name);
  if (most >= 3 && out.size() > most) out.resize(most);  // names are told apart by three letters
  return modifier == "N" ? upper(out) : modifier == "n" ? lower(out) : out;
}

std::chrono::sys_days day_of(const DateTime& moment) {
  return std::chrono::sys_days{
      std::chrono::year{static_cast<int>(std::clamp<std::int64_t>(moment.year, -32767, 32767))} /
      moment.month / moment.day};
}

/// 1 for Monday, as ISO 8601 counts.
unsigned weekday_of(const DateTime& moment) { return std::chrono::weekday{day_of(moment)}.iso_encoding(); }

std::int64_t day_in_year(const DateTime& moment) {
  const auto day = day_of(moment);
  return (day - std::chrono::sys_days{std::chrono::year_month_day{day}.year() / 1 / 1}).count() + 1;
}

/// ISO 8601: the week that holds the year's first Thursday is the first.
std::int64_t week_in_year(const DateTime& moment) {
  const auto thursday = day_of(moment) + std::chrono::days{4 - static_cast<int>(weekday_of(moment))};
  const auto first = std::chrono::sys_days{std::chrono::year_month_day{thursday}.year() / 1 / 1};
  return (thursday - first).count() / 7 + 1;
}

/// Of the month, by the same rule.
std::int64_t week_in_month(const DateTime& moment) {
  const int thursday = moment.day + 4 - static_cast<int>(weekday_of(moment));
  return thursday < 1 ? 0 : (thursday - 1) / 7 + 1;
}

std::string zone_text(const DateTime& moment, std::string_view modifier, char second, bool gmt) {
  if (!moment.zone) return "";
  if (second == 't' && *moment.zone == 0) return "Z";
  const int minutes = *moment.zone < 0 ? -*moment.zone : *moment.zone;
  const bool is_short = modifier == "0" || modifier == "1";
  const std::string hour = with_zeros(std::to_string(minutes / 60), is_short ? 1 : 2);
  const std::string rest = with_zeros(std::to_string(minutes % 60), 2);
  std::string out = std::string(gmt ? "GMT" : "") + (*moment.zone < 0 ? '-' : '+') + hour;
  if (modifier.size() == 4 && is_digits(modifier)) return out + rest;
  return is_short && minutes % 60 == 0 ? out : out + ":" + rest;
}

/// Digits of the second's fraction: as many as there are, between the two widths.
std::string fraction(std::int64_t nanoseconds, std::size_t least, std::size_t most) {
  std::string digits = with_zeros(std::to_string(nanoseconds), 9).substr(0, std::min<std::size_t>(most, 9));
  while (digits.size() > least && digits.back() == '0') digits.pop_back();
  digits.resize(std::max(digits.size(), least), '0');
  return digits;
}

bool has_component(char component, Type type) {
  constexpr std::string_view kDateParts = "YMDdFWwEC";
  constexpr std::string_view kTimeParts = "HhPmsf";
  if (kDateParts.find(component) != std::string_view::npos) return type != Type::time;
  if (kTimeParts.find(component) != std::string_view::npos) return type != Type::date;
  return true;
}

std::int64_t value_of(char component, const DateTime& moment) {
  switch (component) {
    case 'Y': return moment.year < 0 ? -moment.year : moment.year;
    case 'M': return moment.month;
    case 'D': return moment.day;
    case 'd': return day_in_year(moment);
    case 'F': return weekday_of(moment);
    case 'W': return week_in_year(moment);
    case 'w': return week_in_month(moment);
    case 'H': return moment.nanoseconds / kHour;
    case 'h': return (moment.nanoseconds / kHour + 11) % 12 + 1;
    case 'm': return moment.nanoseconds / kMinute % 60;
    default: return moment.nanoseconds / kSecond % 60;  // s
  }
}

/// "3-5", "2", "*-4" after the comma; false when it is none.
bool read_width(std::string_view text, std::size_t& least, std::size_t& most) {
  const auto read = [](std::string_view digits, std::size_t& out) {
    if (digits == "*") return true;
    const auto [end, bad] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
    return bad == std::errc() && end == digits.data() + digits.size() && out > 0 && out < 100;
  };
  const std::size_t dash = text.find('-');
  if (!read(text.substr(0, dash), least)) return false;
  return dash == std::string_view::npos ||
         (read(text.substr(dash + 1), most) && (most == 0 || most >= least));
}

}  // namespace

std::string numbered(std::int64_t value, std::string_view modifier, bool ordinal) {
  std::string out;
  const std::int64_t size = value < 0 ? -value : value;
  const bool has_roman = size > 0 && size < 4000;
  if (modifier == "i" || modifier == "I") out = has_roman ? roman(size) : std::to_string(size);
  if ((modifier == "a" || modifier == "A") && size > 0) out = letters(size);
  if (out.empty()) out = with_zeros(std::to_string(size), is_digits(modifier) ? modifier.size() : 1);
  if (modifier == "I" || modifier == "A") out = upper(std::move(out));
  if (ordinal) out += ordinal_ending(size);
  return value < 0 ? "-" + out : out;
}

std::optional<MomentPicture::Part> MomentPicture::component(std::string_view inside) {
  std::string marker;  // white space inside means nothing
  for (const char c : inside)
    if (c != ' ' && c != '\t' && c != '\n' && c != '\r') marker += c;
  constexpr std::string_view kComponents = "YMDdFWwHhPmsfZzCE";
  if (marker.empty() || kComponents.find(marker[0]) == std::string_view::npos) return std::nullopt;
  Part out;
  out.component = marker[0];
  const std::size_t comma = marker.rfind(',');
  if (comma != std::string::npos &&
      !read_width(std::string_view(marker).substr(comma + 1), out.least, out.most))
    return std::nullopt;
  out.text = marker.substr(1, comma == std::string::npos ? comma : comma - 1);
  const bool has_second =
      out.text.size() > 1 && std::string_view("oct").find(out.text.back()) != std::string_view::npos;
  if (has_second || out.text == "t") {
    out.second = out.text.back();
    out.text.pop_back();
  }
  return out;
}

std::optional<MomentPicture> MomentPicture::parse(std::string_view text) {
  MomentPicture out;
  Part literal;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const bool doubled = at + 1 < text.size() && text[at + 1] == c;
    if (c == ']' && !doubled) return std::nullopt;
    if (c != '[' || doubled) {
      literal.text += c;
      at += (c == '[' || c == ']') ? 1 : 0;
      continue;
    }
    const std::size_t end = text.find(']', at);
    if (end == std::string_view::npos) return std::nullopt;
    auto part = component(text.substr(at + 1, end - at - 1));
    if (!part) return std::nullopt;
    if (!literal.text.empty()) out.parts_.push_back(std::exchange(literal, {}));
    out.parts_.push_back(std::move(*part));
    at = end;
  }
  if (!literal.text.empty()) out.parts_.push_back(std::move(literal));
  return out;
}

std::optional<std::string> MomentPicture::written(const Part& part, const DateTime& moment, Type type) {
  if (!has_component(part.component, type)) return std::nullopt;
  const std::string& modifier = part.text;
  const std::string name_form = is_name(modifier) ? modifier : "n";
  switch (part.component) {
    case 'C': return named("Gregorian", name_form, part.most);
    case 'E': return named(moment.year < 0 ? "BC" : "AD", name_form, part.most);
    case 'P': return named(moment.nanoseconds < 12 * kHour ? "am" : "pm", name_form, 0);
    case 'Z': return zone_text(moment, modifier, part.second, false);
    case 'z': return zone_text(moment, modifier, part.second, true);
    case 'f': {
      const std::size_t digits = is_digits(modifier) && modifier.size() > 1 ? modifier.size() : 0;
      return fraction(moment.nanoseconds % kSecond,
                      part.least != 0 ? part.least : std::max<std::size_t>(digits, 1),
                      part.most != 0 ? part.most
                      : digits != 0  ? digits
                                     : 9);
    }
    default: break;
  }
  const std::int64_t value = value_of(part.component, moment);
  if (part.component == 'M' && is_name(modifier))
    return named(kMonths.at(moment.month - 1U), modifier, part.most);
  if (part.component == 'F' && (is_name(modifier) || modifier.empty()))
    return named(kDays.at(weekday_of(moment) - 1U), name_form, part.most);
  const bool two_by_default = modifier.empty() && (part.component == 'm' || part.component == 's');
  std::string out = numbered(value, two_by_default ? "01" : modifier, part.second == 'o');
  if (modifier.empty() || is_digits(modifier)) out = with_zeros(out, part.least);
  std::size_t most = part.most;
  if (most == 0 && is_digits(modifier) && modifier.size() > 1) most = modifier.size();
  if (part.component == 'Y' && most >= 2 && out.size() > most && part.second == 0)
    out.erase(0, out.size() - most);  // 9.8.4.4: a year is cut at the left
  return out;
}

std::optional<std::string> MomentPicture::format(const DateTime& moment, Type type) const {
  std::string out;
  for (const Part& part : parts_) {
    if (part.component == 0) {
      out += part.text;
      continue;
    }
    const auto text = written(part, moment, type);
    if (!text) return std::nullopt;
    out += *text;
  }
  return out;
}

}  // namespace quittance::xpath
