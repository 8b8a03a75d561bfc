// The one signature of a document that signs itself: XML Signature, enveloped, as SMP 1.4.0 profiles it.
#pragma once

#include <string>

#include "formats/base/result.h"
#include "formats/base/time.h"
#include "formats/xml/tree.h"
#include "keys/keys.h"

namespace quittance::as4 {

/// Who signed a document, and how he calls himself beside his certificate.
struct DocumentSigner {
  keys::Certificate certificate;
  std::string subject_name;  ///< ds:X509SubjectName; "" when there is none
};

/// Verifies that `signature`, a ds:Signature child of the document element, is by a certificate that `trust`
/// believes at `at` and covers the whole document but itself. Only this form counts: one Reference URI="",
/// one enveloped-signature transform, inclusive Canonical XML 1.0 without comments, rsa-sha256, sha256,
/// X509Data with the certificate, nothing else in SignedInfo and Signature. In this order: form, trust,
/// SignedInfo's signature, digest of the document. Fails with SMP-SIGNATURE; with SMP-SIGNER when the signer
/// is not believed; with SMP-STATUS when it could not be learnt whether his certificate still stands.
Result<DocumentSigner> verify_enveloped(const xml::Tree& tree, xml::NodeId signature,
                                        const keys::TrustStore& trust, Instant at);

}  // namespace quittance::as4
