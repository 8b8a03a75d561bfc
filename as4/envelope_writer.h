// Writes SOAP envelopes whose signed pieces are their own canonical form: what is digested is what is sent,
// and nothing has to be parsed to be signed.
#pragma once

#include <string>
#include <vector>

#include "as4/as4.h"

namespace quittance::as4 {

/// Element ids of one envelope. They begin with a letter: xs:ID wants it, and peers compare them as strings.
struct ElementIds {
  std::string messaging, body, signer_token, receiver_token, encrypted_key, encrypted_data;
  static ElementIds draw(Random& random);
};

/// eb:Messaging with one UserMessage, in exclusive canonical form.
std::string write_messaging(const UserMessage& message, const std::string& id);
/// eb:Messaging with one Receipt that repeats `references`.
std::string write_receipt_messaging(const SignalIds& ids, std::string_view ref_to_message_id,
                                    const std::vector<SignedReference>& references, const std::string& id);
/// eb:Messaging with one Error. Without RefToMessageId when `ref_to_message_id` is empty.
std::string write_error_messaging(const SignalIds& ids, std::string_view ref_to_message_id,
                                  const EbmsError& error, std::string_view error_detail,
                                  const std::string& id);
/// The empty S12:Body.
std::string write_body(const std::string& id);

/// A reference to an element by exclusive canonicalisation without prefix list.
SignedReference reference_to(std::string_view id, BytesView canonical);
/// A reference to an attachment's content, by its digest.
SignedReference reference_to_attachment(std::string_view content_id, const Sha256& digest);

/// ds:SignedInfo in exclusive canonical form.
std::string write_signed_info(const std::vector<SignedReference>& references);

/// The encryption of one attachment as the security header says it.
struct Encryption {
  const keys::Certificate& receiver;
  BytesView wrapped_key;
  std::string_view content_id;
  std::string_view mime_type;
};

/// The whole envelope. `encryption` is nullptr in signals.
std::string write_envelope(const ElementIds& ids, const Encryption* encryption,
                           const keys::Certificate& signer, std::string_view signed_info, BytesView signature,
                           std::string_view messaging, std::string_view body);

/// "2026-11-24T09:52:44.123Z": the fraction peers write.
std::string wire_time(Instant at);

}  // namespace quittance::as4
