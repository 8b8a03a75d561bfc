#include "as4/attachments.h"

#include <algorithm>

#include "as4/gzip.h"
#include "as4/namespaces.h"
#include "formats/xml/parse.h"

namespace quittance::as4 {

namespace {

const Error& undecryptable() {
  static const Error error{"EBMS:0102", Retry::never, "cannot decrypt"};
  return error;
}

/// Media types whose digest is over a canonical form (as WSS4J reads the SwA profile).
bool is_xml_type(std::string_view type) {
  if (type.starts_with("text/xml") || type.starts_with("application/xml")) return true;
  const std::string_view media = type.substr(0, type.find(';'));
  return (media.starts_with("application/") || media.starts_with("image/")) && media.ends_with("+xml");
}

/// Lines end in CRLF, whatever they ended in.
Bytes with_crlf(BytesView text) {
  Bytes out;
  out.reserve(text.size() + text.size() / 32);
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\r' && text[at] != '\n') {
      out.push_back(text[at]);
      continue;
    }
    if (text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n') ++at;
    out.append("\r\n");
  }
  return out;
}

bool digest_is(BytesView content, const SignedReference& reference) {
  return to_base64(keys::sha256(content).bytes()) == reference.digest_value;
}

bool canonical_matches(BytesView content, const SignedReference& reference) {
  thread_local xml::Reader reader;
  const auto tree = reader.read(content);
  return tree && digest_is(xml::canonical_form(*tree, xml::Tree::document()), reference);
}

}  // namespace

Result<void> match_parts(const UserMessage& message, const std::vector<Part>& parts,
                         const SecurityHeader& security) {
  const Error mismatch{"EBMS:0011", Retry::never, "PayloadInfo and the message's parts differ"};
  if (parts.size() != message.parts.size() + 1) return mismatch;  // the SOAP part is not named
  for (const PartInfo& info : message.parts) {
    if (std::none_of(parts.begin() + 1, parts.end(),
                     [&](const Part& p) { return p.content_id == info.content_id; }))
      return mismatch;
    if (std::none_of(security.encrypted.begin(), security.encrypted.end(),
                     [&](const EncryptedPart& p) { return p.content_id == info.content_id; }))
      return Error{"EBMS:0103", Retry::never, "payload is not encrypted"};
  }
  if (security.encrypted.size() != message.parts.size())
    return Error{"EBMS:0103", Retry::never, "EncryptedData without payload"};
  return {};
}

Result<Bytes> unwrap_key(const EncryptedKeyBlock& block, const keys::KeyStore& keys) {
  const keys::PrivateKey* key = keys.find(keys::sha256(block.receiver_der));
  if (key == nullptr) return undecryptable();
  auto content_key = key->unwrap(block.wrapped);
  Bytes random = keys::OpenSslRandom().bytes(keys::kGcmKeySize);
  if (!content_key || content_key->size() != keys::kGcmKeySize) return random;
  return content_key;
}

Result<Bytes> decrypt_content(BytesView content_key, BytesView sealed) {
  auto plain = keys::gcm_decrypt(content_key, sealed);
  if (!plain) return undecryptable();
  return plain;
}

bool content_matches(BytesView content, std::string_view mime_type, const SignedReference& reference) {
  if (digest_is(content, reference)) return true;
  if (is_xml_type(mime_type)) return canonical_matches(content, reference);
  return mime_type.starts_with("text/") && digest_is(with_crlf(content), reference);
}

Result<Payload> unpack(const PartInfo& part, Bytes content, const Limits& limits) {
  Payload payload{part.content_id, std::string(part.mime_type()), {}};
  const std::string_view compression = part.property("CompressionType");
  if (!compression.empty() && compression != kGzip)
    return Error{"EBMS:0003", Retry::never, "CompressionType " + std::string(compression)};
  if (compression.empty()) {
    if (content.size() > limits.payload_bytes) return Error{"EBMS:0004", Retry::never, "payload too large"};
    payload.bytes = std::move(content);
    return payload;
  }
  auto plain = gunzip(content, {limits.payload_bytes, limits.ratio, limits.ratio_free_bytes});
  if (!plain) return Error{"EBMS:0303", Retry::never, plain.error().code + " " + plain.error().detail};
  payload.bytes = std::move(plain).value();
  return payload;
}

}  // namespace quittance::as4
