#include "gateway/core/step.h"

#include <algorithm>

#include "formats/statistics.h"

namespace quittance::core {
namespace {

/// How long after its time limit an attempt that never came back is taken for lost.
constexpr std::chrono::seconds kGrace{60};

Instant next_try(const Progress& progress, State to, Instant now, const RetryPolicy& policy, double draw) {
  const bool new_doubt = to == State::in_doubt && progress.state == State::sending;
  const Instant failing_since = new_doubt ? now : progress.failing_since.value_or(now);
  const Instant limit = progress.tried_since.value_or(now) + policy.give_up_after;
  if (now >= limit) return now;
  return std::min(now + delay(policy, now - failing_since, draw), limit);
}

std::optional<Instant> next_look(const Progress& progress, State to, Instant now, const Policy& policy,
                                 double draw) {
  switch (to) {
    case State::claimed:
    case State::checked:
    case State::addressed: return now;
    case State::sending:
    case State::resending: return now + policy.attempt_limit + kGrace;
    case State::deferred:
    case State::in_doubt: return next_try(progress, to, now, policy.retry, draw);
    case State::receipted: return now + policy.status_window;
    default: return {};
  }
}

Entry entry_for(const Delivery& delivery, const Happened& happened, Instant now) {
  Entry entry;
  entry.subject = delivery.id.text();
  entry.delivery = delivery.id;
  entry.kind = name(happened.event);
  entry.at = now;
  entry.actor = happened.actor;
  entry.code = happened.code;
  entry.detail = happened.detail;
  entry.evidence = happened.evidence;
  if (is_on_the_wire(delivery.state())) entry.attempt = delivery.progress.attempts;
  return entry;
}

Step unexpected(const Delivery& delivery, const Happened& happened, Instant now, const Policy& policy) {
  Step step;
  step.entry = entry_for(delivery, happened, now);
  step.entry.kind = kind::kUnexpected;
  step.entry.code = name(happened.event);
  step.entry.detail = std::string(name(happened.event)) + " while " + std::string(name(delivery.state())) +
                      (happened.detail.empty() ? "" : ": " + happened.detail);
  // Not at once: whatever raised it would raise it again without end.
  if (delivery.progress.next_at) {
    step.entry.next_at = std::max(*delivery.progress.next_at, now + policy.retry.ladder.back());
  }
  step.alert = true;
  return step;
}

void add_consequences(Step& step, const Delivery& delivery, State to, Instant now, const Policy& policy) {
  const bool first_attempt = to == State::sending && delivery.progress.attempts == 0;
  if (first_attempt) step.arm = Watch{delivery.id, "receipt", now, now + policy.follow_up.receipt_watch};
  if (to == State::receipted && policy.follow_up.status_watch.count() > 0 &&
      !formats::is_message_level(delivery.facts.document_type))
    step.arm = Watch{delivery.id, "status", now, now + policy.follow_up.status_watch};
  if (to == State::receipted || !is_open(to)) step.satisfy.emplace_back("receipt");
  if (!is_open(to)) step.satisfy.emplace_back("status");
  step.concern = concern_of(to);
  if (to == State::receipted || to == State::delivered) step.settled = {"no-receipt", "unconfirmed"};
  if (!is_open(to) && to != State::delivered) step.settled = {"no-receipt", "held"};
  if (!is_open(to)) step.settled.emplace_back("no-status");
  const bool accepted_now = delivery.state() == State::claimed;
  step.place = accepted_now || to == State::receipted || !is_open(to);
}

}  // namespace

Step decide(const Delivery& delivery, const Happened& happened, Instant now, const Policy& policy,
            double draw) {
  const auto to = next(delivery.state(), happened.event);
  Step step;
  if (to) {
    step.entry = entry_for(delivery, happened, now);
    step.entry.next_at = next_look(delivery.progress, *to, now, policy, draw);
    if (is_on_the_wire(*to)) step.entry.attempt = delivery.progress.attempts + 1;
    add_consequences(step, delivery, *to, now, policy);
    // A first attempt answered with "I have it already": somebody used our MessageId.
    step.alert =
        happened.alert || (delivery.state() == State::sending && happened.event == Event::duplicate_reported);
  } else {
    step = unexpected(delivery, happened, now, policy);
  }
  step.attachments = happened.attachments;
  step.after = delivery.progress;
  take_up(step.after, step.entry);
  return step;
}

Step note(const Delivery& delivery, std::string_view kind, std::string code, std::string detail,
          std::string actor, Instant now) {
  Step step;
  step.entry.subject = delivery.id.text();
  step.entry.delivery = delivery.id;
  step.entry.kind = kind;
  step.entry.at = now;
  step.entry.actor = std::move(actor);
  step.entry.code = std::move(code);
  step.entry.detail = std::move(detail);
  const bool hold = kind == kind::kHeld || kind == kind::kNotChecked;
  const bool release = kind == kind::kReleased;
  if (hold) step.concern = Concern{"held", false};
  if (release) step.entry.next_at = delivery.progress.next_at ? std::optional(now) : std::nullopt;
  if (release) step.settled = {"held"};
  step.place = (hold || release) && delivery.state() == State::claimed;
  step.after = delivery.progress;
  take_up(step.after, step.entry);
  return step;
}

std::optional<Event> due_event(const Delivery& delivery, Instant now, const Policy& policy) {
  const Progress& progress = delivery.progress;
  if (progress.held || !progress.next_at || *progress.next_at > now) return {};
  switch (progress.state) {
    case State::deferred:
    case State::in_doubt:
      // The last try must have been made at the age of giving up or later: after downtime one more is owed.
      return progress.since >= progress.tried_since.value_or(progress.since) + policy.retry.give_up_after
                 ? Event::gave_up
                 : Event::retry_due;
    case State::receipted: return Event::status_window_closed;
    case State::sending:
    case State::resending: return Event::answer_lost;
    default: return {};
  }
}

}  // namespace quittance::core
