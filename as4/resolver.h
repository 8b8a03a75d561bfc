// The port to the DNS: Peppol's SML answers NAPTR questions about participants.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "formats/base/result.h"

namespace quittance::as4 {

/// One NAPTR record (RFC 3403) whose owner name was checked against the question.
struct Naptr {
  std::uint16_t order = 0;
  std::uint16_t preference = 0;
  std::string flags, service, regexp, replacement;
};

/// Asks the DNS. Calls may come from any thread.
class Resolver {
 public:
  virtual ~Resolver() = default;
  /// All NAPTR records of a name; none when the name does not exist or has none (NXDOMAIN, NODATA). Fails,
  /// worth asking again, with DNS when no valid answer came (SERVFAIL, time-out).
  virtual Result<std::vector<Naptr>> naptr(const std::string& name) = 0;
};

}  // namespace quittance::as4
