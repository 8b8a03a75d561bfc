// Reads what stands in eb:Messaging (ebMS 3.0 Core 5.2, corrected schema) into values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "as4/signed_reference.h"
#include "as4/soap.h"
#include "as4/user_message.h"

namespace quittance::as4 {

/// The one eb:UserMessage. Order, number and presence of elements are the schema's. Fails with EBMS:0009
/// where the schema does not hold, EBMS:0003 for several UserMessages, PartyIds or bundled signals, EBMS:0010
/// for RefToMessageId or another channel than the default, EBMS:0011 for a payload that is no cid: part.
Result<UserMessage> read_user_message(const Soap& soap);

struct SignalError {
  std::string code, severity, short_description, detail, ref_to_message_in_error;
};

/// One eb:SignalMessage of an answer.
struct Signal {
  std::string message_id, ref_to_message_id;
  bool is_receipt = false;
  bool has_non_repudiation = false;  ///< the receipt holds ebbp:NonRepudiationInformation and nothing like it
  std::vector<SignedReference> references;  ///< of its NonRepudiationInformation
  std::vector<SignalError> errors;
};

/// The one eb:SignalMessage: a Receipt or Errors. Tolerates what peers add to both (unknown children of
/// eb:Receipt, missing attributes). Fails with EBMS:0009 when there is none, more than one, a UserMessage
/// beside it, or Receipt and Error together.
Result<Signal> read_signal(const Soap& soap);

}  // namespace quittance::as4
