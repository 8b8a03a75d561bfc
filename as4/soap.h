// The SOAP 1.2 envelope of an AS4 message: parsed once, and nothing in it is where it does not belong.
#pragma once

#include "formats/base/body.h"
#include "formats/base/result.h"
#include "formats/xml/tree.h"

namespace quittance::as4 {

struct Soap {
  xml::Tree tree;
  xml::NodeId security = xml::kNoNode;   ///< wsse:Security; kNoNode when there is none
  xml::NodeId messaging = xml::kNoNode;  ///< eb:Messaging, at /Envelope/Header/Messaging
  xml::NodeId body = xml::kNoNode;       ///< at /Envelope/Body
};

/// Reads one envelope of at most `limit_bytes`. Envelope holds Header and Body and nothing else; Header holds
/// one eb:Messaging and at most one wsse:Security, both for the ultimate receiver, and no other header we
/// would have to understand. No element of these two names, whatever its namespace, stands anywhere else; no
/// two elements have one id, whatever the attribute is called. Fails with EBMS:0009.
Result<Soap> read_soap(BytesView document, std::size_t limit_bytes);
/// The same of a part as it came; nothing of one that is too large is read. Fails with the codes of Body too.
Result<Soap> read_soap_part(const Body& part, std::size_t limit_bytes);

/// eb:MessageId of the first MessageInfo, as claimed, for error signals; "" when it cannot be told.
std::string claimed_message_id(const Soap& soap);

}  // namespace quittance::as4
