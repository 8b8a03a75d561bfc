#include "validators/xpath/code/code.h"

#include <cmath>

#include "validators/xpath/value/number.h"

namespace quittance::xpath {

void Traits::depend_on(const Traits& part) {
  item |= part.item;
  content |= part.content;
  root |= part.root;
  position |= part.position;
  size |= part.size;
  depend_on_inner(part);
}

void Traits::depend_on_inner(const Traits& part) {
  current |= part.current;
  locals |= part.locals;
  globals |= part.globals;
  environment |= part.environment;
  documents |= part.documents;
  opaque |= part.opaque;
}

bool Code::each(Frame& frame, Visitor visit) const {
  if (traits.at_most_one()) {
    const Item item = single(frame);
    return item.absent() || visit(item);
  }
  const Sequence value = evaluate(frame);
  for (const Item& item : value) {
    if (!visit(item)) {
      return false;
    }
  }
  return true;
}

bool Code::by_name() const { return traits.by_name(); }

Item Code::single(Frame& frame) const {
  const Sequence value = evaluate(frame);
  if (value.size() > 1) {
    raise("XPTY0004", "a sequence of more than one item is not allowed here", offset);
  }
  return value.empty() ? Item() : value.front();
}

Item Code::only_node(Frame& frame) const {
  Item found;
  const bool one = any_order(frame, [&](const Item& item) {
    const bool first = found.absent();
    found = item;
    return first;
  });
  return one && found.type() == Type::node ? found : Item();
}

bool Code::test(Frame& frame) const {
  const Temporary temporary(frame.state);
  if (traits.at_most_one()) {
    const Item item = single(frame);
    return !item.absent() && effective_boolean(item);
  }
  return effective_boolean(evaluate(frame));
}

bool effective_boolean(const Item& item) {
  const Type type = item.type();
  if (item.is_node()) {
    return true;
  }
  if (type == Type::boolean) {
    return item.boolean();
  }
  if (is_text(type)) {
    return !item.text().empty();
  }
  if (is_floating(type)) {
    return item.floating() != 0 && !std::isnan(item.floating());
  }
  if (is_decimal(type)) {
    return item.is_big() ? !item.big().is_zero() : item.unscaled() != 0;
  }
  raise("FORG0006", "a value of type " + std::string(name_of(type)) + " is neither true nor false");
}

bool effective_boolean(const Sequence& value) {
  if (value.empty()) {
    return false;
  }
  if (value.front().is_node()) {
    return true;
  }
  if (value.size() > 1) {
    raise("FORG0006", "a sequence of several atomic values is neither true nor false");
  }
  return effective_boolean(value.front());
}

}  // namespace quittance::xpath
