#include "validators/schematron/text_compiler.h"

#include <utility>

#include "validators/schematron/elements.h"
#include "validators/schematron/encoding.h"
#include "validators/xpath/syntax/lexer.h"

namespace quittance::schematron {

namespace {

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

std::string shortened(const std::string& source) {
  return source.size() <= 200 ? source : source.substr(0, 200) + "…";
}

}  // namespace

TextCompiler::TextCompiler(const Schema& schema, const Files& files, std::shared_ptr<xpath::Module> module,
                           const Templates& templates)
    : schema_(schema), files_(files), module_(std::move(module)), templates_(templates) {
  for (std::uint32_t scope = 0; scope < schema.scopes.size(); ++scope)
    contexts_.push_back(make_context(scope));
}

void TextCompiler::refuse(const Place& place, const std::string& code, const std::string& why) const {
  throw Refused({code, Retry::never, to_string(schema_, place) + ": " + why});
}

xpath::StaticContext TextCompiler::make_context(std::uint32_t scope) const {
  xpath::StaticContext out;
  out.module = module_;
  for (const auto& [prefix, uri] : schema_.scopes[scope].namespaces) out.namespaces[prefix] = uri;
  for (const char* prefix : {"xs", "xsd"}) out.namespaces.emplace(prefix, "http://www.w3.org/2001/XMLSchema");
  out.default_element_namespace = schema_.scopes[scope].default_element_namespace;
  out.xslt = true;
  const std::string& binding = schema_.query_binding;
  out.compatibility = binding.empty() || binding == "xslt" || binding == "xslt1" || binding == "xpath";
  out.version3 = !out.compatibility;
  return out;
}

xpath::StaticContext TextCompiler::context(std::uint32_t scope, const Variables& variables) const {
  xpath::StaticContext out = contexts_.at(scope);
  out.variables.insert(variables.begin(), variables.end());
  return out;
}

xpath::Expression TextCompiler::expression(const Text& text, const xpath::StaticContext& context,
                                           const std::string& what) {
  load_documents(text);
  Result<xpath::Expression> out = xpath::compile(text.source, context);
  if (!out) {
    refuse(text.place, out.error().code, what + ": " + out.error().detail + " in: " + shortened(text.source));
  }
  return std::move(out).value();
}

xpath::Pattern TextCompiler::pattern(const Text& text, const xpath::StaticContext& context,
                                     const std::string& what) {
  load_documents(text);
  Result<xpath::Pattern> out = xpath::compile_pattern(text.source, context);
  if (!out) {
    refuse(text.place, out.error().code, what + ": " + out.error().detail + " in: " + shortened(text.source));
  }
  return std::move(out).value();
}

/// Code lists and the like that lie beside the rules.
void TextCompiler::load_documents(const Text& text) {
  for (const std::string& name : named_documents(text.source)) {
    if (name.empty() || !documents_.insert(name).second) continue;
    Result<Bytes> bytes = files_.read(beside(schema_.files.at(text.place.file), name));
    if (!bytes) continue;  // document() ends with FODC0002 where it is called
    Result<xml::Tree> tree = reader_.read(in_utf8(std::move(bytes).value()));
    if (!tree) refuse(text.place, tree.error().code, name + ":" + tree.error().detail);
    module_->add_document(name, std::make_shared<const xml::Tree>(std::move(tree).value()));
  }
}

xpath::SequenceType TextCompiler::type(const std::string& as, std::uint32_t scope, const Place& place) const {
  if (as.empty()) return xpath::type::items;
  Result<xpath::SequenceType> out = xpath::compile_type(as, contexts_.at(scope));
  if (!out) refuse(place, out.error().code, "as=\"" + as + "\": " + out.error().detail);
  return *out;
}

xpath::Name TextCompiler::name(const std::string& written, std::uint32_t scope, const Place& place) const {
  if (const std::size_t close = written.rfind('}'); close != std::string::npos) {
    if (auto uri = xpath::braced_uri(written.substr(0, close + 1)))
      return {*std::move(uri), written.substr(close + 1)};
  }
  const std::size_t colon = written.find(':');
  if (colon == std::string::npos) return {"", written};
  const std::string prefix = written.substr(0, colon);
  for (const auto& [known, uri] : schema_.scopes.at(scope).namespaces) {
    if (known == prefix) return {uri, written.substr(colon + 1)};
  }
  refuse(place, "XPST0081", "the prefix of " + written + " is not declared");
}

xpath::Expression TextCompiler::value(const Let& let, const Variables& variables) {
  const std::string what = "variable " + let.name;
  if (let.content) return document_value(let, variables);
  if (let.value && let.as.empty()) return expression(let.value, context(let.value.scope, variables), what);
  const xpath::SequenceType declared = type(let.as, 0, let.place);
  if (let.value) {
    xpath::StaticContext here = context(let.value.scope, variables);
    const std::string call = hide({xpath::type::items}, declared, identity(let), here);
    return expression({call + "((" + let.value.source + "\n))", let.value.place, let.value.scope}, here,
                      what);
  }
  xpath::StaticContext here = context(0, variables);
  const Construct construct = let.as.empty() ? Construct::tree : Construct::items;
  const auto computed = compile_body(let.body, {{std::string(kContextParameter), xpath::type::item}}, 0,
                                     construct, body_compiler(variables));
  const std::string call = hide({xpath::type::item}, declared, computed, here);
  return expression({call + "(.)", let.place, 0}, here, what);
}

xpath::Expression TextCompiler::use(const Key& key, const Variables& variables) {
  xpath::StaticContext here = context(key.match.scope, variables);
  if (key.use) return expression(key.use, here, "key " + key.name);
  const auto computed = compile_body(key.body, {{std::string(kContextParameter), xpath::type::item}},
                                     key.match.scope, Construct::items, body_compiler(variables));
  const std::string call = hide({xpath::type::item}, xpath::type::items, computed, here);
  return expression({call + "(.)", key.place, key.match.scope}, here, "key " + key.name);
}

std::shared_ptr<const xpath::FunctionBody> TextCompiler::body(const Function& function,
                                                              const Variables& variables) {
  std::vector<TypedParameter> parameters;
  parameters.reserve(function.parameters.size());
  for (const Parameter& p : function.parameters) {
    parameters.push_back({p.name, type(p.as, function.scope, function.place)});
  }
  return compile_body(function.body, parameters, function.scope, Construct::items, body_compiler(variables));
}

/// A body that gives its argument back; the call converts it to the declared type.
std::shared_ptr<const xpath::FunctionBody> TextCompiler::identity(const Let& let) {
  Instruction argument;
  argument.kind = Instruction::Kind::sequence;
  argument.select = {"$value", let.place, 0};
  return compile_body({argument}, {{"value", xpath::type::items}}, 0, Construct::items, body_compiler({}));
}

xpath::Expression TextCompiler::document_value(const Let& let, const Variables& variables) {
  const std::string uri = "quittance:content/" + std::to_string(hidden_++);
  module_->add_document(uri, let.content);
  xpath::StaticContext here = context(0, variables);
  if (let.as.empty())
    return expression({"document('" + uri + "')", let.place, 0}, here, "variable " + let.name);
  // With a type it is the content itself, not a document around it.
  const std::string call = hide({xpath::type::items}, type(let.as, 0, let.place), identity(let), here);
  return expression({call + "(document('" + uri + "')/node())", let.place, 0}, here, "variable " + let.name);
}

/// Declares a function no author can call and makes its prefix known in `context`. Gives its name as written.
std::string TextCompiler::hide(std::vector<xpath::SequenceType> parameters, xpath::SequenceType result,
                               std::shared_ptr<const xpath::FunctionBody> body,
                               xpath::StaticContext& context) {
  const std::string local = "f" + std::to_string(hidden_++);
  const auto number = module_->declare_function({{kHidden, local}, std::move(parameters), result});
  if (!number) refuse({}, number.error().code, number.error().detail);
  module_->define_function(*number, std::move(body));
  context.namespaces["quittance-body"] = kHidden;
  return "quittance-body:" + local;
}

BodyCompiler TextCompiler::body_compiler(const Variables& variables) {
  BodyCompiler out;
  out.name = [this](const std::string& written, std::uint32_t scope, const Place& place) {
    return name(written, scope, place);
  };
  out.text = [this, variables](const Text& text, const Variables& locals) {
    Variables all = variables;
    for (const auto& [name, variable] : locals) all[name] = variable;
    return expression(text, context(text.scope, all), "instruction");
  };
  out.pattern = [this, variables](const Text& text) {
    return pattern(text, context(text.scope, variables), "pattern of a group");
  };
  out.type = [this](const std::string& as, std::uint32_t scope, const Place& place) {
    return type(as, scope, place);
  };
  out.scope = [this](std::uint32_t scope) { return &schema_.scopes.at(scope); };
  out.find_template = [this](const xpath::Name& name, const Place& place) {
    const auto found = templates_.named.find(name);
    if (found == templates_.named.end()) refuse(place, "XTSE0650", "there is no template " + name.local);
    return found->second;
  };
  out.templates = &templates_;
  return out;
}

}  // namespace quittance::schematron
