#include "validators/schematron/body_run.h"

#include "validators/xpath/failure.h"
#include "validators/xpath/value/cast.h"

namespace quittance::schematron {

using xpath::Focus;
using xpath::Item;
using xpath::Sequence;
using Kind = Instruction::Kind;

void BodyRun::run(const std::vector<BodyCode>& codes, const Focus& focus, Output& out) {
  for (const BodyCode& code : codes) run(code, focus, out);
}

void BodyRun::run(const BodyCode& code, const Focus& focus, Output& out) {
  switch (code.kind) {
    case Kind::sequence:
      for (const Item& item : value_or_body(code.select, code.body, focus))
        out.push_back({Piece::Kind::item, item, nullptr});
      break;
    case Kind::copy_of: copy_of(code, focus, out); break;
    case Kind::text:
      out.push_back({Piece::Kind::text, Item::text(code.literal, xpath::Type::untyped_atomic), nullptr});
      break;
    case Kind::value_of: out.push_back({Piece::Kind::text, value_of(code, focus), nullptr}); break;
    case Kind::variable: start_variable(code, focus); break;
    case Kind::choose: choose(code, focus, out); break;
    case Kind::for_each: for_each(code, focus, out); break;
    case Kind::perform_sort:
      for (const Item& item : sorted(code.sorts, value_or_body(code.select, code.body, focus), focus))
        out.push_back({Piece::Kind::item, item, nullptr});
      break;
    case Kind::group: group(code, focus, out); break;
    case Kind::analyze: analyze(code, focus, out); break;
    case Kind::call: call(code, focus, out); break;
    case Kind::apply: apply(code, focus, out); break;
    case Kind::next_match: next_match(code, focus, out); break;
    case Kind::stop: xpath::raise("XTMM9000", "the rules end the evaluation: " + code.literal);
    case Kind::copy: copy(code, focus, out); break;
    case Kind::element:
    case Kind::attribute:
    case Kind::comment:
    case Kind::processing_instruction:
    case Kind::document: make(code, focus, out); break;
  }
}

Item BodyRun::tree(const Output& output, bool makes_tree) {
  return makes_tree ? document_of(evaluation_, output) : joined(evaluation_, output, " ");
}

/// Elements and documents are copied, for a copy has no parent; of the rest only the value is looked at.
void BodyRun::copy_of(const BodyCode& code, const Focus& focus, Output& out) {
  for (const Item& item : value(code.select, focus)) {
    const bool is_copied =
        item.type() == xpath::Type::node &&
        (item.id() == xml::Tree::document() || evaluation_.tree_of(item).is_element(item.id()));
    if (is_copied) {
      copy_node(evaluation_, item, out);
    } else {
      out.push_back({Piece::Kind::item, item, nullptr});
    }
  }
}

Item BodyRun::value_of(const BodyCode& code, const Focus& focus) {
  Output content;
  if (code.select.expression) {
    for (const Item& item : value(code.select, focus)) content.push_back({Piece::Kind::item, item, nullptr});
  } else {
    run(code.body, focus, content);
  }
  if (code.has_detail) return joined(evaluation_, content, text_of(code.detail, focus));
  return joined(evaluation_, content, code.select.expression ? " " : "");
}

std::string_view BodyRun::text_of(const std::vector<BodyCode>& parts, const Focus& focus) {
  if (parts.size() == 1 && parts.front().kind == Kind::text) return parts.front().literal;
  Output content;
  run(parts, focus, content);
  return joined(evaluation_, content, "").text();
}

void BodyRun::choose(const BodyCode& code, const Focus& focus, Output& out) {
  for (const BranchCode& branch : code.branches) {
    if (branch.test.expression) {
      need(branch.test);
      if (!branch.test.expression.run_test(evaluation_, focus, frame_.values())) continue;
    }
    run(branch.body, focus, out);
    return;
  }
}

void BodyRun::for_each(const BodyCode& code, const Focus& focus, Output& out) {
  Sequence items = value(code.select, focus);
  if (!code.sorts.empty()) items = sorted(code.sorts, items, focus);
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

Sequence BodyRun::value(const Operand& operand, const Focus& focus) {
  need(operand);
  return operand.expression.run(evaluation_, focus, frame_.values());
}

Sequence BodyRun::value_or_body(const Operand& select, const std::vector<BodyCode>& body,
                                const Focus& focus) {
  if (select.expression) return value(select, focus);
  Output content;
  run(body, focus, content);
  return items_of(evaluation_, content);
}

void BodyRun::need(const Operand& operand) {
  for (const std::uint32_t slot : operand.needs) {
    const BodyFrame::Pending pending = frame_.take(slot);
    if (pending.variable != nullptr) frame_.set(slot, value_or_failure(*pending.variable, pending.focus));
  }
}

void BodyRun::start_variable(const BodyCode& code, const Focus& focus) {
  if (code.at_once) {
    frame_.set(code.slot, variable(code, focus));
  } else {
    frame_.defer(code.slot, code, focus);
  }
}

Sequence BodyRun::value_or_failure(const BodyCode& code, const Focus& focus) {
  try {
    return variable(code, focus);
  } catch (xpath::Failure& failure) {
    return Item::failure(evaluation_.arena().make(std::move(failure)));
  }
}

Sequence BodyRun::variable(const BodyCode& code, const Focus& focus) {
  Sequence result;
  if (code.select.expression) {
    result = value(code.select, focus);
  } else {
    Output content;
    run(code.body, focus, content);
    if (!code.type) return tree(content, code.makes_tree);
    result = items_of(evaluation_, content);
  }
  return code.type ? xpath::convert(evaluation_, result, *code.type, "value of a variable") : result;
}

}  // namespace quittance::schematron
