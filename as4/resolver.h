// The port to the DNS: Peppol's SML answers NAPTR questions about participants, and hosts have addresses.
#pragma once

#include <chrono>
#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "formats/base/bytes.h"
#include "formats/base/result.h"

namespace quittance::as4 {

/// One NAPTR record (RFC 3403, 4.1). Names are lower case and end with a dot; the root is ".". What is no
/// visible ASCII in the other fields stands as "?".
struct Naptr {
  std::uint16_t order = 0;
  std::uint16_t preference = 0;
  std::string flags, service, regexp, replacement;

  bool operator==(const Naptr&) const = default;
  friend std::ostream& operator<<(std::ostream& out, const Naptr& r) {
    return out << r.order << ' ' << r.preference << " \"" << r.flags << "\" \"" << r.service << "\" \""
               << r.regexp << "\" " << r.replacement;
  }
};

/// What the DNS says to a NAPTR question, all of it checked against that question.
struct NaptrAnswer {
  bool exists = false;         ///< false: NXDOMAIN
  std::vector<Naptr> records;  ///< none: the name has no NAPTR (NODATA), or does not exist
  std::chrono::seconds ttl{};  ///< how long the records may be used again; 0 without records
  Bytes raw;                   ///< the message as it came
};

/// Asks the DNS. Every call ends within its time limit, whatever servers do. Calls may come from any thread.
class Resolver {
 public:
  virtual ~Resolver() = default;
  /// Fails with DNS, worth asking again, when no valid answer came: SERVFAIL and every other code but NOERROR
  /// and NXDOMAIN, time-outs, answers that are malformed or to another question.
  virtual Result<NaptrAnswer> naptr(const std::string& name, std::chrono::milliseconds time_limit) = 0;
  /// Addresses of a host name or a numeric address, in the order they are best tried: 4 octets (IPv4) or 16
  /// (IPv6), in network order; at least one. Fails with DNS.
  virtual Result<std::vector<Bytes>> addresses(const std::string& host,
                                               std::chrono::milliseconds time_limit) = 0;
};

}  // namespace quittance::as4
