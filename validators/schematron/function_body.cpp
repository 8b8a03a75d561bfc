#include "validators/schematron/function_body.h"

#include <algorithm>
#include <utility>

#include "validators/schematron/body_run.h"
#include "validators/schematron/variable_names.h"

namespace quittance::schematron {

namespace {

using Kind = Instruction::Kind;

class Body : public xpath::FunctionBody {
 public:
  xpath::Sequence call(xpath::Evaluation& evaluation,
                       std::span<const xpath::Sequence> arguments) const override {
    BodyFrame frame(slots);
    for (std::size_t i = 0; i < arguments.size(); ++i) frame.set(static_cast<std::uint32_t>(i), arguments[i]);
    xpath::Focus focus;
    if (takes_context && !arguments.empty() && !arguments[0].empty()) {
      focus.item = arguments[0].front();
      focus.current = focus.item;
    }
    BodyRun run(evaluation, frame, *templates);
    Output output;
    run.run(code, focus, output);
    return construct == Construct::tree ? xpath::Sequence(run.tree(output, makes_tree))
                                        : items_of(evaluation, output);
  }

  std::vector<BodyCode> code;
  std::size_t slots = 0;
  bool takes_context = false;
  bool makes_tree = false;
  Construct construct = Construct::items;
  const Templates* templates = nullptr;
};

/// May there be anything but text in the temporary tree of a variable with that content?
bool may_make_nodes(const std::vector<BodyCode>& codes) {
  return std::any_of(codes.begin(), codes.end(), [](const BodyCode& code) {
    switch (code.kind) {
      case Kind::text:
      case Kind::value_of:
      case Kind::variable:
      case Kind::stop: return false;
      case Kind::sequence:
        return code.select.expression ? !code.select.expression.atomic() : may_make_nodes(code.body);
      case Kind::choose:
      case Kind::analyze:
        return std::any_of(code.branches.begin(), code.branches.end(),
                           [](const BranchCode& branch) { return may_make_nodes(branch.body); });
      case Kind::for_each:
      case Kind::group: return may_make_nodes(code.body);
      default: return true;
    }
  });
}

/// Turns instructions into code; keeps track of which variables are in scope.
class Builder {
 public:
  Builder(std::uint32_t scope, const BodyCompiler& compiler) : scope_(scope), compiler_(compiler) {}

  std::uint32_t declare(const std::string& name, const xpath::SequenceType& type,
                        xpath::Variable::Kind kind = xpath::Variable::Kind::local, const Place& place = {}) {
    slot_of_[name] = slots_;
    locals_[compiler_.name(name, scope_, place)] = {kind, slots_, type};
    return slots_++;
  }

  std::vector<BodyCode> block(const std::vector<Instruction>& instructions) {
    const auto outer = locals_;
    const auto outer_slots = slot_of_;
    std::vector<BodyCode> out;
    out.reserve(instructions.size());
    for (const Instruction& instruction : instructions) out.push_back(code(instruction));
    locals_ = outer;
    slot_of_ = outer_slots;
    return out;
  }

  /// A variable whose value is computed, but which no instruction here can name.
  BodyCode value(const Instruction& variable) {
    BodyCode out = common(variable);
    if (!variable.as.empty()) out.type = compiler_.type(variable.as, scope_, variable.place);
    out.makes_tree = may_make_nodes(out.body);
    return out;
  }

  [[nodiscard]] std::uint32_t slots() const { return slots_; }

  /// Once all is read: which variables are evaluated where they stand.
  void settle(std::vector<BodyCode>& codes) const {
    for (BodyCode& code : codes) {
      settle(code.body);
      for (BranchCode& branch : code.branches) settle(branch.body);
      if (code.kind != Kind::variable) continue;
      const auto reads = reads_.find(code.slot);
      code.at_once = reads != reads_.end() && reads->second > 1 && is_single(code);
    }
  }

 private:
  static bool is_single(const BodyCode& variable) {
    if (variable.type) return !xpath::allows_many(variable.type->occurrence);
    return !variable.select.expression || variable.select.expression.at_most_one();
  }

  BodyCode common(const Instruction& instruction) {
    BodyCode out;
    out.kind = instruction.kind;
    out.literal = instruction.literal;
    out.has_detail = instruction.has_detail;
    out.grouping = instruction.grouping;
    if (instruction.select) out.select = operand(instruction.select);
    out.called = block(instruction.called);
    out.detail = block(instruction.detail);
    out.scope = compiler_.scope(instruction.by.scope);
    for (const Instruction& handed : instruction.handed)
      out.handed.push_back({compiler_.name(handed.name, scope_, handed.place), value(handed)});
    const bool groups = instruction.kind == Kind::group || instruction.kind == Kind::analyze;
    const auto outer = locals_;
    if (groups) enter_group(instruction, out);
    out.body = block(instruction.body);
    for (const Instruction::Branch& branch : instruction.branches) {
      BranchCode code;
      if (branch.test) code.test = operand(branch.test);
      code.body = block(branch.body);
      out.branches.push_back(std::move(code));
    }
    for (const SortKey& key : instruction.sorts) out.sorts.push_back(sort(key));
    if (groups) locals_ = outer;
    return out;
  }

  BodyCode code(const Instruction& instruction) {
    BodyCode out = common(instruction);
    if (instruction.kind == Kind::variable) declare_variable(instruction, out);
    if (instruction.kind == Kind::call) {
      out.target = compiler_.find_template(compiler_.name(instruction.name, scope_, instruction.place),
                                           instruction.place);
    }
    if (instruction.kind == Kind::apply) {
      const bool is_word = instruction.name.starts_with('#');
      out.mode = is_word ? xpath::Name{"", instruction.name}
                         : compiler_.name(instruction.name, scope_, instruction.place);
    }
    return out;
  }

  /// current-group() and its key, or the groups of a match, are variables inside.
  void enter_group(const Instruction& instruction, BodyCode& out) {
    using Variable = xpath::Variable;
    if (instruction.kind == Kind::analyze) {
      out.slot = slots_++;
      locals_[hidden_variable("regex-group")] = {Variable::Kind::local, out.slot, xpath::type::items};
      return;
    }
    if (instruction.grouping == Grouping::by || instruction.grouping == Grouping::adjacent) {
      out.by = operand(instruction.by);
    } else {
      out.by_pattern = compiler_.pattern(instruction.by);
    }
    out.slot = slots_;
    slots_ += 2;
    locals_[hidden_variable("current-group")] = {Variable::Kind::local, out.slot, xpath::type::items};
    locals_[hidden_variable("current-grouping-key")] = {Variable::Kind::local, out.slot + 1,
                                                        xpath::type::items};
  }

  SortCode sort(const SortKey& key) {
    SortCode out;
    if (key.select) out.select = operand(key.select);
    out.body = block(key.body);
    out.order = block(key.order);
    out.data_type = block(key.data_type);
    return out;
  }

  void declare_variable(const Instruction& instruction, BodyCode& out) {
    xpath::SequenceType type = xpath::type::items;
    if (!instruction.as.empty()) {
      type = compiler_.type(instruction.as, scope_, instruction.place);
      out.type = type;
    }
    out.makes_tree = may_make_nodes(out.body);
    out.slot = declare(instruction.name, type, xpath::Variable::Kind::fallible, instruction.place);
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
  Variables locals_;
  std::map<std::string, std::uint32_t> slot_of_;  ///< by name as written
  std::map<std::uint32_t, int> reads_;            ///< how often each slot is named
  std::uint32_t slots_ = 0;
};

}  // namespace

xpath::Name hidden_variable(const char* name) { return {"http://www.w3.org/1999/XSL/Transform", name}; }

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
  out->makes_tree = may_make_nodes(out->code);
  out->templates = compiler.templates;
  return out;
}

void compile_template(const Template& source, const BodyCompiler& compiler, TemplateCode& out) {
  Builder builder(source.scope, compiler);
  out.source = &source;
  for (const TemplateParameter& parameter : source.parameters) {
    const Instruction& by_default = parameter.by_default;
    ParameterCode code;
    code.name = compiler.name(by_default.name, source.scope, by_default.place);
    code.is_required = parameter.is_required;
    code.by_default = builder.value(by_default);
    code.slot = builder.declare(by_default.name, code.by_default.type.value_or(xpath::type::items),
                                xpath::Variable::Kind::local, by_default.place);
    out.parameters.push_back(std::move(code));
  }
  if (!source.as.empty()) out.type = compiler.type(source.as, source.scope, source.place);
  out.body = builder.block(source.body);
  builder.settle(out.body);
  out.slots = builder.slots();
}

}  // namespace quittance::schematron
