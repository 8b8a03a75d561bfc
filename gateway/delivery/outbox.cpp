#include "gateway/delivery/outbox.h"

#include "gateway/core/disk.h"
#include "gateway/delivery/placement.h"

namespace quittance::delivery {
namespace {

/// A letter that perhaps went out is sent once more under the same Message-ID, then never again.
constexpr int kLetterTries = 2;

/// "unconfirmed" of "letter:<id>:unconfirmed".
std::string reason_of(const std::string& key) { return key.substr(key.rfind(':') + 1); }

}  // namespace

Result<void> Outbox::perform(const core::OutboxRow& row) {
  if (row.act == "letter") return letter(row);
  Result<void> done;
  if (row.act == "place") {
    done = place(row);
  } else if (row.act == "hand_over" || row.act == "mls") {
    const auto id = core::DeliveryId::parse(row.subject);
    if (!id) return id.error();
    done = row.act == "mls" ? inbound_.tell_status(*id) : inbound_.hand_over(*id);
  } else {
    done = Error{"OUTBOX-ACT", Retry::never, "unknown act " + row.act};
  }
  if (!done && core::is_halt(done.error())) return done;
  if (!done) {
    world_.observer.trouble(row.key, done.error());
    return again(row, done.error().code + ": " + done.error().detail, false);
  }
  return world_.store.commit([&](core::Writing& writing) { return writing.outbox_done(row.id); });
}

Result<void> Outbox::place(const core::OutboxRow& row) {
  auto story = world_.store.story(row.subject);
  if (!story) return story.error();
  if (!*story || !(*story)->delivery) return Error{"ITEM-UNKNOWN", Retry::never, row.subject};
  if ((*story)->origin.folder.empty()) return {};
  auto placement = placement_of(**story, world_.blobs);
  if (!placement) return placement.error();
  return world_.answers.show(*placement);
}

Result<void> Outbox::letter(const core::OutboxRow& row) {
  if (!row.letter) return settle(row, core::kind::kLetterFailed, "OUTBOX-LETTER", "there is no letter", true);
  if (row.started && row.tries >= kLetterTries) {
    return settle(row, core::kind::kLetterFailed, "LETTER-IN-DOUBT", "perhaps sent; not sent again", true);
  }
  auto wanted = still_true(row);
  if (!wanted) return wanted.error();
  if (!*wanted)
    return settle(row, core::kind::kNote, "LETTER-NOT-NEEDED", "what it says is true no more", false);
  // Committed before the first byte leaves, so that a kill leaves a doubt and not a second first try.
  auto started = world_.store.commit([&](core::Writing& writing) { return writing.outbox_started(row.id); });
  if (!started) return started;
  return posted(row, world_.messenger.post(*row.letter));
}

/// The conditions of a letter are asked again at the moment of sending.
Result<bool> Outbox::still_true(const core::OutboxRow& row) {
  const auto id = core::DeliveryId::parse(row.subject);
  if (!id) return id.error();
  auto delivery = world_.store.delivery(*id);
  if (!delivery) return delivery.error();
  if (!*delivery) return true;
  const core::State state = (*delivery)->state();
  const std::string reason = reason_of(row.key);
  if (reason == "no-receipt") return core::is_open(state) && state != core::State::receipted;
  return !core::state_named(reason) || name(state) == reason;
}

Result<void> Outbox::posted(const core::OutboxRow& row, const core::PostOutcome& outcome) {
  const bool last_doubt = outcome.posted == core::Posted::perhaps && row.tries + 1 >= kLetterTries;
  const bool too_old = world_.clock.wall() - row.since >= settings_.policy.retry.give_up_after;
  if (outcome.posted == core::Posted::sent) {
    return settle(row, core::kind::kLetterSent, outcome.code,
                  row.letter->message_id.text() + " to " + row.letter->to + ": " + outcome.detail, false);
  }
  if (outcome.posted == core::Posted::refused || last_doubt || too_old) {
    return settle(row, core::kind::kLetterFailed, outcome.code, outcome.detail, true);
  }
  world_.observer.trouble(row.key, {outcome.code, Retry::later, outcome.detail});
  return again(row, outcome.code + ": " + outcome.detail, outcome.posted == core::Posted::perhaps);
}

Result<void> Outbox::settle(const core::OutboxRow& row, std::string_view kind, const std::string& code,
                            const std::string& detail, bool alert) {
  const auto id = core::DeliveryId::parse(row.subject);
  if (!id) return id.error();
  std::optional<core::Entry> noted;
  auto done = world_.store.commit([&](core::Writing& writing) -> Result<void> {
    noted.reset();
    if (auto closed = writing.outbox_done(row.id); !closed) return closed;
    auto delivery = writing.delivery(*id);
    if (!delivery) return delivery.error();
    if (!*delivery) return {};
    const auto step = core::note(**delivery, kind, code, detail, "daemon", world_.clock.wall());
    noted = step.entry;
    return writing.apply(**delivery, step);
  });
  if (done && noted) world_.observer.noted({*noted, {}, {}, {}, alert});
  return done;
}

Result<void> Outbox::again(const core::OutboxRow& row, const std::string& why, bool in_doubt) {
  const Instant now = world_.clock.wall();
  const auto wait = core::delay(settings_.policy.retry, now - row.since, 0);
  return world_.store.commit(
      [&](core::Writing& writing) { return writing.outbox_again(row.id, now + wait, why, in_doubt); });
}

}  // namespace quittance::delivery
