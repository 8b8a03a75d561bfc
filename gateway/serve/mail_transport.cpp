#include "gateway/serve/mail_transport.h"

#include "gateway/http/tls.h"

namespace quittance::serve {
namespace {

core::Event event_of(mail::Event event) {
  switch (event) {
    case mail::Event::not_taken: return core::Event::not_taken;
    case mail::Event::answer_lost: return core::Event::answer_lost;
    case mail::Event::receipt_verified: return core::Event::receipt_verified;
    case mail::Event::refused_by_peer: return core::Event::refused_by_peer;
  }
  return core::Event::answer_lost;
}

/// "acme-1001.xml" for the number "ACME/1001": what a person recognises, of characters every mail program
/// takes.
std::string attachment_stem(const core::InvoiceFacts& facts) {
  std::string stem;
  for (const char c : facts.number)
    stem += (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ? c : '-';
  return stem.empty() ? "invoice" : stem;
}

std::string covering_text(const core::InvoiceFacts& facts) {
  std::string text = "Please find attached invoice " + facts.number + " of " + facts.issued + " from " +
                     facts.seller.name + ".\n\n";
  text += "Amount due: " + facts.payable + " " + facts.currency + "\n";
  if (!facts.due.empty()) text += "Due date: " + facts.due + "\n";
  text += "\nThe XML file is the invoice; the HTML file shows it for reading.\n";
  return text;
}

}  // namespace

Result<MailRoute> MailRoute::make(const config::Config& config) {
  auto from = mail::Address::parse(config.mail.from);
  if (!from) return Error{"CONFIG", Retry::never, "[mail] from: " + from.error().detail};
  MailRoute route{{}, std::move(from).value()};
  route.relay.host = config.mail.smtp_host;
  route.relay.port = config.mail.smtp_port;
  route.relay.helo = config.node.name;
  route.relay.user = config.mail.smtp_user;
  if (config.mail.smtp_password) {
    auto secret = config.mail.smtp_password->read();
    if (!secret) return secret.error();
    route.relay.secret = std::move(secret).value();
  }
  if (config.mail.smtp_tls == config::SmtpTls::none) {
    route.relay.tls = mail::Tls::none;
    return route;
  }
  route.relay.tls = config.mail.smtp_tls == config::SmtpTls::tls ? mail::Tls::implicit : mail::Tls::required;
  auto context = http::client_context(
      {.ca_file = config.mail.smtp_trust.string(), .certificate_file = {}, .key_file = {}});
  if (!context) return context.error();
  route.relay.context = std::move(context).value();
  return route;
}

Result<core::Packed> MailTransport::pack(const core::Consignment& consignment) {
  auto to = mail::Address::parse(consignment.endpoint.url);
  if (!to) return to.error();
  const auto& facts = consignment.facts;
  mail::Message message{.from = {route_.from, facts.seller.name},
                        .to = {std::move(to).value(), facts.buyer.name},
                        .reply_to = {},
                        .subject = facts.seller.name + ": invoice " + facts.number,
                        .message_id = consignment.envelope.message_id.text(),
                        .date = consignment.envelope.created,
                        .text = covering_text(facts),
                        .html = {},
                        .attachments = {},
                        .headers = {}};
  const std::string stem = attachment_stem(facts);
  const auto document = consignment.document.load();
  if (!document) return document.error();
  message.attachments.push_back({stem + ".xml", "application/xml", *document});
  auto html = renderer_.html(*document);
  if (!html) return html.error();
  message.attachments.push_back({stem + ".html", "text/html", std::move(html).value()});
  auto bytes = mail::build(message);
  if (!bytes) return bytes.error();
  return core::Packed{std::move(bytes).value(), ""};
}

core::Outcome MailTransport::send(const core::Attempt& attempt) {
  auto to = mail::Address::parse(attempt.endpoint.url);
  if (!to) return {core::Event::not_taken, to.error().code, to.error().detail, {}, {}};
  mail::Relay relay = route_.relay;
  relay.connect_within = std::min<std::chrono::milliseconds>(relay.connect_within, attempt.time_limit);
  relay.answer_within = relay.final_answer_within = relay.body_within = attempt.time_limit;
  Bytes buffer;
  const auto message = attempt.request.body.whole(buffer);
  if (!message) return {core::Event::not_taken, message.error().code, message.error().detail, {}, {}};
  auto outcome = mail::send(relay, {route_.from, std::move(to).value(), attempt.delivery.text()}, *message);
  if (!outcome) return {core::Event::not_taken, outcome.error().code, outcome.error().detail, {}, {}};
  core::Outcome told{event_of(outcome->event), outcome->code, outcome->detail, {}, {}};
  if (outcome->reply != 0) told.answer = outcome->detail;
  if (outcome->event == mail::Event::receipt_verified) told.evidence = outcome->detail;
  return told;
}

core::PostOutcome MailMessenger::post(const core::Letter& letter) {
  auto to = mail::Address::parse(letter.to);
  if (!to) return {core::Posted::refused, to.error().code, to.error().detail};
  auto bytes = mail::build({.from = {route_.from, "Quittance"},
                            .to = {*to, ""},
                            .reply_to = {},
                            .subject = letter.subject,
                            .message_id = letter.message_id.text(),
                            .date = letter.written,
                            .text = letter.text,
                            .html = {},
                            .attachments = {},
                            .headers = {{"Auto-Submitted", "auto-generated"}}});
  if (!bytes) return {core::Posted::refused, bytes.error().code, bytes.error().detail};
  auto outcome = mail::send(route_.relay, {route_.from, std::move(to).value(), ""}, *bytes);
  if (!outcome) return {core::Posted::refused, outcome.error().code, outcome.error().detail};
  switch (outcome->event) {
    case mail::Event::receipt_verified: return {core::Posted::sent, outcome->code, outcome->detail};
    case mail::Event::answer_lost: return {core::Posted::perhaps, outcome->code, outcome->detail};
    case mail::Event::refused_by_peer: return {core::Posted::refused, outcome->code, outcome->detail};
    case mail::Event::not_taken: break;
  }
  return {core::Posted::not_taken, outcome->code, outcome->detail};
}

core::PostOutcome NoMessenger::post(const core::Letter& letter) {
  return {core::Posted::not_taken, "MAIL-OFF", "no [mail] in the configuration; waiting: " + letter.subject};
}

}  // namespace quittance::serve
