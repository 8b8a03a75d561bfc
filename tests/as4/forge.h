// Messages as an attacker, or a careless peer, would make them: every step of build() can be bent.
#pragma once

#include <functional>

#include <gtest/gtest.h>

#include "as4/envelope_writer.h"
#include "as4/gzip.h"
#include "as4/mime.h"
#include "as4/namespaces.h"
#include "tests/as4/world.h"

namespace quittance::as4::test {

/// Replaces the first occurrence; a test whose bait is not there is broken.
inline void swap(std::string& text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  if (at == std::string::npos) {
    ADD_FAILURE() << "nothing to replace: " << from;
    return;
  }
  text.replace(at, from.size(), to);
}
inline void insert_before(std::string& text, std::string_view mark, std::string_view what) {
  swap(text, mark, std::string(what) + std::string(mark));
}
inline void insert_after(std::string& text, std::string_view mark, std::string_view what) {
  swap(text, mark, std::string(mark) + std::string(what));
}
/// The text from `from` up to and including the next `to`.
inline std::string piece(const std::string& text, std::string_view from, std::string_view to) {
  const std::size_t begin = text.find(from), end = text.find(to, begin);
  if (begin == std::string::npos || end == std::string::npos) ADD_FAILURE() << "no piece " << from;
  return text.substr(begin, end + to.size() - begin);
}

/// A reference to an attachment of that content.
inline SignedReference reference_to_attachment(std::string_view content_id, BytesView content) {
  return as4::reference_to_attachment(content_id, keys::sha256(content));
}

inline UserMessage user_message() {
  const Outbound out = outbound();
  UserMessage message;
  message.message_id = out.message_id;
  message.timestamp = out.timestamp;
  message.from = {"POP000901", std::string(peppol::kPartyIdType)};
  message.to = {"POP000902", std::string(peppol::kPartyIdType)};
  message.from_role = peppol::kInitiator;
  message.to_role = peppol::kResponder;
  message.agreement.value = peppol::kAgreement;
  message.service = out.service;
  message.action = out.action;
  message.conversation_id = out.conversation_id;
  message.properties = {{"originalSender", out.original_sender.value, out.original_sender.type},
                        {"finalRecipient", out.final_recipient.value, out.final_recipient.type}};
  message.parts = {
      {out.content_id, {{"MimeType", "application/xml", ""}, {"CompressionType", "application/gzip", ""}}}};
  return message;
}

/// A message in the making. The hooks run in the order they stand here.
struct Forge {
  using Text = std::function<void(std::string&)>;
  UserMessage message = user_message();
  std::shared_ptr<const keys::PrivateKey> signer = World::get().sender;
  keys::Certificate receiver = World::get().receiver->certificate();
  Bytes content = gzip(payload());
  std::string mime_type = "application/gzip";
  Bytes content_key = Bytes(16, 'k');
  bool encrypted = true;
  Text messaging;  ///< before it is digested
  Text body;       ///< likewise
  std::function<void(std::vector<SignedReference>&)> references;
  Text signed_info;  ///< before it is signed
  Text soap;         ///< the finished envelope
  Text sealed;       ///< the encrypted part
  Text mime;         ///< the finished HTTP body
  Text content_type;

  [[nodiscard]] Entity make() const {
    const std::string content_id = outbound().content_id;
    const ElementIds ids{"M-1", "B-1", "X-1", "R-1", "EK-1", "ED-1"};
    const auto bend = [](const Text& hook, std::string text) {
      if (hook) hook(text);
      return text;
    };
    const std::string told = bend(messaging, write_messaging(message, ids.messaging));
    const std::string empty = bend(body, write_body(ids.body));
    std::vector<SignedReference> covered{reference_to(ids.messaging, told), reference_to(ids.body, empty),
                                         reference_to_attachment(content_id, content)};
    if (references) references(covered);
    const std::string info = bend(signed_info, write_signed_info(covered));
    const Bytes signature = signer->sign(keys::sha256(info)).value();
    const Bytes gcm_key(content_key.substr(0, 16) +
                        Bytes(16 - std::min<std::size_t>(16, content_key.size()), '0'));
    const Bytes part =
        bend(sealed, encrypted ? keys::gcm_encrypt(gcm_key, Bytes(12, 'i'), content) : content);
    const Bytes wrapped = keys::wrap(receiver, content_key).value();
    const Encryption encryption{receiver, wrapped, content_id, mime_type};
    const std::string envelope =
        bend(soap, write_envelope(ids, encrypted ? &encryption : nullptr, signer->certificate(), info,
                                  signature, told, empty));
    return {bend(content_type, RelatedWriter::content_type("b.b")),
            bend(mime, RelatedWriter::body("b.b", envelope, content_id, part).load().value())};
  }
};

}  // namespace quittance::as4::test
