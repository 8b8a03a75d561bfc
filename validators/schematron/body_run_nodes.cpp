// Nodes that are made, and templates that are called.
#include <algorithm>

#include "validators/schematron/body_run.h"
#include "validators/schematron/elements.h"
#include "validators/xpath/failure.h"
#include "validators/xpath/state.h"
#include "validators/xpath/syntax/name_characters.h"

namespace quittance::schematron {

using xpath::Focus;
using xpath::Item;
using xpath::Sequence;
using Kind = Instruction::Kind;

void BodyRun::make(const BodyCode& code, const Focus& focus, Output& out) {
  switch (code.kind) {
    case Kind::element: out.push_back({Piece::Kind::begin_element, {}, name_of(code, focus, false)}); break;
    case Kind::document: out.push_back({Piece::Kind::begin_document, {}, nullptr}); break;
    case Kind::attribute:
      out.push_back({Piece::Kind::attribute,
                     Item::text(text_of(code.body, focus), xpath::Type::untyped_atomic),
                     name_of(code, focus, true)});
      return;
    case Kind::comment:
      out.push_back({Piece::Kind::comment, Item::text(text_of(code.body, focus), xpath::Type::untyped_atomic),
                     nullptr});
      return;
    default:
      out.push_back({Piece::Kind::instruction,
                     Item::text(text_of(code.body, focus), xpath::Type::untyped_atomic),
                     name_of(code, focus, true)});
      return;
  }
  run(code.body, focus, out);
  out.push_back({Piece::Kind::end, {}, nullptr});
}

/// The name of a node by its computed text and the namespaces in scope (XSLT 2.0, 11.2 and 11.3).
const NodeName* BodyRun::name_of(const BodyCode& code, const Focus& focus, bool is_attribute) {
  xpath::Arena& arena = evaluation_.arena();
  const std::string text = collapse(text_of(code.called, focus));
  const std::size_t colon = text.find(':');
  NodeName name;
  name.local = arena.copy(colon == std::string::npos ? text : text.substr(colon + 1));
  name.prefix = arena.copy(colon == std::string::npos ? "" : text.substr(0, colon));
  const bool is_named =
      xpath::is_ncname(name.local) && (colon == std::string::npos || xpath::is_ncname(name.prefix));
  if (!is_named) xpath::raise(is_attribute ? "XTDE0850" : "XTDE0820", "'" + text + "' is no name");
  if (code.has_detail) {
    name.uri = arena.copy(text_of(code.detail, focus));
    if (name.uri.empty()) name.prefix = "";
  } else if (!name.prefix.empty() || !is_attribute) {
    const auto& known = code.scope->namespaces;
    const auto found = std::find_if(known.begin(), known.end(),
                                    [&](const auto& entry) { return entry.first == name.prefix; });
    if (found != known.end()) {
      name.uri = found->second;
    } else if (!name.prefix.empty()) {
      xpath::raise(is_attribute ? "XTDE0860" : "XTDE0830", "the prefix of '" + text + "' is not declared");
    }
  }
  return arena.make(name);
}

void BodyRun::copy(const BodyCode& code, const Focus& focus, Output& out) {
  Focus inner = focus;
  if (code.select.expression) {
    const Sequence selected = value(code.select, focus);
    if (selected.empty()) return;
    if (selected.size() > 1) xpath::raise("XTTE3180", "xsl:copy of several items");
    inner.item = inner.current = selected.front();
    inner.position = inner.size = 1;
  }
  const Item& item = inner.item;
  if (item.absent()) xpath::raise("XTTE0945", "xsl:copy has no context item");
  const xml::Tree* tree = item.type() == xpath::Type::node ? &evaluation_.tree_of(item) : nullptr;
  const bool is_document = tree != nullptr && tree->kind(item.id()) == xml::NodeKind::document;
  if (tree == nullptr || (!is_document && !tree->is_element(item.id()))) {
    out.push_back({Piece::Kind::item, item, nullptr});
    return;
  }
  xpath::Arena& arena = evaluation_.arena();
  const NodeName* name = is_document ? nullptr
                                     : arena.make(NodeName{arena.copy(tree->namespace_uri(item.id())),
                                                           arena.copy(tree->local_name(item.id())),
                                                           arena.copy(tree->prefix(item.id()))});
  out.push_back({is_document ? Piece::Kind::begin_document : Piece::Kind::begin_element, {}, name});
  run(code.body, inner, out);
  out.push_back({Piece::Kind::end, {}, nullptr});
}

BodyRun::Values BodyRun::handed(const BodyCode& code, const Focus& focus) {
  Values out;
  out.reserve(code.handed.size());
  for (const HandedCode& each : code.handed) out.emplace_back(each.name, variable(each.value, focus));
  return out;
}

void BodyRun::run_template(const TemplateCode& code, const Focus& focus, const Values& handed,
                           const CurrentRule& current, Output& out) {
  const xpath::Nested nested(evaluation_.state());
  evaluation_.state().step();
  BodyFrame frame(code.slots);
  BodyRun inner(evaluation_, frame, templates_, current);
  for (const ParameterCode& parameter : code.parameters) {
    const auto given = std::find_if(handed.begin(), handed.end(),
                                    [&](const auto& value) { return value.first == parameter.name; });
    if (given == handed.end() && parameter.is_required)
      xpath::raise("XTDE0700", "the parameter " + parameter.name.local + " of a template is not given");
    Sequence value = given == handed.end() ? inner.variable(parameter.by_default, focus) : given->second;
    if (given != handed.end() && parameter.by_default.type)
      value = xpath::convert(evaluation_, value, *parameter.by_default.type,
                             "the parameter " + parameter.name.local);
    frame.set(parameter.slot, value);
  }
  if (!code.type) return inner.run(code.body, focus, out);
  Output own;
  inner.run(code.body, focus, own);
  for (const Item& item :
       xpath::convert(evaluation_, items_of(evaluation_, own), *code.type, "the value of a template"))
    out.push_back({Piece::Kind::item, item, nullptr});
}

void BodyRun::call(const BodyCode& code, const Focus& focus, Output& out) {
  run_template(templates_.all[code.target], focus, handed(code, focus), current_, out);
}

void BodyRun::apply(const BodyCode& code, const Focus& focus, Output& out) {
  Sequence items = value(code.select, focus);
  if (!code.sorts.empty()) items = sorted(code.sorts, items, focus);
  const Values values = handed(code, focus);
  const bool stays = code.mode.local == "#current";
  Focus inner;
  inner.size = static_cast<std::int64_t>(items.size());
  inner.position = 0;
  for (const Item& item : items) {
    inner.item = inner.current = item;
    ++inner.position;
    apply_rules(inner, stays ? current_.mode : code.mode, 0, values, out);
  }
}

bool BodyRun::does_match(const xpath::Pattern& pattern, const Item& item) {
  if (!item.is_node()) return false;
  const auto matched = pattern.matches(evaluation_, item);
  if (matched) return *matched;
  if (matched.error().code == "BUDGET") xpath::raise("BUDGET", matched.error().detail);
  return false;
}

/// The first rule from `from` on that matches the context item, or the built-in one (XSLT 2.0, 6.4 and 6.6).
void BodyRun::apply_rules(const Focus& focus, const xpath::Name& mode, std::size_t from, const Values& handed,
                          Output& out) {
  for (std::size_t i = from; i < templates_.all.size(); ++i) {
    const TemplateCode& rule = templates_.all[i];
    if (!rule.match) continue;
    const bool is_of_mode =
        rule.all_modes || std::find(rule.modes.begin(), rule.modes.end(), mode) != rule.modes.end();
    if (!is_of_mode || !does_match(rule.match, focus.item)) continue;
    return run_template(rule, focus, handed, {&rule, mode}, out);
  }
  built_in_rule(focus, mode, handed, out);
}

void BodyRun::built_in_rule(const Focus& focus, const xpath::Name& mode, const Values& handed, Output& out) {
  const Item& item = focus.item;
  if (item.type() != xpath::Type::node) {
    out.push_back({Piece::Kind::item, item, nullptr});
    return;
  }
  const xml::Tree& tree = evaluation_.tree_of(item);
  const xml::NodeKind kind = tree.kind(item.id());
  if (kind == xml::NodeKind::text || kind == xml::NodeKind::attribute) {
    out.push_back(
        {Piece::Kind::text, Item::text(tree.text(item.id()), xpath::Type::untyped_atomic), nullptr});
  }
  if (kind != xml::NodeKind::element && kind != xml::NodeKind::document) return;
  const xpath::Nested nested(evaluation_.state());
  Focus inner;
  inner.position = inner.size = 0;
  for (xml::NodeId c = tree.first_child(item.id()); c != xml::kNoNode; c = tree.next_sibling(c)) ++inner.size;
  for (xml::NodeId c = tree.first_child(item.id()); c != xml::kNoNode; c = tree.next_sibling(c)) {
    evaluation_.state().step();
    inner.item = inner.current = Item::node(item.tree(), c);
    ++inner.position;
    apply_rules(inner, mode, 0, handed, out);
  }
}

void BodyRun::next_match(const BodyCode& code, const Focus& focus, Output& out) {
  if (current_.rule == nullptr) xpath::raise("XTDE0560", "there is no current template rule");
  std::size_t from = static_cast<std::size_t>(current_.rule - templates_.all.data()) + 1;
  const std::uint32_t precedence = current_.rule->source->precedence;
  if (code.literal == "imports") {
    while (from < templates_.all.size() && templates_.all[from].source->precedence == precedence) ++from;
  }
  apply_rules(focus, current_.mode, from, handed(code, focus), out);
}

}  // namespace quittance::schematron
