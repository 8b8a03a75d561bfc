#include "validators/xpath/failure.h"

#include <utility>

namespace quittance::xpath {

void raise(const char* code, std::string message, std::size_t offset) {
  throw Failure{code, std::move(message), offset};
}

}  // namespace quittance::xpath
