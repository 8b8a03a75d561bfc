#include "tests/conformance/differential/expression.h"

namespace quittance::differential {

namespace {

/// How tight each kind binds (XPath 2.0, A.4); a child that binds looser than its place wants is put in
/// parentheses.
enum Tightness {
  kLoose,
  kOr,
  kAnd,
  kComparison,
  kRange,
  kAdd,
  kMultiply,
  kUnion,
  kIntersect,
  kInstance,
  kTreat,
  kCastable,
  kCast,
  kUnary,
  kPath,
  kPrimary
};

/// Would a "+" or "*" behind the type be read as part of it?
bool ends_open(const Expr& e) { return e.text.find_last_of("?*+") != e.text.size() - 1; }

Tightness tightness(const Expr& e) {
  switch (e.kind) {
    case Kind::for_:
    case Kind::some:
    case Kind::every:
    case Kind::if_: return kLoose;
    case Kind::or_: return kOr;
    case Kind::and_: return kAnd;
    case Kind::general:
    case Kind::value:
    case Kind::node: return kComparison;
    case Kind::range: return kRange;
    case Kind::arithmetic: return e.text == "+" || e.text == "-" ? kAdd : kMultiply;
    case Kind::set: return e.text == "union" || e.text == "|" ? kUnion : kIntersect;
    case Kind::instance_of: return ends_open(e) ? kComparison : kInstance;
    case Kind::treat_as: return ends_open(e) ? kComparison : kTreat;
    case Kind::castable_as: return kCastable;
    case Kind::cast_as: return kCast;
    case Kind::minus:
    case Kind::plus: return kUnary;
    case Kind::path:
    case Kind::step: return kPath;
    case Kind::root: return kLoose;  // "/ * 2" and "/ union b" would be read as paths
    default: return kPrimary;
  }
}

std::string at_least(const Expr& e, int wanted) {
  return tightness(e) >= wanted ? print(e) : "(" + print(e) + ")";
}

std::string binary(const Expr& e, const std::string& op, int left, int right) {
  return at_least(e.children[0], left) + " " + op + " " + at_least(e.children[1], right);
}

std::string list(const Expr& e) {
  std::string out;
  for (const Expr& child : e.children) out += (out.empty() ? "" : ", ") + print(child);
  return out;
}

std::string predicates(const Expr& e, std::size_t first) {
  std::string out;
  for (std::size_t i = first; i < e.children.size(); ++i) out += "[" + print(e.children[i]) + "]";
  return out;
}

/// Before a word: "/ return" would be read as a path.
std::string closed(const Expr& e) { return e.kind == Kind::root ? "(/)" : print(e); }

std::string bound(const Expr& e, const std::string& word, const std::string& last) {
  std::string out = word + " $" + e.text + " in " + closed(e.children[0]);
  const Expr* body = &e.children[1];
  for (; body->kind == e.kind; body = &body->children[1])
    out += ", $" + body->text + " in " + closed(body->children[0]);
  return out + " " + last + " " + print(*body);
}

std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? "''" : std::string(1, c);
  return out + "'";
}

/// "//", "@" and ".." where they say the same.
std::string step(const Expr& e) {
  const std::string rest = predicates(e, 0);
  if (e.text == "child" && e.test != "attribute()") return e.test + rest;
  if (e.text == "attribute") return "@" + e.test + rest;
  if (e.text == "parent" && e.test == "node()" && rest.empty()) return "..";
  return e.text + "::" + e.test + rest;
}

bool is_everything_below(const Expr& e) {
  return e.kind == Kind::step && e.text == "descendant-or-self" && e.test == "node()" && e.children.empty();
}

std::string path(const Expr& e) {
  if (e.children.size() == 1) return print(e.children[0]);
  std::string out = e.children[0].kind == Kind::root ? "" : at_least(e.children[0], kPath);
  for (std::size_t i = 1; i < e.children.size(); ++i) {
    if (is_everything_below(e.children[i]) && i + 1 < e.children.size() &&
        !is_everything_below(e.children[i + 1])) {
      out += "/";
      continue;
    }
    const Expr& child = e.children[i];
    const bool inner = child.kind == Kind::path || child.kind == Kind::root;
    out += "/" + (inner ? "(" + print(child) + ")" : at_least(child, kPath));
  }
  return out;
}

std::string primary(const Expr& e) {
  switch (e.kind) {
    case Kind::string: return quoted(e.text);
    case Kind::variable: return "$" + e.text;
    case Kind::context: return ".";
    case Kind::root: return "/";
    case Kind::sequence: return "(" + list(e) + ")";
    case Kind::path: return path(e);
    case Kind::step: return step(e);
    case Kind::filter: {
      const bool bare = tightness(e.children[0]) == kPrimary && e.children[0].kind != Kind::filter;
      return (bare ? print(e.children[0]) : "(" + print(e.children[0]) + ")") + predicates(e, 1);
    }
    case Kind::call: return e.text + "(" + list(e) + ")";
    default: return e.text;
  }
}

}  // namespace

std::string print(const Expr& e) {
  switch (e.kind) {
    case Kind::for_: return bound(e, "for", "return");
    case Kind::some: return bound(e, "some", "satisfies");
    case Kind::every: return bound(e, "every", "satisfies");
    case Kind::if_:
      return "if (" + print(e.children[0]) + ") then " + closed(e.children[1]) + " else " +
             print(e.children[2]);
    case Kind::or_: return binary(e, "or", kOr, kAnd);
    case Kind::and_: return binary(e, "and", kAnd, kComparison);
    case Kind::general:
    case Kind::value:
    case Kind::node: return binary(e, e.text, kRange, kRange);
    case Kind::range: return binary(e, "to", kAdd, kAdd);
    case Kind::arithmetic:
      return tightness(e) == kAdd ? binary(e, e.text, kAdd, kMultiply) : binary(e, e.text, kMultiply, kUnion);
    case Kind::set:
      return tightness(e) == kUnion ? binary(e, e.text, kUnion, kIntersect)
                                    : binary(e, e.text, kIntersect, kInstance);
    case Kind::instance_of: return at_least(e.children[0], kTreat) + " instance of " + e.text;
    case Kind::treat_as: return at_least(e.children[0], kCastable) + " treat as " + e.text;
    case Kind::castable_as: return at_least(e.children[0], kCast) + " castable as " + e.text;
    case Kind::cast_as: return at_least(e.children[0], kUnary) + " cast as " + e.text;
    case Kind::minus: return "-" + at_least(e.children[0], kUnary);
    case Kind::plus: return "+" + at_least(e.children[0], kUnary);
    default: return primary(e);
  }
}

}  // namespace quittance::differential
