// Loops, groups, matched text, and calls of templates.
#include "validators/schematron/body_reader.h"

namespace quittance::schematron {

namespace {

/// Strings are compared by code point: another order would need its tables.
void check_order(const Element& element) {
  constexpr std::string_view kCodepoints = "http://www.w3.org/2005/xpath-functions/collation/codepoint";
  if (element.has("collation") && element.attribute("collation") != kCodepoints)
    element.refuse("the collation " + element.attribute("collation") + " is not supported");
  if (element.has("lang")) element.refuse("the order of a language is not supported");
  if (element.has("case-order")) element.refuse("case-order is not supported");
}

}  // namespace

std::vector<SortKey> BodyReader::sorts(const Element& element) {
  std::vector<SortKey> out;
  for (const Element& child : elements_.children(element)) {
    if (child.is_xsl("sort")) out.push_back(sort(child));
  }
  return out;
}

SortKey BodyReader::sort(const Element& element) {
  allow(element, {"select", "order", "data-type", "collation", "lang", "case-order", "stable"});
  check_order(element);
  SortKey out;
  if (element.has("select")) {
    out.select = expression(element, "select");
  } else {
    out.body = read(element);
  }
  if (out.body.empty() && !out.select) out.select = {".", element.place(), 0};
  out.order = value_template_of(element, "order");
  out.data_type = value_template_of(element, "data-type");
  return out;
}

Instruction BodyReader::for_each(const Element& element, Instruction out) {
  allow(element, {"select"});
  out.kind = Instruction::Kind::for_each;
  out.select = expression(element, "select");
  out.sorts = sorts(element);
  out.body = read(element);
  return out;
}

Instruction BodyReader::perform_sort(const Element& element, Instruction out) {
  allow(element, {"select"});
  out.kind = Instruction::Kind::perform_sort;
  if (element.has("select")) {
    out.select = expression(element, "select");
  } else {
    out.body = read(element);
  }
  out.sorts = sorts(element);
  if (out.sorts.empty()) element.refuse("<" + element.name() + "> needs an xsl:sort (XTSE0010)");
  return out;
}

Instruction BodyReader::group(const Element& element, Instruction out) {
  allow(element,
        {"select", "group-by", "group-adjacent", "group-starting-with", "group-ending-with", "collation"});
  check_order(element);
  out.kind = Instruction::Kind::group;
  out.select = expression(element, "select");
  struct Way {
    const char* attribute;
    Grouping grouping;
  };
  int ways = 0;
  for (const Way way : {Way{"group-by", Grouping::by}, Way{"group-adjacent", Grouping::adjacent},
                        Way{"group-starting-with", Grouping::starting_with},
                        Way{"group-ending-with", Grouping::ending_with}}) {
    if (!element.has(way.attribute)) continue;
    out.grouping = way.grouping;
    out.by = expression(element, way.attribute);
    ++ways;
  }
  if (ways != 1) element.refuse("<" + element.name() + "> needs one way to group by (XTSE1080)");
  out.sorts = sorts(element);
  out.body = read(element);
  return out;
}

Instruction BodyReader::analyze(const Element& element, Instruction out) {
  allow(element, {"select", "regex", "flags"});
  out.kind = Instruction::Kind::analyze;
  out.select = expression(element, "select");
  if (!element.has("regex")) element.refuse("<" + element.name() + "> needs the attribute regex");
  out.called = value_template_of(element, "regex");
  out.detail = value_template_of(element, "flags");
  out.branches.resize(2);
  for (const Element& child : elements_.children(element)) {
    if (child.is_xsl("matching-substring")) {
      out.branches[0].body = read(child);
    } else if (child.is_xsl("non-matching-substring")) {
      out.branches[1].body = read(child);
    } else if (!child.is_xsl("fallback")) {
      child.refuse("<" + child.name() + "> inside xsl:analyze-string");
    }
  }
  return out;
}

std::vector<Instruction> BodyReader::handed(const Element& element) {
  std::vector<Instruction> out;
  for (const Element& child : elements_.children(element)) {
    if (!child.is_xsl("with-param")) continue;
    const std::string tunnel = child.attribute("tunnel");
    if (!tunnel.empty() && tunnel != "no") child.refuse("tunnel parameters are not supported");
    out.push_back(variable(child, {"tunnel"}));
  }
  return out;
}

Instruction BodyReader::call(const Element& element, Instruction out) {
  allow(element, {"name"});
  out.kind = Instruction::Kind::call;
  out.name = element.required("name");
  out.handed = handed(element);
  return out;
}

Instruction BodyReader::apply(const Element& element, Instruction out) {
  allow(element, {"select", "mode"});
  out.kind = Instruction::Kind::apply;
  out.name = element.has("mode") ? element.attribute("mode") : "#default";
  out.select = element.has("select") ? expression(element, "select") : Text{"child::node()", out.place, 0};
  out.sorts = sorts(element);
  out.handed = handed(element);
  return out;
}

Instruction BodyReader::next_match(const Element& element, Instruction out) {
  allow(element, {});
  out.kind = Instruction::Kind::next_match;
  out.handed = handed(element);
  out.literal = element.is_xsl("apply-imports") ? "imports" : "";
  return out;
}

}  // namespace quittance::schematron
