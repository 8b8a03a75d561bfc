// Does the one signature of an envelope hold, and for what?
#pragma once

#include "as4/security_header.h"
#include "as4/soap.h"
#include "keys/keys.h"

namespace quittance::as4 {

/// The references of a signature, sorted by what they cover. Pointers into the SecurityHeader.
struct Coverage {
  const SignedReference* messaging = nullptr;
  const SignedReference* body = nullptr;
  std::vector<std::pair<std::string, const SignedReference*>> attachments;  ///< by content id
};

/// References must be Messaging, Body and one for each of `content_ids`, no more and no fewer. Costs no
/// cryptography. Fails with EBMS:0103.
Result<Coverage> check_coverage(const Soap& soap, const SecurityHeader& security,
                                std::vector<std::string> content_ids);

/// The signer's certificate, its trust at `at`, then SignedInfo's signature, then the digests of Messaging
/// and Body, in this order: a stranger costs no RSA. Fails with EBMS:0101; worth asking again when only the
/// signer's status could not be learnt.
Result<keys::Certificate> verify_signer(const SecurityHeader& security, const keys::TrustStore& trust,
                                        Instant at);
Result<void> verify_signed_info(const Soap& soap, const SecurityHeader& security,
                                const keys::Certificate& signer);
Result<void> verify_elements(const Soap& soap, const Coverage& coverage);

/// Is the reference's digest that of the element's exclusive canonical form, with its PrefixList?
bool element_matches(const Soap& soap, xml::NodeId element, const SignedReference& reference);

}  // namespace quittance::as4
