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
  if (kind == k::kHeld) return "DELIVERY_HELD";
  if (kind == k::kNotChecked) return "RULES_UNDECIDED";
  if (kind == k::kReleased) return "DELIVERY_RELEASED";
  if (kind == k::kUnexpected) return "DELIVERY_NO_ROW";
  if (kind == k::kLetterSent) return "MAIL_SENT";
  if (kind == k::kLetterFailed) return "MAIL_REFUSED";
  if (kind == k::kWatchExpired) return "WATCH_EXPIRED";
  if (kind == k::kReceived) return "RECEIVED";
  if (kind == k::kHandedOver) return "RECEIVED_HANDED_OVER";
  if (kind == k::kRepeated) return "RECEIVED_AGAIN";
  if (kind == k::kConflict) return "RECEIVED_OTHER_BYTES";
  if (kind == k::kQuarantined) return "RECEIVED_INVALID";
  return "";
}

/// `what` failed: an act by its key ("delivery:…", "letter:…"), or a drop folder by its path.
std::string_view code_of(const std::string& what, const Error& error) {
  if (error.code == "QUEUE-FULL") return "FOLDER_FULL";
  if (error.code == "DISK-FULL") return "DISK_RESERVE";
  if (error.code == "DISK-SYNC" || error.code == "DISK-HALTED" || error.code == "STORE-HALTED")
    return "DISK_FAILED";
  if (what.starts_with('/') && error.code.starts_with("DISK")) return "FOLDER_UNREADABLE";
  if (what.starts_with("letter:")) return "MAIL_DEFERRED";
  return "WORKER_FAILED";
}

/// The delivery that an act's key speaks of ("letter:ID:why"); empty when there is none.
std::string delivery_of(const std::string& what) {
  const auto begin = what.find(':');
  if (begin == std::string::npos) return {};
  const auto id = what.substr(begin + 1, what.find(':', begin + 1) - begin - 1);
  return core::DeliveryId::parse(id) ? id : std::string();
}

/// The line of a step that moved the state. Why it moved may matter more than where to.
std::string_view code_of_move(const core::Step& step) {
  if (step.entry.kind == core::name(core::Event::lookup_failed))
    return step.alert ? "LOOKUP_NOT_BELIEVED" : "LOOKUP_FAILED";
  return code_of(step.after.state);
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
  const auto code = moved ? code_of_move(step) : code_of(step.entry.kind);
  if (!code.empty()) {
    auto facts = facts_of_entry(step.entry);
    facts.state = core::name(step.after.state);
    if (before.endpoint) facts.partner = before.endpoint->peer;
    if (before.envelope) facts.message_id = before.envelope->message_id.text();
    if (facts.detail == facts.message_id) facts.detail.clear();
    log_.write(code, facts);
    const bool lost = step.entry.kind == core::name(core::Event::answer_lost);
    if (lost && step.entry.code.starts_with("RECEIPT-")) log_.write("RECEIPT_BAD", facts);
  }
  if (step.concern)
    log_.write("TASK_OPENED", {.delivery = before.id.text(), .subject = step.concern->reason});
}

void LogLines::noted(const delivery::Noted& noted) {
  const auto code = code_of(noted.entry.kind);
  if (code.empty()) return;
  auto facts = facts_of_entry(noted.entry);
  facts.partner = noted.peer;
  facts.message_id = noted.message_id;
  // What the sentence says already is not said again behind it.
  if (facts.detail == noted.message_id) facts.detail.clear();
  if (!noted.file.empty() && facts.detail.starts_with(noted.file)) facts.detail.erase(0, noted.file.size());
  if (!noted.file.empty()) facts.subject = noted.file;
  log_.write(code, facts);
}

void LogLines::trouble(const std::string& what, const Error& error) {
  log_.write(code_of(what, error),
             {.delivery = delivery_of(what), .subject = what, .reason = error.code, .detail = error.detail});
}

void LogLines::claimed(const core::DeliveryId& id, const core::Origin& origin) {
  log_.write("DELIVERY_CLAIMED", {.delivery = id.text(), .state = "claimed", .subject = origin.folder});
}

void LogLines::odd(const std::string& folder, const std::string& name, const std::string& reason) {
  log_.write("FOLDER_QUARANTINED", {.subject = folder, .detail = name + ": " + reason});
}

void LogLines::refused(const http::Peer& peer, std::string_view code, std::string_view why) {
  const bool busy = code == "HTTP:503" || code == "HTTP:429";
  log_.write(busy ? "HTTP_BUSY" : "HTTP_REFUSED",
             {.partner = peer.address, .reason = std::string(code), .detail = std::string(why)});
}

void LogLines::failed(const http::Request& request, std::string_view why) {
  log_.write("WORKER_FAILED", {.partner = request.peer.address,
                               .subject = request.method + " " + request.path,
                               .detail = std::string(why)});
}

void LogLines::answered(const http::Request& request, int status, std::chrono::microseconds) {
  constexpr int kUnauthorized = 401;
  if (status == kUnauthorized)
    log_.write("AUTH_FAILED", {.partner = request.peer.address, .detail = request.path});
}

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
