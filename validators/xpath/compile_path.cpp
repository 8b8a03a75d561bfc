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

/// The element names of (a|b|c), when it is that and nothing more.
bool union_of_names(const Expr& expr, std::vector<const Expr*>& names) {
  if (expr.kind == Kind::set && expr.op == Operator::union_) {
    return union_of_names(*expr.children[0], names) && union_of_names(*expr.children[1], names);
  }
  const bool plain = expr.kind == Kind::step && expr.axis == Axis::child && expr.children.empty() &&
                     expr.test.is_name_test && expr.test.names == WrittenTest::Names::exact;
  if (plain) {
    names.push_back(&expr);
  }
  return plain;
}

}  // namespace

/// (a|b) is one step with two names; nullopt when it is no such union.
std::optional<Step> Compiler::step_among(const Expr& expr) {
  std::vector<const Expr*> names;
  if (expr.kind != Kind::set || !union_of_names(expr, names)) {
    return std::nullopt;
  }
  Step made;
  made.test.kind = ItemKind::element;
  made.test.names = NodeTest::Names::among;
  for (const Expr* name : names) {
    made.test.alternatives.push_back(node_test(name->test, name->offset).name);
  }
  return made;
}

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
    } else if (auto among = step_among(child)) {
      append(steps, std::move(*among));
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
