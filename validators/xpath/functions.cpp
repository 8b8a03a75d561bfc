#include "validators/xpath/functions.h"

#include <algorithm>
#include <unordered_map>
#include <vector>

namespace quittance::xpath {

// One table for each functions_*.cpp; each names its own file.
std::span<const Function> core_functions();
std::span<const Function> string_functions();
std::span<const Function> text_functions();
std::span<const Function> number_functions();
std::span<const Function> aggregate_functions();
std::span<const Function> sequence_functions();
std::span<const Function> regex_functions();
std::span<const Function> node_functions();
std::span<const Function> qname_functions();
std::span<const Function> date_functions();
std::span<const Function> deep_equal_functions();
std::span<const Function> document_functions();

namespace {

using Index = std::unordered_map<std::string_view, std::vector<const Function*>>;

const Index& index() {
  static const Index kIndex = [] {
    Index made;
    for (const auto& table :
         {core_functions(), string_functions(), text_functions(), number_functions(), aggregate_functions(),
          sequence_functions(), regex_functions(), node_functions(), qname_functions(), date_functions(),
          deep_equal_functions(), document_functions()}) {
      for (const Function& function : table) {
        made[function.name].push_back(&function);
      }
    }
    return made;
  }();
  return kIndex;
}

}  // namespace

SequenceType parameter_type(const Function& function, std::size_t i) {
  return function.parameters[std::min(i, function.parameters.size() - 1)];
}

const Function* find_function(std::string_view local, std::size_t arguments) {
  const auto found = index().find(local);
  if (found == index().end()) {
    return nullptr;
  }
  for (const Function* function : found->second) {
    if (arguments >= function->least && arguments <= function->most) {
      return function;
    }
  }
  return nullptr;
}

bool function_exists(std::string_view local) { return index().contains(local); }

}  // namespace quittance::xpath
