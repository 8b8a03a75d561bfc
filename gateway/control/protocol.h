// The words between the tool and the daemon: one line of JSON each way over a local socket.
//   -> {"call":"show","arguments":{"id":"…"}}
//   <- {"ok":true,"result":…}   or   {"ok":false,"error":{"code":"…","detail":"…","retry":false}}
// Amounts travel as strings: Poco::JSON turns decimals into doubles.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <Poco/Dynamic/Var.h>
#include <Poco/JSON/Object.h>

#include "formats/base/result.h"

namespace quittance::control {

using Object = Poco::JSON::Object;
using Value = Poco::Dynamic::Var;  ///< Object::Ptr, Array::Ptr, string, integer, bool or empty (null)

/// Longest line of either side: a document of 100 MB in base64 and what stands around it.
inline constexpr std::size_t kLongestLine = 144U << 20;
/// Deepest nesting of either side's JSON.
inline constexpr int kDeepest = 32;

/// A named call with its arguments.
struct Call {
  std::string name;
  Object::Ptr arguments;  ///< never null
};

/// One line, with its line feed.
std::string write_call(std::string_view name, const Object& arguments);
std::string write_answer(const Result<Value>& answer);

/// Reads a line without its line feed. Fails with CONTROL-JSON when it is not JSON of that shape.
Result<Call> read_call(const std::string& line);
/// The result, or the daemon's error. Fails with CONTROL-JSON when the line is not an answer.
Result<Value> read_answer(const std::string& line);

}  // namespace quittance::control
