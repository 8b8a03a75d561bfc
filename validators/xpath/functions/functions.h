// How a built-in function is written and found. Each other file of this folder offers a table;
// find_function() reads them all. The caller has applied the function conversion rules (XPath 2.0, 3.1.5)
// before an implementation runs: arguments are atomised, cast from untypedAtomic, promoted and counted as the
// signature says.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "formats/base/time.h"
#include "validators/xpath/value/type.h"
#include "validators/xpath/value/value.h"

namespace quittance::xpath {

class Evaluation;
struct Focus;
struct StaticContext;

/// One call of a function.
struct Call {
  Evaluation& evaluation;        ///< trees, clock, budget
  const Focus& focus;            ///< context item, position, size; the item may be absent
  const StaticContext& statics;  ///< namespaces, base URI of the expression
  Arena& arena;                  ///< for results: lives as long as the evaluation's other intermediate values
  std::span<const Sequence> arguments;

  [[nodiscard]] std::size_t count() const { return arguments.size(); }
  [[nodiscard]] bool empty(std::size_t i) const { return arguments[i].empty(); }
  /// Argument `i`, which is exactly one item.
  [[nodiscard]] const Item& item(std::size_t i) const { return arguments[i].front(); }
  /// Text of argument `i`; "" when it is the empty sequence.
  [[nodiscard]] std::string_view text(std::size_t i) const {
    return arguments[i].empty() ? std::string_view("") : item(i).text();
  }
};

/// Returns the value or ends by raise() (failure.h).
using Implementation = Sequence (*)(const Call&);

/// What an implementation looks at beyond its arguments; a call that looks at nothing more may be evaluated
/// once.
enum Looks : unsigned {
  kPure = 0,
  kAtContextItem = 1,  ///< XPDY0002 is raised by the implementation when it is absent
  kAtPosition = 2,
  kAtSize = 4,
  kAtStatics = 8,
  kAtEnvironment = 16,  ///< clock, implicit timezone: the same throughout an evaluation
  kAtContextName = 32,  ///< of the context item only kind and name as written
  kTotal = 64,          ///< never fails once its arguments are converted
};

/// Where a function is known: everywhere, where XPath 3.1 is (StaticContext::version3), or in XSLT.
enum class Known : std::uint8_t { everywhere, in_version3, in_xslt };

struct Function {
  std::string_view name;                   ///< local name
  unsigned least;                          ///< arguments
  unsigned most;                           ///< arguments; kUnbounded for concat
  std::array<SequenceType, 5> parameters;  ///< the fifth stands for all further ones
  SequenceType result;
  Implementation run;
  unsigned looks = kPure;
  Known known = Known::everywhere;
  bool (*truth)(const Call&) = nullptr;  ///< the effective boolean value, where that is less work
};
inline constexpr unsigned kUnbounded = 0xffff;

/// Type of the `i`th parameter.
SequenceType parameter_type(const Function& function, std::size_t i);

inline constexpr std::string_view kFunctionsUri = "http://www.w3.org/2005/xpath-functions";
inline constexpr std::string_view kSchemaUri = "http://www.w3.org/2001/XMLSchema";

/// The built-in function of the fn: namespace that is known in that context, or nullptr. Of several the first
/// in its table.
const Function* find_function(std::string_view local, std::size_t arguments, const StaticContext& statics);

}  // namespace quittance::xpath
