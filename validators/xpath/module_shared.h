// What a Module keeps for this folder.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "validators/xpath/name_pool.h"
#include "validators/xpath/xpath.h"

namespace quittance::xpath {

struct Module::Shared {
  struct Declared {
    FunctionDeclaration declaration;
    std::shared_ptr<const FunctionBody> body;
  };
  NamePool names;
  std::vector<Declared> functions;
  std::map<std::pair<Name, std::size_t>, FunctionNumber> function_index;  ///< name and number of parameters
  std::map<Name, std::vector<KeyDeclaration>> keys;
  std::map<std::string, std::shared_ptr<const xml::Tree>, std::less<>> documents;
  std::map<std::uint32_t, Sequence> constants;  ///< of global variables that are known beforehand, by slot
  Arena values;                                 ///< what the constants refer to
  std::uint32_t caches = 0;  ///< cache slots given out to expressions
};

}  // namespace quittance::xpath
