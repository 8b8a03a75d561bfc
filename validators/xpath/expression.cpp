// The edge of this folder: failures become Results here.
#include <algorithm>

#include "validators/xpath/compile/compiler.h"
#include "validators/xpath/evaluation.h"
#include "validators/xpath/module_shared.h"
#include "validators/xpath/syntax/parser.h"
#include "validators/xpath/value/cast.h"

namespace quittance::xpath {

namespace {

/// Runs what may fail; an Error with its place otherwise.
template <typename F>
auto guarded(std::size_t* offset, F&& run) -> Result<decltype(run())> {
  try {
    return run();
  } catch (Failure& failure) {
    if (offset != nullptr) {
      *offset = failure.offset;
    }
    return Error{std::move(failure.code), Retry::never, std::move(failure.message)};
  }
}

/// The frame a whole expression runs in.
Frame frame_for(const Compiled& code, State& state, const Focus& focus, std::span<const Sequence> locals) {
  if (code.locals == 0) {
    return {state, nullptr, focus};
  }
  auto* const slots = static_cast<Sequence*>(state.temporary.allocate(code.locals * sizeof(Sequence)));
  const std::size_t given = std::min<std::size_t>(locals.size(), code.locals);
  std::uninitialized_copy(locals.begin(), locals.begin() + static_cast<std::ptrdiff_t>(given), slots);
  std::uninitialized_value_construct(slots + given, slots + code.locals);
  return {state, slots, focus};
}

}  // namespace

Sequence Expression::run(Evaluation& evaluation, const Focus& focus, std::span<const Sequence> locals) const {
  Frame frame = frame_for(*code_, evaluation.state(), focus, locals);
  return code_->code->evaluate(frame);
}

namespace {

/// The text of the only node that code finds; nothing when there is none, or several, or the text is in
/// pieces.
std::optional<std::string_view> text_found(const Code& code, Frame& frame) {
  const Item found = code.only_node(frame);
  if (found.absent()) {
    return std::nullopt;
  }
  const xml::Tree& tree = *frame.state.bound(found.tree()).tree;
  const xml::NodeKind kind = tree.kind(found.id());
  const std::string_view text = tree.text(found.id());
  const bool whole =
      kind == xml::NodeKind::attribute || kind == xml::NodeKind::text ||
      (kind == xml::NodeKind::element && (!text.empty() || tree.first_child(found.id()) == xml::kNoNode));
  return whole ? std::optional(text) : std::nullopt;
}

bool answer_of_text(const Compiled& code, Frame& frame, std::string_view text) {
  try {
    Frame of_text = frame.at(Item::text(text, Type::untyped_atomic));
    return code.of_text->test(of_text);
  } catch (const Failure&) {
    return code.code->test(frame);  // says what failed, and where
  }
}

/// The truth of an expression that hangs on one text.
bool test_by_text(const Compiled& code, Frame& frame) {
  const std::optional<std::string_view> text = text_found(*code.text, frame);
  if (!text || text->size() > AnswersByText::kLongest || code.answers >= frame.state.answers.size()) {
    return code.code->test(frame);
  }
  AnswersByText& answers = frame.state.answers[code.answers];
  const std::optional<bool> known = answers.find(*text);
  if (known) {
    return *known;
  }
  const bool answer = code.of_text != nullptr ? answer_of_text(code, frame, *text) : code.code->test(frame);
  answers.keep(*text, answer);
  return answer;
}

}  // namespace

bool Expression::run_test(Evaluation& evaluation, const Focus& focus,
                          std::span<const Sequence> locals) const {
  Frame frame = frame_for(*code_, evaluation.state(), focus, locals);
  return code_->text != nullptr ? test_by_text(*code_, frame) : code_->code->test(frame);
}

Result<Sequence> Expression::evaluate(Evaluation& evaluation, const Focus& focus,
                                      std::span<const Sequence> locals) const {
  evaluation.state().temporary.clear();
  evaluation.state().drop_built();
  evaluation.state().depth = 0;
  return guarded(&evaluation.state().failure_offset, [&] { return run(evaluation, focus, locals); });
}

Result<bool> Expression::test(Evaluation& evaluation, const Focus& focus,
                              std::span<const Sequence> locals) const {
  State& state = evaluation.state();
  state.temporary.clear();
  state.drop_built();
  state.depth = 0;
  return guarded(&state.failure_offset, [&] { return run_test(evaluation, focus, locals); });
}

Result<std::string> Expression::text(Evaluation& evaluation, const Focus& focus, std::string_view separator,
                                     std::span<const Sequence> locals) const {
  State& state = evaluation.state();
  state.temporary.clear();
  state.drop_built();
  state.depth = 0;
  return guarded(&state.failure_offset, [&] {
    std::string joined;
    bool first = true;
    bool after_text = false;
    Frame frame = frame_for(*code_, state, focus, locals);
    code_->code->each(frame, [&](const Item& item) {
      // Text nodes side by side become one (XSLT 2.0, 5.7.2).
      const bool is_text_node = evaluation.is_text_node(item);
      if (!first && !(is_text_node && after_text)) {
        joined += separator;
      }
      first = false;
      after_text = is_text_node;
      const std::string_view part = text_of(evaluation.atomize(item, state.temporary), state.temporary);
      state.pass_over(part.size());
      state.temporary.require(joined.size() + separator.size() + part.size());
      joined += part;
      return true;
    });
    return joined;
  });
}

FlatConditions Expression::settled(Module& module, std::span<const PooledName> names, bool answer) const {
  const Place place{module.shared().facts, {{}, {names.begin(), names.end()}, false}};
  return flat(code_->code->settled(answer, place));
}

const std::string& Expression::source() const { return code_->source; }
bool Expression::constant() const { return code_->code->constant() != nullptr; }
bool Expression::per_document() const { return code_->code->traits.per_document(); }
bool Expression::uses_focus() const { return code_->code->traits.uses_focus(); }
bool Expression::at_most_one() const { return code_->code->traits.at_most_one(); }
bool Expression::atomic() const { return code_->code->traits.items == Traits::Items::atomic; }
bool Expression::may_fail() const { return code_->code->traits.may_fail; }

namespace {
/// Octets of an expression that is compiled for its text too. Longer ones list codes: their answers are kept.
constexpr std::size_t kShort = 256;

/// Has no part of it several items? In front of others the text of a node is not as true as the node.
bool one_item_each(const Expr& expr) {
  return expr.kind != Kind::sequence &&
         std::all_of(expr.children.begin(), expr.children.end(),
                     [](const ExprPtr& child) { return one_item_each(*child); });
}
}  // namespace

Result<Expression> compile(std::string_view source, const StaticContext& context, std::size_t* offset) {
  return guarded(offset, [&] {
    auto made = std::make_shared<Compiled>();
    made->source = source;
    made->statics = context;
    const ExprPtr expr = parse(made->source, context.version3);
    Compiler compiler(*made);
    compiler.mark(*expr);
    made->code = compiler.compile(*expr);
    const bool answers = made->code->traits.is_boolean() && made->code->constant() == nullptr;
    if (const Expr* text = answers ? only_text(*expr, made->statics) : nullptr) {
      made->text = compiler.compile(*text);
      if (made->source.size() <= kShort && one_item_each(*expr)) {
        compiler.take_for_context(text->mark);
        made->of_text = compiler.compile(*expr);
      }
      made->answers = made->statics.module->shared().answers++;
    }
    made->statics.module.reset();  // the module's keys and functions own expressions: none may own the module
    return ExpressionAccess::make(std::move(made));
  });
}

Result<SequenceType> compile_type(std::string_view source, const StaticContext& context) {
  return guarded(nullptr, [&] {
    Compiled scratch;
    scratch.statics = context;
    const WrittenType written = parse_type(source, context.version3);
    return Compiler(scratch).sequence_type(written);
  });
}

}  // namespace quittance::xpath
