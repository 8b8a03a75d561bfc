#include "as4/envelope.h"

#include "as4/namespaces.h"

namespace quittance::as4 {

namespace {

Error differs(std::string_view what) {
  return {"EBMS:0004", Retry::never, "message and envelope differ in " + std::string(what)};
}

bool is_participant(const UserMessage& message, std::string_view name,
                    const formats::ParticipantId& expected) {
  const Property* property = message.property(name);
  if (property == nullptr || property->type != formats::kParticipantScheme) return false;
  const auto participant = formats::ParticipantId::parse(property->value);
  return participant && *participant == expected;
}

}  // namespace

Result<formats::BusinessMessage> open_envelope(const VerifiedMessage& message, xml::Reader& reader,
                                               const Spool& spool) {
  if (message.payloads().size() != 1) return Error{"EBMS:0004", Retry::never, "not exactly one payload"};
  auto envelope = formats::unwrap(message.payloads().front().content, reader, {}, spool);
  if (!envelope && envelope.error().retry == Retry::later) return envelope.error();  // ours, not the sender's
  if (!envelope)
    return Error{"EBMS:0004", Retry::never, envelope.error().code + " " + envelope.error().detail};
  const formats::BusinessHeader& header = envelope->header;
  const UserMessage& said = message.user_message();
  if (!is_participant(said, peppol::kOriginalSender, header.sender)) return differs("originalSender");
  if (!is_participant(said, peppol::kFinalRecipient, header.receiver)) return differs("finalRecipient");
  if (said.action != header.document_type.qualified()) return differs("Action");
  if (said.service.value != header.process.value() || said.service.type != header.process.scheme())
    return differs("Service");
  return envelope;
}

Outbound outbound_of(const formats::BusinessHeader& header) {
  const auto participant = [](const formats::ParticipantId& id) {
    return Typed{id.value(), std::string(formats::kParticipantScheme)};
  };
  Outbound outbound;
  outbound.service = {header.process.value(), header.process.scheme()};
  outbound.action = header.document_type.qualified();
  outbound.original_sender = participant(header.sender);
  outbound.final_recipient = participant(header.receiver);
  return outbound;
}

Refusal refuse(const VerifiedMessage& message, const EbmsError& error, std::string error_detail,
               std::string reason) {
  return {.error = &error,
          .error_detail = std::move(error_detail),
          .message_id = message.user_message().message_id,
          .reason = std::move(reason),
          .encrypted_to = message.encrypted_to(),
          .undecided = false};
}

}  // namespace quittance::as4
