#include "validators/xpath/value/type.h"

#include <algorithm>
#include <array>

namespace quittance::xpath {

namespace {

struct Row {
  Type type;
  Type base;
  std::string_view name;
};

constexpr std::array kTypes{
    Row{Type::none, Type::none, "none"},
    Row{Type::node, Type::none, "node()"},
    Row{Type::namespace_node, Type::none, "namespace()"},
    Row{Type::string, Type::any_atomic, "xs:string"},
    Row{Type::normalized_string, Type::string, "xs:normalizedString"},
    Row{Type::token, Type::normalized_string, "xs:token"},
    Row{Type::language, Type::token, "xs:language"},
    Row{Type::nmtoken, Type::token, "xs:NMTOKEN"},
    Row{Type::name, Type::token, "xs:Name"},
    Row{Type::ncname, Type::name, "xs:NCName"},
    Row{Type::id, Type::ncname, "xs:ID"},
    Row{Type::idref, Type::ncname, "xs:IDREF"},
    Row{Type::entity, Type::ncname, "xs:ENTITY"},
    Row{Type::untyped_atomic, Type::any_atomic, "xs:untypedAtomic"},
    Row{Type::any_uri, Type::any_atomic, "xs:anyURI"},
    Row{Type::boolean, Type::any_atomic, "xs:boolean"},
    Row{Type::decimal, Type::any_atomic, "xs:decimal"},
    Row{Type::integer, Type::decimal, "xs:integer"},
    Row{Type::non_positive_integer, Type::integer, "xs:nonPositiveInteger"},
    Row{Type::negative_integer, Type::non_positive_integer, "xs:negativeInteger"},
    Row{Type::long_, Type::integer, "xs:long"},
    Row{Type::int_, Type::long_, "xs:int"},
    Row{Type::short_, Type::int_, "xs:short"},
    Row{Type::byte, Type::short_, "xs:byte"},
    Row{Type::non_negative_integer, Type::integer, "xs:nonNegativeInteger"},
    Row{Type::unsigned_long, Type::non_negative_integer, "xs:unsignedLong"},
    Row{Type::unsigned_int, Type::unsigned_long, "xs:unsignedInt"},
    Row{Type::unsigned_short, Type::unsigned_int, "xs:unsignedShort"},
    Row{Type::unsigned_byte, Type::unsigned_short, "xs:unsignedByte"},
    Row{Type::positive_integer, Type::non_negative_integer, "xs:positiveInteger"},
    Row{Type::float_, Type::any_atomic, "xs:float"},
    Row{Type::double_, Type::any_atomic, "xs:double"},
    Row{Type::duration, Type::any_atomic, "xs:duration"},
    Row{Type::year_month_duration, Type::duration, "xs:yearMonthDuration"},
    Row{Type::day_time_duration, Type::duration, "xs:dayTimeDuration"},
    Row{Type::date_time, Type::any_atomic, "xs:dateTime"},
    Row{Type::time, Type::any_atomic, "xs:time"},
    Row{Type::date, Type::any_atomic, "xs:date"},
    Row{Type::g_year_month, Type::any_atomic, "xs:gYearMonth"},
    Row{Type::g_year, Type::any_atomic, "xs:gYear"},
    Row{Type::g_month_day, Type::any_atomic, "xs:gMonthDay"},
    Row{Type::g_day, Type::any_atomic, "xs:gDay"},
    Row{Type::g_month, Type::any_atomic, "xs:gMonth"},
    Row{Type::hex_binary, Type::any_atomic, "xs:hexBinary"},
    Row{Type::base64_binary, Type::any_atomic, "xs:base64Binary"},
    Row{Type::qname, Type::any_atomic, "xs:QName"},
    Row{Type::notation, Type::any_atomic, "xs:NOTATION"},
    Row{Type::any_atomic, Type::none, "xs:anyAtomicType"},
    Row{Type::numeric, Type::any_atomic, "numeric"},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kTypes.size(); ++i) {
    if (kTypes[i].type != static_cast<Type>(i)) {
      return false;
    }
  }
  return true;
}
static_assert(in_order(), "the table is indexed by Type");

const Row& row(Type t) { return kTypes[static_cast<std::size_t>(t)]; }

}  // namespace

Type base_of(Type t) { return row(t).base; }

bool derives_from(Type t, Type wanted) {
  if (wanted == Type::numeric) {
    return is_numeric(t);
  }
  while (t != wanted && t != Type::none) {
    t = row(t).base;
  }
  return t == wanted;
}

Type primitive_of(Type t) {
  if (is_integer(t)) {
    return Type::integer;
  }
  while (row(t).base != Type::any_atomic && row(t).base != Type::none) {
    t = row(t).base;
  }
  return t;
}

std::string_view name_of(Type t) { return row(t).name; }

std::optional<Type> find_type(std::string_view local) {
  const auto* const found = std::find_if(kTypes.begin(), kTypes.end(), [&](const Row& r) {
    return r.name.starts_with("xs:") && r.name.substr(3) == local;
  });
  if (found == kTypes.end()) {
    return std::nullopt;
  }
  return found->type;
}

}  // namespace quittance::xpath
