#include <algorithm>
#include <functional>
#include <tuple>
#include <utility>

#include "validators/xpath/code/basic.h"
#include "validators/xpath/compile/compiler.h"

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
    step.mark = step.mark.with(steps.back().mark);
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

namespace {

/// child::(a|b|c)
Step among(std::vector<PooledName> names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  Step made;
  made.test.kind = ItemKind::element;
  made.test.names = NodeTest::Names::among;
  made.test.alternatives = std::move(names);
  made.mark = Mark{1, 1};
  for (const PooledName name : made.test.alternatives) {
    made.mark = made.mark.with(name);
  }
  return made;
}

bool same_name(const WrittenName& a, const WrittenName& b) {
  return a.prefix == b.prefix && a.local == b.local;
}

/// Two steps without predicates that go the same way.
bool same_step(const Expr& a, const Expr& b) {
  if (a.kind == Kind::root || b.kind == Kind::root) {
    return a.kind == b.kind;
  }
  const WrittenTest& x = a.test;
  const WrittenTest& y = b.test;
  return a.kind == Kind::step && b.kind == Kind::step && a.axis == b.axis && a.children.empty() &&
         b.children.empty() && x.names == y.names && x.kind == y.kind && x.is_name_test == y.is_name_test &&
         same_name(x.name, y.name) && x.type.local.empty() && y.type.local.empty() && !x.document_element &&
         !y.document_element;
}

using Steps = std::vector<const Expr*>;

/// The steps of each branch of a union, when all are paths of the same steps but for the name of the last.
bool parallel_paths(const Expr& expr, std::vector<Steps>& branches) {
  if (expr.kind == Kind::set && expr.op == Operator::union_) {
    return parallel_paths(*expr.children[0], branches) && parallel_paths(*expr.children[1], branches);
  }
  Steps steps;
  if (expr.kind == Kind::step) {
    steps.push_back(&expr);
  }
  if (expr.kind == Kind::path) {
    for (const ExprPtr& child : expr.children) {
      steps.push_back(child.get());
    }
  }
  std::vector<const Expr*> name;
  if (steps.empty() || !union_of_names(*steps.back(), name)) {
    return false;
  }
  const Steps& model = branches.empty() ? steps : branches.front();
  if (steps.size() != model.size()) {
    return false;
  }
  for (std::size_t i = 0; i + 1 < steps.size(); ++i) {
    if (!same_step(*steps[i], *model[i])) {
      return false;
    }
  }
  branches.push_back(std::move(steps));
  return true;
}

}  // namespace

/// p/a | p/b is p/(a|b): one walk instead of two and a sort. nullptr when it is not so.
CodePtr Compiler::parallel_union(const Expr& expr) {
  std::vector<Steps> branches;
  if (expr.op != Operator::union_ || !parallel_paths(expr, branches)) {
    return nullptr;
  }
  std::vector<Step> steps;
  CodePtr base;
  Mark mark;
  const Steps& model = branches.front();
  for (std::size_t i = 0; i + 1 < model.size(); ++i) {
    if (model[i]->kind == Kind::root) {
      base = compile(*model[i]);
      mark = model[i]->mark;
    } else {
      append(steps, step(*model[i]));
    }
  }
  std::vector<PooledName> alternatives;
  alternatives.reserve(branches.size());
  for (const Steps& branch : branches) {
    alternatives.push_back(node_test(branch.back()->test, branch.back()->offset).name);
  }
  append(steps, among(std::move(alternatives)));
  // NOLINTNEXTLINE(clang-analyzer-cplusplus.NewDeleteLeaks): it loses sight of the moved unique_ptr
  return add_steps(std::move(base), mark, steps, expr.offset);
}

/// (a|b) is one step with two names; nullopt when it is no such union.
std::optional<Step> Compiler::step_among(const Expr& expr) {
  std::vector<const Expr*> names;
  if (expr.kind != Kind::set || !union_of_names(expr, names)) {
    return std::nullopt;
  }
  std::vector<PooledName> alternatives;
  alternatives.reserve(names.size());
  for (const Expr* name : names) {
    alternatives.push_back(node_test(name->test, name->offset).name);
  }
  Step made = among(std::move(alternatives));
  return made;
}

Step Compiler::step(const Expr& expr) {
  Step made;
  made.axis = expr.axis;
  made.mark = expr.own_mark;
  made.test = node_test(expr.test, expr.offset);
  made.predicates = predicates(expr, 0);
  return made;
}

/// [a and b] is [a][b] as long as no part counts positions: then each may be looked up.
void Compiler::add_predicate(Predicates& to, const Expr& expr) {
  if (expr.kind != Kind::and_) {
    return to.add(compile(expr), expr.mark);
  }
  std::vector<CodePtr> parts = children(expr);
  const auto is_test = [](const CodePtr& part) {
    const Traits& t = part->traits;
    return (t.items == Traits::Items::nodes || t.is_boolean()) && !t.position && !t.size &&
           part->constant() == nullptr;
  };
  if (!std::all_of(parts.begin(), parts.end(), is_test)) {
    return to.add(std::make_unique<JunctionCode>(false, std::move(parts)), expr.mark);
  }
  for (std::size_t i = 0; i < parts.size(); ++i) {
    to.add(std::move(parts[i]), expr.children[i]->mark);
  }
}

Predicates Compiler::predicates(const Expr& expr, std::size_t first) {
  Predicates made;
  for (std::size_t i = first; i < expr.children.size(); ++i) {
    add_predicate(made, *expr.children[i]);
  }
  return made;
}

/// The steps behind a base with that mark; from the context item when there is no base.
CodePtr Compiler::add_steps(CodePtr base, Mark mark, std::vector<Step>& steps, std::size_t offset) {
  if (steps.empty()) {
    return base ? std::move(base) : std::make_unique<ContextItemCode>();
  }
  if (base) {
    base = split_steps(std::move(base), mark, steps, offset);
  }
  if (steps.empty()) {
    return base;
  }
  CodePtr made = std::make_unique<AxisPathCode>(std::move(base), std::move(steps));
  made->offset = static_cast<std::uint32_t>(offset);
  steps.clear();
  return made;
}

namespace {

/// Builds up a path that is the same for the whole document, piece by piece: what several paths begin with is
/// kept once for all of them.
class DocumentPath {
 public:
  using Keep = std::function<CodePtr(CodePtr, const Mark&)>;
  DocumentPath(CodePtr base, const Mark& mark, std::size_t offset, Keep keep)
      : keep_(std::move(keep)),
        offset_(static_cast<std::uint32_t>(offset)),
        code_(std::move(base)),
        mark_(mark) {}

  void add(Step step) {
    mark_ = mark_.with(step.mark);
    std::vector<Predicate> filters;
    if (step.predicates.positional() || !step.predicates.streams()) {
      mark_ = step.predicates.marked(mark_);
    } else {
      filters = step.predicates.release();
    }
    const bool counted = !step.predicates.empty();
    plain_.push_back(std::move(step));
    if (counted || !filters.empty()) {
      walk();
    }
    for (Predicate& filter : filters) {
      narrow(std::move(filter));
    }
  }

  /// The whole path, itself not kept, and its mark.
  std::pair<CodePtr, Mark> finish() {
    walk();
    return {std::move(code_), mark_};
  }

 private:
  void walk() {
    if (!plain_.empty()) {
      keep();
      replace(std::make_unique<AxisPathCode>(std::move(code_), std::exchange(plain_, {})));
    }
  }
  void narrow(Predicate filter) {
    keep();
    mark_ = mark_.with(filter.mark());
    Predicates one;
    one.add(std::move(filter));
    replace(std::make_unique<FilterCode>(std::move(code_), std::move(one)));
  }
  void replace(CodePtr code) {
    code_ = std::move(code);
    code_->offset = offset_;
    code_mark_ = mark_;
    own_ = true;
  }
  void keep() {
    if (std::exchange(own_, false)) {
      code_ = keep_(std::move(code_), code_mark_);
    }
  }

  Keep keep_;
  std::uint32_t offset_;
  CodePtr code_;
  Mark mark_;       ///< of the path so far
  Mark code_mark_;  ///< of code_
  bool own_ = false;
  std::vector<Step> plain_;  ///< to be walked behind code_
};

}  // namespace

/// The steps of an absolute path up to the first whose predicates look elsewhere become a base of their own.
CodePtr Compiler::split_steps(CodePtr base, Mark& mark, std::vector<Step>& steps, std::size_t offset) {
  const auto same = [](const Step& step) {
    Traits t;
    step.predicates.add_dependencies(t);
    return t.per_document();
  };
  const auto first = std::find_if_not(steps.begin(), steps.end(), same);
  if (!base->traits.per_document() || first == steps.begin()) {
    return base;
  }
  DocumentPath path(std::move(base), mark, offset,
                    [this](CodePtr code, const Mark& of) { return keep_once(std::move(code), of); });
  for (auto step = steps.begin(); step != first; ++step) {
    path.add(std::move(*step));
  }
  steps.erase(steps.begin(), first);
  std::tie(base, mark) = path.finish();
  return keep_once(std::move(base), mark);
}

CodePtr Compiler::path(const Expr& expr) {
  std::vector<Step> steps;
  if (expr.kind == Kind::step) {
    append(steps, step(expr));
    // NOLINTNEXTLINE(clang-analyzer-cplusplus.NewDeleteLeaks): it loses sight of the moved unique_ptr
    return add_steps(nullptr, {}, steps, expr.offset);
  }
  CodePtr base;
  Mark mark;  // of the base
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
      mark = child.mark;
    } else {
      base = add_steps(std::move(base), mark, steps, expr.offset);
      mark = Mark();
      base = std::make_unique<MapCode>(std::move(base), compile(child));
      base->offset = static_cast<std::uint32_t>(child.offset);
    }
  }
  // NOLINTNEXTLINE(clang-analyzer-cplusplus.NewDeleteLeaks): it loses sight of the moved unique_ptr
  return add_steps(std::move(base), mark, steps, expr.offset);
}

CodePtr Compiler::filter(const Expr& expr) {
  CodePtr base = compile(*expr.children.front());
  Predicates made = predicates(expr, 1);
  CodePtr& inner = OnceCode::inside(base);
  if (auto* const path = dynamic_cast<AxisPathCode*>(inner.get()); path != nullptr && !made.positional()) {
    path->narrow(std::move(made));
    return std::move(inner);
  }
  return std::make_unique<FilterCode>(std::move(base), std::move(made));
}

}  // namespace quittance::xpath
