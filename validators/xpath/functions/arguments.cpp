#include "validators/xpath/functions/arguments.h"

#include <string>

#include "validators/xpath/evaluation.h"
#include "validators/xpath/failure.h"
#include "validators/xpath/value/cast.h"
#include "validators/xpath/value/uri.h"

namespace quittance::xpath {

const Item& context_item(const Call& call) {
  if (call.focus.item.absent()) raise("XPDY0002", "there is no context item");
  return call.focus.item;
}

const Item& context_node(const Call& call) {
  const Item& item = context_item(call);
  if (!item.is_node()) raise("XPTY0004", "the context item is no node");
  return item;
}

const Item& node_argument(const Call& call, std::size_t i) {
  return call.count() > i ? call.item(i) : context_node(call);
}

std::string_view string_of(const Call& call, const Item& item) {
  return item.is_node() ? call.evaluation.string_value(item, call.arena) : text_of(item, call.arena);
}

std::string_view text_or_context(const Call& call) {
  return call.count() > 0 ? call.text(0) : string_of(call, context_item(call));
}

void check_collation(const Call& call, std::size_t i) {
  if (call.count() <= i) return;
  const std::string_view name = call.text(i);
  if (name == kCodepointCollation) return;
  if (const auto absolute = resolve_uri(name, call.statics.base_uri);
      absolute && *absolute == kCodepointCollation)
    return;
  raise("FOCH0002", "unknown collation: " + std::string(name.substr(0, 200)));
}

}  // namespace quittance::xpath
