#include "gateway/serve/as4_transport.h"

#include "as4/envelope.h"
#include "formats/identifiers.h"
#include "formats/sbdh.h"
#include "formats/statistics.h"
#include "formats/xml/parse.h"

namespace quittance::serve {
namespace {

core::Event event_of(as4::Event event) {
  switch (event) {
    case as4::Event::receipt_verified: return core::Event::receipt_verified;
    case as4::Event::not_taken: return core::Event::not_taken;
    case as4::Event::answer_lost: return core::Event::answer_lost;
    case as4::Event::refused_by_peer: return core::Event::refused_by_peer;
    case as4::Event::duplicate_reported: return core::Event::duplicate_reported;
  }
  return core::Event::answer_lost;
}

Result<formats::BusinessHeader> header_of(const core::Consignment& consignment, const Provider& provider) {
  const core::Endpoint& endpoint = consignment.endpoint;
  auto sender = formats::ParticipantId::parse(endpoint.sender);
  if (!sender) return sender.error();
  auto receiver = formats::ParticipantId::parse(endpoint.recipient);
  if (!receiver) return receiver.error();
  auto document = formats::DocumentTypeId::parse_qualified(endpoint.document_type);
  if (!document) return document.error();
  auto process = formats::ProcessId::parse_qualified(endpoint.process);
  if (!process) return process.error();
  // Of a status nobody asks for a status.
  const bool asks = !formats::is_message_level(endpoint.document_type);
  const auto mls_to = formats::ParticipantId::parse(provider.mls_to);
  return formats::BusinessHeader{.sender = std::move(sender).value(),
                                 .receiver = std::move(receiver).value(),
                                 .document_type = std::move(document).value(),
                                 .process = std::move(process).value(),
                                 .country_c1 = endpoint.country,
                                 .instance_identifier = consignment.envelope.instance_id.text(),
                                 .created = consignment.envelope.created,
                                 .mls_to = asks && mls_to ? std::optional(*mls_to) : std::nullopt,
                                 .mls_type = asks ? provider.mls_type : ""};
}

/// Nothing was sent, and it would not help to send it: the stored message or endpoint is not what pack()
/// made.
core::Outcome unsendable(const Error& error) {
  return {core::Event::not_taken, error.code, error.detail, {}, {}};
}

}  // namespace

Result<core::Packed> As4Transport::pack(const core::Consignment& consignment) {
  const auto header = header_of(consignment, provider_);
  if (!header) return header.error();
  const auto receiver = keys::Certificate::parse(consignment.endpoint.certificate);
  if (!receiver) return receiver.error();
  xml::Reader reader(station_.xml_limits);
  const auto envelope = formats::wrap(*header, consignment.document, reader);
  if (!envelope) return envelope.error();
  as4::Outbound outbound = as4::outbound_of(*header);
  outbound.message_id = consignment.envelope.message_id.text();
  outbound.conversation_id = consignment.envelope.instance_id.text();
  outbound.timestamp = consignment.envelope.created;
  outbound.content_id = "payload-" + outbound.message_id;
  auto built = as4::build(outbound, *envelope, station_.keys.signer(station_.clock.wall()), *receiver,
                          station_.random, station_.spool);
  if (!built) return built.error();
  return core::Packed{std::move(built->body), std::move(built->content_type)};
}

core::Outcome As4Transport::send(const core::Attempt& attempt) {
  const auto certificate = keys::Certificate::parse(attempt.endpoint.certificate);
  if (!certificate) return unsendable(certificate.error());
  const as4::Message request(attempt.request.content_type, attempt.request.body);
  auto outcome = as4::send(request, {attempt.endpoint.url, *certificate}, *station_.client, *station_.trust,
                           station_.clock.wall(), attempt.resend, attempt.time_limit);
  core::Outcome told{event_of(outcome.event), outcome.code, outcome.detail, {}, {}};
  if (outcome.event == as4::Event::receipt_verified || outcome.event == as4::Event::refused_by_peer ||
      outcome.event == as4::Event::duplicate_reported)
    told.evidence = outcome.exchange.body;
  if (outcome.exchange.status != 0) told.answer = std::move(outcome.exchange.body);
  return told;
}

}  // namespace quittance::serve
