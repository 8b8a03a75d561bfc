// Calls, and the functions that look at nodes and numbers (F&O 2, 6.4, 14).
#include <cmath>

#include "tests/conformance/differential/reference_call.h"

namespace quittance::differential {

std::vector<Atom> Reference::Call::atoms(std::size_t i, Atom (*wanted)(const Atom&)) {
  const Value value = lazily(i);
  std::vector<Atom> out;
  for (const Item& item : value.items) {
    out.push_back(reference.atomized(item));
    if (wanted != nullptr) out.back() = wanted(out.back());
  }
  if (value.error) throw Error(*value.error);
  return out;
}

Atom as_text(const Atom& atom) {
  if (!is_text(atom.type)) throw Error{"XPTY0004"};
  return atom;
}

std::optional<std::string> Reference::Call::text(std::size_t i) {
  const auto value = atom(i);
  return value ? std::optional(as_text(*value).text) : std::nullopt;
}

std::string Reference::Call::needed_text(std::size_t i) {
  const auto value = text(i);
  if (!value) throw Error{"XPTY0004"};
  return *value;
}

std::optional<Atom> Reference::Call::number(std::size_t i) {
  auto value = atom(i);
  if (value && value->type == Type::untyped) value = cast(*value, Type::real);
  if (value && !is_number(value->type)) throw Error{"XPTY0004"};
  return value;
}

double Reference::Call::real(std::size_t i) {
  const auto value = number(i);
  if (!value) throw Error{"XPTY0004"};
  return real_of(*value);
}

Integer Reference::Call::whole(std::size_t i) {
  auto value = atom(i);
  if (!value) throw Error{"XPTY0004"};
  if (value->type == Type::untyped) value = cast(*value, Type::integer);
  if (value->type != Type::integer) throw Error{"XPTY0004"};
  return value->exact.digits;
}

std::optional<std::size_t> Reference::Call::node() {
  if (count() == 0) {
    const Item item = reference.context(focus);
    if (!is_node(item)) throw Error{"XPTY0004"};
    return node_of(item);
  }
  const Value value = lazily(0);
  if (value.items.size() > 1) throw Error{"XPTY0004"};
  if (value.error) throw Error(*value.error);
  if (value.items.empty()) return std::nullopt;
  if (!is_node(value.items[0])) throw Error{"XPTY0004"};
  return node_of(value.items[0]);
}

Value Reference::call(const Expr& e, const Focus& focus) {
  Call call{*this, e, focus};
  for (const auto part :
       {&Reference::focus_function, &Reference::number_function, &Reference::node_function,
        &Reference::own_string_function, &Reference::string_function, &Reference::search_function,
        &Reference::code_point_function, &Reference::sequence_function, &Reference::aggregate,
        &Reference::search_in_sequence, &Reference::edit})
    if (auto value = (this->*part)(call)) return std::move(*value);
  throw Error{"XPST0017"};
}

std::optional<Value> Reference::focus_function(Call& call) {
  const std::string& name = call.name();
  if (name == "true" || name == "false") return value_of(boolean_atom(name == "true"));
  if (name == "not") return value_of(boolean_atom(!truth(call.lazily(0))));
  if (name == "boolean") return value_of(boolean_atom(truth(call.lazily(0))));
  if (name == "position" || name == "last") {
    context(call.focus);
    if (name == "last" && call.focus.size_unknown) throw Error(*call.focus.size_unknown);
    return value_of(integer_atom(name == "last" ? call.focus.size : call.focus.position));
  }
  if (name.starts_with("xs:")) {
    const auto atom = call.atom(0);
    return atom ? value_of(cast(*atom, *type_named(name))) : Value();
  }
  return std::nullopt;
}

/// fn:round: ties upward; what rounds to zero from below is -0.
double rounded(double value) {
  if (!std::isfinite(value)) return value;
  const double below = std::floor(value);
  return std::copysign(value - below < 0.5 ? below : below + 1, value);
}

std::optional<Value> Reference::number_function(Call& call) {
  const std::string& name = call.name();
  if (name == "number") {
    Atom atom;
    if (call.count() == 0) {
      atom = atomized(context(call.focus));
    } else if (auto value = call.atom(0)) {
      atom = *value;
    } else {
      return value_of(binary_atom(NAN));
    }
    try {
      return value_of(cast(atom, Type::real));
    } catch (const Error&) {
      return value_of(binary_atom(NAN));
    }
  }
  if (name != "abs" && name != "floor" && name != "ceiling" && name != "round") return std::nullopt;
  const auto value = call.number(0);
  if (!value) return Value();
  Atom out = *value;
  const Exact exact = value->exact;
  const Exact minus{-exact.digits, exact.scale};
  if (name == "abs") {
    out.exact.digits = abs(exact.digits);
    out.binary = std::fabs(value->binary);
  } else if (name == "floor") {
    out.exact = floor_of(exact);
    out.binary = std::floor(value->binary);
  } else if (name == "ceiling") {
    out.exact = {-floor_of(minus).digits, 0};
    out.binary = std::ceil(value->binary);
  } else {
    out.exact = floor_of(plus(exact, {5, 1}));
    out.binary = rounded(value->binary);
  }
  return value_of(out);
}

std::optional<Value> Reference::node_function(Call& call) {
  const std::string& name = call.name();
  const bool asks_name = name == "name" || name == "local-name" || name == "namespace-uri";
  if (!asks_name && name != "root") return std::nullopt;
  const auto node = call.node();
  if (name == "root") return node ? Value{{std::size_t{0}}, std::nullopt} : Value();
  const Type type = name == "namespace-uri" ? Type::uri : Type::string;
  if (!node) return value_of(text_atom("", type));
  const Node& n = document_.nodes[*node];
  return value_of(text_atom(name == "name" ? n.name() : name == "local-name" ? n.local : n.uri(), type));
}

}  // namespace quittance::differential
