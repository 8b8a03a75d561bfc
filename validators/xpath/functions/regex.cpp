// Strings matched against patterns (F&O 7.6).
#include <array>
#include <string>

#include "validators/regex/cache.h"
#include "validators/xpath/code/regex_charge.h"
#include "validators/xpath/failure.h"
#include "validators/xpath/functions/arguments.h"
#include "validators/xpath/state.h"

namespace quittance::xpath {

namespace {

/// The expression in arguments 1 and `flags`. Ends by raise(FORX0001, FORX0002).
const regex::Regex& expression(const Call& call, std::size_t flags) {
  const auto& found = call.evaluation.state().regexes.find(
      call.text(1), call.count() > flags ? call.text(flags) : std::string_view());
  if (!found) raise(found.error().code.c_str(), found.error().detail);
  return *found;
}

Sequence run_matches(const Call& call) {
  const auto out = expression(call, 2).matches(call.text(0));
  if (!out) raise(out.error().code.c_str(), out.error().detail);
  return Item::boolean(*out);
}

Sequence run_replace(const Call& call) {
  RegexCharge charge(call.evaluation.state());
  const auto out = expression(call, 3).replace(call.text(0), call.text(2), &charge);
  if (!out) raise(out.error().code.c_str(), out.error().detail);
  return new_text(call, *out);
}

Sequence run_tokenize(const Call& call) {
  RegexCharge charge(call.evaluation.state());
  const auto tokens = expression(call, 2).tokenize(call.text(0), &charge);
  if (!tokens) raise(tokens.error().code.c_str(), tokens.error().detail);
  SequenceBuilder out(call.arena);
  for (const std::string_view token : *tokens) out.add(Item::text(token));
  return out.finish();
}

/// tokenize($text) of XPath 3.1: words between white space.
Sequence run_words(const Call& call) {
  constexpr std::string_view kSpaces = " \t\n\r";
  const std::string_view text = call.text(0);
  SequenceBuilder out(call.arena);
  for (std::size_t at = text.find_first_not_of(kSpaces); at != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(kSpaces, at), text.size());
    out.add(Item::text(text.substr(at, end - at)));
    at = text.find_first_not_of(kSpaces, end);
  }
  return out.finish();
}

using type::one;
using type::optional;
constexpr SequenceType kText = one(Type::string);
constexpr SequenceType kTextOrNone = optional(Type::string);

constexpr std::array kFunctions{
    Function{"matches", 2, 3, {kTextOrNone, kText, kText}, one(Type::boolean), run_matches},
    Function{"replace", 3, 4, {kTextOrNone, kText, kText, kText}, kText, run_replace},
    Function{"tokenize", 1, 1, {kTextOrNone}, type::many(Type::string), run_words},
    Function{"tokenize", 2, 3, {kTextOrNone, kText, kText}, type::many(Type::string), run_tokenize},
};

}  // namespace

std::span<const Function> regex_functions() { return kFunctions; }

}  // namespace quittance::xpath
