// Takes a recorded message apart for a person: what it says, what its signature covers, where it fails.
// Decides nothing for the daemon: receive() and judge_answer() do.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "as4/as4.h"

namespace quittance::as4 {

/// What was recorded, in one of the forms tools write: a whole HTTP request or answer, a MIME entity with its
/// header fields, a multipart body alone (its boundary is the first delimiter), or a SOAP document alone.
/// Chunked or compressed bodies are not undone. Fails with AS4-RECORDED.
Result<Entity> read_recorded(BytesView recorded);

enum class Check { good, bad, not_made };

struct InspectedPart {
  std::string content_id, content_type;
  std::size_t size_bytes = 0;
  Check decrypted = Check::not_made;
  std::size_t payload_bytes = 0;  ///< decompressed
};

struct InspectedReference {
  SignedReference reference;
  std::string covers;  ///< "eb:Messaging", "S12:Body", "part x@y", or "" when nothing of these
  Check digest = Check::not_made;
};

struct Inspection {
  std::string kind;  ///< "user-message", "receipt", "error", or "" when it could not be read that far
  std::optional<UserMessage> user_message;
  std::string signal_id, ref_to_message_id;
  std::vector<SignedReference> receipted;  ///< references a receipt repeats
  std::vector<std::string> errors;         ///< of an error signal: "EBMS:0004 Other: detail"
  std::vector<InspectedPart> parts;
  std::optional<keys::Certificate> signer;
  Check trust = Check::not_made, signature = Check::not_made;
  std::vector<InspectedReference> references;
  std::vector<Payload> payloads;
  std::string code, reason;  ///< the first fault; "" when there is none
};

/// Goes as far as it can, past faults too. Without `keys` nothing is decrypted, without `trust` the signer's
/// chain is not checked.
Inspection inspect(const Entity& recorded, const keys::KeyStore* keys, const keys::TrustStore* trust,
                   Instant at);

}  // namespace quittance::as4
