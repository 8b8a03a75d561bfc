// Receiving: payload, memory of its ids and the answer's bytes are committed together before the answer goes
// out; then the document is handed over once, or quarantined.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <variant>

#include "formats/base/time.h"
#include "gateway/core/facts.h"
#include "gateway/core/ports.h"

namespace quittance::core {

/// A message that was verified and decrypted; its answer is made but not sent.
struct InboundMessage {
  MessageId message_id;
  InstanceId instance_id;
  std::string peer;       ///< the access point: CN of the certificate that signed it
  std::string sender;     ///< C1 of the SBDH
  std::string recipient;  ///< C4
  std::string document_type, process;
  Body payload;   ///< the business document (without the SBDH)
  Body request;   ///< the message as it came, for proof; empty: not kept
  Bytes receipt;  ///< the signed answer's bytes
  /// Whether a receipt that was stored for this MessageId answers this message too: what was signed is the
  /// same. Empty: peer and payload decide alone. Asked only while the message is being received.
  std::function<bool(BytesView stored_receipt)> is_answered_by{};
  Instant sent{};            ///< eb:Timestamp: what reports date it by
  std::string country_c1{};  ///< as the SBDH says
  std::string country_c4{};  ///< as we know of our participant, else ""
  std::string mls_to{};      ///< SBDH MLS_TO: who gets the Message Level Status; "": the access point itself
  std::string mls_type{};    ///< SBDH MLS_TYPE: "FAILURE_ONLY", "ALWAYS_SEND", or "" when not said
};

enum class InboundState : std::uint8_t {
  received,     ///< committed and answered; not yet handed over
  handed_over,  ///< in the inbox
  quarantined,  ///< not handed over: a person looks
  repeated,     ///< the same envelope came before under another MessageId; that one was handed over
};
std::string_view name(InboundState state);
std::optional<InboundState> inbound_state_named(std::string_view text);

/// Committed: answer with these bytes. `repeated`: the same message came before, these are its stored bytes.
struct Accepted {
  DeliveryId id;
  Bytes receipt;
  bool repeated = false;
};
/// The same MessageId with other content, in another envelope, or from another access point: refuse, and
/// alert.
struct Conflict {
  std::string detail;
};
/// Nothing was kept: answer with a temporary error.
struct NotTaken {
  std::string code, detail;
};
using Reception = std::variant<Accepted, Conflict, NotTaken>;

}  // namespace quittance::core
