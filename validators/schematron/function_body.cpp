#include "validators/schematron/function_body.h"

#include <utility>

#include "validators/schematron/variable_names.h"
#include "validators/xpath/cast.h"
#include "validators/xpath/evaluation.h"
#include "validators/xpath/failure.h"

namespace quittance::schematron {

namespace {

using xpath::Evaluation;
using xpath::Expression;
using xpath::Focus;
using xpath::Item;
using xpath::Sequence;

struct Code;

/// A compiled expression and the variables of the body it names.
struct Operand {
  Expression expression;
  std::vector<std::uint32_t> needs;
};

struct BranchCode {
  Operand test;  ///< empty: otherwise
  std::vector<Code> body;
};

/// A compiled instruction.
struct Code {
  Instruction::Kind kind = Instruction::Kind::sequence;
  Operand select;
  std::string literal;
  std::uint32_t slot = 0;                   ///< variable
  std::optional<xpath::SequenceType> type;  ///< variable
  bool at_once = false;                     ///< variable: not when first read
  std::vector<Code> body;
  std::vector<BranchCode> branches;
};

/// Variables of one call. A variable is evaluated when an instruction first names it; when that fails,
/// whoever reads it fails, as where variables are evaluated lazily: `$ok and $x` is false though $x has no
/// value.
class Frame {
 public:
  explicit Frame(std::size_t size) : values_(size), pending_(size) {}
  struct Pending {
    const Code* variable = nullptr;
    Focus focus;
  };
  [[nodiscard]] std::span<const Sequence> values() const { return values_; }
  void set(std::uint32_t slot, const Sequence& value) { values_[slot] = value; }
  void defer(std::uint32_t slot, const Code& variable, const Focus& focus) {
    pending_[slot] = {&variable, focus};
  }
  Pending take(std::uint32_t slot) { return std::exchange(pending_[slot], {}); }

 private:
  std::vector<Sequence> values_;
  std::vector<Pending> pending_;
};

/// What a sequence constructor has made so far. Text nodes are kept as xs:untypedAtomic and marked.
struct Output {
  std::vector<Item> items;
  std::vector<bool> is_text;
  void add(const Item& item, bool text) {
    items.push_back(item);
    is_text.push_back(text);
  }
};

class Body : public xpath::FunctionBody {
 public:
  Sequence call(Evaluation& evaluation, std::span<const Sequence> arguments) const override;

  std::vector<Code> code;
  std::size_t slots = 0;
  bool takes_context = false;
  Construct construct = Construct::items;
};

class Run {
 public:
  Run(Evaluation& evaluation, Frame& frame) : evaluation_(evaluation), frame_(frame) {}

  void run(const std::vector<Code>& codes, const Focus& focus, Output& out) {
    for (const Code& code : codes) run(code, focus, out);
  }

  /// The items' text as one: adjacent atomic values have `between` between them, text nodes nothing.
  Item joined(const Output& output, std::string_view between) {
    std::string text;
    bool after_atomic = false;
    for (std::size_t i = 0; i < output.items.size(); ++i) {
      const Item item = evaluation_.atomize(output.items[i], evaluation_.arena());
      const bool is_atomic = !output.is_text[i];
      if (is_atomic && after_atomic) text += between;
      after_atomic = is_atomic;
      text += xpath::text_of(item, evaluation_.arena());
    }
    return Item::text(evaluation_.arena().copy(text), xpath::Type::untyped_atomic);
  }

  /// The string value of the temporary tree a variable without type is.
  Item tree_text(const Output& output) {
    for (const Item& item : output.items) {
      const bool is_text =
          !item.is_node() || evaluation_.tree_of(item).kind(item.id()) == xml::NodeKind::text;
      if (!is_text) xpath::raise("XTDE-TREE", "a variable that holds a copy of nodes is not supported");
    }
    return joined(output, " ");
  }

 private:
  void run(const Code& code, const Focus& focus, Output& out) {
    switch (code.kind) {
      case Instruction::Kind::sequence:
      case Instruction::Kind::copy_of:
        for (const Item& item : value(code.select, focus)) out.add(item, false);
        break;
      case Instruction::Kind::text:
        out.add(Item::text(code.literal, xpath::Type::untyped_atomic), true);
        break;
      case Instruction::Kind::value_of: out.add(value_of(code, focus), true); break;
      case Instruction::Kind::variable: start_variable(code, focus); break;
      case Instruction::Kind::choose: choose(code, focus, out); break;
      case Instruction::Kind::for_each: for_each(code, focus, out); break;
    }
  }

  Item value_of(const Code& code, const Focus& focus) {
    Output content;
    if (code.select.expression) {
      for (const Item& item : value(code.select, focus)) content.add(item, false);
    } else {
      run(code.body, focus, content);
    }
    return joined(content, code.literal);
  }

  void choose(const Code& code, const Focus& focus, Output& out) {
    for (const BranchCode& branch : code.branches) {
      if (branch.test.expression) {
        need(branch.test);
        if (!branch.test.expression.run_test(evaluation_, focus, frame_.values())) continue;
      }
      run(branch.body, focus, out);
      return;
    }
  }

  void for_each(const Code& code, const Focus& focus, Output& out) {
    const Sequence items = value(code.select, focus);
    Focus inner;
    inner.size = static_cast<std::int64_t>(items.size());
    inner.position = 0;
    for (const Item& item : items) {
      inner.item = item;
      inner.current = item;
      ++inner.position;
      run(code.body, inner, out);
    }
  }

  Sequence value(const Operand& operand, const Focus& focus) {
    need(operand);
    return operand.expression.run(evaluation_, focus, frame_.values());
  }

  /// Evaluates the variables that the operand names and that have not been needed before.
  void need(const Operand& operand) {
    for (const std::uint32_t slot : operand.needs) {
      const Frame::Pending pending = frame_.take(slot);
      if (pending.variable != nullptr) frame_.set(slot, value_or_failure(*pending.variable, pending.focus));
    }
  }

  void start_variable(const Code& code, const Focus& focus) {
    if (code.at_once) {
      frame_.set(code.slot, variable(code, focus));
    } else {
      frame_.defer(code.slot, code, focus);
    }
  }

  Sequence value_or_failure(const Code& code, const Focus& focus) {
    try {
      return variable(code, focus);
    } catch (xpath::Failure& failure) {
      return Item::failure(evaluation_.arena().make(std::move(failure)));
    }
  }

  Sequence variable(const Code& code, const Focus& focus) {
    Sequence result;
    if (code.select.expression) {
      result = value(code.select, focus);
    } else {
      Output content;
      run(code.body, focus, content);
      if (!code.type) return tree_text(content);
      result = sequence_of(content);
    }
    return code.type ? xpath::convert(evaluation_, result, *code.type, "value of a variable") : result;
  }

 public:
  Sequence sequence_of(const Output& output) {
    xpath::SequenceBuilder builder(evaluation_.arena());
    for (const Item& item : output.items) builder.add(item);
    return builder.finish();
  }

 private:
  Evaluation& evaluation_;
  Frame& frame_;
};

Sequence Body::call(Evaluation& evaluation, std::span<const Sequence> arguments) const {
  Frame frame(slots);
  for (std::size_t i = 0; i < arguments.size(); ++i) frame.set(static_cast<std::uint32_t>(i), arguments[i]);
  Focus focus;
  if (takes_context && !arguments.empty() && !arguments[0].empty()) {
    focus.item = arguments[0].front();
    focus.current = focus.item;
  }
  Run run(evaluation, frame);
  Output output;
  run.run(code, focus, output);
  if (construct == Construct::text) return run.tree_text(output);
  return run.sequence_of(output);
}

/// Turns instructions into code; keeps track of which variables are in scope.
class Builder {
 public:
  Builder(std::uint32_t scope, const BodyCompiler& compiler) : scope_(scope), compiler_(compiler) {}

  void declare(const std::string& name, const xpath::SequenceType& type,
               xpath::Variable::Kind kind = xpath::Variable::Kind::local, const Place& place = {}) {
    slot_of_[name] = slots_;
    locals_[compiler_.name(name, scope_, place)] = {kind, slots_++, type};
  }

  std::vector<Code> block(const std::vector<Instruction>& instructions) {
    const auto outer = locals_;
    const auto outer_slots = slot_of_;
    std::vector<Code> out;
    out.reserve(instructions.size());
    for (const Instruction& instruction : instructions) out.push_back(code(instruction));
    locals_ = outer;
    slot_of_ = outer_slots;
    return out;
  }

  [[nodiscard]] std::uint32_t slots() const { return slots_; }

  /// Once all is read: which variables are evaluated where they stand.
  void settle(std::vector<Code>& codes) const {
    for (Code& code : codes) {
      settle(code.body);
      for (BranchCode& branch : code.branches) settle(branch.body);
      if (code.kind != Instruction::Kind::variable) continue;
      const auto reads = reads_.find(code.slot);
      code.at_once = reads != reads_.end() && reads->second > 1 && is_single(code);
    }
  }

 private:
  static bool is_single(const Code& variable) {
    if (variable.type) return !xpath::allows_many(variable.type->occurrence);
    return !variable.select.expression || variable.select.expression.at_most_one();
  }

  Code code(const Instruction& instruction) {
    Code out;
    out.kind = instruction.kind;
    out.literal = instruction.literal;
    if (instruction.select) out.select = operand(instruction.select);
    out.body = block(instruction.body);
    for (const Instruction::Branch& branch : instruction.branches) {
      BranchCode code;
      if (branch.test) code.test = operand(branch.test);
      code.body = block(branch.body);
      out.branches.push_back(std::move(code));
    }
    if (instruction.kind == Instruction::Kind::variable) declare_variable(instruction, out);
    return out;
  }

  void declare_variable(const Instruction& instruction, Code& out) {
    xpath::SequenceType type = xpath::type::items;
    if (!instruction.as.empty()) {
      type = compiler_.type(instruction.as, scope_, instruction.place);
      out.type = type;
    }
    out.slot = slots_;
    declare(instruction.name, type, xpath::Variable::Kind::fallible, instruction.place);
  }

  Operand operand(const Text& text) {
    Operand out;
    out.expression = compiler_.text(text, locals_);
    for (const std::string& name : named_variables(text.source)) {
      const auto found = slot_of_.find(name);
      if (found == slot_of_.end()) continue;
      out.needs.push_back(found->second);
      ++reads_[found->second];
    }
    return out;
  }

  std::uint32_t scope_;
  const BodyCompiler& compiler_;
  std::map<xpath::Name, xpath::Variable> locals_;
  std::map<std::string, std::uint32_t> slot_of_;  ///< by name as written
  std::map<std::uint32_t, int> reads_;            ///< how often each slot is named
  std::uint32_t slots_ = 0;
};

}  // namespace

std::shared_ptr<const xpath::FunctionBody> compile_body(const std::vector<Instruction>& body,
                                                        const std::vector<TypedParameter>& parameters,
                                                        std::uint32_t scope, Construct construct,
                                                        const BodyCompiler& compiler) {
  Builder builder(scope, compiler);
  auto out = std::make_shared<Body>();
  for (const TypedParameter& parameter : parameters) builder.declare(parameter.name, parameter.type);
  out->takes_context = !parameters.empty() && parameters[0].name == kContextParameter;
  out->code = builder.block(body);
  builder.settle(out->code);
  out->slots = builder.slots();
  out->construct = construct;
  return out;
}

}  // namespace quittance::schematron
