// The inside of Grammars. Internal to this folder.
#pragma once

#include <xercesc/framework/XMLGrammarPoolImpl.hpp>

#include "formats/xml/grammar_pool.h"
#include "formats/xml/schema.h"

namespace quittance::xml {

/// The pool is never locked: locking would build a second model of every schema, and the views of parsers
/// keep them from changing it.
struct Grammars::Parts {
  mutable xercesc::XMLGrammarPoolImpl pool;
  /// The view of one parser.
  [[nodiscard]] std::unique_ptr<GrammarView> view() const {
    return std::make_unique<GrammarView>(pool, *pool.getURIStringPool());
  }
};

}  // namespace quittance::xml
