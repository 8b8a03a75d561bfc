#include "gateway/serve/log_lines.h"

namespace quittance::serve {
namespace {

std::string_view code_of(core::State state) {
  switch (state) {
    case core::State::claimed: return "DELIVERY_CLAIMED";
    case core::State::checked: return "DELIVERY_CHECKED";
    case core::State::addressed: return "DELIVERY_ADDRESSED";
    case core::State::sending: return "DELIVERY_SENDING";
    case core::State::deferred: return "DELIVERY_DEFERRED";
    case core::State::in_doubt: return "DELIVERY_IN_DOUBT";
    case core::State::resending: return "DELIVERY_RESENDING";
    case core::State::receipted: return "DELIVERY_RECEIPTED";
    case core::State::delivered: return "DELIVERY_DELIVERED";
    case core::State::rejected: return "DELIVERY_REJECTED";
    case core::State::undeliverable: return "DELIVERY_UNDELIVERABLE";
    case core::State::refused: return "DELIVERY_REFUSED";
    case core::State::expired: return "DELIVERY_EXPIRED";
    case core::State::unconfirmed: return "DELIVERY_UNCONFIRMED";
    case core::State::cancelled: return "DELIVERY_CANCELLED";
  }
  return "DELIVERY_NO_ROW";
}

/// The line of a journal kind that moves no state; "" when it needs none.
std::string_view code_of(std::string_view kind) {
  namespace k = core::kind;
  if (kind == k::kHeld || kind == k::kNotChecked) return "DELIVERY_HELD";
  if (kind == k::kReleased) return "DELIVERY_RELEASED";
  if (kind == k::kUnexpected) return "DELIVERY_NO_ROW";
  if (kind == k::kLetterSent) return "MAIL_SENT";
  if (kind == k::kLetterFailed) return "MAIL_REFUSED";
  if (kind == k::kWatchExpired) return "WATCH_EXPIRED";
  if (kind == k::kReceived) return "RECEIVED";
  if (kind == k::kRepeated) return "RECEIVED_AGAIN";
  if (kind == k::kConflict) return "RECEIVED_OTHER_BYTES";
  if (kind == k::kQuarantined) return "RECEIVED_INVALID";
  return "";
}

std::string_view code_of(const Error& error) {
  if (error.code == "QUEUE-FULL") return "FOLDER_FULL";
  if (error.code == "DISK-FULL") return "DISK_RESERVE";
  if (error.code.starts_with("DISK") || error.code.starts_with("STORE")) return "DISK_FAILED";
  return "WORKER_FAILED";
}

log::Facts facts_of_entry(const core::Entry& entry) {
  log::Facts facts;
  facts.delivery = entry.subject;
  facts.subject = entry.actor;
  facts.reason = entry.code;
  facts.detail = entry.detail;
  facts.attempt = static_cast<unsigned>(entry.attempt.value_or(0));
  return facts;
}

}  // namespace

void LogLines::stepped(const core::Delivery& before, const core::Step& step) {
  const bool moved = step.after.state != before.state();
  auto code = moved ? code_of(step.after.state) : code_of(step.entry.kind);
  // Deferred before anything was tried: nobody was sent to, so no attempt is told of.
  if (step.entry.kind == name(core::Event::lookup_failed))
    code = step.alert ? "LOOKUP_NOT_BELIEVED" : "LOOKUP_FAILED";
  if (!code.empty()) {
    auto facts = facts_of_entry(step.entry);
    facts.state = core::name(step.after.state);
    if (before.endpoint) facts.partner = before.endpoint->peer;
    if (before.envelope) facts.message_id = before.envelope->message_id.text();
    log_.write(code, facts);
  }
  if (step.concern)
    log_.write("TASK_OPENED", {.delivery = before.id.text(), .subject = step.concern->reason});
}

void LogLines::noted(const core::Entry& entry, bool) {
  const auto code = code_of(entry.kind);
  if (code.empty()) return;
  auto facts = facts_of_entry(entry);
  if (entry.actor.starts_with("peer:")) facts.partner = entry.actor.substr(5);
  log_.write(code, facts);
}

void LogLines::trouble(const std::string& what, const Error& error) {
  log_.write(code_of(error), {.subject = what, .reason = error.code, .detail = error.detail});
}

void LogLines::claimed(const core::DeliveryId& id, const core::Origin& origin) {
  log_.write("DELIVERY_CLAIMED", {.delivery = id.text(), .state = "claimed", .subject = origin.folder});
}

void LogLines::odd(const std::string& folder, const std::string& name, const std::string& reason) {
  log_.write("FOLDER_QUARANTINED", {.subject = folder, .detail = name + ": " + reason});
}

void LogLines::refused(const http::Peer& peer, std::string_view code, std::string_view why) {
  log_.write("HTTP_REFUSED",
             {.partner = peer.address, .reason = std::string(code), .detail = std::string(why)});
}

void LogLines::failed(const http::Request& request, std::string_view why) {
  log_.write("WORKER_FAILED",
             {.partner = request.peer.address, .subject = request.path, .detail = std::string(why)});
}

void LogLines::answered(const http::Request&, int, std::chrono::microseconds) {}

void LogLines::certificate_ends(const Ending& ending) {
  const auto& [role, file, certificate] = ending.which;
  log_.write(ending.ended ? "CERTIFICATE_EXPIRED" : "CERTIFICATE_EXPIRES",
             {.subject = std::string(certificate.subject()),
              .detail = role + ", until " + to_string(certificate.not_after()).substr(0, 19) + "Z" +
                        (file.empty() ? "" : ", " + file)});
}

void LogLines::status_unknown(const keys::Certificate& certificate, const std::string& why, bool passed) {
  log_.write(passed ? "REVOCATION_UNKNOWN" : "REVOCATION_REFUSED",
             {.partner = std::string(certificate.common_name()),
              .subject = std::string(certificate.subject()),
              .detail = why});
}

void LogLines::as4_refused(const std::string& message_id, const std::string& code,
                           const std::string& reason) {
  log_.write("RECEIVED_REFUSED", {.message_id = message_id, .reason = code, .detail = reason});
}

}  // namespace quittance::serve
