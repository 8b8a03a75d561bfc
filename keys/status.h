// What an authority says of a certificate it issued, and for how long it says so.
#pragma once

#include <optional>
#include <string>

#include "formats/base/time.h"
#include "keys/certificate.h"

namespace quittance::keys {

struct CertificateStatus {
  enum class Verdict {
    good,
    revoked,
    unknown  ///< OCSP only: the responder does not know it
  };
  Verdict verdict = Verdict::unknown;
  Instant this_update;                 ///< when it was known to be so
  std::optional<Instant> next_update;  ///< when newer word will be there; none: any time
  std::string detail;                  ///< of a revocation: since when and why, for a person
};

}  // namespace quittance::keys
