// The slow evaluator that is right because there is nothing to it: every expression is evaluated as its
// section of XPath 2.0 says, over a list of nodes, without indexes, caches or types known beforehand.
//
// XPath leaves open when an error is met (2.3.4): an engine may stop looking when the answer is certain. So
// an error is put off as long as it can be: a sequence may end in one, which is raised when something needs
// what would have come after; an empty operand of an operator is enough, as is a step of a path that no node
// of the document passes. Where that gives a value, nothing else is right. But an engine may end in an error
// that this passes by: `eager` looks for those by evaluating all operands whole. "and", "or", "if" and items
// keep their order in any case.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "tests/conformance/differential/atom.h"
#include "tests/conformance/differential/document.h"
#include "tests/conformance/differential/expression.h"

namespace quittance::differential {

/// A node by its place in Document::nodes, or an atomic value.
using Item = std::variant<std::size_t, Atom>;
using Items = std::vector<Item>;

struct Value {
  Items items;
  std::optional<Error> error;  ///< what came instead of further items
};

struct Focus {
  std::optional<Item> item;
  std::size_t position = 1;
  std::size_t size = 1;
  std::optional<Error> size_unknown{};  ///< what asking for last() ends in
};

/// The case costs more than it is worth.
struct TooMuch {};

class Reference {
 public:
  Reference(const Document& document, bool eager) : document_(document), eager_(eager) {}

  /// Throws TooMuch.
  Value evaluate(const Expr& expr, const Focus& focus);
  /// Codes of all errors met on the way, those that changed nothing included.
  [[nodiscard]] const std::set<std::string>& met() const { return met_; }

 private:
  // reference.cpp
  Value dispatch(const Expr& e, const Focus& focus);
  Items all(const Expr& e, const Focus& focus);
  Value sequence(const Expr& e, const Focus& focus);
  Value for_each(const Expr& e, const Focus& focus);
  bool quantified(const Expr& e, const Focus& focus);
  bool truth(const Value& value) const;
  bool truth(const Expr& e, const Focus& focus) { return truth(evaluate(e, focus)); }
  Value variable(const Expr& e) const;
  Item context(const Focus& focus) const;

  // reference_operators.cpp
  std::optional<Atom> single_atom(const Expr& e, const Focus& focus);
  using Operands = std::optional<std::array<Item, 2>>;
  /// The operands of an operator that takes one item on each side, each made what the operator wants; nothing
  /// when one of them is empty.
  Operands both(const Expr& e, const Focus& focus, const std::function<Item(const Item&)>& wanted);
  [[nodiscard]] Atom as_number(const Item& item) const;
  bool general(const Expr& e, const Focus& focus);
  Value value_comparison(const Expr& e, const Focus& focus);
  Value node_comparison(const Expr& e, const Focus& focus);
  Value arithmetic(const Expr& e, const Focus& focus);
  Value signed_number(const Expr& e, const Focus& focus);
  Value range(const Expr& e, const Focus& focus);
  Value set(const Expr& e, const Focus& focus);
  Value typed(const Expr& e, const Focus& focus);
  Value cast_as(const Expr& e, const Focus& focus);
  [[nodiscard]] bool matches(const Items& items, const std::string& type) const;

  // reference_path.cpp
  Value path(const Expr& e, const Focus& focus);
  Value mapped(const Value& base, const Expr& step);
  [[nodiscard]] bool leads_nowhere(const Expr& e) const;
  Value step(const Expr& e, const Focus& focus);
  Value filter(const Expr& e, const Focus& focus);
  Value kept(Value base, const Expr& predicate);
  [[nodiscard]] Items axis(const std::string& name, std::size_t from) const;
  void below(std::size_t node, Items& out) const;
  [[nodiscard]] bool passes(std::size_t node, const std::string& axis, const std::string& test) const;

  // reference_functions.cpp, reference_strings.cpp, reference_sequences.cpp
  struct Call;
  Value call(const Expr& e, const Focus& focus);
  // Each gives nothing for a function that is not its own.
  std::optional<Value> focus_function(Call& call);
  std::optional<Value> number_function(Call& call);
  std::optional<Value> node_function(Call& call);
  std::optional<Value> own_string_function(Call& call);
  std::optional<Value> string_function(Call& call);
  std::optional<Value> search_function(Call& call);
  std::optional<Value> code_point_function(Call& call);
  std::optional<Value> sequence_function(Call& call);
  std::optional<Value> aggregate(Call& call);
  std::optional<Value> search_in_sequence(Call& call);
  std::optional<Value> edit(Call& call);
  [[nodiscard]] bool deep_equal(const Items& a, const Items& b) const;
  [[nodiscard]] bool deep_equal(std::size_t a, std::size_t b) const;

  [[nodiscard]] Atom atomized(const Item& item) const;

  const Document& document_;
  bool eager_;
  std::map<std::string, Value> variables_;
  std::set<std::string> met_;
  std::size_t fuel_ = 200'000;
};

inline Value value_of(Atom atom) { return {{std::move(atom)}, std::nullopt}; }
inline bool is_node(const Item& item) { return item.index() == 0; }
inline std::size_t node_of(const Item& item) { return std::get<0>(item); }
/// In document order, none twice.
void sort_nodes(Items& nodes);

}  // namespace quittance::differential
