// Payload parts on the way in: decrypted, compared with the signature, decompressed.
#pragma once

#include "as4/as4.h"
#include "as4/mime.h"
#include "as4/verify.h"

namespace quittance::as4 {

/// Each part of the message is named by one PartInfo, each PartInfo names one part, and each is encrypted.
/// Fails with EBMS:0011, or EBMS:0103 where encryption is missing.
Result<void> match_parts(const UserMessage& message, const std::vector<Part>& parts,
                         const SecurityHeader& security);

/// The content key, and the content of a part as it was before encryption. Every failure of the two together
/// is the same EBMS:0102: whoever is not the right sender learns nothing from it, nor from the time it takes.
/// A wrapped key that does not open gives a random one, with which the decryption then fails. unwrap_key
/// fails with EBMS:0102 only where the key is for a certificate that is not ours, which the sender knows as
/// well as we do.
Result<Bytes> unwrap_key(const EncryptedKeyBlock& block, const keys::KeyStore& keys);

/// What was encrypted, and the digest of its octets.
struct Content {
  Body octets;
  Sha256 digest;
};
/// Fails with the codes of Body and Spool too, which tell nothing of the content.
Result<Content> decrypt_content(BytesView content_key, const Body& sealed, const Spool& spool);

/// True when the digest is that of the content: of its octets, or, for XML media types, of its exclusive
/// canonical form (SOAP Messages with Attachments Profile 1.1, 4.4.1), or, for other text, with lines ended
/// by CRLF. Fails with EBMS:0004 when XML is too large for its canonical form to be made (canonical_bytes).
Result<bool> content_matches(const Content& content, std::string_view mime_type,
                             const SignedReference& reference, const Limits& limits);

/// Decompressed payload as the PartInfo tells. Fails with EBMS:0303, or EBMS:0003 for another
/// CompressionType, and with the codes of Body and Spool.
Result<Payload> unpack(const PartInfo& part, const Body& content, const Limits& limits, const Spool& spool);

}  // namespace quittance::as4
