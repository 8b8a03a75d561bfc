// What a Module keeps for this folder.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "validators/xpath/facts/fact.h"
#include "validators/xpath/name_pool.h"
#include "validators/xpath/syntax/mark.h"
#include "validators/xpath/xpath.h"

namespace quittance::xpath {

struct Module::Shared {
  struct Declared {
    FunctionDeclaration declaration;
    std::shared_ptr<const FunctionBody> body;
  };
  NamePool names;
  FactPool facts;  ///< that the expressions ask for
  std::vector<Declared> functions;
  std::map<std::pair<Name, std::size_t>, FunctionNumber> function_index;  ///< name and number of parameters
  std::map<Name, std::vector<KeyDeclaration>> keys;
  std::map<std::string, std::shared_ptr<const xml::Tree>, std::less<>> documents;
  std::map<std::uint32_t, Sequence> constants;  ///< of global variables that are known beforehand, by slot
  Arena values;                                 ///< what the constants refer to
  /// Places where what is kept under a number comes from.
  struct Kept {
    std::unordered_map<Mark, std::uint32_t, Mark::Hash> numbers;
    std::vector<std::uint32_t> uses;  ///< by number
    /// The number for one more use of an expression with that mark.
    std::uint32_t add(const Mark& mark) {
      const auto next = static_cast<std::uint32_t>(uses.size());
      const std::uint32_t number = mark.absent() ? next : numbers.try_emplace(mark, next).first->second;
      if (number == next) {
        uses.push_back(0);
      }
      ++uses[number];
      return number;
    }
  };
  Kept once;                  ///< values that are the same for the whole document
  Kept memos;                 ///< values that hang on the context item
  std::uint32_t answers = 0;  ///< expressions whose answers are kept by text
};

}  // namespace quittance::xpath
