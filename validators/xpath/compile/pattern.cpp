// Patterns are expressions of a restricted form (XSLT 2.0, 5.5.2; XSLT 3.0, 5.5.2). Alternatives, also those
// inside a path, are multiplied out into plain paths.
#include <algorithm>
#include <array>

#include "validators/xpath/compile/compiler.h"
#include "validators/xpath/pattern.h"

namespace quittance::xpath {

namespace {

constexpr std::size_t kMostAlternatives = 256;

[[noreturn]] void no_pattern(const Expr& expr) {
  raise("XTSE0340", "this is not a match pattern", expr.offset);
}

bool is_any_descendant(const Expr& expr) {
  return expr.kind == Kind::step && expr.axis == Axis::descendant_or_self &&
         expr.test.kind == ItemKind::node && !expr.test.is_name_test && expr.children.empty();
}

/// Which functions a pattern may begin with.
bool is_anchor_call(const Expr& expr) {
  static constexpr std::array<std::string_view, 6> kAnchors{"key", "id",   "element-with-id",
                                                            "doc", "root", "current"};
  if (expr.kind != Kind::call || !expr.name.prefix.empty()) {
    return false;
  }
  return std::find(kAnchors.begin(), kAnchors.end(), expr.name.local) != kAnchors.end();
}

/// Ends by raise(XTSE0340) when the expression is none that a pattern may be.
void check(const Expr& expr, bool first) {
  switch (expr.kind) {
    case Kind::root: return;
    case Kind::set:
      for (const ExprPtr& child : expr.children) {
        check(*child, first);
      }
      return;
    case Kind::path:
      for (std::size_t i = 0; i < expr.children.size(); ++i) {
        check(*expr.children[i], first && i == 0);
      }
      return;
    case Kind::step:
      switch (expr.axis) {
        case Axis::child:
        case Axis::attribute:
        case Axis::descendant:
        case Axis::descendant_or_self:
        case Axis::self:
        case Axis::namespace_: return;
        default: no_pattern(expr);
      }
    case Kind::filter: {
      const Expr& base = *expr.children.front();
      if (base.kind != Kind::context_item) {
        check(base, first);
      }
      return;
    }
    case Kind::variable:
    case Kind::call:
      if (!first || (expr.kind == Kind::call && !is_anchor_call(expr))) {
        no_pattern(expr);
      }
      return;
    case Kind::context_item: return;
    default: no_pattern(expr);
  }
}

}  // namespace

class PatternCompiler {
 public:
  PatternCompiler(CompiledPattern& target, Compiler& compiler) : target_(target), compiler_(compiler) {}

  void add(const Expr& expr) {
    if (expr.kind == Kind::set && expr.op == Operator::union_) {
      for (const ExprPtr& child : expr.children) {
        add(*child);
      }
      return;
    }
    std::vector<LinearPattern> linear(1);
    below_ = false;
    if (expand(expr, linear)) {
      for (LinearPattern& one : linear) {
        add_target(one);
        one.find_never(compiler_.facts());
        target_.linear.push_back(std::move(one));
      }
    } else {
      target_.general.push_back(compiler_.compile(expr));
      for (const auto kind :
           {xml::NodeKind::document, xml::NodeKind::element, xml::NodeKind::attribute, xml::NodeKind::text,
            xml::NodeKind::comment, xml::NodeKind::processing_instruction}) {
        target_.targets.push_back({kind, kAnyPooled});
      }
    }
  }

 private:
  /// Adds the steps of `expr` behind each of the patterns; false when it has no such form.
  bool expand(const Expr& expr, std::vector<LinearPattern>& patterns) {
    switch (expr.kind) {
      case Kind::root:
        for (LinearPattern& pattern : patterns) {
          pattern.anchor = LinearPattern::Anchor::root;
        }
        return true;
      case Kind::step: return expand_step(expr, patterns);
      case Kind::path: return expand_path(expr, patterns);
      case Kind::set: return expr.op == Operator::union_ && expand_union(expr, patterns);
      case Kind::filter: return expand_filter(expr, patterns);
      default: return false;
    }
  }

  bool expand_path(const Expr& expr, std::vector<LinearPattern>& patterns) {
    for (std::size_t i = 0; i < expr.children.size(); ++i) {
      const Expr& child = *expr.children[i];
      if (i > 0 && child.kind == Kind::root) {
        return false;
      }
      if (is_any_descendant(child)) {
        if (i + 1 == expr.children.size() || below_) {
          return false;
        }
        below_ = true;
      } else if (!expand(child, patterns)) {
        return false;
      }
    }
    return !below_;
  }

  bool expand_union(const Expr& expr, std::vector<LinearPattern>& patterns) {
    const bool below = below_;
    std::vector<LinearPattern> all;
    for (const ExprPtr& child : expr.children) {
      std::vector<LinearPattern> branch = patterns;
      below_ = below;
      if (!expand(*child, branch)) {
        return false;
      }
      all.insert(all.end(), branch.begin(), branch.end());
    }
    patterns = std::move(all);
    return patterns.size() <= kMostAlternatives;
  }

  bool expand_step(const Expr& expr, std::vector<LinearPattern>& patterns) {
    if (expr.axis != Axis::child && expr.axis != Axis::attribute && expr.axis != Axis::descendant) {
      return false;
    }
    PatternStep step;
    step.attribute = expr.axis == Axis::attribute;
    step.below = below_ || expr.axis == Axis::descendant;
    step.test = compiler_.node_test(expr.test, expr.offset);
    if (!expr.children.empty()) {
      step.predicates.push_back(std::make_shared<const Predicates>(compiler_.predicates(expr, 0)));
      // descendant::a[1] counts all descendants, not children.
      if (expr.axis == Axis::descendant && step.predicates.back()->positional()) {
        return false;
      }
    }
    below_ = false;
    for (LinearPattern& pattern : patterns) {
      PatternStep own = step;
      if (pattern.steps.empty() && step.below && pattern.anchor == LinearPattern::Anchor::root) {
        pattern.anchor = LinearPattern::Anchor::tree;
        own.below = false;
      }
      pattern.steps.push_back(std::move(own));
    }
    return true;
  }

  /// (a|b)[p]: what counts positions among both is left to the general form.
  bool expand_filter(const Expr& expr, std::vector<LinearPattern>& patterns) {
    if (!expand(*expr.children.front(), patterns)) {
      return false;
    }
    const auto predicates = std::make_shared<const Predicates>(compiler_.predicates(expr, 1));
    if (predicates->positional() || !predicates->streams()) {
      return false;
    }
    for (LinearPattern& pattern : patterns) {
      if (pattern.steps.empty()) {
        return false;
      }
      pattern.steps.back().predicates.push_back(predicates);
    }
    return true;
  }

  void add_target(const LinearPattern& pattern) {
    if (pattern.steps.empty()) {
      target_.targets.push_back({xml::NodeKind::document, kAnyPooled});
      return;
    }
    const PatternStep& last = pattern.steps.back();
    const PooledName name = last.test.names == NodeTest::Names::exact ? last.test.name : kAnyPooled;
    const auto add = [&](xml::NodeKind kind) { target_.targets.push_back({kind, name}); };
    switch (last.test.kind) {
      case ItemKind::element: return add(xml::NodeKind::element);
      case ItemKind::attribute: return add(xml::NodeKind::attribute);
      case ItemKind::text: return add(xml::NodeKind::text);
      case ItemKind::comment: return add(xml::NodeKind::comment);
      case ItemKind::processing_instruction: return add(xml::NodeKind::processing_instruction);
      case ItemKind::node:
        if (last.attribute) {
          return add(xml::NodeKind::attribute);
        }
        for (const auto kind : {xml::NodeKind::element, xml::NodeKind::text, xml::NodeKind::comment,
                                xml::NodeKind::processing_instruction}) {
          add(kind);
        }
        return;
      default: return;
    }
  }

  CompiledPattern& target_;
  Compiler& compiler_;
  bool below_ = false;  ///< a "//" stands before the next step
};

Result<Pattern> compile_pattern(std::string_view source, const StaticContext& context, std::size_t* offset) {
  try {
    auto made = std::make_shared<CompiledPattern>();
    made->compiled.source = source;
    made->compiled.statics = context;
    const ExprPtr expr = parse(made->compiled.source, context.version3);
    check(*expr, true);
    Compiler compiler(made->compiled);
    compiler.mark(*expr);
    PatternCompiler(*made, compiler).add(*expr);
    made->compiled.statics.module.reset();  // as in compile()
    return ExpressionAccess::make(std::shared_ptr<const CompiledPattern>(std::move(made)));
  } catch (Failure& failure) {
    if (offset != nullptr) {
      *offset = failure.offset;
    }
    return Error{std::move(failure.code), Retry::never, std::move(failure.message)};
  }
}

}  // namespace quittance::xpath
