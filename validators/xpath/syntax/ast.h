// The syntax tree of an XPath expression, as written: nothing is resolved here but precedence and
// abbreviations
// ("//", "@", ".." are spelt out, XPath 2.0 3.2.4).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "validators/xpath/syntax/mark.h"
#include "validators/xpath/value/type.h"

namespace quittance::xpath {

/// A name in the source.
struct WrittenName {
  std::string prefix;
  std::string local;
};

enum class Axis : std::uint8_t {
  child,
  descendant,
  attribute,
  self,
  descendant_or_self,
  following_sibling,
  following,
  namespace_,
  parent,
  ancestor,
  preceding_sibling,
  preceding,
  ancestor_or_self,
};
/// Do positions count away from the context node, against document order?
constexpr bool is_reverse(Axis axis) { return axis >= Axis::parent; }

/// A node test (XPath 2.0, 2.5.4.3 and 3.2.1.2), also the item type of a sequence type.
struct WrittenTest {
  enum class Names : std::uint8_t { any, exact, any_local, any_prefix } names = Names::any;
  ItemKind kind = ItemKind::element;
  bool is_name_test = false;  ///< a bare name or wildcard: its kind is the axis's principal one
  WrittenName name;           ///< exact, any_local (prefix only), any_prefix (local only); also a PI's target
  WrittenName type;           ///< element(name, type); "" when not written
  bool schema = false;        ///< schema-element(), schema-attribute()
  std::unique_ptr<WrittenTest> document_element;  ///< document-node(element(…))
};

struct WrittenType {
  WrittenTest item;  ///< kind atomic: `name` is the type's
  Occurrence occurrence = Occurrence::one;
  std::size_t offset = 0;
};

enum class Operator : std::uint8_t {
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,  // in this order: general and value comparisons
  is,
  before,
  after,
  add,
  subtract,
  multiply,
  divide,
  integer_divide,
  modulo,
  union_,
  intersect,
  except,
};

enum class Kind : std::uint8_t {
  integer,
  decimal,
  double_,
  string,    ///< literals; `text` holds digits or value
  variable,  ///< `name`
  context_item,
  sequence,  ///< children; () has none
  for_,      ///< binding expressions, then the return; names in `names`
  some,
  every,  ///< likewise, then the satisfies
  let_,   ///< likewise, then the return (XPath 3.0)
  if_,    ///< condition, then, else
  or_,
  and_,  ///< two or more children
  general_comparison,
  value_comparison,
  node_comparison,
  arithmetic,
  set,            ///< two children, `op`
  concatenation,  ///< two children (XPath 3.0: ||)
  simple_map,     ///< two children (XPath 3.0: !)
  range,
  minus,
  plus,
  instance_of,
  treat_as,
  castable_as,
  cast_as,  ///< one child, `type`
  root,     ///< "/": the root of the context node's tree, a document node
  path,     ///< children are the steps, at least two, or one root
  step,     ///< `axis`, `test`; children are predicates
  filter,   ///< a primary expression, then its predicates
  call,     ///< `name`; children are arguments
};

struct Expr {
  Kind kind;
  Operator op = Operator::equal;
  Axis axis = Axis::child;
  bool parenthesized = false;  ///< stood in parentheses: patterns tell (a|b) from a|b
  std::uint32_t height = 1;    ///< nodes on the longest way down
  std::size_t offset = 0;
  std::string text;
  WrittenName name;
  std::vector<WrittenName> names;
  WrittenTest test;
  std::unique_ptr<WrittenType> type;
  std::vector<std::unique_ptr<Expr>> children;
  Mark mark;      ///< set by the compiler
  Mark own_mark;  ///< without the children: of a step without its predicates

  Expr(Kind k, std::size_t at) : kind(k), offset(at) {}
};
using ExprPtr = std::unique_ptr<Expr>;

}  // namespace quittance::xpath
