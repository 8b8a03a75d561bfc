// Numbers, strings, truths and sequences of them.
#include "tests/conformance/differential/generator.h"

namespace quittance::differential {

Expr Generator::number(unsigned depth) {
  if (depth == 0) return leaf(Want::number);
  switch (dice_.below(whole() ? 10 : 9)) {
    case 0:
    case 1:
      return binary(Kind::arithmetic, dice_.one_of({"+", "-", "*", "div", "mod", "idiv"}),
                    of(Want::number, depth - 1), of(Want::number, depth - 1));
    case 2:
    case 3: return aggregate(depth);
    case 4: return call("count", {of(Want::nodes, depth - 1)});
    case 5:
      return call(dice_.one_of({"xs:integer", "xs:decimal", "xs:double", "xs:float", "number"}),
                  {dice_.once_in(2) ? of(Want::text, depth - 1) : of(Want::number, depth - 1)});
    case 6: return call(dice_.one_of({"round", "floor", "ceiling", "abs"}), {of(Want::number, depth - 1)});
    case 7: return call("string-length", {of(Want::text, depth - 1)});
    case 9: return further_number(depth);
    default:
      return dice_.once_in(3)
                 ? Expr{dice_.once_in(4) ? Kind::plus : Kind::minus, {}, {}, {of(Want::number, depth - 1)}}
                 : leaf(Want::number);
  }
}

Expr Generator::aggregate(unsigned depth) {
  const std::string name = dice_.one_of({"sum", "max", "min", "avg"});
  const unsigned of_what = dice_.below(3);
  if (of_what == 0) return call(name, {of(Want::atoms, depth - 1)});
  Expr over{Kind::path, {}, {}, {of(Want::nodes, depth - 1)}};
  const bool outer = node_in_focus_;
  node_in_focus_ = true;
  over.children.push_back(of_what == 1 ? call("number", {{Kind::context, {}, {}, {}}}) : number(depth - 1));
  node_in_focus_ = outer;
  return call(name, {std::move(over)});
}

Expr Generator::text(unsigned depth) {
  if (depth == 0) return leaf(Want::text);
  switch (dice_.below(whole() ? 10 : 8)) {
    case 0:
      return call("string", {dice_.once_in(2) ? of(Want::number, depth - 1) : of(Want::nodes, depth - 1)});
    case 1: return filtered({Kind::sequence, {}, {}, {of(Want::nodes, depth - 1)}}, 0);
    case 2:
      return call(
          dice_.one_of({"name", "local-name", "namespace-uri"}),
          node_in_focus_ && dice_.once_in(2)
              ? std::vector<Expr>{}
              : std::vector<Expr>{filtered({Kind::sequence, {}, {}, {of(Want::nodes, depth - 1)}}, 0)});
    case 8:
    case 9: return further_text(depth);
    default: return text_of_text(depth);
  }
}

Expr Generator::text_of_text(unsigned depth) {
  switch (dice_.below(8)) {
    case 0: return call("concat", {of(Want::text, depth - 1), of(Want::text, depth - 1)});
    case 1:
      return call("substring", dice_.once_in(2)
                                   ? std::vector<Expr>{of(Want::text, depth - 1), of(Want::number, depth - 1)}
                                   : std::vector<Expr>{of(Want::text, depth - 1), leaf(Want::number),
                                                       of(Want::number, depth - 1)});
    case 2:
      return call(dice_.one_of({"substring-before", "substring-after"}),
                  {of(Want::text, depth - 1), leaf(Want::text)});
    case 3: return call("normalize-space", {of(Want::text, depth - 1)});
    case 4: return call(dice_.one_of({"upper-case", "lower-case"}), {of(Want::text, depth - 1)});
    case 5: return call("translate", {of(Want::text, depth - 1), leaf(Want::text), leaf(Want::text)});
    case 6: return call("codepoints-to-string", {call("string-to-codepoints", {of(Want::text, depth - 1)})});
    default: return call("string-join", {of(Want::atoms, depth - 1), leaf(Want::text)});
  }
}

Expr Generator::truth(unsigned depth) {
  if (depth == 0) return leaf(Want::truth);
  switch (dice_.below(whole() ? 11 : 10)) {
    case 0:
      return binary(dice_.once_in(2) ? Kind::or_ : Kind::and_, {}, of(Want::truth, depth - 1),
                    of(Want::truth, depth - 1));
    case 1:
      return call(dice_.one_of({"not", "boolean"}),
                  {dice_.once_in(2) ? any(depth - 1) : of(Want::truth, depth - 1)});
    case 2: return call(dice_.one_of({"exists", "empty"}), {any(depth - 1)});
    case 3: return bound(dice_.once_in(2) ? Kind::some : Kind::every, Want::truth, depth);
    case 4:
      return call(dice_.one_of({"contains", "starts-with", "ends-with", "codepoint-equal"}),
                  {of(Want::text, depth - 1), of(Want::text, depth - 1)});
    case 5: return typed(depth);
    case 6:
      return call("deep-equal", {dice_.once_in(2) ? any(depth - 1) : of(Want::nodes, depth - 1),
                                 of(Want::nodes, depth - 1)});
    case 10: return further_truth(depth);
    default: return comparison(depth);
  }
}

Expr Generator::comparison(unsigned depth) {
  const Want side = dice_.one_of({"n", "t", "s"}) == "n" ? Want::number
                    : dice_.once_in(2)                   ? Want::text
                                                         : Want::nodes;
  const Want other = side == Want::nodes || dice_.once_in(3) ? Want::nodes : side;
  switch (dice_.below(6)) {
    case 0:
      return binary(Kind::value, dice_.one_of({"eq", "ne", "lt", "le", "gt", "ge"}), of(side, depth - 1),
                    of(side, depth - 1));
    case 1:
      return binary(Kind::node, dice_.one_of({"is", "<<", ">>"}),
                    filtered({Kind::sequence, {}, {}, {of(Want::nodes, depth - 1)}}, 0),
                    filtered({Kind::sequence, {}, {}, {of(Want::nodes, depth - 1)}}, 0));
    case 2:
      return binary(Kind::general, dice_.one_of({"=", "!=", "<", ">", "<=", ">="}),
                    of(Want::atoms, depth - 1), of(Want::atoms, depth - 1));
    default:
      return binary(Kind::general, dice_.one_of({"=", "!=", "<", ">", "<=", ">="}), of(other, depth - 1),
                    of(side, depth - 1));
  }
}

Expr Generator::atoms(unsigned depth) {
  if (depth == 0) return leaf(Want::atoms);
  switch (dice_.below(10)) {
    case 0: return binary(Kind::range, "to", leaf(Want::number), of(Want::number, depth - 1));
    case 1: return call("distinct-values", {dice_.once_in(2) ? any(depth - 1) : of(Want::atoms, depth - 1)});
    case 2: return call("data", {of(Want::nodes, depth - 1)});
    case 3: return call("index-of", {of(Want::atoms, depth - 1), atom(depth - 1)});
    case 4: return call("insert-before", {of(Want::atoms, depth - 1), leaf(Want::number), any(depth - 1)});
    case 5: return call("remove", {of(Want::atoms, depth - 1), leaf(Want::number)});
    case 6: return call("subsequence", {any(depth - 1), leaf(Want::number), of(Want::number, depth - 1)});
    case 7: {
      const bool outer = node_in_focus_;
      node_in_focus_ = false;
      Expr out = filtered({Kind::sequence, {}, {}, {of(Want::atoms, depth - 1), atom(depth - 1)}}, 0);
      node_in_focus_ = outer;
      return out;
    }
    case 8: {
      Expr over{Kind::path, {}, {}, {of(Want::nodes, depth - 1)}};
      over.children.push_back(in_node(dice_.once_in(2) ? Want::text : Want::number, depth - 1));
      return over;
    }
    default: return call("string-to-codepoints", {of(Want::text, depth - 1)});
  }
}

Expr Generator::atom(unsigned depth) { return of(dice_.once_in(2) ? Want::number : Want::text, depth); }

Expr Generator::typed(unsigned depth) {
  const std::string atomic = dice_.one_of(
      {"xs:integer", "xs:decimal", "xs:double", "xs:string", "xs:boolean", "xs:float", "xs:untypedAtomic"});
  if (dice_.once_in(2)) {
    const std::string any_type =
        dice_.one_of({"xs:integer", "xs:decimal", "xs:double", "xs:string", "node()", "element()", "item()",
                      "text()", "attribute()", "element(a)", "xs:boolean", "empty-sequence()",
                      "document-node()", "xs:anyAtomicType"});
    const std::string occurrence = any_type == "empty-sequence()" ? "" : dice_.one_of({"", "?", "*", "+"});
    return {Kind::instance_of, any_type + occurrence, {}, {any(depth - 1)}};
  }
  if (dice_.once_in(3))
    return call("exists", {{Kind::treat_as,
                            dice_.one_of({"node()*", "item()+", "xs:integer", "element()*"}),
                            {},
                            {any(depth - 1)}}});
  const std::string occurrence = dice_.one_of({"", "?"});
  if (dice_.once_in(3)) return call("boolean", {{Kind::cast_as, atomic + occurrence, {}, {atom(depth - 1)}}});
  return {Kind::castable_as, atomic + occurrence, {}, {atom(depth - 1)}};
}

}  // namespace quittance::differential
