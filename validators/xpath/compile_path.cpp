#include "validators/xpath/code_basic.h"
#include "validators/xpath/compiler.h"

namespace quittance::xpath {

namespace {

bool is_any_descendant(const Step& step) {
  return step.axis == Axis::descendant_or_self && step.test.kind == ItemKind::node && step.predicates.empty();
}

/// "//a" is a search for descendants, unless a predicate counts the children of each parent (3.2.4, the
/// note).
void append(std::vector<Step>& steps, Step step) {
  const bool downward = step.axis == Axis::child || step.axis == Axis::descendant;
  if (downward && !steps.empty() && is_any_descendant(steps.back()) && !step.predicates.positional()) {
    step.axis = Axis::descendant;
    steps.back() = std::move(step);
    return;
  }
  steps.push_back(std::move(step));
}

bool all_steps(const Expr& expr) {
  for (const ExprPtr& child : expr.children) {
    if (child->kind != Kind::step) {
      return false;
    }
  }
  return true;
}

}  // namespace

Step Compiler::step(const Expr& expr) {
  Step made;
  made.axis = expr.axis;
  made.test = node_test(expr.test, expr.offset);
  made.predicates = predicates(expr, 0);
  return made;
}

Predicates Compiler::predicates(const Expr& expr, std::size_t first) {
  Predicates made;
  for (std::size_t i = first; i < expr.children.size(); ++i) {
    made.add(compile(*expr.children[i]));
  }
  return made;
}

CodePtr Compiler::add_steps(CodePtr base, std::vector<Step>& steps, std::size_t offset) {
  if (steps.empty()) {
    return base ? std::move(base) : std::make_unique<ContextItemCode>();
  }
  CodePtr made = std::make_unique<AxisPathCode>(std::move(base), std::move(steps));
  made->offset = static_cast<std::uint32_t>(offset);
  steps.clear();
  return made;
}

CodePtr Compiler::path(const Expr& expr) {
  std::vector<Step> steps;
  if (expr.kind == Kind::step) {
    append(steps, step(expr));
    return add_steps(nullptr, steps, expr.offset);
  }
  CodePtr base;
  for (std::size_t i = 0; i < expr.children.size(); ++i) {
    const Expr& child = *expr.children[i];
    if (child.kind == Kind::step) {
      append(steps, step(child));
    } else if (child.kind == Kind::path && i > 0 && all_steps(child)) {
      for (const ExprPtr& inner : child.children) {
        append(steps, step(*inner));
      }
    } else if (child.kind == Kind::context_item) {
      // "." behind a "/" is self::node(); in front of one it is where the path starts anyway.
      if (i > 0) {
        Step self;
        self.axis = Axis::self;
        append(steps, std::move(self));
      }
    } else if (i == 0) {
      base = compile(child);
    } else {
      base = add_steps(std::move(base), steps, expr.offset);
      base = std::make_unique<MapCode>(std::move(base), compile(child));
      base->offset = static_cast<std::uint32_t>(child.offset);
    }
  }
  return add_steps(std::move(base), steps, expr.offset);
}

CodePtr Compiler::filter(const Expr& expr) {
  CodePtr base = compile(*expr.children.front());
  return std::make_unique<FilterCode>(std::move(base), predicates(expr, 1));
}

}  // namespace quittance::xpath
