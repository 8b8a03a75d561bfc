// One call of a function under evaluation by the reference.
#pragma once

#include "tests/conformance/differential/reference.h"

namespace quittance::differential {

/// Arguments are evaluated when a function asks for them, and converted by 3.1.5.
struct Reference::Call {
  Reference& reference;
  const Expr& expr;
  const Focus& focus;

  [[nodiscard]] const std::string& name() const { return expr.text; }
  [[nodiscard]] std::size_t count() const { return expr.children.size(); }
  Value lazily(std::size_t i) { return reference.evaluate(expr.children[i], focus); }
  Items items(std::size_t i) { return reference.all(expr.children[i], focus); }
  /// xs:anyAtomicType*, each made what the function wants.
  std::vector<Atom> atoms(std::size_t i, Atom (*wanted)(const Atom&) = nullptr);
  /// xs:anyAtomicType?
  std::optional<Atom> atom(std::size_t i) { return reference.single_atom(expr.children[i], focus); }
  /// xs:string?
  std::optional<std::string> text(std::size_t i);
  /// xs:string? whose absence counts as "".
  std::string text_or_empty(std::size_t i) { return text(i).value_or(""); }
  /// xs:string
  std::string needed_text(std::size_t i);
  /// numeric?
  std::optional<Atom> number(std::size_t i);
  /// xs:double
  double real(std::size_t i);
  /// xs:integer
  Integer whole(std::size_t i);
  /// node()?; the context item when there is no argument.
  std::optional<std::size_t> node();
};

/// xs:string, as a parameter of that type takes it.
Atom as_text(const Atom& atom);
std::vector<std::string> characters(const std::string& text);
double rounded(double value);

}  // namespace quittance::differential
