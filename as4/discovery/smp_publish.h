// A publisher's side: metadata written and signed as SMP 1.4.0 has it. For test beds; we publish for nobody.
#pragma once

#include "as4/discovery/smp_document.h"

namespace quittance::as4 {

/// A SignedServiceMetadata. Endpoints' dates are written as they are, certificates in base64. Fails with the
/// codes of keys.
Result<Bytes> publish(const ServiceInformation& information, const keys::PrivateKey& signer);
Result<Bytes> publish(const SmpRedirect& redirect, const keys::PrivateKey& signer);
/// A ServiceGroup; nobody signs it.
Bytes publish(const ServiceGroup& group);

}  // namespace quittance::as4
