#include "gateway/cli/explain_rule.h"

#include <Poco/JSON/Array.h>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <iostream>
#include <set>

#include "formats/document.h"
#include "formats/xml/parse.h"
#include "gateway/cli/commands.h"
#include "gateway/cli/daemon.h"
#include "gateway/cli/explain_words.h"
#include "gateway/rules/place.h"
#include "gateway/serve/system_clock.h"
#include "gateway/validation/batch.h"
#include "gateway/validation/document.h"
#include "gateway/validation/rule_sources.h"
#include "keys/crypto.h"
#include "validators/explain.h"
#include "validators/term_names.h"

namespace quittance::cli {
namespace {

using control::Object;
using Array = Poco::JSON::Array;
using validators::Occasion;
using validators::RuleText;

/// Where a rule held, only the first few are worth reading.
constexpr std::size_t kMostThatHeld = 3;

struct Found {
  RuleText words;
  std::vector<Occasion> occasions;
};

Result<std::vector<Occasion>> occasions(const validators::PackSource& source, const std::string& id,
                                        const xml::Tree& tree) {
  const serve::SystemClock clock;
  schematron::ExamineOptions options;
  options.now = clock.wall();
  return validators::explain_rule(source, id, tree, options);
}

Result<void> find_in(const validators::PackSource& source, const std::string& id, const xml::Tree* tree,
                     std::vector<Found>& found) {
  auto texts = validators::find_rule(source, id);
  if (!texts) return texts.error();
  if (texts->empty()) return {};
  std::vector<Occasion> seen;
  if (tree != nullptr) {
    auto explained = occasions(source, id, *tree);
    if (!explained) return explained.error();
    seen = std::move(explained).value();
  }
  for (auto& words : *texts) found.push_back({std::move(words), {}});
  found.back().occasions = std::move(seen);
  return {};
}

Result<std::vector<Found>> find(const RuleQuestion& question, const xml::Tree* tree) {
  const auto catalogue = rules::Catalogue::open(rules::find_rules_dir(question.rules_dir, {}));
  if (!catalogue) return catalogue.error();
  const keys::OpenSslDigest digest;
  const Date today{std::chrono::floor<std::chrono::days>(serve::SystemClock().wall())};
  const validation::RuleSources sources(*catalogue, digest, today, rules::Cache({}, digest));
  std::set<std::string> names;
  if (!question.pack.empty()) names.insert(question.pack);
  if (names.empty())
    for (const auto& pack : catalogue->packs()) names.insert(pack.name);
  validators::Days days;
  if (tree != nullptr) days.issued = formats::issue_day(*tree);
  std::vector<Found> found;
  for (const auto& name : names) {
    const auto source = sources.pack(name, days);
    if (!source) {
      if (!question.pack.empty()) return source.error();
      continue;  // none of its versions is in force
    }
    if (auto looked = find_in(*source, question.id, tree, found); !looked) {
      if (!question.pack.empty()) return looked.error();
      fail(looked.error());
    }
  }
  return found;
}

/// "BT-20 Payment terms, BT-115 Amount due for payment".
std::string with_names(const std::vector<std::string>& terms) {
  std::string out;
  for (const auto& term : terms) {
    const std::string name(validators::term_name(term));
    out += (out.empty() ? "" : ", ") + term + (name.empty() ? "" : " " + name);
  }
  return out;
}

void print(const RuleText& words, const std::string& id) {
  fmt::print("{} of {} {}{}\n  {}\n", id, words.pack, words.version,
             words.flag.empty() ? "" : " (" + words.flag + ")", words.text);
  if (!words.terms.empty()) fmt::print("  Terms: {}\n", with_names(words.terms));
  fmt::print("  It looks at each\n{}", readable(words.context, "      "));
  fmt::print("  {}\n{}", words.is_report ? "and speaks up when" : "and demands that",
             readable(words.test, "      "));
  for (const auto& [name, value] : words.variables)
    fmt::print("  where ${} is\n{}", name, readable(value, "      "));
  fmt::print("  Written in {}{}\n", words.place, words.pattern.empty() ? "" : ", pattern " + words.pattern);
}

bool in_path(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
         std::string_view("/:._-*").find(c) != std::string_view::npos;
}

/// Long paths by their last two steps: "…/ram:SellerTradeParty/ram:ID".
std::string with_short_paths(std::string_view expression) {
  std::string out;
  while (!expression.empty()) {
    const auto end = static_cast<std::size_t>(
        std::find_if_not(expression.begin(), expression.end(), in_path) - expression.begin());
    const std::string_view path = expression.substr(0, end);
    const auto last = path.rfind('/');
    const auto before = last == std::string_view::npos || last == 0 ? last : path.rfind('/', last - 1);
    const bool is_long = before != std::string_view::npos && before > 1 &&
                         path.substr(0, before).find('/') != std::string_view::npos;
    out += is_long ? "…" + std::string(path.substr(before)) : std::string(path);
    if (end < expression.size()) out += expression[end];
    expression.remove_prefix(std::min(end + 1, expression.size()));
  }
  return out;
}

/// The most telling part of a long expression, for the whole test stands above: its paths by their ends, then
/// its own beginning and end.
std::string shortened(const std::string& expression) {
  constexpr std::size_t kMost = 160, kHead = 100;
  if (expression.size() <= kMost) return expression;
  std::string text = with_short_paths(expression);
  if (text.size() <= kMost) return text;
  const auto inside = [&text](std::size_t at) {
    return (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
  };
  std::size_t head = kHead, tail = text.size() - (kMost - kHead);
  while (head > 0 && inside(head)) --head;
  while (tail < text.size() && inside(tail)) ++tail;
  return text.substr(0, head) + " … " + text.substr(tail);
}

void print(const validators::PartValue& part) {
  const std::string indent(4 + 2 * part.depth, ' ');
  const std::string expression = shortened(part.expression);
  if (part.line > 0) {
    fmt::print("{}{} (line {}, {}):\n", indent, expression, part.line, part.value);
  } else if (part.location.empty() && part.value.empty()) {
    fmt::print("{}… {}\n", indent, expression);
  } else {
    fmt::print("{}{}  =  {}{}\n", indent, expression, part.value, part.location.empty() ? "" : ":");
  }
}

void print(const Occasion& occasion) {
  fmt::print("  line {}: {}\n", occasion.position.line, occasion.location);
  if (!occasion.reason.empty()) fmt::print("    could not be decided: {}\n", occasion.reason);
  if (occasion.fired) fmt::print("    {}\n", occasion.text);
  for (const auto& part : occasion.parts) print(part);
}

void print(const std::vector<Occasion>& occasions, const std::string& file) {
  std::size_t fired = 0, held = 0;
  for (const auto& occasion : occasions) fired += occasion.fired ? 1 : 0;
  fmt::print("In {} it looked at {} place{} and fired at {}.\n", file, occasions.size(),
             occasions.size() == 1 ? "" : "s", fired);
  for (const auto& occasion : occasions) {
    const bool dull = !occasion.fired && occasion.reason.empty();
    if (!dull || (fired == 0 && ++held <= kMostThatHeld)) print(occasion);
  }
}

/// A document is of few packs' business: those that looked at no place of it are only named, where others
/// did.
void print(const std::vector<Found>& found, const RuleQuestion& question) {
  const auto idle = [&found](const Found& one) {
    return std::none_of(found.begin(), found.end(), [&one](const Found& each) {
      return each.words.pack == one.words.pack && !each.occasions.empty();
    });
  };
  const bool name_idle = !question.document.empty() && !std::all_of(found.begin(), found.end(), idle);
  std::string others;
  for (const auto& each : found) {
    if (name_idle && idle(each)) {
      others += (others.empty() ? "" : ", ") + each.words.pack + " " + each.words.version;
      continue;
    }
    print(each.words, question.id);
    // Several rules of one pack may share an id: what they did is told once, behind the last.
    const bool last = &each == &found.back() || (&each + 1)->words.pack != each.words.pack;
    if (!question.document.empty() && last) print(each.occasions, question.document);
  }
  if (!others.empty()) fmt::print("It looked at no place of it in: {}\n", others);
}

Object::Ptr json_of(const Occasion& occasion) {
  Object::Ptr out = new Object(Poco::JSON_PRESERVE_KEY_ORDER);
  out->set("location", occasion.location);
  out->set("line", occasion.position.line);
  out->set("column", occasion.position.column);
  out->set("fired", occasion.fired);
  out->set("text", occasion.text);
  out->set("reason", occasion.reason);
  Array::Ptr parts = new Array;
  for (const auto& part : occasion.parts) {
    Object::Ptr each = new Object(Poco::JSON_PRESERVE_KEY_ORDER);
    each->set("depth", part.depth);
    each->set("expression", part.expression);
    each->set("value", part.value);
    if (!part.location.empty()) each->set("item", true);
    if (part.line > 0) {
      each->set("line", part.line);
      each->set("location", part.location);
    }
    parts->add(each);
  }
  out->set("parts", parts);
  return out;
}

Object::Ptr json_of(const Found& found, const RuleQuestion& question) {
  Object::Ptr out = new Object(Poco::JSON_PRESERVE_KEY_ORDER);
  out->set("kind", std::string("rule"));
  out->set("rule", question.id);
  for (const auto& [name, value] : {std::pair{"pack", &found.words.pack},
                                    {"version", &found.words.version},
                                    {"flag", &found.words.flag},
                                    {"text", &found.words.text},
                                    {"context", &found.words.context},
                                    {"test", &found.words.test},
                                    {"pattern", &found.words.pattern},
                                    {"place", &found.words.place}})
    out->set(name, *value);
  out->set("report", found.words.is_report);
  Array::Ptr terms = new Array;
  Object::Ptr names = new Object(Poco::JSON_PRESERVE_KEY_ORDER);
  for (const auto& term : found.words.terms) {
    terms->add(term);
    if (const auto name = validators::term_name(term); !name.empty()) names->set(term, std::string(name));
  }
  out->set("terms", terms);
  out->set("term_names", names);
  Object::Ptr variables = new Object(Poco::JSON_PRESERVE_KEY_ORDER);
  for (const auto& [name, value] : found.words.variables) variables->set(name, value);
  out->set("variables", variables);
  if (question.document.empty()) return out;
  Array::Ptr occasions = new Array;
  for (const auto& occasion : found.occasions) occasions->add(json_of(occasion));
  out->set("file", question.document);
  out->set("occasions", occasions);
  return out;
}

}  // namespace

std::optional<int> explain_rule(const RuleQuestion& question) {
  std::optional<xml::Tree> tree;
  if (!question.document.empty()) {
    auto document = validation::read_input(question.document);
    if (!document) return fail(document.error());
    const auto bytes = validation::as_xml(std::move(document).value());
    if (!bytes)
      return fail({bytes.error().code, Retry::never, question.document + ": " + bytes.error().detail});
    xml::Reader reader;
    auto read = reader.read(*bytes);
    if (!read) return fail({read.error().code, Retry::never, question.document + ":" + read.error().detail});
    tree = std::move(read).value();
  }
  const auto found = find(question, tree ? &*tree : nullptr);
  if (!found) return fail(found.error());
  if (found->empty()) return std::nullopt;
  if (question.json) {
    for (const auto& each : *found) std::cout << line_of(json_of(each, question)) << '\n';
  } else {
    print(*found, question);
  }
  return kFine;
}

}  // namespace quittance::cli
