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
Result<Bytes> decrypt_content(BytesView content_key, BytesView sealed);

/// True when the digest is that of the content: of its octets, or, for XML media types, of its exclusive
/// canonical form (SOAP Messages with Attachments Profile 1.1, 4.4.1), or, for other text, with lines ended
/// by CRLF.
bool content_matches(BytesView content, std::string_view mime_type, const SignedReference& reference);

/// Decompressed payload as the PartInfo tells. Fails with EBMS:0303, or EBMS:0003 for another
/// CompressionType.
Result<Payload> unpack(const PartInfo& part, Bytes content, const Limits& limits);

}  // namespace quittance::as4
