#include "tests/conformance/differential/generator.h"

namespace quittance::differential {

Expr call(std::string name, std::vector<Expr> arguments) {
  return {Kind::call, std::move(name), {}, std::move(arguments)};
}

Expr binary(Kind kind, std::string op, Expr left, Expr right) {
  return {kind, std::move(op), {}, {std::move(left), std::move(right)}};
}

Expr Generator::any(unsigned depth) {
  switch (dice_.below(whole() ? 12 : 10)) {
    case 0:
    case 1:
    case 2: return of(Want::nodes, depth);
    case 3:
    case 4: return of(Want::number, depth);
    case 5:
    case 6: return of(Want::text, depth);
    case 7:
    case 8: return of(Want::truth, depth);
    case 10: return of(Want::moment, depth);
    case 11: return of(Want::duration, depth);
    default: return of(Want::atoms, depth);
  }
}

Expr Generator::of(Want want, unsigned depth) {
  if (depth == 0) return leaf(want);
  if (dice_.once_in(30)) return any(depth - 1);
  if (!variables_.empty() && dice_.once_in(6)) {
    const Variable& variable = variables_[dice_.below(static_cast<unsigned>(variables_.size()))];
    if (variable.want == want || dice_.once_in(4)) return {Kind::variable, variable.name, {}, {}};
  }
  switch (dice_.below(16)) {
    case 12:
      return {Kind::if_, {}, {}, {of(Want::truth, depth - 1), of(want, depth - 1), of(want, depth - 1)}};
    case 13: return bound(Kind::for_, want, depth);
    case 14:
      return want == Want::nodes || want == Want::atoms ? Expr{Kind::sequence, {}, {}, list(depth)}
                                                        : usual(want, depth);
    default: return usual(want, depth);
  }
}

Expr Generator::usual(Want want, unsigned depth) {
  switch (want) {
    case Want::nodes: return nodes(depth);
    case Want::number: return number(depth);
    case Want::text: return text(depth);
    case Want::truth: return truth(depth);
    case Want::atoms: return atoms(depth);
    case Want::moment: return moment(depth);
    case Want::duration: return duration(depth);
  }
  return leaf(want);
}

Expr Generator::leaf(Want want) {
  switch (want) {
    case Want::nodes:
      if (!node_in_focus_) return {Kind::path, {}, {}, {{Kind::root, {}, {}, {}}, step(0)}};
      return dice_.once_in(5) ? Expr{Kind::context, {}, {}, {}} : step(0);
    case Want::number:  // Saxon counts positions in 32 bits: the large numbers are not for it
      return {
          Kind::number,
          dice_.one_of({"1", "2", "0", "3", "1.5", "2.50", "1e0", "0.1", "10", "1e-7", "123456.789", "1e6",
                        "2.5e0", "0.05", "7", whole() ? "8" : "9007199254740993", whole() ? "1e3" : "1e21"}),
          {},
          {}};
    case Want::text:
      return {Kind::string,
              dice_.one_of({"a", "1", "", "b c", "2.50", "abc", "true", " x ", "\xC3\xA9", "it's",
                            "\xF0\x9F\x92\xB6", "b", "INF", "A", "1e1"}),
              {},
              {}};
    case Want::truth: return call(dice_.one_of({"true", "false"}), {});
    case Want::atoms: return leaf(dice_.once_in(2) ? Want::number : Want::text);
    case Want::moment:
    case Want::duration: return usual(want, 0);
  }
  return {Kind::context, {}, {}, {}};
}

std::vector<Expr> Generator::list(unsigned depth) {
  std::vector<Expr> out;
  for (unsigned count = dice_.below(4); count > 0; --count) out.push_back(any(depth - 1));
  return out;
}

/// for, some, every: the variable is a node or a number.
Expr Generator::bound(Kind kind, Want want, unsigned depth) {
  const Want over = dice_.once_in(3) ? Want::atoms : Want::nodes;
  Expr in = of(over, depth - 1);
  const std::string name = "v" + std::to_string(made_++ % 5);
  variables_.push_back({name, over});
  Expr body = of(want, depth - 1);
  variables_.pop_back();
  return {kind, name, {}, {std::move(in), std::move(body)}};
}

}  // namespace quittance::differential
