#include "tests/conformance/differential/trial.h"

#include <algorithm>
#include <sstream>

namespace quittance::differential {

namespace {

struct Expected {
  Outcome outcome;
  std::set<std::string> errors;  ///< those that an engine may meet
};

std::optional<Expected> by_reference(const Trial& trial) {
  const Focus focus{std::size_t{0}, 1, 1, std::nullopt};
  try {
    Reference lazy(trial.document, false);
    Reference eager(trial.document, true);
    Expected out;
    out.outcome = outcome_of(lazy.evaluate(trial.expression, focus));
    eager.evaluate(trial.expression, focus);
    out.errors = eager.met();
    out.errors.insert(lazy.met().begin(), lazy.met().end());
    return out;
  } catch (const TooMuch&) {
    return std::nullopt;
  }
}

/// Which type error is told depends on what is looked at first: an operand that is no node may be XPTY0004,
/// XPTY0019 or, of the step that cannot start there, XPTY0020.
bool is_type_error(const std::string& code) { return code.starts_with("XPTY"); }

/// Every variant with one part taken out: `use` gets them one by one until it says that it is content.
bool each_smaller(Expr& e, const std::function<bool()>& content) {
  for (std::size_t i = 0; i < e.children.size(); ++i) {
    Expr whole = e;
    Expr part = e.children[i];
    e = std::move(part);
    if (content()) return true;
    e = std::move(whole);
  }
  const bool may_lose = e.kind == Kind::sequence || e.kind == Kind::step ||
                        ((e.kind == Kind::path || e.kind == Kind::filter) && e.children.size() > 1);
  for (std::size_t i = e.children.size(); may_lose && i-- > (e.kind == Kind::filter ? 1U : 0U);) {
    const Expr whole = e;
    e.children.erase(e.children.begin() + static_cast<std::ptrdiff_t>(i));
    if (content()) return true;
    e = whole;
  }
  for (Expr& child : e.children)
    if (each_smaller(child, content)) return true;
  return false;
}

bool shrink_document(Trial& trial, const std::function<bool(const Trial&)>& fails) {
  for (std::size_t n = trial.document.nodes.size(); n-- > 2;) {
    Trial smaller{trial.expression, without(trial.document, n)};
    if (!fails(smaller)) continue;
    trial = std::move(smaller);
    return true;
  }
  return false;
}

}  // namespace

Trial random_trial(Dice& dice, Breadth breadth, unsigned depth) {
  Document document = random_document(dice, 3 + dice.below(20));
  return {Generator(dice, breadth).make(depth), std::move(document)};
}

std::optional<std::string> fault_of(const Trial& trial) {
  const auto expected = by_reference(trial);
  if (!expected) return std::nullopt;
  const Outcome got = by_engine(print(trial.expression), trial.document.xml());
  // A variable without its binding comes from cutting down, not from the generator.
  if (got.error == "BUDGET" || got.error == "XPST0008") return std::nullopt;
  if (got == expected->outcome || expected->errors.contains(got.error)) return std::nullopt;
  const bool other = std::any_of(expected->errors.begin(), expected->errors.end(), is_type_error);
  if (is_type_error(got.error) && other) return std::nullopt;
  std::ostringstream out;
  out << "the engine: " << got << "\nthe reference: " << expected->outcome;
  return out.str();
}

namespace {

/// 'y' or 'n' as in matched_by_engine(); '?' where an error leaves it open.
std::string matched_by_reference(const Trial& trial) {
  const auto& nodes = trial.document.nodes;
  std::string out(nodes.size(), 'n');
  for (std::size_t from = 0; from < nodes.size(); ++from) {
    Reference reference(trial.document, false);
    const Value found = reference.evaluate(trial.expression, {from, 1, 1, std::nullopt});
    for (std::size_t n = from; n < nodes.size(); ++n) {
      bool below = n == from;
      for (std::size_t above = n; above != 0 && !below;) below = (above = nodes[above].parent) == from;
      if (!below) continue;
      if (!reference.met().empty()) out[n] = '?';
      for (const Item& item : found.items)
        if (out[n] == 'n' && node_of(item) == n) out[n] = 'y';
    }
  }
  return out;
}

}  // namespace

std::optional<std::string> pattern_fault_of(const Trial& trial) {
  std::string expected;
  try {
    expected = matched_by_reference(trial);
  } catch (const TooMuch&) {
    return std::nullopt;
  }
  std::string got = matched_by_engine(print(trial.expression), trial.document.xml());
  for (std::size_t n = 0; n < std::min(got.size(), expected.size()); ++n)
    if (expected[n] == '?') got[n] = '?';
  if (got == expected) return std::nullopt;
  return "nodes in document order, as a pattern: the engine: " + got + "\nthe reference: " + expected;
}

Trial shrunk(Trial trial, const std::function<bool(const Trial&)>& fails) {
  for (bool smaller = true; smaller;) {
    smaller = shrink_document(trial, fails);
    Trial next = trial;
    if (each_smaller(next.expression, [&] { return fails(next); })) {
      trial = std::move(next);
      smaller = true;
    }
  }
  return trial;
}

std::string told(const Trial& trial, const std::string& fault) {
  std::string source = print(trial.expression);
  for (std::size_t at = 0; (at = source.find('\'', at)) != std::string::npos; at += 5)
    source.replace(at, 1, "'\"'\"'");
  std::string xml = trial.document.xml();
  return "cat > case.xml <<'END'\n" + xml + "\nEND\nbuild/bin/quittance xpath --json --ns p=urn:p '" +
         source + "' case.xml\n" + fault;
}

}  // namespace quittance::differential
