// Schema → Pack: variables get slots, texts become expressions, contexts become patterns, rules get into the
// dispatch.
#include <algorithm>
#include <map>
#include <set>

#include "validators/schematron/elements.h"
#include "validators/schematron/pack.h"
#include "validators/schematron/template_table.h"
#include "validators/schematron/text_compiler.h"
#include "validators/schematron/variable_names.h"

namespace quittance::schematron {

class PackCompiler {
 public:
  PackCompiler(Schema schema, const Files& files)
      : pack_(make_pack(std::move(schema))),
        texts_(pack_->schema_, files, pack_->module_, pack_->templates_) {}

  std::shared_ptr<const Pack> compile(const std::string& phase) {
    choose_phase(phase);
    declare_globals();
    pack_->templates_ = rank_templates(schema(), texts_);
    declare_functions();
    compile_keys();
    define_functions();
    compile_templates(texts_, global_, pack_->templates_);
    compile_globals();
    compile_patterns();
    pack_->dispatch_.finish(pack_->module_->name_count());
    pack_->settlement_.finish();
    return std::shared_ptr<const Pack>(std::move(pack_));
  }

 private:
  static std::unique_ptr<Pack> make_pack(Schema schema) {
    std::unique_ptr<Pack> pack(new Pack());
    pack->schema_ = std::move(schema);
    pack->module_ = std::make_shared<xpath::Module>();
    return pack;
  }

  [[nodiscard]] const Schema& schema() const { return pack_->schema_; }

  // --- Phases

  void choose_phase(const std::string& wanted) {
    std::string phase = wanted.empty() || wanted == "#DEFAULT" ? schema().default_phase : wanted;
    if (phase.empty()) phase = "#ALL";
    pack_->phase_ = phase;
    if (phase == "#ALL") {
      for (const Pattern& pattern : schema().patterns) active_.push_back(&pattern);
      return;
    }
    const auto found = std::find_if(schema().phases.begin(), schema().phases.end(),
                                    [&](const Phase& p) { return p.id == phase; });
    if (found == schema().phases.end()) texts_.refuse({}, "SCHEMATRON", "there is no phase " + phase);
    phase_ = &*found;
    for (const std::string& id : found->active) check_active(id, *found);
    for (const Pattern& pattern : schema().patterns) {
      if (std::find(found->active.begin(), found->active.end(), pattern.id) != found->active.end())
        active_.push_back(&pattern);
    }
  }

  void check_active(const std::string& id, const Phase& phase) const {
    const bool known = std::any_of(schema().patterns.begin(), schema().patterns.end(),
                                   [&](const Pattern& p) { return p.id == id; });
    if (!known)
      texts_.refuse(phase.place, "SCHEMATRON", "phase " + phase.id + " activates the unknown pattern " + id);
  }

  // --- Variables

  /// One variable for all: of the schema or the phase. A phase's variable hides the schema's (ISO 3.26).
  void declare_globals() {
    std::set<std::string> names;
    for (const Let& let : schema().lets) {
      if (!names.insert(let.name).second)
        texts_.refuse(let.place, "XTSE0630", "the variable " + let.name + " is defined twice");
      global_[texts_.name(let.name, 0, let.place)] = {
          xpath::Variable::Kind::global, pack_->module_->new_global(), texts_.type(let.as, 0, let.place)};
      global_slots_[&let] = global_[texts_.name(let.name, 0, let.place)].slot;
    }
    if (phase_ != nullptr) declare_phase();
    std::map<std::string, int> count;
    for (const Pattern* pattern : active_) {
      std::set<std::string> own;
      for (const Let& let : pattern->lets) {
        if (!own.insert(let.name).second || names.count(let.name) > 0) {
          texts_.refuse(let.place, "XTSE0630", "the variable " + let.name + " is defined twice");
        }
        global_slots_[&let] = pack_->module_->new_global();
        ++count[let.name];
      }
    }
    share_pattern_variables(count);
  }

  void declare_phase() {
    std::set<std::string> names;
    for (const Let& let : phase_->lets) {
      if (!names.insert(let.name).second)
        texts_.refuse(let.place, "XTSE0630", "the variable " + let.name + " is defined twice");
      global_[texts_.name(let.name, 0, let.place)] = {
          xpath::Variable::Kind::global, pack_->module_->new_global(), texts_.type(let.as, 0, let.place)};
      global_slots_[&let] = global_[texts_.name(let.name, 0, let.place)].slot;
    }
  }

  /// A variable of a pattern is known everywhere (5.4.5), as long as it is clear which one is meant.
  void share_pattern_variables(const std::map<std::string, int>& count) {
    for (const Pattern* pattern : active_) {
      for (const Let& let : pattern->lets) {
        if (count.at(let.name) > 1) continue;
        global_[texts_.name(let.name, 0, let.place)] = {xpath::Variable::Kind::global, global_slots_[&let],
                                                        texts_.type(let.as, 0, let.place)};
      }
    }
  }

  Variables visible_in(const Pattern& pattern) {
    Variables out = global_;
    for (const Let& let : pattern.lets) {
      out[texts_.name(let.name, 0, let.place)] = {xpath::Variable::Kind::global, global_slots_[&let],
                                                  texts_.type(let.as, 0, let.place)};
    }
    return out;
  }

  void compile_globals() {
    for (const Let& let : schema().lets) compile_global(let, global_);
    if (phase_ != nullptr) {
      for (const Let& let : phase_->lets) compile_global(let, global_);
    }
    for (const Pattern* pattern : active_) {
      const Variables variables = visible_in(*pattern);
      for (const Let& let : pattern->lets) compile_global(let, variables);
    }
  }

  void compile_global(const Let& let, const Variables& variables) {
    const std::uint32_t slot = global_slots_[&let];
    pack_->globals_.push_back({slot, texts_.value(let, variables), {}});
    const xpath::Expression& value = pack_->globals_.back().value;
    if (value.constant()) pack_->module_->set_constant(slot, value);
  }

  // --- Functions and keys

  /// Of functions with one name those of the highest import precedence (XSLT 2.0, 10.3).
  void declare_functions() {
    std::map<std::pair<xpath::Name, std::size_t>, std::uint32_t> highest;
    const auto key_of = [&](const Function& function) {
      return std::pair(texts_.name(function.name, function.scope, function.place),
                       function.parameters.size());
    };
    for (const Function& function : schema().functions) {
      std::uint32_t& precedence = highest[key_of(function)];
      precedence = std::max(precedence, function.precedence);
    }
    for (const Function& function : schema().functions) {
      if (function.precedence < highest[key_of(function)]) continue;
      xpath::FunctionDeclaration declaration;
      declaration.name = texts_.name(function.name, function.scope, function.place);
      for (const Parameter& p : function.parameters)
        declaration.parameters.push_back(texts_.type(p.as, function.scope, function.place));
      declaration.result = texts_.type(function.as, function.scope, function.place);
      const auto number = pack_->module_->declare_function(std::move(declaration));
      if (!number) texts_.refuse(function.place, number.error().code, number.error().detail);
      functions_.emplace_back(&function, *number);
    }
  }

  void define_functions() {
    for (const auto& [function, number] : functions_)
      pack_->module_->define_function(number, texts_.body(*function, global_));
  }

  void compile_keys() {
    for (const Key& key : schema().keys) {
      const xpath::StaticContext context = texts_.context(key.match.scope, global_);
      xpath::KeyDeclaration declaration;
      declaration.name = texts_.name(key.name, key.match.scope, key.place);
      declaration.match =
          std::make_shared<const xpath::Pattern>(texts_.pattern(key.match, context, "key " + key.name));
      declaration.use = std::make_shared<const xpath::Expression>(texts_.use(key, global_));
      pack_->module_->declare_key(std::move(declaration));
    }
  }

  // --- Patterns

  void compile_patterns() {
    for (const Pattern* pattern : active_) {
      const xpath::StaticContext context = texts_.context(0, visible_in(*pattern));
      PatternCode out;
      out.source = pattern;
      if (pattern->documents)
        out.documents = texts_.expression(pattern->documents, context, "documents of a pattern");
      for (const Rule& rule : pattern->rules) {
        out.rules.push_back(compile_rule(rule, context));
        out.rules.back().number = rules_++;
        if (pattern->documents) continue;
        const Candidate candidate{static_cast<std::uint32_t>(pack_->patterns_.size()),
                                  static_cast<std::uint32_t>(out.rules.size() - 1)};
        for (const xpath::Pattern::Target& target : out.rules.back().context.targets())
          pack_->dispatch_.add(target, candidate);
      }
      pack_->patterns_.push_back(std::move(out));
    }
  }

  /// The names of all elements that match, when only elements with known names do; else nothing.
  static std::vector<xpath::PooledName> element_names(const xpath::Pattern& context) {
    std::vector<xpath::PooledName> names;
    for (const xpath::Pattern::Target& target : context.targets()) {
      if (target.kind != xml::NodeKind::element || target.name == xpath::kAnyPooled) return {};
      names.push_back(target.name);
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
  }

  RuleCode compile_rule(const Rule& rule, const xpath::StaticContext& outer) {
    RuleCode out;
    out.source = &rule;
    out.context = texts_.pattern(rule.context, outer, "context of a rule");
    xpath::StaticContext context = outer;
    std::set<std::string> names;
    for (const Let& let : rule.lets) {
      // Compiled forms may hide a variable by a later one of the same name, as XSLT allows.
      if (!names.insert(let.name).second && !schema().pattern_lets_are_global) {
        texts_.refuse(let.place, "XTSE0630", "the variable " + let.name + " is defined twice in a rule");
      }
      LetCode code{pack_->module_->new_global(), texts_.value(let, context.variables), {}};
      const auto kind =
          code.value.per_document() ? xpath::Variable::Kind::global : xpath::Variable::Kind::scoped;
      context.variables[texts_.name(let.name, 0, let.place)] = {kind, code.slot,
                                                                texts_.type(let.as, 0, let.place)};
      out.lets.push_back(std::move(code));
    }
    for (const Assertion& assertion : rule.assertions)
      out.assertions.push_back(compile_assertion(assertion, context));
    evaluate_at_once(rule, context, out);
    settle(out);
    return out;
  }

  /// Asks each assert under which facts it need not be evaluated.
  void settle(const RuleCode& rule) {
    const std::vector<xpath::PooledName> names = element_names(rule.context);
    pack_->settlement_.add_rule();
    for (const AssertionCode& assertion : rule.assertions) {
      xpath::FlatConditions settled;
      if (assertion.needs.empty())
        settled =
            assertion.test.settled(*pack_->module_, assertion.over ? std::vector<xpath::PooledName>() : names,
                                   !assertion.source->is_report);
      pack_->settlement_.add_assert(settled);
    }
  }

  /// Chooses the variables that are evaluated as soon as the rule claims a node, and tells each assert which
  /// it needs.
  void evaluate_at_once(const Rule& rule, const xpath::StaticContext& context, RuleCode& out) {
    const std::map<std::string, int> reads = reads_of(rule);
    std::map<std::string, std::vector<std::uint32_t>>
        needs;  // by name of variable, through other variables too
    for (std::uint32_t i = 0; i < rule.lets.size(); ++i) {
      const Let& let = rule.lets[i];
      std::vector<std::uint32_t> own = needed_by(let.value.source, needs);
      const xpath::Expression& value = out.lets[i].value;
      const auto found = reads.find(let.name);
      if (found != reads.end() && found->second > 1 && value.at_most_one() && value.may_fail()) {
        out.lets[i].at_once =
            texts_.expression({"$" + let.name, let.place, 0}, context, "variable " + let.name);
        own.push_back(i);
      }
      needs[let.name] = std::move(own);
    }
    for (AssertionCode& assertion : out.assertions)
      assertion.needs = needed_by(assertion.source->over.source + " " + assertion.source->test.source, needs);
  }

  static std::vector<std::uint32_t> needed_by(
      const std::string& source, const std::map<std::string, std::vector<std::uint32_t>>& needs) {
    std::vector<std::uint32_t> out;
    for (const std::string& name : named_variables(source)) {
      const auto found = needs.find(name);
      if (found != needs.end()) out.insert(out.end(), found->second.begin(), found->second.end());
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  }

  /// How often each variable is named in the variables, tests and messages of a rule.
  static std::map<std::string, int> reads_of(const Rule& rule) {
    std::map<std::string, int> out;
    const auto count = [&](const Text& text) {
      for (const std::string& name : named_variables(text.source)) ++out[name];
    };
    const auto count_message = [&](const Message& message) {
      for (const MessagePart& part : message) count(part.expression);
    };
    for (const Let& let : rule.lets) count(let.value);
    for (const Assertion& assertion : rule.assertions) {
      count(assertion.test);
      count(assertion.over);
      count_message(assertion.message);
      for (const Diagnostic& own : assertion.own_diagnostics) count_message(own.message);
    }
    return out;
  }

  AssertionCode compile_assertion(const Assertion& assertion, const xpath::StaticContext& context) {
    AssertionCode out;
    const std::string what = (assertion.is_report ? "report " : "assert ") + assertion.id;
    out.source = &assertion;
    out.test = texts_.expression(assertion.test, context, what);
    if (assertion.over) out.over = texts_.expression(assertion.over, context, "nodes of " + what);
    if (assertion.subject) out.subject = texts_.expression(assertion.subject, context, "subject of " + what);
    out.message = message(assertion.message, context, what);
    if (out.message.size() == 1 && !out.message.front().expression && !out.message.front().is_name)
      out.plain_message = collapse(out.message.front().text);
    for (const std::string& id : assertion.diagnostics) {
      out.diagnostics.push_back(diagnostic(find(id, schema().diagnostics, assertion), context));
    }
    for (const std::string& id : assertion.properties) {
      out.properties.push_back(diagnostic(find(id, schema().properties, assertion), context));
    }
    for (const Diagnostic& own : assertion.own_diagnostics)
      out.diagnostics.push_back(diagnostic(own, context));
    for (const Diagnostic& own : assertion.own_properties) out.properties.push_back(diagnostic(own, context));
    return out;
  }

  const Diagnostic& find(const std::string& id, const std::vector<Diagnostic>& all,
                         const Assertion& assertion) const {
    const auto found = std::find_if(all.begin(), all.end(), [&](const Diagnostic& d) { return d.id == id; });
    if (found == all.end())
      texts_.refuse(assertion.place, "SCHEMATRON", "there is no diagnostic or property " + id);
    return *found;
  }

  /// Diagnostics see the variables of the rule whose assert shows them.
  DiagnosticCode diagnostic(const Diagnostic& source, const xpath::StaticContext& context) {
    return {&source, message(source.message, context, source.id)};
  }

  MessageCodes message(const Message& parts, const xpath::StaticContext& context, const std::string& what) {
    MessageCodes out;
    for (const MessagePart& part : parts) {
      MessageCode code;
      code.text = part.text;
      code.is_name = part.is_name;
      if (part.expression)
        code.expression = texts_.expression(part.expression, context, "message of " + what);
      out.push_back(std::move(code));
    }
    return out;
  }

  std::unique_ptr<Pack> pack_;
  TextCompiler texts_;
  const Phase* phase_ = nullptr;
  std::uint32_t rules_ = 0;
  std::vector<const Pattern*> active_;
  Variables global_;
  std::map<const Let*, std::uint32_t> global_slots_;
  std::vector<std::pair<const Function*, xpath::FunctionNumber>> functions_;
};

Result<std::shared_ptr<const Pack>> Pack::compile(Schema schema, const Files& files,
                                                  const std::string& phase) {
  try {
    return PackCompiler(std::move(schema), files).compile(phase);
  } catch (const Refused& refused) {
    return refused.error;
  }
}

}  // namespace quittance::schematron
