#include "gateway/serve/policies.h"

#include "formats/identifiers.h"
#include "gateway/core/status.h"

namespace quittance::serve {
namespace {

/// "never", for a watch that the configuration switches off: later than any retention.
constexpr std::chrono::milliseconds kNever = std::chrono::hours(24 * 365 * 50);

folder::Profile profile_of(config::Profile profile) {
  switch (profile) {
    case config::Profile::rename: return folder::Profile::rename;
    case config::Profile::marker: return folder::Profile::marker;
    case config::Profile::stable: return folder::Profile::stable;
  }
  return folder::Profile::rename;
}

std::string folded(const std::string& participant) {
  const auto id = formats::ParticipantId::parse(participant);
  return id ? id->folded() : participant;
}

}  // namespace

core::Policy policy_of(const config::Config& config) {
  core::Policy policy;
  policy.retry.ladder = config.retry.ladder;
  policy.retry.give_up_after = config.retry.give_up_after;
  policy.attempt_limit = config.retry.attempt_timeout;
  policy.follow_up.receipt_watch =
      config.followup.receipt_watch.count() == 0 ? kNever : config.followup.receipt_watch;
  if (config.peppol.mls_type == config::StatusWish::always_send)
    policy.follow_up.status_watch = core::kStatusHeardWithin;
  policy.follow_up.seller_contact = config.mail.seller_contact;
  return policy;
}

delivery::SchedulerSettings scheduling_of(const config::Config& config) {
  delivery::SchedulerSettings settings;
  settings.attempts_at_once_per_peer = config.retry.attempts_at_once;
  return settings;
}

std::vector<folder::IntakeSettings> intakes_of(const config::Config& config) {
  std::vector<folder::IntakeSettings> all;
  for (const auto& folder : config.folders) {
    if (folder.path.empty()) continue;
    folder::IntakeSettings settings;
    settings.path = folder.path.string();
    settings.profile = profile_of(folder.profile);
    settings.settle = folder.settle;
    settings.rescan = folder.rescan;
    settings.largest_bytes = config.limits.xml_bytes;
    settings.queue_items = config.limits.queue_items;
    settings.reserve_bytes = config.limits.disk_reserve_bytes;
    all.push_back(std::move(settings));
  }
  return all;
}

std::map<std::string, std::string> inboxes_of(const config::Config& config) {
  std::map<std::string, std::string> inboxes;
  for (const auto& folder : config.folders)
    if (!folder.inbox.empty()) inboxes[folded(folder.participant)] = folder.inbox.string();
  return inboxes;
}

Addressees addressees_of(const config::Config& config, const Provider& provider) {
  Addressees addressees{{}, provider.id, provider.country};
  for (const auto& folder : config.folders)
    if (!folder.inbox.empty()) addressees.participants[folded(folder.participant)] = folder.country;
  return addressees;
}

xpath::Budget budget_of(const config::Config& config) {
  xpath::Budget budget;
  budget.cpu = config.limits.rule_time;
  return budget;
}

as4::Limits as4_limits(const config::Config& config) {
  as4::Limits limits;
  limits.parts = config.limits.as4_parts;
  limits.part_header_bytes = config.limits.as4_part_header_bytes;
  limits.payload_bytes = config.limits.as4_message_bytes;
  limits.ratio = config.limits.gzip_ratio;
  limits.ratio_free_bytes = config.limits.gzip_slack_bytes;
  return limits;
}

http::Limits http_limits(const config::Config& config) {
  http::Limits limits;
  limits.head_bytes = config.limits.http_header_bytes;
  limits.head = config.limits.http_header_deadline;
  limits.connections_per_peer = config.limits.http_connections_per_peer;
  limits.requests_per_second = config.limits.http_requests_per_second;
  limits.spool = config.node.state_dir.string();
  return limits;
}

}  // namespace quittance::serve
