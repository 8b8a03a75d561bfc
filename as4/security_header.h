// The wsse:Security header as a value: read by a closed grammar, so that only what Peppol uses exists for us.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "as4/signed_reference.h"
#include "as4/soap.h"
#include "formats/xml/c14n.h"

namespace quittance::as4 {

/// The one ds:Signature.
struct SignatureBlock {
  xml::NodeId signed_info = xml::kNoNode;
  xml::C14n form;  ///< of SignedInfo
  std::vector<SignedReference> references;
  Bytes value;
  Bytes signer_der;  ///< the BinarySecurityToken its KeyInfo points to
};

/// The one xenc:EncryptedKey.
struct EncryptedKeyBlock {
  Bytes receiver_der;  ///< the BinarySecurityToken its KeyInfo points to
  Bytes wrapped;
};

/// One xenc:EncryptedData: an attachment's content.
struct EncryptedPart {
  std::string content_id;
  std::string mime_type;
};

struct SecurityHeader {
  SignatureBlock signature;
  std::optional<EncryptedKeyBlock> key;
  std::vector<EncryptedPart> encrypted;
};

/// Reads soap.security. Every element and attribute of it is one of Peppol AS4's, every algorithm the one of
/// namespaces.h; tokens are referred to directly and stand in the header itself. Fails with EBMS:0103.
Result<SecurityHeader> read_security(const Soap& soap);

/// The signature alone, whatever else the header holds: for people who look at messages of other profiles.
Result<SignatureBlock> read_signature(const Soap& soap);

/// Reads a ds:Reference (of SignedInfo, or its copy in a receipt) without judging its algorithms; nullopt
/// when it is none. At most 64 prefixes.
std::optional<SignedReference> read_reference(const xml::Tree& tree, xml::NodeId reference);

}  // namespace quittance::as4
