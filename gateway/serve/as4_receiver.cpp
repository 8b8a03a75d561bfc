#include "gateway/serve/as4_receiver.h"

#include "formats/xml/parse.h"

namespace quittance::serve {
namespace {

constexpr std::string_view kSignalType = "application/soap+xml;charset=UTF-8";
constexpr std::string_view kNotServiced = "PEPPOL:NOT_SERVICED";

as4::Refusal refusal(const as4::EbmsError& error, const as4::VerifiedMessage& message, std::string reason,
                     std::string_view detail = {}) {
  return {&error, std::string(detail), message.user_message().message_id, std::move(reason)};
}

/// The participant that a header property names, in lower case; "" when it is absent or of another scheme.
std::string folded_property(const as4::UserMessage& message, std::string_view name) {
  const as4::Property* const property = message.property(name);
  if (property == nullptr || property->type != formats::kParticipantScheme) return "";
  const auto id = formats::ParticipantId::parse(property->value);
  return id ? id->folded() : "";
}

http::Response signal(Bytes body) { return http::Response::of(200, kSignalType, std::move(body)); }

http::Response try_again(const std::string& why) {
  auto response = http::Response::text(503, "not taken: " + why);
  response.fields.add("Retry-After", "60");
  return response;
}

}  // namespace

http::Response As4Receiver::answer(const http::Request& request) {
  const auto type = request.fields.find("Content-Type");
  const as4::Receiver receiver{station_.keys, *station_.trust, limits_};
  auto received = as4::receive(type.value_or(""), request.body.bytes(), receiver, station_.clock.wall());
  if (const auto* refused = std::get_if<as4::Refusal>(&received)) return refuse(*refused);
  return accept(std::get<as4::VerifiedMessage>(received), request);
}

http::Response As4Receiver::accept(const as4::VerifiedMessage& message, const http::Request& request) {
  const auto& user = message.user_message();
  const auto receipt =
      as4::make_receipt(message, draw_ids(), station_.keys.signer(station_.clock.wall()), station_.random);
  if (!receipt) return try_again(receipt.error().code);
  if (user.is_test()) return signal(receipt->body);
  auto opened = open_envelope(message);
  if (const auto* refused = std::get_if<as4::Refusal>(&opened)) return refuse(*refused);
  auto& business = std::get<formats::BusinessMessage>(opened);
  auto message_id = core::MessageId::parse(user.message_id);
  auto instance_id = core::InstanceId::parse(business.header.instance_identifier);
  if (!message_id || !instance_id)
    return refuse(refusal(as4::ebms::kValueInconsistent, message, "an identifier that is none"));
  const auto reception = commit_({.message_id = std::move(message_id).value(),
                                  .instance_id = std::move(instance_id).value(),
                                  .peer = std::string(message.signer().common_name()),
                                  .sender = business.header.sender.value(),
                                  .recipient = business.header.receiver.folded(),
                                  .document_type = business.header.document_type.qualified(),
                                  .process = business.header.process.qualified(),
                                  .payload = std::move(business.payload),
                                  .request = Bytes(request.body.bytes()),
                                  .receipt = receipt->body});
  if (const auto* accepted = std::get_if<core::Accepted>(&reception)) return signal(accepted->receipt);
  if (const auto* conflict = std::get_if<core::Conflict>(&reception))
    return refuse(refusal(as4::ebms::kValueInconsistent, message, conflict->detail));
  return try_again(std::get<core::NotTaken>(reception).code);
}

std::variant<formats::BusinessMessage, as4::Refusal> As4Receiver::open_envelope(
    const as4::VerifiedMessage& message) const {
  const auto& user = message.user_message();
  const auto other = [&](std::string reason) {
    return refusal(as4::ebms::kOther, message, std::move(reason));
  };
  if (message.payloads().size() != 1) return other("not exactly one payload");
  xml::Reader reader(station_.xml_limits);
  auto business = formats::unwrap(message.payloads().front().bytes, reader);
  if (!business) return other(business.error().code + ": " + business.error().detail);
  const formats::BusinessHeader& header = business->header;
  if (folded_property(user, "originalSender") != header.sender.folded())
    return other("originalSender is not the SBDH's Sender");
  if (folded_property(user, "finalRecipient") != header.receiver.folded())
    return other("finalRecipient is not the SBDH's Receiver");
  if (user.action != header.document_type.qualified()) return other("Action is not the SBDH's DOCUMENTID");
  if (user.service.value != header.process.value() || user.service.type != header.process.scheme())
    return other("Service is not the SBDH's PROCESSID");
  if (!participants_.contains(header.receiver.folded()))
    return refusal(as4::ebms::kOther, message, "nobody here is " + header.receiver.value(), kNotServiced);
  return std::move(business).value();
}

http::Response As4Receiver::refuse(const as4::Refusal& refused) {
  refused_(refused.message_id, std::string(refused.error->code), refused.reason);
  auto error =
      as4::make_error(refused, draw_ids(), station_.keys.signer(station_.clock.wall()), station_.random);
  return error ? signal(std::move(error->body)) : try_again(error.error().code);
}

as4::SignalIds As4Receiver::draw_ids() const {
  return {station_.random.uuid() + "@" + host_, station_.clock.wall()};
}

}  // namespace quittance::serve
