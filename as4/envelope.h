// What stands inside a verified message: a Peppol business envelope that says the same as the message around
// it.
#pragma once

#include "as4/as4.h"
#include "formats/sbdh.h"
#include "formats/xml/parse.h"

namespace quittance::as4 {

/// Takes the envelope out of the one payload and compares it with eb:Messaging: originalSender and
/// finalRecipient are its sender and receiver, Action its document type ("scheme::value"), Service its
/// process. The last check on receipt (Peppol AS4 Profile 2.0.3, 5, 6 and 9). Memory does not grow
/// with an envelope that does not lie in it; what it takes lies in `spool`. Fails with EBMS:0004; the detail
/// names what differs; and with the codes of Body and Spool, worth another try.
Result<formats::BusinessMessage> open_envelope(const VerifiedMessage& message, xml::Reader& reader,
                                               const Spool& spool = kInMemory);

/// What eb:Messaging says of an envelope with that header. The identifiers are left to the caller:
/// message_id, conversation_id, timestamp and content_id are empty.
Outbound outbound_of(const formats::BusinessHeader& header);

/// The refusal of a verified message for a reason found later. `error` is one of ebms; `error_detail` is told
/// to the peer ("PEPPOL:NOT_SERVICED" where the receiver is not served here), `reason` is not.
Refusal refuse(const VerifiedMessage& message, const EbmsError& error, std::string error_detail,
               std::string reason);

}  // namespace quittance::as4
