// Documents and collections (F&O 15.5). There is no outside world: documents are those the pack brought with
// it, and there are no collections.
#include <array>
#include <string>

#include "validators/xpath/code/call.h"
#include "validators/xpath/evaluation.h"
#include "validators/xpath/failure.h"
#include "validators/xpath/functions/arguments.h"

namespace quittance::xpath {

namespace {

Sequence run_doc_available(const Call& call) {
  if (call.empty(0)) return Item::boolean(false);
  return Item::boolean(DocumentCode::available(call.statics, call.evaluation.module(), call.text(0)));
}

Sequence run_collection(const Call& call) {
  if (call.count() == 0 || call.empty(0)) raise("FODC0002", "there is no default collection");
  raise("FODC0004", "there is no collection " + std::string(call.text(0).substr(0, 200)));
}

using type::optional;

constexpr std::array kFunctions{
    Function{"doc-available",
             1,
             1,
             {optional(Type::string)},
             type::one(Type::boolean),
             run_doc_available,
             kAtStatics},
    Function{"collection", 0, 1, {optional(Type::string)}, type::nodes, run_collection, kAtEnvironment},
};

}  // namespace

std::span<const Function> document_functions() { return kFunctions; }

}  // namespace quittance::xpath
