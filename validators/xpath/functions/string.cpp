// Strings taken apart and put together (F&O 7.2 to 7.5).
#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <string>
#include <unordered_map>

#include "validators/regex/unicode.h"
#include "validators/regex/utf8.h"
#include "validators/xpath/evaluation.h"
#include "validators/xpath/failure.h"
#include "validators/xpath/functions/arguments.h"
#include "validators/xpath/state.h"
#include "validators/xpath/value/cast.h"
#include "validators/xpath/value/uri.h"

namespace quittance::xpath {

namespace {

/// White space of XML; one comparison settles it for all letters and digits.
constexpr bool is_space(char c) {
  return static_cast<unsigned char>(c) <= ' ' && (c == ' ' || c == '\t' || c == '\n' || c == '\r');
}

bool is_ascii(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

Sequence run_string(const Call& call) {
  if (call.count() == 0) return Item::text(string_of(call, context_item(call)));
  if (call.empty(0)) return Item::text("");
  return Item::text(string_of(call, call.item(0)));
}

Sequence run_concat(const Call& call) {
  std::string out;
  for (const Sequence& argument : call.arguments)
    if (!argument.empty()) {
      const std::string_view part = text_of(argument.front(), call.arena);
      call.arena.require(out.size() + part.size());
      out += part;
    }
  return new_text(call, out);
}

Sequence run_string_join(const Call& call) {
  const std::string_view separator = call.count() > 1 ? call.text(1) : std::string_view();
  std::string out;
  bool first = true;
  for (const Item& item : call.arguments[0]) {
    if (!first) out += separator;
    first = false;
    const std::string_view part = text_of(item, call.arena);
    call.evaluation.state().pass_over(part.size());
    call.arena.require(out.size() + separator.size() + part.size());
    out += part;
  }
  return new_text(call, out);
}

Sequence run_substring(const Call& call) {
  const std::string_view text = call.text(0);
  const double from = round_half_up(call.item(1).floating());
  const double end = call.count() > 2 ? from + round_half_up(call.item(2).floating()) : HUGE_VAL;
  // Characters p, counted from 1, with from <= p < end; comparisons with NaN say no.
  if (!(end > 1) || !(from < end)) return Item::text("");
  const double first = std::max(from, 1.0) - 1;
  if (!(first < static_cast<double>(text.size()))) return Item::text("");
  const std::size_t start = utf8::offset_of(text, static_cast<std::size_t>(first));
  const std::string_view rest = text.substr(start);
  const double count = end - 1 - first;
  if (!(count < static_cast<double>(rest.size()))) return Item::text(rest);
  return Item::text(rest.substr(0, utf8::offset_of(rest, static_cast<std::size_t>(count))));
}

Sequence run_string_length(const Call& call) {
  return Item::integer(static_cast<std::int64_t>(utf8::length(text_or_context(call))));
}

/// Has text that neither begins nor ends with white space none but single spaces?
bool is_normalized(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_space(text[i]) && (text[i] != ' ' || is_space(text[i + 1]))) return false;
  }
  return true;
}

Sequence run_normalize_space(const Call& call) {
  std::string_view text = text_or_context(call);
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  if (is_normalized(text)) return Item::text(text);
  auto* const out = static_cast<char*>(call.arena.allocate(text.size()));
  std::size_t size = 0;
  for (const char c : text)
    if (!is_space(c)) {
      out[size++] = c;
    } else if (out[size - 1] != ' ') {
      out[size++] = ' ';
    }
  return Item::text({out, size});
}

bool has_more_than_space(const Call& call) {
  const std::string_view text = text_or_context(call);
  return !std::all_of(text.begin(), text.end(), is_space);
}

Sequence run_normalize_unicode(const Call& call) {
  std::string form = call.count() > 1 ? unicode::to_upper(call.text(1)) : "NFC";
  form.erase(0, form.find_first_not_of(" \t\r\n"));
  form.erase(form.find_last_not_of(" \t\r\n") + 1);
  using unicode::NormalForm;
  if (form.empty()) return Item::text(call.text(0));
  if (form == "NFC") return new_text(call, unicode::normalize(call.text(0), NormalForm::nfc));
  if (form == "NFD") return new_text(call, unicode::normalize(call.text(0), NormalForm::nfd));
  if (form == "NFKC") return new_text(call, unicode::normalize(call.text(0), NormalForm::nfkc));
  if (form == "NFKD") return new_text(call, unicode::normalize(call.text(0), NormalForm::nfkd));
  raise("FOCH0003", "no such normalization form here: " + form.substr(0, 80));
}

Sequence run_upper_case(const Call& call) {
  const std::string_view text = call.text(0);
  const auto lower = [](char c) { return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80; };
  if (std::none_of(text.begin(), text.end(), lower)) return Item::text(text);
  return new_text(call, unicode::to_upper(text));
}

Sequence run_lower_case(const Call& call) {
  const std::string_view text = call.text(0);
  const auto upper = [](char c) { return (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80; };
  if (std::none_of(text.begin(), text.end(), upper)) return Item::text(text);
  return new_text(call, unicode::to_lower(text));
}

std::string_view translate_ascii(const Call& call, std::string_view text, std::string_view from,
                                 std::string_view to) {
  constexpr int kDrop = -1;
  std::array<int, 128> map{};
  for (int i = 0; i < 128; ++i) map[static_cast<std::size_t>(i)] = i;
  for (std::size_t i = from.size(); i-- > 0;)  // backwards: the first mention of a character counts
    map[static_cast<unsigned char>(from[i])] = i < to.size() ? to[i] : kDrop;
  auto* const out = static_cast<char*>(call.arena.allocate(text.size()));
  std::size_t size = 0;
  for (const char c : text)
    if (const int mapped = static_cast<unsigned char>(c) < 0x80 ? map[static_cast<unsigned char>(c)] : c;
        mapped != kDrop || static_cast<unsigned char>(c) >= 0x80)
      out[size++] = static_cast<char>(mapped);
  return {out, size};
}

Sequence run_translate(const Call& call) {
  const std::string_view text = call.text(0);
  const std::string_view from = call.text(1);
  const std::string_view to = call.text(2);
  if (is_ascii(from) && is_ascii(to)) return Item::text(translate_ascii(call, text, from, to));
  constexpr char32_t kDrop = 0xFFFFFFFF;
  std::unordered_map<char32_t, char32_t> map;
  std::size_t in_to = 0;
  for (std::size_t at = 0; at < from.size();) {
    const char32_t c = utf8::next(from, at);
    map.try_emplace(c, in_to < to.size() ? utf8::next(to, in_to) : kDrop);
  }
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = utf8::next(text, at);
    const auto found = map.find(c);
    if (found == map.end() || found->second != kDrop)
      utf8::append(out, found == map.end() ? c : found->second);
  }
  return new_text(call, out);
}

Sequence run_contains(const Call& call) {
  check_collation(call, 2);
  return Item::boolean(call.text(0).find(call.text(1)) != std::string_view::npos);
}

Sequence run_starts_with(const Call& call) {
  check_collation(call, 2);
  return Item::boolean(call.text(0).starts_with(call.text(1)));
}

Sequence run_ends_with(const Call& call) {
  check_collation(call, 2);
  return Item::boolean(call.text(0).ends_with(call.text(1)));
}

Sequence run_substring_before(const Call& call) {
  check_collation(call, 2);
  const std::size_t at = call.text(0).find(call.text(1));
  return Item::text(at == std::string_view::npos ? std::string_view("") : call.text(0).substr(0, at));
}

Sequence run_substring_after(const Call& call) {
  check_collation(call, 2);
  const std::size_t at = call.text(0).find(call.text(1));
  return Item::text(at == std::string_view::npos ? std::string_view("")
                                                 : call.text(0).substr(at + call.text(1).size()));
}

using type::many;
using type::one;
using type::optional;
constexpr SequenceType kText = one(Type::string);
constexpr SequenceType kTextOrNone = optional(Type::string);
constexpr SequenceType kDouble = one(Type::double_);

constexpr std::array kFunctions{
    Function{"string", 0, 0, {}, kText, run_string, kAtContextItem},
    Function{"string", 1, 1, {type::optional_item}, kText, run_string, kTotal},
    Function{"concat",
             2,
             kUnbounded,
             {optional(Type::any_atomic), optional(Type::any_atomic), optional(Type::any_atomic),
              optional(Type::any_atomic), optional(Type::any_atomic)},
             kText,
             run_concat,
             kTotal},
    Function{"string-join", 1, 2, {many(Type::string), kText}, kText, run_string_join, kTotal},
    Function{"substring", 2, 3, {kTextOrNone, kDouble, kDouble}, kText, run_substring},
    Function{"string-length", 0, 0, {}, one(Type::integer), run_string_length, kAtContextItem},
    Function{"string-length", 1, 1, {kTextOrNone}, one(Type::integer), run_string_length, kTotal},
    Function{"normalize-space",
             0,
             0,
             {},
             kText,
             run_normalize_space,
             kAtContextItem,
             Known::everywhere,
             has_more_than_space},
    Function{"normalize-space",
             1,
             1,
             {kTextOrNone},
             kText,
             run_normalize_space,
             kTotal,
             Known::everywhere,
             has_more_than_space},
    Function{"normalize-unicode", 1, 2, {kTextOrNone, kText}, kText, run_normalize_unicode},
    Function{"upper-case", 1, 1, {kTextOrNone}, kText, run_upper_case, kTotal},
    Function{"lower-case", 1, 1, {kTextOrNone}, kText, run_lower_case, kTotal},
    Function{"translate", 3, 3, {kTextOrNone, kText, kText}, kText, run_translate},
    Function{"contains", 2, 2, {kTextOrNone, kTextOrNone}, one(Type::boolean), run_contains, kTotal},
    Function{
        "contains", 3, 3, {kTextOrNone, kTextOrNone, kText}, one(Type::boolean), run_contains, kAtStatics},
    Function{"starts-with", 2, 2, {kTextOrNone, kTextOrNone}, one(Type::boolean), run_starts_with, kTotal},
    Function{"starts-with",
             3,
             3,
             {kTextOrNone, kTextOrNone, kText},
             one(Type::boolean),
             run_starts_with,
             kAtStatics},
    Function{"ends-with", 2, 2, {kTextOrNone, kTextOrNone}, one(Type::boolean), run_ends_with, kTotal},
    Function{
        "ends-with", 3, 3, {kTextOrNone, kTextOrNone, kText}, one(Type::boolean), run_ends_with, kAtStatics},
    Function{"substring-before", 2, 2, {kTextOrNone, kTextOrNone}, kText, run_substring_before, kTotal},
    Function{
        "substring-before", 3, 3, {kTextOrNone, kTextOrNone, kText}, kText, run_substring_before, kAtStatics},
    Function{"substring-after", 2, 2, {kTextOrNone, kTextOrNone}, kText, run_substring_after, kTotal},
    Function{
        "substring-after", 3, 3, {kTextOrNone, kTextOrNone, kText}, kText, run_substring_after, kAtStatics},
};

}  // namespace

std::span<const Function> string_functions() { return kFunctions; }

}  // namespace quittance::xpath
