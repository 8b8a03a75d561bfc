#include "gateway/config/problem.h"

#include <fmt/format.h>

namespace quittance::config {

std::string Problem::text() const {
  if (at.line == 0) return fmt::format("{}: error: {}", at.file, message);
  return fmt::format("{}:{}:{}: error: {}", at.file, at.line, at.column, message);
}

}  // namespace quittance::config
