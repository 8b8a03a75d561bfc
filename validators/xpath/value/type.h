// The types of XPath 2.0 values and of what a function wants (XPath 2.0, 2.5; XML Schema 1.0 part 2).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace quittance::xpath {

/// Type of one item. The string family, the integer family and the durations stand side by side: see the
/// predicates.
enum class Type : std::uint8_t {
  none,            ///< no item
  node,            ///< any node of a tree
  namespace_node,  ///< a node of the namespace axis
  // The string family, first to last
  string,
  normalized_string,
  token,
  language,
  nmtoken,
  name,
  ncname,
  id,
  idref,
  entity,
  untyped_atomic,
  any_uri,
  boolean,
  // Numbers; integers are first to last
  decimal,
  integer,
  non_positive_integer,
  negative_integer,
  long_,
  int_,
  short_,
  byte,
  non_negative_integer,
  unsigned_long,
  unsigned_int,
  unsigned_short,
  unsigned_byte,
  positive_integer,
  float_,
  double_,
  duration,
  year_month_duration,
  day_time_duration,
  date_time,
  time,
  date,
  g_year_month,
  g_year,
  g_month_day,
  g_day,
  g_month,
  hex_binary,
  base64_binary,
  qname,
  notation,
  // Only as a wanted type, never of an item
  any_atomic,
  numeric,
};

constexpr bool is_node(Type t) { return t == Type::node || t == Type::namespace_node; }
constexpr bool is_string(Type t) { return t >= Type::string && t <= Type::entity; }
/// xs:string and what derives from it, xs:untypedAtomic, xs:anyURI: those whose value is a text.
constexpr bool is_text(Type t) { return t >= Type::string && t <= Type::any_uri; }
constexpr bool is_integer(Type t) { return t >= Type::integer && t <= Type::positive_integer; }
constexpr bool is_decimal(Type t) { return t >= Type::decimal && t <= Type::positive_integer; }
constexpr bool is_floating(Type t) { return t == Type::float_ || t == Type::double_; }
constexpr bool is_numeric(Type t) { return t >= Type::decimal && t <= Type::double_; }
constexpr bool is_duration(Type t) { return t >= Type::duration && t <= Type::day_time_duration; }
/// xs:dateTime, xs:time, xs:date and the xs:g… types.
constexpr bool is_moment(Type t) { return t >= Type::date_time && t <= Type::g_month; }
constexpr bool is_binary(Type t) { return t == Type::hex_binary || t == Type::base64_binary; }
constexpr bool is_atomic(Type t) { return t >= Type::string && t <= Type::notation; }

/// The type that `t` is derived from; any_atomic for primitive types and untypedAtomic.
Type base_of(Type t);
/// Is `t` the type `wanted` or derived from it? any_atomic and numeric may be wanted.
bool derives_from(Type t, Type wanted);
/// The primitive type `t` descends from; xs:integer counts as one, as in the tables of F&O 17.
Type primitive_of(Type t);
/// "xs:decimal"; "node()" for nodes.
std::string_view name_of(Type t);
/// The type of that local name in the XML Schema namespace; list types and xs:anyType are not there.
std::optional<Type> find_type(std::string_view local);

enum class Occurrence : std::uint8_t { empty, one, optional, many, at_least_one };

/// What a sequence type says of an item.
enum class ItemKind : std::uint8_t {
  item,
  atomic,
  node,
  document,
  document_with_element,  ///< document-node(element(name)): one element child, and it has that name
  element,
  attribute,
  text,
  comment,
  processing_instruction,
  namespace_node,
  unknown_type
};

/// Index of an expanded name in the NamePool of a Module; kAnyPooled where no name is asked for.
using PooledName = std::uint32_t;
inline constexpr PooledName kAnyPooled = 0xffffffff;

/// XPath 2.0, 2.5.3. There is no schema, so all elements are xs:untyped and all attributes xs:untypedAtomic:
/// element(a, xs:string) matches nothing, which `never` says.
struct SequenceType {
  ItemKind kind = ItemKind::item;
  Type atomic = Type::any_atomic;
  Occurrence occurrence = Occurrence::many;
  bool never = false;
  PooledName name = kAnyPooled;
  bool operator==(const SequenceType&) const = default;
};

namespace type {
constexpr SequenceType one(Type t) { return {ItemKind::atomic, t, Occurrence::one}; }
constexpr SequenceType optional(Type t) { return {ItemKind::atomic, t, Occurrence::optional}; }
constexpr SequenceType many(Type t) { return {ItemKind::atomic, t, Occurrence::many}; }
constexpr SequenceType some(Type t) { return {ItemKind::atomic, t, Occurrence::at_least_one}; }
inline constexpr SequenceType items{ItemKind::item, Type::any_atomic, Occurrence::many};
inline constexpr SequenceType item{ItemKind::item, Type::any_atomic, Occurrence::one};
inline constexpr SequenceType optional_item{ItemKind::item, Type::any_atomic, Occurrence::optional};
inline constexpr SequenceType node{ItemKind::node, Type::any_atomic, Occurrence::one};
inline constexpr SequenceType optional_node{ItemKind::node, Type::any_atomic, Occurrence::optional};
inline constexpr SequenceType nodes{ItemKind::node, Type::any_atomic, Occurrence::many};
inline constexpr SequenceType element{ItemKind::element, Type::any_atomic, Occurrence::one};
inline constexpr SequenceType empty{ItemKind::item, Type::any_atomic, Occurrence::empty};
}  // namespace type

constexpr bool allows_empty(Occurrence o) { return o != Occurrence::one && o != Occurrence::at_least_one; }
constexpr bool allows_many(Occurrence o) { return o == Occurrence::many || o == Occurrence::at_least_one; }

}  // namespace quittance::xpath
