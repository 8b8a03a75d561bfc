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

bool digest_is(const Sha256& digest, const SignedReference& reference) {
  return to_base64(digest.bytes()) == reference.digest_value;
}

/// The digest of a text whose lines end in CRLF, whatever they ended in.
Result<Sha256> digest_with_crlf(const Body& text) {
  const auto running = keys::OpenSslDigest().start();
  bool after_cr = false;
  auto read = text.for_each([&](BytesView piece) -> Result<void> {
    Bytes lines;
    lines.reserve(piece.size() + piece.size() / 32);
    for (const char c : piece) {
      if (c == '\n' && after_cr)
        after_cr = false;  // its line has ended
      else if (c == '\r' || c == '\n')
        lines.append("\r\n"), after_cr = c == '\r';
      else
        lines.push_back(c), after_cr = false;
    }
    running->update(lines);
    return {};
  });
  if (!read) return read.error();
  return running->finish();
}

Result<bool> canonical_matches(const Body& content, const SignedReference& reference, const Limits& limits) {
  if (content.size() > limits.canonical_bytes)
    return Error{"EBMS:0004", Retry::never, "too large for its canonical form: it should be compressed"};
  Bytes buffer;
  const auto whole = content.whole(buffer);
  if (!whole) return whole.error();
  thread_local xml::Reader reader;
  const auto tree = reader.read(*whole);
  return tree && digest_is(keys::sha256(xml::canonical_form(*tree, xml::Tree::document())), reference);
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

Result<Content> decrypt_content(BytesView content_key, const Body& sealed, const Spool& spool) {
  constexpr std::uint64_t kAround = keys::kGcmIvSize + keys::kGcmTagSize;
  if (content_key.size() != keys::kGcmKeySize || sealed.size() < kAround) return undecryptable();
  const std::uint64_t size = sealed.size() - kAround;
  const auto iv = sealed.range(0, keys::kGcmIvSize).load();
  const auto tag = sealed.range(keys::kGcmIvSize + size).load();
  if (!iv || !tag) return iv ? tag.error() : iv.error();
  keys::GcmStream stream(keys::GcmStream::Way::open, content_key, *iv);
  const auto running = keys::OpenSslDigest().start();
  const auto writer = spool.start();
  Bytes plain;
  auto opened = sealed.range(keys::kGcmIvSize, size).for_each([&](BytesView piece) {
    plain.clear();
    stream.update(piece, plain);
    running->update(plain);
    return writer->write(plain);
  });
  if (!opened) return opened.error();
  if (!stream.finish(*tag)) return undecryptable();
  auto octets = writer->finish();
  if (!octets) return octets.error();
  return Content{std::move(octets).value(), running->finish()};
}

Result<bool> content_matches(const Content& content, std::string_view mime_type,
                             const SignedReference& reference, const Limits& limits) {
  if (digest_is(content.digest, reference)) return true;
  if (is_xml_type(mime_type)) return canonical_matches(content.octets, reference, limits);
  if (!mime_type.starts_with("text/")) return false;
  const auto digest = digest_with_crlf(content.octets);
  if (!digest) return digest.error();
  return digest_is(*digest, reference);
}

Result<Payload> unpack(const PartInfo& part, const Body& content, const Limits& limits, const Spool& spool) {
  Payload payload{part.content_id, std::string(part.mime_type()), content};
  const std::string_view compression = part.property("CompressionType");
  if (!compression.empty() && compression != kGzip)
    return Error{"EBMS:0003", Retry::never, "CompressionType " + std::string(compression)};
  if (compression.empty()) {
    if (content.size() > limits.payload_bytes) return Error{"EBMS:0004", Retry::never, "payload too large"};
    return payload;
  }
  const auto writer = spool.start();
  auto done = gunzip(content, {limits.payload_bytes, limits.ratio, limits.ratio_free_bytes},
                     [&](BytesView piece) { return writer->write(piece); });
  if (!done && done.error().retry == Retry::later) return done.error();  // ours, not the sender's
  if (!done) return Error{"EBMS:0303", Retry::never, done.error().code + " " + done.error().detail};
  auto plain = writer->finish();
  if (!plain) return plain.error();
  payload.content = std::move(plain).value();
  return payload;
}

}  // namespace quittance::as4
