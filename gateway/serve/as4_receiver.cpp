#include "gateway/serve/as4_receiver.h"

#include "as4/envelope.h"
#include "formats/service_provider.h"
#include "formats/statistics.h"
#include "formats/xml/parse.h"

namespace quittance::serve {
namespace {

constexpr std::string_view kNotServiced = "PEPPOL:NOT_SERVICED";

http::Response signal(Bytes body) {
  return http::Response::of(200, "application/soap+xml;charset=UTF-8", std::move(body));
}

http::Response try_again(const std::string& why) {
  auto response = http::Response::text(503, "not taken: " + why);
  response.fields.add("Retry-After", "60");
  return response;
}

/// What the delivery part keeps of a message. Fails with the codes of the two identifiers.
Result<core::InboundMessage> inbound(const as4::VerifiedMessage& message, formats::BusinessMessage business,
                                     const Body& request) {
  auto message_id = core::MessageId::parse(message.user_message().message_id);
  if (!message_id) return message_id.error();
  auto instance_id = core::InstanceId::parse(business.header.instance_identifier);
  if (!instance_id) return instance_id.error();
  return core::InboundMessage{.message_id = std::move(message_id).value(),
                              .instance_id = std::move(instance_id).value(),
                              .peer = std::string(message.signer().common_name()),
                              .sender = business.header.sender.value(),
                              .recipient = business.header.receiver.folded(),
                              .document_type = business.header.document_type.qualified(),
                              .process = business.header.process.qualified(),
                              .payload = std::move(business.payload),
                              .request = request,
                              .receipt = {},
                              .sent = message.user_message().timestamp,
                              .country_c1 = business.header.country_c1,
                              .country_c4 = {},
                              .mls_to = business.header.mls_to ? business.header.mls_to->value() : "",
                              .mls_type = business.header.mls_type};
}

}  // namespace

http::Response As4Receiver::answer(const http::Request& request) {
  const auto type = request.fields.find("Content-Type");
  const as4::Receiver receiver{station_.keys, *station_.trust, limits_, station_.spool};
  auto received = as4::receive(type.value_or(""), request.body, receiver, station_.clock.wall());
  if (const auto* refused = std::get_if<as4::Refusal>(&received)) return refuse(*refused);
  const auto& message = std::get<as4::VerifiedMessage>(received);
  if (message.user_message().is_test()) return acknowledge(message);
  return accept(message, request);
}

/// The test service (CEF eDelivery AS4): processed in full, answered, never delivered.
http::Response As4Receiver::acknowledge(const as4::VerifiedMessage& message) {
  auto receipt = make_receipt(message);
  return receipt ? signal(std::move(*receipt)) : try_again(receipt.error().code);
}

http::Response As4Receiver::accept(const as4::VerifiedMessage& message, const http::Request& request) {
  const auto because = [&](const as4::EbmsError& error, std::string reason, std::string_view told = {}) {
    return refuse(as4::refuse(message, error, std::string(told), std::move(reason)));
  };
  xml::Reader reader(station_.xml_limits);
  auto business = as4::open_envelope(message, reader, station_.spool);
  if (!business && business.error().retry == Retry::later) return try_again(business.error().code);
  if (!business) return because(as4::ebms::kOther, business.error().detail);
  auto country = country_of(business->header);
  if (!country)
    return because(as4::ebms::kOther, "nobody here is " + business->header.receiver.value(), kNotServiced);
  if (const auto why = misdirected(business->header)) {
    auto refusal = as4::refuse(message, as4::ebms::kOther, std::string(kNotServiced), why->why);
    refusal.undecided = why->verdict == OwnRegistration::Verdict::unknown;
    return refuse(refusal);
  }
  auto taken = inbound(message, std::move(business).value(), request.body);
  if (!taken) return because(as4::ebms::kValueInconsistent, taken.error().detail);
  taken->country_c4 = std::move(*country);
  auto receipt = make_receipt(message);
  if (!receipt) return try_again(receipt.error().code);
  taken->receipt = std::move(*receipt);
  // The same document may come again in another envelope: the stored receipt is no receipt for that.
  taken->is_answered_by = [&message](BytesView stored) { return as4::answers(stored, message); };
  const auto reception = commit_(*taken);
  if (const auto* conflict = std::get_if<core::Conflict>(&reception))
    return because(as4::ebms::kValueInconsistent, conflict->detail);
  if (const auto* full = std::get_if<core::NotTaken>(&reception)) return try_again(full->code);
  return signal(std::get<core::Accepted>(reception).receipt);
}

std::optional<std::string> As4Receiver::country_of(const formats::BusinessHeader& header) const {
  const auto found = addressees_.participants.find(header.receiver.folded());
  if (found != addressees_.participants.end()) return found->second;
  // Of a service provider's identifiers all that begin with his six digits are his.
  const auto own = formats::ParticipantId::parse(addressees_.service_provider);
  const bool ours = own && formats::is_service_provider(header.receiver) &&
                    formats::main_identifier(*own) == formats::main_identifier(header.receiver);
  if (ours && formats::is_message_level(header.document_type.qualified())) return addressees_.country;
  return {};
}

std::optional<OwnRegistration::Answer> As4Receiver::misdirected(const formats::BusinessHeader& header) const {
  if (registration_ == nullptr) return {};
  auto answer = registration_->of(header);
  if (answer.verdict == OwnRegistration::Verdict::ours) return {};
  return answer;
}

http::Response As4Receiver::refuse(const as4::Refusal& refused) {
  refused_(refused.message_id, std::string(refused.error->code), refused.reason);
  if (refused.undecided) return try_again("it could not be checked now");
  auto error = as4::make_error(refused, draw_ids(), answering_key(refused.encrypted_to), station_.random);
  return error ? signal(std::move(error->body)) : try_again(error.error().code);
}

/// A sender believes an answer by the certificate he encrypted to. While an old and a new one of ours overlap
/// that may be the old one; once it has ended he would refuse it either way.
const keys::PrivateKey& As4Receiver::answering_key(const std::optional<Sha256>& encrypted_to) const {
  const Instant now = station_.clock.wall();
  const keys::PrivateKey* addressed = encrypted_to ? station_.keys.find(*encrypted_to) : nullptr;
  return addressed != nullptr && addressed->certificate().valid_at(now) ? *addressed
                                                                        : station_.keys.signer(now);
}

Result<Bytes> As4Receiver::make_receipt(const as4::VerifiedMessage& message) const {
  auto made = as4::make_receipt(message, draw_ids(), answering_key(message.encrypted_to()), station_.random);
  if (!made) return made.error();
  return std::move(made->body);
}

as4::SignalIds As4Receiver::draw_ids() const {
  return {station_.random.uuid() + "@" + host_, station_.clock.wall()};
}

}  // namespace quittance::serve
