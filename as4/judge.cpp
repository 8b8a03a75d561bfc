#include <algorithm>
#include <cctype>

#include "as4/as4.h"
#include "as4/header_reader.h"
#include "as4/mime.h"
#include "as4/namespaces.h"
#include "as4/verify.h"

namespace quittance::as4 {

namespace {

constexpr std::size_t kAnswerSoapBytes = std::size_t{1} << 20;
constexpr std::size_t kLongestDetail = 500;

/// What an answer comes to, before the exchange is put beside it.
struct Judgement {
  Event event = Event::answer_lost;
  std::string code, detail;
};

/// The SOAP document of an answer: plain, or the root of multipart/related. Judged by content, not by status.
Result<Body> soap_of(const HttpExchange& exchange) {
  const auto type = MediaType::parse(exchange.content_type);
  if (!type || type->type != "multipart/related") return Body::borrowed(exchange.body);
  const auto parts = read_related(exchange.content_type, Body::borrowed(exchange.body));
  if (!parts) return parts.error();
  return parts->front().content;
}

std::string describe(const SignalError& error) {
  std::string text = error.code + " " + error.short_description;
  if (!error.detail.empty()) text += ": " + error.detail;
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  return text.substr(0, kLongestDetail);
}

/// phase4 before 4.5 has no code of its own for a MessageId it knows.
bool says_duplicate(const SignalError& error) {
  std::string text = error.detail;
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
  return text.find("duplicate") != std::string::npos || text.find("already handled") != std::string::npos;
}

/// Is the signal signed, wholly, by the certificate the message was encrypted to? "" when it is; else the
/// failing check, to be put behind RECEIPT- or ERROR-.
std::string check_signature(const Soap& soap, const keys::Certificate& sent_to, const keys::TrustStore& trust,
                            Instant at, std::string& detail) {
  if (soap.security == xml::kNoNode) return "UNSIGNED";
  const auto fails = [&](const char* code, const Error& error) {
    detail = error.detail;
    return std::string(code);
  };
  const auto security = read_security(soap);
  if (!security) return fails("SIGNATURE", security.error());
  if (security->key) return fails("SIGNATURE", {"", Retry::never, "an encrypted signal"});
  const auto coverage = check_coverage(soap, *security, {});
  if (!coverage) return fails("SIGNATURE", coverage.error());
  if (security->signature.signer_der != sent_to.der())
    return fails("SIGNER", {"", Retry::never, "not signed by the certificate it was sent to"});
  if (auto trusted = trust.verify(sent_to, at, keys::Purpose::signing); !trusted)
    return fails("SIGNER", trusted.error());
  if (auto verified = verify_signed_info(soap, *security, sent_to); !verified)
    return fails("SIGNATURE", verified.error());
  if (auto verified = verify_elements(soap, *coverage); !verified)
    return fails("SIGNATURE", verified.error());
  return {};
}

Judgement judge_receipt(const Signal& signal, const Sent& sent) {
  if (signal.ref_to_message_id != sent.message_id)
    return {Event::answer_lost, "RECEIPT-REFERENCE",
            "receipt for another message: " + signal.ref_to_message_id};
  if (!signal.has_non_repudiation)
    return {Event::answer_lost, "RECEIPT-NO-NRI", "receipt without usable NonRepudiationInformation"};
  if (!same_evidence(sent.references, signal.references))
    return {Event::answer_lost, "RECEIPT-DIGESTS", "receipt does not repeat what was signed"};
  return {Event::receipt_verified, "", "receipt " + signal.message_id};
}

Judgement judge_errors(const Signal& signal, const Sent& sent, bool resend) {
  const auto names_us = [&](const SignalError& error) {
    return signal.ref_to_message_id == sent.message_id ||
           (signal.ref_to_message_id.empty() && error.ref_to_message_in_error == sent.message_id);
  };
  for (const SignalError& error : signal.errors) {
    if (!names_us(error)) return {Event::answer_lost, "ERROR-REFERENCE", describe(error)};
    if (error.severity != "failure") continue;
    const bool duplicate = error.code == ebms::kDuplicateDetected.code ||
                           (resend && error.code == ebms::kOther.code && says_duplicate(error));
    return {duplicate ? Event::duplicate_reported : Event::refused_by_peer, error.code, describe(error)};
  }
  return {Event::answer_lost, "ERROR-WARNING", describe(signal.errors.front())};
}

Judgement judge_body(const HttpExchange& exchange, const Sent& sent, const keys::Certificate& sent_to,
                     const keys::TrustStore& trust, Instant at, bool resend) {
  const auto no_signal = [&](const std::string& why) {
    return exchange.status == 200
               ? Judgement{Event::answer_lost, "NO-SIGNAL", why}
               : Judgement{Event::answer_lost, "HTTP:" + std::to_string(exchange.status), why};
  };
  if (exchange.body.empty()) return no_signal("empty answer");
  const auto document = soap_of(exchange);
  if (!document) return no_signal(document.error().detail);
  const auto soap = read_soap_part(*document, kAnswerSoapBytes);
  if (!soap) return no_signal(soap.error().detail);
  const auto signal = read_signal(*soap);
  if (!signal) return no_signal(signal.error().detail);
  std::string detail;
  const std::string failed = check_signature(*soap, sent_to, trust, at, detail);
  if (signal->is_receipt)
    return failed.empty() ? judge_receipt(*signal, sent)
                          : Judgement{Event::answer_lost, "RECEIPT-" + failed, detail};
  if (failed.empty()) return judge_errors(*signal, sent, resend);
  return {Event::answer_lost, "ERROR-" + failed,
          "hint only: " + describe(signal->errors.front()) + (detail.empty() ? "" : " (" + detail + ")")};
}

}  // namespace

std::string_view to_string(Event event) {
  switch (event) {
    case Event::receipt_verified: return "receipt_verified";
    case Event::not_taken: return "not_taken";
    case Event::answer_lost: return "answer_lost";
    case Event::refused_by_peer: return "refused_by_peer";
    case Event::duplicate_reported: return "duplicate_reported";
  }
  return "";
}

Outcome judge_answer(HttpExchange exchange, const Sent& sent, const keys::Certificate& sent_to,
                     const keys::TrustStore& trust, Instant at, bool resend) {
  Judgement judgement;
  switch (exchange.reach) {
    case Reach::not_taken: judgement = {Event::not_taken, "NOT-TAKEN", exchange.detail}; break;
    case Reach::perhaps_taken: judgement = {Event::answer_lost, "ANSWER-LOST", exchange.detail}; break;
    case Reach::answered: judgement = judge_body(exchange, sent, sent_to, trust, at, resend); break;
  }
  return {judgement.event, std::move(judgement.code), std::move(judgement.detail), std::move(exchange)};
}

Result<Sent> read_sent(const Message& request) {
  const Error broken{"AS4-STORED", Retry::never, "the stored request is not one of ours"};
  const auto parts = read_related(request.content_type, request.body);
  if (!parts) return broken;
  const auto soap = read_soap_part(parts->front().content, kAnswerSoapBytes);
  if (!soap) return broken;
  const auto security = read_security(*soap);
  const std::string message_id = claimed_message_id(*soap);
  if (!security || message_id.empty()) return broken;
  return Sent{message_id, security->signature.references};
}

Outcome send(const Message& request, const Destination& destination, HttpClient& client,
             const keys::TrustStore& trust, Instant at, bool resend, std::chrono::milliseconds time_limit) {
  const auto sent = read_sent(request);
  if (!sent) return {Event::not_taken, sent.error().code, sent.error().detail, {}};
  // Nothing leaves for a certificate that nobody vouches for now, whatever was true when the message was
  // built.
  if (auto trusted = trust.verify(destination.certificate, at, keys::Purpose::encryption); !trusted)
    return {Event::not_taken, trusted.error().code, trusted.error().detail, {}};
  if (!is_seat_id(destination.certificate.common_name()))
    return {Event::not_taken,
            "CERT-NAME",
            std::string(destination.certificate.subject()) + ": its common name is no seat id",
            {}};
  HttpExchange exchange = client.post({destination.url, request.content_type, request.body, time_limit});
  return judge_answer(std::move(exchange), *sent, destination.certificate, trust, at, resend);
}

}  // namespace quittance::as4
