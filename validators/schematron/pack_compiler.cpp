// Schema → Pack: variables get slots, texts become expressions, contexts become patterns, rules get into the
// dispatch.
#include <algorithm>
#include <set>

#include "formats/xml/parse.h"
#include "validators/schematron/elements.h"
#include "validators/schematron/encoding.h"
#include "validators/schematron/function_body.h"
#include "validators/schematron/pack.h"

namespace quittance::schematron {

namespace {

using Variables = std::map<xpath::Name, xpath::Variable>;

/// Namespace of the functions that variables and keys with a body become; no author can write it.
constexpr const char* kHidden = "quittance:body";

/// The file names in document('…') and doc('…') of a text.
std::vector<std::string> named_documents(const std::string& source) {
  std::vector<std::string> out;
  for (const std::string_view call : {"document(", "doc("}) {
    for (std::size_t at = source.find(call); at != std::string::npos; at = source.find(call, at + 1)) {
      const std::size_t open = source.find_first_not_of(" \t\r\n", at + call.size());
      if (open == std::string::npos || (source[open] != '\'' && source[open] != '"')) continue;
      const std::size_t close = source.find(source[open], open + 1);
      if (close != std::string::npos) out.push_back(source.substr(open + 1, close - open - 1));
    }
  }
  return out;
}

}  // namespace

class PackCompiler {
 public:
  PackCompiler(Schema schema, const Files& files) : files_(files), pack_(new Pack()) {
    pack_->schema_ = std::move(schema);
    pack_->module_ = std::make_shared<xpath::Module>();
  }

  std::shared_ptr<const Pack> compile(const std::string& phase) {
    choose_phase(phase);
    for (std::uint32_t scope = 0; scope < schema().scopes.size(); ++scope)
      contexts_.push_back(context(scope));
    declare_globals();
    declare_functions();
    define_functions();
    compile_keys();
    compile_globals();
    compile_patterns();
    pack_->dispatch_.finish(pack_->module_->name_count());
    return std::shared_ptr<const Pack>(std::move(pack_));
  }

 private:
  [[nodiscard]] const Schema& schema() const { return pack_->schema_; }

  [[noreturn]] void refuse(const Place& place, const std::string& code, const std::string& why) const {
    throw Refused({code, Retry::never, to_string(schema(), place) + ": " + why});
  }

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
    if (found == schema().phases.end()) refuse({}, "SCHEMATRON", "there is no phase " + phase);
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
      refuse(phase.place, "SCHEMATRON", "phase " + phase.id + " activates the unknown pattern " + id);
  }

  // --- Static contexts and texts

  xpath::StaticContext context(std::uint32_t scope) const {
    xpath::StaticContext out;
    out.module = pack_->module_;
    for (const auto& [prefix, uri] : schema().scopes[scope].namespaces) out.namespaces[prefix] = uri;
    for (const char* prefix : {"xs", "xsd"})
      out.namespaces.emplace(prefix, "http://www.w3.org/2001/XMLSchema");
    out.default_element_namespace = schema().scopes[scope].default_element_namespace;
    out.xslt = true;
    const std::string& binding = schema().query_binding;
    out.compatibility = binding.empty() || binding == "xslt" || binding == "xslt1" || binding == "xpath";
    return out;
  }

  xpath::StaticContext with(std::uint32_t scope, const Variables& variables) {
    xpath::StaticContext out = contexts_.at(scope);
    out.variables = variables;
    return out;
  }

  xpath::Expression expression(const Text& text, const xpath::StaticContext& context,
                               const std::string& what) {
    load_documents(text);
    Result<xpath::Expression> out = xpath::compile(text.source, context);
    if (!out)
      refuse(text.place, out.error().code,
             what + ": " + out.error().detail + " in: " + shortened(text.source));
    return std::move(out).value();
  }

  static std::string shortened(const std::string& source) {
    return source.size() <= 200 ? source : source.substr(0, 200) + "…";
  }

  /// Code lists and the like that lie beside the rules.
  void load_documents(const Text& text) {
    for (const std::string& name : named_documents(text.source)) {
      if (name.empty() || !documents_.insert(name).second) continue;
      Result<Bytes> bytes = files_.read(name);
      if (!bytes) continue;  // document() ends with FODC0002 where it is called
      Result<xml::Tree> tree = reader_.read(in_utf8(std::move(bytes).value()));
      if (!tree) refuse(text.place, tree.error().code, name + ":" + tree.error().detail);
      pack_->module_->add_document(name, std::make_shared<const xml::Tree>(std::move(tree).value()));
    }
  }

  xpath::SequenceType type(const std::string& as, std::uint32_t scope, const Place& place) {
    if (as.empty()) return xpath::type::items;
    Result<xpath::SequenceType> out = xpath::compile_type(as, contexts_.at(scope));
    if (!out) refuse(place, out.error().code, "as=\"" + as + "\": " + out.error().detail);
    return *out;
  }

  // --- Variables

  /// One variable for all: of the schema or the phase. A phase's variable hides the schema's (ISO 3.26).
  void declare_globals() {
    std::set<std::string> names;
    for (const Let& let : schema().lets) {
      if (!names.insert(let.name).second)
        refuse(let.place, "XTSE0630", "the variable " + let.name + " is defined twice");
      global_[name_of(let.name, 0, let.place)] = {xpath::Variable::Kind::global, pack_->module_->new_global(),
                                 type(let.as, 0, let.place)};
      global_slots_[&let] = global_[name_of(let.name, 0, let.place)].slot;
    }
    if (phase_ != nullptr) declare_phase();
    std::map<std::string, int> count;
    for (const Pattern* pattern : active_) {
      std::set<std::string> own;
      for (const Let& let : pattern->lets) {
        if (!own.insert(let.name).second || names.count(let.name) > 0) {
          refuse(let.place, "XTSE0630", "the variable " + let.name + " is defined twice");
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
        refuse(let.place, "XTSE0630", "the variable " + let.name + " is defined twice");
      global_[name_of(let.name, 0, let.place)] = {xpath::Variable::Kind::global, pack_->module_->new_global(),
                                 type(let.as, 0, let.place)};
      global_slots_[&let] = global_[name_of(let.name, 0, let.place)].slot;
    }
  }

  /// A variable of a pattern is known everywhere (5.4.5), as long as it is clear which one is meant.
  void share_pattern_variables(const std::map<std::string, int>& count) {
    for (const Pattern* pattern : active_) {
      for (const Let& let : pattern->lets) {
        if (count.at(let.name) > 1) continue;
        global_[name_of(let.name, 0, let.place)] = {xpath::Variable::Kind::global, global_slots_[&let],
                                   type(let.as, 0, let.place)};
      }
    }
  }

  Variables visible_in(const Pattern& pattern) {
    Variables out = global_;
    for (const Let& let : pattern.lets) {
      out[name_of(let.name, 0, let.place)] = {xpath::Variable::Kind::global, global_slots_[&let], type(let.as, 0, let.place)};
    }
    return out;
  }

  void compile_globals() {
    for (const Let& let : schema().lets)
      pack_->globals_.push_back({global_slots_[&let], value(let, global_)});
    if (phase_ != nullptr) {
      for (const Let& let : phase_->lets)
        pack_->globals_.push_back({global_slots_[&let], value(let, global_)});
    }
    for (const Pattern* pattern : active_) {
      const Variables variables = visible_in(*pattern);
      for (const Let& let : pattern->lets)
        pack_->globals_.push_back({global_slots_[&let], value(let, variables)});
    }
  }

  /// What a variable is bound to: its expression, or a call of a hidden function that computes it.
  xpath::Expression value(const Let& let, const Variables& variables) {
    const std::string what = "variable " + let.name;
    if (let.content) return document_value(let, variables);
    if (let.value && let.as.empty()) return expression(let.value, with(let.value.scope, variables), what);
    const xpath::SequenceType declared = type(let.as, 0, let.place);
    if (let.value) {
      xpath::StaticContext context = with(let.value.scope, variables);
      const std::string name = hide({xpath::type::items}, declared, identity(let), context);
      return expression({name + "((" + let.value.source + "\n))", let.value.place, let.value.scope}, context,
                        what);
    }
    xpath::StaticContext context = with(0, variables);
    const Construct construct = let.as.empty() ? Construct::text : Construct::items;
    const auto body = compile_body(let.body, {{std::string(kContextParameter), xpath::type::item}}, 0,
                                   construct, body_compiler(variables));
    const std::string name = hide({xpath::type::item}, declared, body, context);
    return expression({name + "(.)", let.place, 0}, context, what);
  }

  /// A body that gives its argument back; the call converts it to the declared type.
  std::shared_ptr<const xpath::FunctionBody> identity(const Let& let) {
    Instruction argument;
    argument.kind = Instruction::Kind::sequence;
    argument.select = {"$value", let.place, 0};
    return compile_body({argument}, {{"value", xpath::type::items}}, 0, Construct::items, body_compiler({}));
  }

  xpath::Expression document_value(const Let& let, const Variables& variables) {
    const std::string uri = "quittance:content/" + std::to_string(hidden_++);
    pack_->module_->add_document(uri, let.content);
    return expression({"document('" + uri + "')", let.place, 0}, with(0, variables), "variable " + let.name);
  }

  /// Declares a function no author can call and makes its prefix known in `context`. Gives its name as
  /// written.
  std::string hide(std::vector<xpath::SequenceType> parameters, xpath::SequenceType result,
                   std::shared_ptr<const xpath::FunctionBody> body, xpath::StaticContext& context) {
    const std::string local = "f" + std::to_string(hidden_++);
    const auto number = pack_->module_->declare_function({{kHidden, local}, std::move(parameters), result});
    if (!number) refuse({}, number.error().code, number.error().detail);
    pack_->module_->define_function(*number, std::move(body));
    context.namespaces["quittance-body"] = kHidden;
    return "quittance-body:" + local;
  }

  // --- Functions and keys

  BodyCompiler body_compiler(Variables variables) {
    BodyCompiler out;
    out.name = [this](const std::string& written, std::uint32_t scope, const Place& place) {
      return name_of(written, scope, place);
    };
    out.text = [this, variables](const Text& text, const Variables& locals) {
      Variables all = variables;
      for (const auto& [name, variable] : locals) all[name] = variable;
      return expression(text, with(text.scope, all), "instruction");
    };
    out.type = [this](const std::string& as, std::uint32_t scope, const Place& place) {
      return type(as, scope, place);
    };
    return out;
  }

  void declare_functions() {
    for (const Function& function : schema().functions) {
      xpath::FunctionDeclaration declaration;
      declaration.name = name_of(function.name, function.scope, function.place);
      for (const Parameter& p : function.parameters)
        declaration.parameters.push_back(type(p.as, function.scope, function.place));
      declaration.result = type(function.as, function.scope, function.place);
      const auto number = pack_->module_->declare_function(std::move(declaration));
      if (!number) refuse(function.place, number.error().code, number.error().detail);
      functions_.push_back(*number);
    }
  }

  xpath::Name name_of(const std::string& written, std::uint32_t scope, const Place& place) const {
    const std::size_t colon = written.find(':');
    if (colon == std::string::npos) return {"", written};
    const std::string prefix = written.substr(0, colon);
    for (const auto& [known, uri] : schema().scopes[scope].namespaces) {
      if (known == prefix) return {uri, written.substr(colon + 1)};
    }
    refuse(place, "XPST0081", "the prefix of " + written + " is not declared");
  }

  void define_functions() {
    for (std::size_t i = 0; i < schema().functions.size(); ++i) {
      const Function& function = schema().functions[i];
      std::vector<TypedParameter> parameters;
      for (const Parameter& p : function.parameters)
        parameters.push_back({p.name, type(p.as, function.scope, function.place)});
      pack_->module_->define_function(functions_[i], compile_body(function.body, parameters, function.scope,
                                                                  Construct::items, body_compiler(global_)));
    }
  }

  void compile_keys() {
    for (const Key& key : schema().keys) {
      xpath::StaticContext context = with(key.match.scope, global_);
      xpath::KeyDeclaration declaration;
      declaration.name = name_of(key.name, key.match.scope, key.place);
      declaration.match =
          std::make_shared<const xpath::Pattern>(pattern(key.match, context, "key " + key.name));
      Text use = key.use;
      if (!use) {
        const auto body = compile_body(key.body, {{std::string(kContextParameter), xpath::type::item}},
                                       key.match.scope, Construct::items, body_compiler(global_));
        use = {hide({xpath::type::item}, xpath::type::items, body, context) + "(.)", key.place,
               key.match.scope};
      }
      declaration.use =
          std::make_shared<const xpath::Expression>(expression(use, context, "key " + key.name));
      pack_->module_->declare_key(std::move(declaration));
    }
  }

  xpath::Pattern pattern(const Text& text, const xpath::StaticContext& context, const std::string& what) {
    load_documents(text);
    Result<xpath::Pattern> out = xpath::compile_pattern(text.source, context);
    if (!out)
      refuse(text.place, out.error().code,
             what + ": " + out.error().detail + " in: " + shortened(text.source));
    return std::move(out).value();
  }

  // --- Patterns

  void compile_patterns() {
    for (const Pattern* pattern : active_) {
      const xpath::StaticContext context = with(0, visible_in(*pattern));
      PatternCode out;
      out.source = pattern;
      if (pattern->documents)
        out.documents = expression(pattern->documents, context, "documents of a pattern");
      for (const Rule& rule : pattern->rules) {
        out.rules.push_back(compile_rule(rule, context));
        if (pattern->documents) continue;
        const Candidate candidate{static_cast<std::uint32_t>(pack_->patterns_.size()),
                                  static_cast<std::uint32_t>(out.rules.size() - 1)};
        for (const xpath::Pattern::Target& target : out.rules.back().context.targets())
          pack_->dispatch_.add(target, candidate);
      }
      pack_->patterns_.push_back(std::move(out));
    }
  }

  RuleCode compile_rule(const Rule& rule, const xpath::StaticContext& outer) {
    RuleCode out;
    out.source = &rule;
    out.context = pattern(rule.context, outer, "context of a rule");
    xpath::StaticContext context = outer;
    std::set<std::string> names;
    for (const Let& let : rule.lets) {
      // Compiled forms may hide a variable by a later one of the same name, as XSLT allows.
      if (!names.insert(let.name).second && !schema().pattern_lets_are_global) {
        refuse(let.place, "XTSE0630", "the variable " + let.name + " is defined twice in a rule");
      }
      LetCode code{pack_->module_->new_global(), value(let, context.variables)};
      context.variables[name_of(let.name, 0, let.place)] = {xpath::Variable::Kind::global, code.slot,
                                           type(let.as, 0, let.place)};
      out.lets.push_back(std::move(code));
    }
    for (const Assertion& assertion : rule.assertions)
      out.assertions.push_back(compile_assertion(assertion, context));
    return out;
  }

  AssertionCode compile_assertion(const Assertion& assertion, const xpath::StaticContext& context) {
    AssertionCode out;
    const std::string what = (assertion.is_report ? "report " : "assert ") + assertion.id;
    out.source = &assertion;
    out.test = expression(assertion.test, context, what);
    if (assertion.subject) out.subject = expression(assertion.subject, context, "subject of " + what);
    out.message = message(assertion.message, context, what);
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
    if (found == all.end()) refuse(assertion.place, "SCHEMATRON", "there is no diagnostic or property " + id);
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
      if (part.expression) code.expression = expression(part.expression, context, "message of " + what);
      out.push_back(std::move(code));
    }
    return out;
  }

  const Files& files_;
  std::unique_ptr<Pack> pack_;
  xml::Reader reader_;
  std::vector<xpath::StaticContext> contexts_;  ///< by scope
  const Phase* phase_ = nullptr;
  std::vector<const Pattern*> active_;
  Variables global_;
  std::map<const Let*, std::uint32_t> global_slots_;
  std::vector<xpath::FunctionNumber> functions_;
  std::set<std::string> documents_;
  int hidden_ = 0;
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
