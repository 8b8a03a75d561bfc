// How an evaluation ends early. Inside this folder a dynamic error is a C++ exception: it must leave through
// loops, callbacks and functions that have nothing to say about it, and the path that has none costs nothing.
// It is caught where the folder is left (Expression, Pattern) and becomes a Result.
#pragma once

#include <cstddef>
#include <string>

namespace quittance::xpath {

inline constexpr std::size_t kNoOffset = static_cast<std::size_t>(-1);

struct Failure {
  std::string code;  ///< W3C code without prefix: "FORG0001", "XPTY0004"; ours: "BUDGET"
  std::string message;
  std::size_t offset = kNoOffset;  ///< octets into the source of the expression, where known
};

/// Ends the evaluation (or compilation) with a W3C error.
[[noreturn]] void raise(const char* code, std::string message, std::size_t offset = kNoOffset);

}  // namespace quittance::xpath
