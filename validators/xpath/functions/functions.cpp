#include "validators/xpath/functions/functions.h"

#include <algorithm>
#include <unordered_map>
#include <vector>

#include "validators/xpath/xpath.h"

namespace quittance::xpath {

// One table for each file of functions; each names its own file.
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
std::span<const Function> version3_functions();
std::span<const Function> format_functions();
std::span<const Function> xslt_functions();

namespace {

using Index = std::unordered_map<std::string_view, std::vector<const Function*>>;

const Index& index() {
  static const Index kIndex = [] {
    Index made;
    for (const auto& table : {version3_functions(), format_functions(), xslt_functions(), core_functions(),
                              string_functions(), text_functions(), number_functions(), aggregate_functions(),
                              sequence_functions(), regex_functions(), node_functions(), qname_functions(),
                              date_functions(), deep_equal_functions(), document_functions()}) {
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

const Function* find_function(std::string_view local, std::size_t arguments, const StaticContext& statics) {
  const auto found = index().find(local);
  if (found == index().end()) {
    return nullptr;
  }
  for (const Function* function : found->second) {
    const bool is_known = function->known == Known::everywhere ||
                          (function->known == Known::in_xslt ? statics.xslt : statics.version3);
    if (is_known && arguments >= function->least && arguments <= function->most) {
      return function;
    }
  }
  return nullptr;
}

}  // namespace quittance::xpath
