#include <algorithm>

#include "validators/xpath/code/basic.h"
#include "validators/xpath/code/compatible.h"
#include "validators/xpath/code/logic.h"
#include "validators/xpath/code/membership.h"
#include "validators/xpath/code/memo.h"
#include "validators/xpath/code/operator.h"
#include "validators/xpath/code/type.h"
#include "validators/xpath/code/version3.h"
#include "validators/xpath/compile/compiler.h"
#include "validators/xpath/module_shared.h"
#include "validators/xpath/value/cast.h"
#include "validators/xpath/value/compare.h"

namespace quittance::xpath {

Compiler::Compiler(Compiled& target) : target_(target) {
  for (const auto& [name, variable] : target.statics.variables) {
    if (variable.kind == Variable::Kind::local || variable.kind == Variable::Kind::fallible) {
      target.locals = std::max(target.locals, variable.slot + 1);
    }
  }
}

FactPool& Compiler::facts() const { return module().shared().facts; }

CodePtr Compiler::compile(const Expr& expr) {
  if (!context_.absent() && expr.mark == context_) {
    return std::make_unique<ContextTextCode>();
  }
  CodePtr code = build(expr);
  if (code->offset == 0) {
    code->offset = static_cast<std::uint32_t>(expr.offset);
  }
  code = fold(std::move(code));
  return context_.absent() ? keep(std::move(code), expr.mark) : std::move(code);
}

CodePtr Compiler::build(const Expr& expr) {
  switch (expr.kind) {
    case Kind::integer:
    case Kind::decimal:
    case Kind::double_:
    case Kind::string: return literal(expr);
    case Kind::variable: return variable(expr);
    case Kind::context_item: return std::make_unique<ContextItemCode>();
    case Kind::sequence:
      if (expr.children.empty()) {
        return std::make_unique<ConstantCode>(Sequence());
      }
      return std::make_unique<SequenceCode>(children(expr));
    case Kind::for_:
    case Kind::some:
    case Kind::every: return quantified(expr);
    case Kind::let_: return let(expr);
    case Kind::if_: return conditional(expr);
    case Kind::or_: return std::make_unique<JunctionCode>(true, children(expr));
    case Kind::and_: return std::make_unique<JunctionCode>(false, children(expr));
    case Kind::general_comparison:
    case Kind::value_comparison:
    case Kind::node_comparison: return comparison(expr);
    case Kind::arithmetic:
      return std::make_unique<ArithmeticCode>(expr.op, operand(*expr.children[0]),
                                              operand(*expr.children[1]));
    case Kind::minus:
    case Kind::plus: return std::make_unique<SignCode>(expr.kind == Kind::minus, operand(*expr.children[0]));
    case Kind::set:
      if (CodePtr parallel = parallel_union(expr)) {
        return parallel;
      }
      return std::make_unique<SetCode>(expr.op, compile(*expr.children[0]), compile(*expr.children[1]));
    case Kind::concatenation: return built_in(expr, "concat");
    case Kind::simple_map:
      return std::make_unique<SimpleMapCode>(compile(*expr.children[0]), compile(*expr.children[1]));
    case Kind::range: return range(expr);
    case Kind::instance_of:
      return std::make_unique<InstanceOfCode>(compile(*expr.children[0]), sequence_type(*expr.type));
    case Kind::treat_as:
      return std::make_unique<TreatCode>(compile(*expr.children[0]), sequence_type(*expr.type));
    case Kind::castable_as:
    case Kind::cast_as: return cast(expr);
    case Kind::root: return std::make_unique<RootCode>();
    case Kind::path:
    case Kind::step: return path(expr);
    case Kind::filter: return filter(expr);
    case Kind::call: return call(expr);
  }
  raise("XPST0003", "an expression of no known kind", expr.offset);
}

/// Evaluates what depends on nothing, unless it ends in an error: that is raised where and when it is needed.
CodePtr Compiler::fold(CodePtr code) {
  const Traits& t = code->traits;
  const bool depends =
      t.uses_focus() || t.locals != 0 || t.globals || t.environment || t.documents || t.opaque;
  if (depends || code->constant() != nullptr) {
    return code;
  }
  Evaluation evaluation(target_.statics.module);
  Evaluation::State& state = evaluation.state();
  Budget budget;
  budget.steps = 10'000;
  budget.memory = 1U << 20U;
  state.begin_budget(budget);
  std::vector<Sequence> locals(target_.locals);
  Frame frame{state, locals.data(), {}};
  try {
    auto constant = std::make_unique<ConstantCode>(State::keep(code->evaluate(frame), target_.constants));
    constant->offset = code->offset;
    return constant;
  } catch (const Failure&) {
    return code;
  }
}

CodePtr Compiler::keep(CodePtr code, const Mark& mark) {
  if (mark.absent() || !MemoCode::suits(*code)) {
    return keep_once(std::move(code), mark);
  }
  auto& memos = module().shared().memos;
  return std::make_unique<MemoCode>(std::move(code), memos.add(mark), memos.uses);
}

/// What depends on nothing but the document is worth keeping when it is asked for again and again.
CodePtr Compiler::keep_once(CodePtr code, const Mark& mark) {
  const Traits& t = code->traits;
  if (!t.per_document() || code->constant() != nullptr || !code->worth_keeping()) {
    return code;
  }
  auto& once = module().shared().once;
  return std::make_unique<OnceCode>(std::move(code), once.add(mark), once.uses);
}

std::vector<CodePtr> Compiler::children(const Expr& expr) {
  std::vector<CodePtr> codes;
  codes.reserve(expr.children.size());
  for (const ExprPtr& child : expr.children) {
    codes.push_back(compile(*child));
  }
  return codes;
}

CodePtr Compiler::operand(const Expr& expr) {
  CodePtr code = compile(expr);
  if (!statics().compatibility) {
    return code;
  }
  const std::uint32_t offset = code->offset;
  code = std::make_unique<CompatibleOperandCode>(std::move(code));
  code->offset = offset;
  return fold(std::move(code));
}

CodePtr Compiler::literal(const Expr& expr) {
  Arena& arena = target_.constants;
  const std::string_view text = arena.copy(expr.text);
  if (expr.kind == Kind::string) {
    return std::make_unique<ConstantCode>(Item::text(text));
  }
  const Type type = expr.kind == Kind::integer   ? Type::integer
                    : expr.kind == Kind::decimal ? Type::decimal
                                                 : Type::double_;
  return std::make_unique<ConstantCode>(xpath::cast(Item::text(text), type, arena));
}

CodePtr Compiler::variable(const Expr& expr) {
  const Name name = element_name(expr.name, expr.offset, false);
  for (auto local = locals_.rbegin(); local != locals_.rend(); ++local) {
    if (local->name == name && local->fallible) {
      return std::make_unique<FallibleVariableCode>(local->slot);
    }
    if (local->name == name) {
      return std::make_unique<LocalVariableCode>(local->slot);
    }
  }
  const auto declared = statics().variables.find(name);
  if (declared == statics().variables.end()) {
    raise("XPST0008", "variable $" + name.local + " is not declared", expr.offset);
  }
  const Variable& variable = declared->second;
  if (variable.kind == Variable::Kind::local) {
    return std::make_unique<LocalVariableCode>(variable.slot);
  }
  if (variable.kind == Variable::Kind::fallible) {
    return std::make_unique<FallibleVariableCode>(variable.slot);
  }
  const auto& constants = module().shared().constants;
  if (const auto known = constants.find(variable.slot); known != constants.end()) {
    return std::make_unique<ConstantCode>(known->second);
  }
  return std::make_unique<GlobalVariableCode>(variable.slot, variable.kind == Variable::Kind::scoped);
}

CodePtr Compiler::conditional(const Expr& expr) {
  CodePtr condition = compile(*expr.children[0]);
  CodePtr then = compile(*expr.children[1]);
  CodePtr otherwise = compile(*expr.children[2]);
  return std::make_unique<IfCode>(std::move(condition), std::move(then), std::move(otherwise));
}

std::vector<Binding> Compiler::bindings(const Expr& expr) {
  std::vector<Binding> bound;
  for (std::size_t i = 0; i < expr.names.size(); ++i) {
    CodePtr in = compile(*expr.children[i]);
    const std::uint32_t slot = target_.locals++;
    locals_.push_back({element_name(expr.names[i], expr.offset, false), slot, expr.kind == Kind::let_});
    bound.push_back({slot, std::move(in)});
  }
  return bound;
}

namespace {
/// Nodes, texts and constants that are texts: their comparison never fails.
bool is_textual(const Code& code) {
  const Traits& t = code.traits;
  return t.items == Traits::Items::nodes || (t.items == Traits::Items::atomic && is_text(t.atomic));
}
}  // namespace

/// some $a in E satisfies e = $a is e = E, where nothing about it can fail; nullptr when it is not that.
CodePtr Compiler::membership(std::vector<Binding>& bound, CodePtr& body) {
  auto* const comparison = dynamic_cast<GeneralComparisonCode*>(MemoCode::inside(body).get());
  if (bound.size() != 1 || comparison == nullptr || comparison->op() != Operator::equal) {
    return nullptr;
  }
  const auto is_variable = [&](const Code& code) {
    const auto* const local = dynamic_cast<const LocalVariableCode*>(&code);
    return local != nullptr && local->slot() == bound.front().slot;
  };
  const bool left = is_variable(comparison->left());
  const Code& other = left ? comparison->right() : comparison->left();
  const bool safe =
      (left || is_variable(comparison->right())) && is_textual(other) && !other.traits.may_fail &&
      (other.traits.locals & Traits::local_bit(bound.front().slot)) == 0 && is_textual(*bound.front().in);
  return safe ? equality(comparison->take(!left), std::move(bound.front().in)) : nullptr;
}

CodePtr Compiler::quantified(const Expr& expr) {
  std::vector<Binding> bound = bindings(expr);
  CodePtr body = compile(*expr.children.back());
  locals_.resize(locals_.size() - bound.size());
  if (expr.kind == Kind::some && !statics().compatibility) {
    if (CodePtr member = membership(bound, body)) {
      return member;
    }
  }
  if (expr.kind == Kind::for_) {
    return std::make_unique<ForCode>(std::move(bound), std::move(body));
  }
  return std::make_unique<QuantifiedCode>(expr.kind == Kind::some, std::move(bound), std::move(body));
}

CodePtr Compiler::let(const Expr& expr) {
  std::vector<Binding> bound = bindings(expr);
  CodePtr body = compile(*expr.children.back());
  locals_.resize(locals_.size() - bound.size());
  return std::make_unique<LetCode>(std::move(bound), std::move(body));
}

CodePtr Compiler::range(const Expr& expr) {
  const SequenceType integer = type::optional(Type::integer);
  CodePtr first = converted(compile(*expr.children[0]), integer, "the start of a range");
  CodePtr last = converted(compile(*expr.children[1]), integer, "the end of a range");
  return std::make_unique<RangeCode>(std::move(first), std::move(last));
}

namespace {

/// count(e) against a literal integer needs not count to the end; nullptr when it is not that.
CodePtr count_comparison(Operator op, CodePtr& left, CodePtr& right) {
  const bool swapped = dynamic_cast<CountCode*>(OnceCode::inside(left).get()) == nullptr;
  CodePtr& counted = OnceCode::inside(swapped ? right : left);
  const Sequence* number = (swapped ? left : right)->constant();
  if (dynamic_cast<CountCode*>(counted.get()) == nullptr || number == nullptr || number->size() != 1) {
    return nullptr;
  }
  const Item& item = number->front();
  if (!is_integer(item.type()) || item.is_big()) {
    return nullptr;
  }
  std::unique_ptr<CountCode> count(static_cast<CountCode*>(counted.release()));
  return std::make_unique<CountComparisonCode>(swapped ? mirrored(op) : op, std::move(count), item.integer());
}

/// Strings known beforehand, enough of them for a hash to pay.
bool is_text_list(const Code& code) {
  const Sequence* value = code.constant();
  return value != nullptr && value->size() > 4 &&
         std::all_of(value->begin(), value->end(), [](const Item& item) { return is_string(item.type()); });
}

}  // namespace

CodePtr Compiler::comparison(const Expr& expr) {
  CodePtr left = compile(*expr.children[0]);
  CodePtr right = compile(*expr.children[1]);
  if (expr.kind == Kind::node_comparison) {
    return std::make_unique<NodeComparisonCode>(expr.op, std::move(left), std::move(right));
  }
  if (CodePtr counted = count_comparison(expr.op, left, right)) {
    return counted;
  }
  if (expr.kind == Kind::value_comparison) {
    return std::make_unique<ValueComparisonCode>(expr.op, std::move(left), std::move(right));
  }
  if (statics().compatibility) {
    return std::make_unique<CompatibleComparisonCode>(expr.op, std::move(left), std::move(right));
  }
  if (expr.op == Operator::equal) {
    return equality(std::move(left), std::move(right));
  }
  return std::make_unique<GeneralComparisonCode>(expr.op, std::move(left), std::move(right));
}

CodePtr Compiler::equality(CodePtr left, CodePtr right) {
  if (is_text_list(*right)) {
    return std::make_unique<LiteralListCode>(std::move(left), std::move(right));
  }
  if (is_text_list(*left)) {
    return std::make_unique<LiteralListCode>(std::move(right), std::move(left));
  }
  return std::make_unique<GeneralComparisonCode>(Operator::equal, std::move(left), std::move(right));
}

}  // namespace quittance::xpath
