#include "validators/schematron/instructions.h"

#include <algorithm>

#include "validators/schematron/body_reader.h"

namespace quittance::schematron {

namespace {

TemplateParameter read_parameter(Schema& schema, Elements& elements, const Element& param) {
  const std::string tunnel = param.attribute("tunnel");
  if (!tunnel.empty() && tunnel != "no") param.refuse("tunnel parameters are not supported");
  const std::string required = param.attribute("required");
  return {BodyReader(schema, elements).variable(param, {"required", "tunnel"}),
          required == "yes" || required == "true" || required == "1"};
}

}  // namespace

std::vector<std::string> alternatives(std::string_view pattern) {
  std::vector<std::string> out(1);
  int depth = 0;
  char quote = 0;
  for (const char c : pattern) {
    if (quote != 0) {
      quote = c == quote ? '\0' : quote;
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '[' || c == '(') {
      ++depth;
    } else if (c == ']' || c == ')') {
      --depth;
    } else if (c == '|' && depth == 0) {
      out.emplace_back();
      continue;
    }
    out.back() += c;
  }
  return out;
}

std::uint32_t intern_scope(Schema& schema, Scope scope) {
  for (const auto& [prefix, uri] : schema.scopes.at(0).namespaces) {
    const bool known = std::any_of(scope.namespaces.begin(), scope.namespaces.end(),
                                   [&p = prefix](const auto& entry) { return entry.first == p; });
    if (!known) scope.namespaces.emplace_back(prefix, uri);
  }
  const auto found = std::find(schema.scopes.begin(), schema.scopes.end(), scope);
  if (found != schema.scopes.end()) return static_cast<std::uint32_t>(found - schema.scopes.begin());
  schema.scopes.push_back(std::move(scope));
  return static_cast<std::uint32_t>(schema.scopes.size() - 1);
}

std::vector<Instruction> read_body(Schema& schema, Elements& elements, const Element& parent) {
  return BodyReader(schema, elements).read(parent);
}

Function read_function(Schema& schema, Elements& elements, const Element& function) {
  function.allow({"name", "as", "override", "override-extension-function", "visibility", "cache",
                  "new-each-time", "xpath-default-namespace", "exclude-result-prefixes", "version",
                  "expand-text"});
  Function out;
  out.name = function.required("name");
  out.as = function.attribute("as");
  out.place = function.place();
  out.scope = intern_scope(schema, scope_of(function.tree(), function.node()));
  for (const Element& child : elements.children(function)) {
    if (!child.is_xsl("param")) continue;
    child.allow({"name", "as", "required", "xpath-default-namespace"});
    out.parameters.push_back({child.required("name"), child.attribute("as")});
  }
  out.body = read_body(schema, elements, function);
  return out;
}

void read_template(Schema& schema, Elements& elements, const Element& element) {
  element.allow({"name", "match", "mode", "priority", "as", "visibility", "xpath-default-namespace",
                 "exclude-result-prefixes", "version", "expand-text"});
  if (!element.has("name") && !element.has("match"))
    element.refuse("<" + element.name() + "> needs the attribute name or match (XTSE0500)");
  Template out;
  out.name = element.attribute("name");
  out.as = element.attribute("as");
  out.modes = element.has("mode") ? words(element.attribute("mode")) : std::vector<std::string>{"#default"};
  out.priority = element.attribute("priority");
  out.place = element.place();
  out.scope = intern_scope(schema, scope_of(element.tree(), element.node()));
  for (const Element& child : elements.children(element)) {
    if (child.is_xsl("param")) out.parameters.push_back(read_parameter(schema, elements, child));
  }
  out.body = read_body(schema, elements, element);
  if (!element.has("match")) {
    schema.templates.push_back(std::move(out));
    return;
  }
  for (std::string& alternative : alternatives(element.attribute("match"))) {
    Template one = out;
    one.match = {std::move(alternative), out.place, out.scope};
    schema.templates.push_back(std::move(one));
    out.name.clear();  // the name belongs to one of them
  }
}

Key read_key(Schema& schema, Elements& elements, const Element& key) {
  key.allow({"name", "match", "use", "composite", "collation", "xpath-default-namespace"});
  const std::string composite = key.attribute("composite");
  if (!composite.empty() && composite != "no")
    key.refuse("a key of several values together is not supported");
  if (key.has("collation")) key.refuse("collations of keys are not supported");
  const std::uint32_t scope = intern_scope(schema, scope_of(key.tree(), key.node()));
  Key out;
  out.name = key.required("name");
  out.match = key.expression("match", scope);
  out.place = key.place();
  if (key.has("use")) {
    out.use = key.expression("use", scope);
  } else {
    out.body = read_body(schema, elements, key);
  }
  return out;
}

}  // namespace quittance::schematron
