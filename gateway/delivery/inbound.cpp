#include "gateway/delivery/inbound.h"

namespace quittance::delivery {
namespace {

/// The InstanceIdentifier came before with other content: a status would be about both.
constexpr std::string_view kReused = "ENVELOPE-REUSED";

core::Task quarantine_task(const core::InboundItem& item, const std::string& why) {
  return {item.id, "quarantined", "A document from " + item.message.sender + " was put aside: " + why,
          "Look at the report beside it, and settle it with the sender."};
}

}  // namespace

core::Entry entry_for(const core::InboundItem& item, std::string_view kind, Instant now) {
  core::Entry entry;
  entry.subject = item.id.text();
  entry.kind = kind;
  entry.at = now;
  entry.evidence = item.payload;
  return entry;
}

core::Reception Inbound::receive(const core::InboundMessage& message) {
  const auto under_way = world_.store.under_way(queue_items_);
  if (!under_way) return core::NotTaken{under_way.error().code, under_way.error().detail};
  if (*under_way >= queue_items_) {
    world_.observer.trouble("peer:" + message.peer,
                            {"QUEUE-FULL", Retry::later, std::to_string(queue_items_) + " are under way"});
    return core::NotTaken{"QUEUE-FULL", "too much is under way"};
  }
  auto payload = world_.blobs.put(message.payload);
  if (!payload) return core::NotTaken{payload.error().code, payload.error().detail};
  std::optional<core::Attachment> request;
  if (!message.request.empty()) {
    auto kept = world_.blobs.keep("request", message.request);
    if (!kept) return core::NotTaken{kept.error().code, kept.error().detail};
    request = std::move(*kept);
  }
  const auto fresh_id = core::draw_delivery_id(world_.random);
  core::Reception reception = core::NotTaken{};
  auto done = world_.store.commit([&](core::Writing& writing) -> Result<void> {
    auto received = writing.receive(fresh_id, message, *payload, request, world_.clock.wall());
    if (!received) return received.error();
    reception = std::move(*received);
    return {};
  });
  if (!done) return core::NotTaken{done.error().code, done.error().detail};
  core::Entry entry;
  entry.subject = fresh_id.text();
  entry.at = world_.clock.wall();
  entry.actor = "peer:" + message.peer;
  entry.detail = message.message_id.text();
  entry.evidence = *payload;
  if (const auto* accepted = std::get_if<core::Accepted>(&reception)) {
    entry.subject = accepted->id.text();
    entry.kind = accepted->repeated ? core::kind::kRepeated : core::kind::kReceived;
    world_.observer.noted({entry, message.peer, message.message_id.text(), {}});
  } else {
    entry.kind = core::kind::kConflict;
    entry.detail = std::get<core::Conflict>(reception).detail;
    world_.observer.noted({entry, message.peer, message.message_id.text(), {}, true});
  }
  return reception;
}

Result<void> Inbound::hand_over(const core::DeliveryId& id) {
  auto item = world_.store.inbound(id);
  if (!item) return item.error();
  if (!*item) return Error{"ITEM-UNKNOWN", Retry::never, id.text()};
  if (!(*item)->file.empty() || (*item)->state == core::InboundState::handed_over) return {};
  auto document = world_.blobs.open((*item)->payload);
  if (!document) return document.error();
  if ((*item)->state == core::InboundState::quarantined) {
    return put_aside(
        **item, *document,
        {false, std::string(kReused), "its InstanceIdentifier came before with other content", {}, {}, {}});
  }
  const Verdict verdict = judge(**item, *document);
  if (!verdict.good) return put_aside(**item, *document, verdict);
  if (verdict.answer && verdict.answer->kind == core::AnswerKind::message_level_status)
    return take_status(**item, *document, verdict);
  auto twin = note_facts(**item, *verdict.facts);
  if (!twin) return twin.error();
  if (*twin) {
    return put_aside(**item, *document,
                     {false,
                      (*twin)->same_content ? "DUPLICATE" : "NUMBER-REUSED",
                      "the same seller, number, type and date came before with " + (*twin)->id.text(),
                      {},
                      {},
                      {}});
  }
  return deliver(**item, *document, verdict);
}

Inbound::Verdict Inbound::judge(const core::InboundItem& item, const Body& document) {
  const core::Origin origin{"", "", "peer:" + item.message.peer};
  auto verdict = world_.checker.check({item.payload, document, origin});
  if (auto* passed = std::get_if<core::Passed>(&verdict))
    return {true, "", passed->detail, passed->reports, passed->facts, passed->answer};
  if (auto* failed = std::get_if<core::Failed>(&verdict)) {
    return {false, failed->code, failed->detail, failed->reports, failed->facts, {}};
  }
  auto& not_checked = std::get<core::NotChecked>(verdict);
  return {false,
          not_checked.code,
          "could not be checked: " + not_checked.reason,
          not_checked.reports,
          not_checked.facts,
          {}};
}

Result<std::optional<core::Twin>> Inbound::note_facts(const core::InboundItem& item,
                                                      const core::InvoiceFacts& facts) {
  std::optional<core::Twin> twin;
  auto done = world_.store.commit([&](core::Writing& writing) -> Result<void> {
    auto found = writing.twin(item.id, facts, item.payload);
    if (!found) return found.error();
    twin = *found;
    return writing.set_facts(item.id, facts);
  });
  if (!done) return done.error();
  return twin;
}

Result<void> Inbound::deliver(const core::InboundItem& item, const Body& document, const Verdict& verdict) {
  auto path =
      world_.inbox.hand_over(item.message.recipient, item.message.instance_id, item.payload, document);
  if (!path && path.error().code == "INBOX-UNKNOWN") {
    return put_aside(item, document, {false, path.error().code, path.error().detail, {}, {}, {}});
  }
  if (!path) return path.error();
  auto entry = entry_for(item, core::kind::kHandedOver, world_.clock.wall());
  entry.detail = verdict.detail.empty() ? *path : *path + " after " + verdict.detail;
  auto done = world_.store.commit([&](core::Writing& writing) -> Result<void> {
    if (verdict.answer) {
      if (auto noted = note_answer(writing, item, *verdict.answer); !noted) return noted;
    }
    if (owes_status(item, true, "")) {
      if (auto owed = writing.owe("mls", item.id, entry.at); !owed) return owed;
    }
    return writing.move_inbound(item.id, core::InboundState::handed_over, entry, {}, *path);
  });
  if (done) world_.observer.noted({entry, item.message.peer, item.message.message_id.text(), *path});
  return done;
}

Result<void> Inbound::put_aside(const core::InboundItem& item, const Body& document, const Verdict& verdict) {
  std::vector<core::Attachment> attachments;
  for (const core::Report& report : verdict.reports) {
    auto kept = world_.blobs.keep(report.suffix.substr(report.suffix.starts_with('.') ? 1 : 0), report.bytes);
    if (!kept) return kept.error();
    attachments.push_back(std::move(*kept));
  }
  auto path = world_.inbox.quarantine(item.message.recipient, item.message.instance_id, item.payload,
                                      document, verdict.reports);
  if (!path) return path.error();
  auto entry = entry_for(item, core::kind::kQuarantined, world_.clock.wall());
  entry.code = verdict.code;
  entry.detail = verdict.detail;
  auto done = world_.store.commit([&](core::Writing& writing) -> Result<void> {
    if (verdict.facts) {
      if (auto set = writing.set_facts(item.id, *verdict.facts); !set) return set;
    }
    if (auto task = writing.put_task(quarantine_task(item, verdict.detail), entry.at); !task) return task;
    if (owes_status(item, false, verdict.code)) {
      if (auto owed = writing.owe("mls", item.id, entry.at); !owed) return owed;
    }
    return writing.move_inbound(item.id, core::InboundState::quarantined, entry, attachments, *path);
  });
  if (done) world_.observer.noted({entry, item.message.peer, item.message.message_id.text(), *path, true});
  return done;
}

}  // namespace quittance::delivery
