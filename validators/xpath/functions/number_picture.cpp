#include "validators/xpath/functions/number_picture.h"

#include <algorithm>
#include <cmath>

namespace quittance::xpath {

namespace {

constexpr std::string_view kPerMille = "\xE2\x80\xB0";

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_active(char c) { return is_digit(c) || c == '#' || c == '.' || c == ','; }

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t times = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size()))
    ++times;
  return times;
}

/// Digits, "#" and separators left of the point; false when they are in the wrong order.
bool read_whole(std::string_view text, SubPicture& out) {
  if (text.ends_with(',') || text.starts_with(',') || text.find(",,") != std::string_view::npos) return false;
  std::size_t digits = 0;
  bool optional = false;
  for (auto c = text.rbegin(); c != text.rend(); ++c) {
    if (*c == ',') {
      out.groups.push_back(digits);
      continue;
    }
    if (is_digit(*c) && optional) return false;
    optional = *c == '#';
    ++digits;
    out.least_whole += optional ? 0 : 1;
  }
  const auto& groups = out.groups;
  out.regular = !groups.empty();
  for (std::size_t i = 0; i < groups.size(); ++i)
    out.regular = out.regular && groups[i] == groups[0] * (i + 1);
  // the leftmost group must not be wider than the others
  out.regular = out.regular && digits - groups.back() <= groups[0];
  return true;
}

bool read_fraction(std::string_view text, SubPicture& out) {
  if (text.starts_with(',') || text.ends_with(',') || text.find(",,") != std::string_view::npos) return false;
  bool optional = false;
  for (const char c : text) {
    if (c == ',') {
      out.fraction_groups.push_back(out.most_fraction);
      continue;
    }
    if (is_digit(c) && optional) return false;
    optional = c == '#';
    ++out.most_fraction;
    out.least_fraction += optional ? 0 : 1;
  }
  return true;
}

std::optional<SubPicture> read_sub_picture(std::string_view text) {
  const std::size_t first = text.find_first_of("0123456789#.,");
  const std::size_t last = text.find_last_of("0123456789#.,");
  if (first == std::string_view::npos) return {};
  SubPicture out;
  out.prefix = text.substr(0, first);
  out.suffix = text.substr(last + 1);
  const std::string_view active = text.substr(first, last + 1 - first);
  if (!std::all_of(active.begin(), active.end(), is_active) || count(active, ".") > 1) return {};
  if (active.find_first_of("0123456789#") == std::string_view::npos) return {};
  const std::size_t percents = count(text, "%");
  const std::size_t per_milles = count(text, kPerMille);
  if (percents + per_milles > 1) return {};
  out.factor = percents > 0 ? 2 : per_milles > 0 ? 3 : 0;
  const std::size_t point = std::min(active.find('.'), active.size());
  if (!read_whole(active.substr(0, point), out)) return {};
  if (point < active.size() && !read_fraction(active.substr(point + 1), out)) return {};
  if (out.least_whole == 0 && out.most_fraction == 0) out.least_whole = 1;
  return out;
}

bool separates(const SubPicture& picture, std::size_t digits_right) {
  if (picture.regular) return digits_right % picture.groups[0] == 0;
  return std::find(picture.groups.begin(), picture.groups.end(), digits_right) != picture.groups.end();
}

std::string grouped(std::string_view whole, std::string_view fraction, const SubPicture& picture) {
  std::string out;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    out += whole[i];
    const std::size_t right = whole.size() - 1 - i;
    if (right > 0 && separates(picture, right)) out += ',';
  }
  if (!fraction.empty()) out += '.';
  const auto& groups = picture.fraction_groups;
  for (std::size_t i = 0; i < fraction.size(); ++i) {
    if (std::find(groups.begin(), groups.end(), i) != groups.end()) out += ',';
    out += fraction[i];
  }
  return out;
}

std::string digits_of(const Decimal& magnitude, const SubPicture& picture) {
  Decimal shifted = magnitude;
  for (int i = 0; i < picture.factor; ++i) shifted *= Decimal(10);
  const auto places = static_cast<int>(picture.most_fraction);
  const std::string text = shifted.round_half_even(places).to_fixed(places);
  const std::size_t point = std::min(text.find('.'), text.size());
  std::string whole = text.substr(0, point);
  std::string fraction = point < text.size() ? text.substr(point + 1) : "";
  while (fraction.size() > picture.least_fraction && fraction.back() == '0') fraction.pop_back();
  whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size()));
  if (whole.size() < picture.least_whole) whole.insert(0, picture.least_whole - whole.size(), '0');
  return grouped(whole, fraction, picture);
}

}  // namespace

std::optional<Picture> Picture::parse(std::string_view text) {
  const std::size_t separator = text.find(';');
  const auto positive = read_sub_picture(text.substr(0, separator));
  if (!positive) return {};
  Picture out{*positive, {}};
  if (separator == std::string_view::npos) return out;
  const std::string_view rest = text.substr(separator + 1);
  if (rest.find(';') != std::string_view::npos) return {};
  out.negative = read_sub_picture(rest);
  if (!out.negative) return {};
  return out;
}

std::string Picture::format(const Decimal& number) const {
  const SubPicture& picture = number.is_negative() && negative ? *negative : positive;
  const std::string sign = number.is_negative() && !negative ? "-" : "";
  return sign + picture.prefix + digits_of(number.abs(), picture) + picture.suffix;
}

std::string Picture::format(double number) const {
  if (std::isnan(number)) return "NaN";
  const SubPicture& picture = std::signbit(number) && negative ? *negative : positive;
  const std::string sign = std::signbit(number) && !negative ? "-" : "";
  if (std::isinf(number)) return sign + picture.prefix + "Infinity" + picture.suffix;
  return sign + picture.prefix +
         digits_of(Decimal::from_double(std::fabs(number)).value_or(Decimal()), picture) + picture.suffix;
}

}  // namespace quittance::xpath
