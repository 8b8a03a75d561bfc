// The part of Inbound that speaks of what others say about our documents, and we about theirs.
#include <algorithm>

#include "gateway/delivery/inbound.h"

namespace quittance::delivery {
namespace {

using core::Delivery;
using core::Event;
using core::Step;

/// The entry that settled what became of the item.
const core::Entry* settled(const core::ItemStory& story) {
  for (auto record = story.events.rbegin(); record != story.events.rend(); ++record) {
    const std::string& kind = record->entry.kind;
    if (kind == core::kind::kQuarantined || kind == core::kind::kHandedOver) return &record->entry;
  }
  return nullptr;
}

core::Happened happened(const core::InboundItem& item, const core::Answer& answer) {
  core::Happened told{answer.code == "RE" ? Event::status_rejected : Event::status_accepted, answer.code,
                      answer.said, "peer:" + item.message.peer};
  if (!answer.reasons.empty()) told.detail = answer.reasons + ": " + told.detail;
  told.evidence = item.payload;
  told.attachments = {{"status", item.payload}};
  return told;
}

/// While an attempt is in the air its answer decides first; the status is read again a little later.
Error too_early(const Delivery& delivery) {
  return {"STATUS-EARLY", Retry::later, delivery.id.text() + " is being sent just now"};
}

}  // namespace

bool Inbound::owes_status(const core::InboundItem& item, bool delivered, const std::string& code) const {
  return world_.statuses != nullptr && code != "ENVELOPE-REUSED" &&
         core::owes_status(item.message, delivered);
}

/// A status is not handed over: it becomes an event of the delivery it is about.
Result<void> Inbound::take_status(const core::InboundItem& item, const Body& document,
                                  const Verdict& verdict) {
  const auto aside = [&](std::string code, std::string detail) {
    return put_aside(item, document, {false, std::move(code), std::move(detail), {}, verdict.facts, {}});
  };
  const core::Answer& answer = *verdict.answer;
  const auto instance = core::InstanceId::parse(answer.reference);
  if (!instance) return aside("STATUS-UNKNOWN", instance.error().detail);
  auto id = world_.store.delivery_of_instance(*instance);
  if (!id) return id.error();
  if (!*id)
    return aside("STATUS-UNKNOWN", "no message of ours has the InstanceIdentifier " + answer.reference);
  auto found = world_.store.delivery(**id);
  if (!found) return found.error();
  const Delivery& delivery = **found;
  if (!delivery.endpoint || delivery.endpoint->peer != item.message.peer)
    return aside("STATUS-STRANGER", "the message it is about was not sent to " + item.message.peer);
  if (core::is_on_the_wire(delivery.state())) return too_early(delivery);
  auto entry = entry_for(item, core::kind::kHandedOver, world_.clock.wall());
  entry.code = answer.code;
  entry.detail = "the status of " + delivery.id.text();
  auto done = steps_.take(
      delivery.id, [&](core::Writing& writing, const Delivery& now) -> Result<std::optional<Step>> {
        if (core::is_on_the_wire(now.state())) return too_early(now);
        if (auto set = writing.set_facts(item.id, *verdict.facts); !set) return set.error();
        auto about = writing.put_answer(item.id, answer, item.message.sender, item.message.recipient);
        if (!about) return about.error();
        auto moved = writing.move_inbound(item.id, core::InboundState::handed_over, entry, {}, "");
        if (!moved) return moved.error();
        return std::optional(steps_.decide(now, happened(item, answer)));
      });
  if (!done) return done.error();
  world_.observer.noted({entry, item.message.peer, item.message.message_id.text(), {}});
  return {};
}

/// A response stands with the invoice that it is about; the seller gets it all the same.
Result<void> Inbound::note_answer(core::Writing& writing, const core::InboundItem& item,
                                  const core::Answer& answer) {
  auto about = writing.put_answer(item.id, answer, item.message.sender, item.message.recipient);
  if (!about) return about.error();
  const auto id = core::DeliveryId::parse(*about);
  if (!id) return {};
  auto delivery = writing.delivery(*id);
  if (!delivery) return delivery.error();
  if (!*delivery) return {};
  Step step =
      core::note(**delivery, core::kind::kAnswered, answer.code,
                 answer.reasons + (answer.reasons.empty() || answer.said.empty() ? "" : ": ") + answer.said,
                 "peer:" + item.message.peer, world_.clock.wall());
  step.entry.evidence = item.payload;
  step.attachments = {{"response", item.payload}};
  return writing.apply(**delivery, step);
}

Result<void> Inbound::tell_status(const core::DeliveryId& id) {
  auto story = world_.store.story(id.text());
  if (!story) return story.error();
  if (!*story || !(*story)->inbound) return Error{"ITEM-UNKNOWN", Retry::never, id.text()};
  const core::Entry* const end = settled(**story);
  if (world_.statuses == nullptr || end == nullptr) return {};  // statuses were switched off meanwhile
  core::Fate fate{end->kind == core::kind::kHandedOver, end->code, end->detail, {}};
  const auto report = std::ranges::find((*story)->evidence, "report.json", &core::Attachment::name);
  if (report != (*story)->evidence.end()) {
    auto bytes = world_.blobs.get(report->blob);
    if (!bytes) return bytes.error();
    fate.report = std::move(*bytes);
  }
  const core::InboundMessage& message = (*story)->inbound->message;
  auto document = world_.statuses->write(message, fate);
  if (!document) return document.error();
  auto kept = world_.blobs.put(*document);
  if (!kept) return kept.error();
  const core::TakenIn taken{core::draw_delivery_id(world_.random),
                            *kept,
                            document->size(),
                            {"", "mls-" + id.text() + ".xml", "daemon"},
                            world_.clock.wall(),
                            {}};
  return world_.store.commit([&](core::Writing& writing) -> Result<void> {
    auto sent = writing.status_of(id);
    if (!sent) return sent.error();
    if (*sent) return {};
    if (auto in = writing.take_in(taken); !in) return in;
    return writing.set_status(id, taken.id);
  });
}

}  // namespace quittance::delivery
