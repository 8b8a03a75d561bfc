#include <algorithm>

#include "as4/as4.h"
#include "as4/attachments.h"
#include "as4/envelope_writer.h"
#include "as4/gzip.h"
#include "as4/mime.h"
#include "as4/namespaces.h"
#include "formats/xml/encoding.h"

namespace quittance::as4 {

namespace {

Error unusable(std::string_view what) {
  return {"AS4-BUILD", Retry::never, "not usable: " + std::string(what)};
}

/// UTF-8 without control characters, and short enough for every peer's column: identifiers come from
/// configuration and documents.
bool is_text(std::string_view text) {
  return text.size() <= 1024 && xml::find_invalid_utf8(text) == xml::kAllValid &&
         std::none_of(text.begin(), text.end(), [](char c) {
           const auto octet = static_cast<unsigned char>(c);
           return octet < 0x20 || octet == 0x7f;
         });
}
bool is_identifier(std::string_view text) { return !text.empty() && is_text(text); }
bool is_identifier(const Typed& typed) { return is_identifier(typed.value) && is_text(typed.type); }

/// Characters that stand for themselves in a cid: URL and in a Content-ID field.
bool is_plain_content_id(std::string_view id) {
  return !id.empty() && id.size() <= 200 && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-' || c == '@';
  });
}

Result<void> check(const Outbound& outbound, const keys::Certificate& signer,
                   const keys::Certificate& receiver) {
  if (!is_identifier(outbound.message_id)) return unusable("MessageId");
  if (!is_identifier(outbound.conversation_id)) return unusable("ConversationId");
  if (!is_plain_content_id(outbound.content_id)) return unusable("Content-ID");
  if (!is_identifier(outbound.service)) return unusable("Service");
  if (!is_identifier(outbound.action)) return unusable("Action");
  if (!is_identifier(outbound.original_sender)) return unusable("originalSender");
  if (!is_identifier(outbound.final_recipient)) return unusable("finalRecipient");
  if (signer.common_name().empty()) return unusable("common name of our certificate");
  if (receiver.common_name().empty()) return unusable("common name of the receiver's certificate");
  return {};
}

UserMessage peppol_message(const Outbound& outbound, const keys::Certificate& signer,
                           const keys::Certificate& receiver) {
  const auto party = [](const keys::Certificate& certificate) {
    return Typed{std::string(certificate.common_name()), std::string(peppol::kPartyIdType)};
  };
  UserMessage message;
  message.message_id = outbound.message_id;
  message.timestamp = outbound.timestamp;
  message.from = party(signer);
  message.to = party(receiver);
  message.from_role = peppol::kInitiator;
  message.to_role = peppol::kResponder;
  message.agreement.value = peppol::kAgreement;
  message.service = outbound.service;
  message.action = outbound.action;
  message.conversation_id = outbound.conversation_id;
  message.properties = {
      {std::string(peppol::kOriginalSender), outbound.original_sender.value, outbound.original_sender.type},
      {std::string(peppol::kFinalRecipient), outbound.final_recipient.value, outbound.final_recipient.type}};
  message.parts = {{outbound.content_id,
                    {{"MimeType", "application/xml", ""},
                     {"CompressionType", std::string(kGzip), ""},
                     {"CharacterSet", "UTF-8", ""}}}};
  return message;
}

/// What goes into the message before it is encrypted, and the digest the signature is over.
Result<Content> compress(const Body& payload, const Spool& spool) {
  const auto running = keys::OpenSslDigest().start();
  const auto writer = spool.start();
  auto done = gzip(payload, [&](BytesView piece) {
    running->update(piece);
    return writer->write(piece);
  });
  if (!done) return done.error();
  auto octets = writer->finish();
  if (!octets) return octets.error();
  return Content{std::move(octets).value(), running->finish()};
}

/// IV, ciphertext, tag.
Result<Body> seal(BytesView key, const Bytes& iv, const Body& content, const Spool& spool) {
  keys::GcmStream stream(keys::GcmStream::Way::seal, key, iv);
  const auto writer = spool.start();
  if (auto written = writer->write(iv); !written) return written.error();
  Bytes sealed;
  auto done = content.for_each([&](BytesView piece) {
    sealed.clear();
    stream.update(piece, sealed);
    return writer->write(sealed);
  });
  if (!done) return done.error();
  if (auto written = writer->write(stream.tag()); !written) return written.error();
  return writer->finish();
}

}  // namespace

Result<Message> build(const Outbound& outbound, const Body& payload, const keys::PrivateKey& signer,
                      const keys::Certificate& receiver, Random& random, const Spool& spool) {
  if (auto checked = check(outbound, signer.certificate(), receiver); !checked) return checked.error();
  const ElementIds ids = ElementIds::draw(random);
  const auto compressed = compress(payload, spool);
  if (!compressed) return compressed.error();
  const std::string messaging =
      write_messaging(peppol_message(outbound, signer.certificate(), receiver), ids.messaging);
  const std::string body = write_body(ids.body);
  const std::string signed_info =
      write_signed_info({reference_to(ids.messaging, messaging), reference_to(ids.body, body),
                         reference_to_attachment(outbound.content_id, compressed->digest)});
  const auto signature = signer.sign(keys::sha256(signed_info));
  if (!signature) return signature.error();
  Bytes key = random.bytes(keys::kGcmKeySize);
  const auto sealed = seal(key, random.bytes(keys::kGcmIvSize), compressed->octets, spool);
  const auto wrapped = keys::wrap(receiver, key);
  keys::wipe(key);
  if (!sealed) return sealed.error();
  if (!wrapped) return wrapped.error();
  const Encryption encryption{receiver, *wrapped, outbound.content_id, kGzip};
  const std::string soap =
      write_envelope(ids, &encryption, signer.certificate(), signed_info, *signature, messaging, body);
  const std::string boundary = "quittance-" + random.uuid();
  return Message(RelatedWriter::content_type(boundary),
                 RelatedWriter::body(boundary, soap, outbound.content_id, *sealed));
}

}  // namespace quittance::as4
