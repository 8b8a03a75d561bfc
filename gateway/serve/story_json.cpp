#include "gateway/serve/story_json.h"

#include <Poco/JSON/Array.h>

namespace quittance::serve {
namespace {

using control::Object;
using Array = Poco::JSON::Array;

Object::Ptr invoice_json(const core::ItemHead& head) {
  Object::Ptr invoice = new Object;
  invoice->set("number", head.facts.number);
  invoice->set("seller", head.facts.seller.name);
  invoice->set("buyer", head.facts.buyer.name);
  invoice->set("total", head.facts.payable);
  invoice->set("currency", head.facts.currency);
  invoice->set("due", head.facts.due);
  invoice->set("sha256", head.document.hex());
  return invoice;
}

Object::Ptr evidence_json(const core::Attachment& attachment) {
  Object::Ptr piece = new Object;
  piece->set("name", attachment.name);
  piece->set("sha256", attachment.blob.hex());
  return piece;
}

Object::Ptr transport_json(const core::ItemStory& story) {
  Object::Ptr track = new Object;
  track->set("state", story.delivery ? std::string(core::transport_track(story.delivery->progress))
                                     : story.head.state);
  track->set("since", to_string(story.head.since));
  Array::Ptr evidence = new Array;
  for (const auto& attachment : story.evidence) evidence->add(evidence_json(attachment));
  track->set("evidence", evidence);
  return track;
}

/// The tracks without witnesses yet: nothing is known, and that is what is said.
Object::Ptr silent_track() {
  Object::Ptr track = new Object;
  track->set("state", "unknown");
  track->set("since", Poco::Dynamic::Var());
  track->set("evidence", Array::Ptr(new Array));
  return track;
}

Object::Ptr statement_json(const core::Statement& statement) {
  const core::Answer& answer = statement.answer;
  Object::Ptr said = new Object(Poco::JSON_PRESERVE_KEY_ORDER);
  said->set("id", statement.id);
  said->set("about", statement.about);
  said->set("kind", std::string(core::name(answer.kind)));
  said->set("code", answer.code);
  said->set("reasons", answer.reasons);
  said->set("text", answer.said);
  said->set("reference", answer.reference);
  said->set("stated", to_string(answer.stated));
  return said;
}

/// What was said about this item; what it says itself of another.
void add_statements(Object& item, const core::ItemStory& story) {
  Array::Ptr answers = new Array;
  for (const auto& statement : story.statements) {
    if (statement.id == story.head.id) {
      item.set("says", statement_json(statement));
    } else {
      answers->add(statement_json(statement));
    }
  }
  item.set("answers", answers);
}

/// Tracks A and P as far as the other side's answers move them.
void add_acceptance(Object& tracks, const core::ItemStory& story) {
  std::vector<core::Answer> answers;
  for (const auto& statement : story.statements)
    if (statement.about == story.head.id) answers.push_back(statement.answer);
  const auto acceptance = core::acceptance_of(answers);
  Object::Ptr track = silent_track();
  if (acceptance.since) {
    track->set("state", std::string(acceptance.state));
    track->set("since", to_string(*acceptance.since));
    Array::Ptr evidence = new Array;
    for (const auto& attachment : story.evidence)
      if (attachment.name == "response") evidence->add(evidence_json(attachment));
    track->set("evidence", evidence);
  }
  tracks.set("acceptance", track);
  Object::Ptr payment = silent_track();
  if (!acceptance.payment.empty()) payment->set("state", std::string(acceptance.payment));
  tracks.set("payment", payment);
  tracks.set("collection", silent_track());
}

Object::Ptr attempt_json(const core::AttemptLine& line) {
  Object::Ptr attempt = new Object;
  attempt->set("number", line.number);
  attempt->set("started", to_string(line.started));
  attempt->set("ended", line.ended ? Poco::Dynamic::Var(to_string(*line.ended)) : Poco::Dynamic::Var());
  attempt->set("outcome", line.outcome);
  attempt->set("code", line.code);
  attempt->set("detail", line.detail);
  return attempt;
}

/// What the scheduler does at next_at, in words.
std::string_view next_act(const core::ItemStory& story) {
  if (!story.delivery) return "lay it into the inbox";
  switch (story.delivery->state()) {
    case core::State::claimed: return "check it by the rules";
    case core::State::checked: return "look up its recipient";
    case core::State::addressed: return "send it";
    case core::State::sending:
    case core::State::resending: return "take the answer for lost";
    case core::State::deferred: return "try again";
    case core::State::in_doubt: return "send the same message again";
    case core::State::receipted: return "take it for delivered, if no bad status has come";
    default: return "next step";
  }
}

Array::Ptr next_json(const core::ItemStory& story) {
  Array::Ptr next = new Array;
  const auto add = [&](const std::string& at, const std::string& what, const std::string& why) {
    Object::Ptr step = new Object;
    step->set("at", at);
    step->set("what", what);
    step->set("why", why);
    next->add(step);
  };
  if (story.head.held) add("", "wait for a person", "held: " + *story.head.held);
  if (story.head.next_at)
    add(to_string(*story.head.next_at), std::string(next_act(story)), "state " + story.head.state);
  for (const auto& watch : story.watches)
    add(to_string(watch.due), "tell somebody", "no " + watch.expects + " by then");
  for (const auto& task : story.tasks) add("", task.title, task.what);
  return next;
}

}  // namespace

Object::Ptr to_json(const core::ItemStory& story) {
  Object::Ptr item = new Object(Poco::JSON_PRESERVE_KEY_ORDER);
  item->set("id", story.head.id);
  item->set("direction", story.head.outbound ? "out" : "in");
  item->set("file", story.origin.file_name);
  item->set("invoice", invoice_json(story.head));
  Object::Ptr tracks = new Object(Poco::JSON_PRESERVE_KEY_ORDER);
  tracks->set("transport", transport_json(story));
  add_acceptance(*tracks, story);
  item->set("tracks", tracks);
  Object::Ptr delivery = new Object(Poco::JSON_PRESERVE_KEY_ORDER);
  delivery->set("state", story.head.state);
  delivery->set("held", story.head.held ? Poco::Dynamic::Var(*story.head.held) : Poco::Dynamic::Var());
  if (story.delivery && story.delivery->envelope) {
    delivery->set("message_id", story.delivery->envelope->message_id.text());
    delivery->set("instance_id", story.delivery->envelope->instance_id.text());
  }
  if (story.inbound) {
    delivery->set("message_id", story.inbound->message.message_id.text());
    delivery->set("instance_id", story.inbound->message.instance_id.text());
    delivery->set("file", story.inbound->file);
  }
  Array::Ptr attempts = new Array;
  for (const auto& line : story.attempts) attempts->add(attempt_json(line));
  delivery->set("attempts", attempts);
  item->set("delivery", delivery);
  Array::Ptr events = new Array;
  for (const auto& record : story.events) events->add(to_json(record));
  item->set("events", events);
  add_statements(*item, story);
  item->set("next", next_json(story));
  return item;
}

Object::Ptr to_json(const core::ItemHead& head) {
  Object::Ptr line = new Object(Poco::JSON_PRESERVE_KEY_ORDER);
  line->set("id", head.id);
  line->set("direction", head.outbound ? "out" : "in");
  line->set("state", head.state);
  line->set("since", to_string(head.since));
  line->set("born", to_string(head.born));
  line->set("next_at", head.next_at ? Poco::Dynamic::Var(to_string(*head.next_at)) : Poco::Dynamic::Var());
  line->set("held", head.held ? Poco::Dynamic::Var(*head.held) : Poco::Dynamic::Var());
  line->set("invoice", invoice_json(head));
  return line;
}

Object::Ptr to_json(const core::Record& record) {
  const core::Entry& entry = record.entry;
  Object::Ptr event = new Object(Poco::JSON_PRESERVE_KEY_ORDER);
  event->set("seq", record.seq);
  event->set("n", record.n ? Poco::Dynamic::Var(*record.n) : Poco::Dynamic::Var());
  event->set("at", to_string(entry.at));
  event->set("subject", entry.subject);
  event->set("delivery", entry.delivery ? Poco::Dynamic::Var(entry.delivery->text()) : Poco::Dynamic::Var());
  event->set("kind", entry.kind);
  event->set("code", entry.code);
  event->set("text", entry.detail);
  event->set("actor", entry.actor);
  event->set("attempt", entry.attempt ? Poco::Dynamic::Var(*entry.attempt) : Poco::Dynamic::Var());
  event->set("evidence", entry.evidence ? Poco::Dynamic::Var(entry.evidence->hex()) : Poco::Dynamic::Var());
  event->set("next_at", entry.next_at ? Poco::Dynamic::Var(to_string(*entry.next_at)) : Poco::Dynamic::Var());
  event->set("previous", record.previous.hex());
  event->set("hash", record.hash.hex());
  return event;
}

Object::Ptr to_json(const core::StoreStatus& status, Instant now) {
  Object::Ptr told = new Object(Poco::JSON_PRESERVE_KEY_ORDER);
  const auto counts = [](const std::map<std::string, std::int64_t>& by_state) {
    Object::Ptr object = new Object;
    for (const auto& [state, count] : by_state) object->set(state, count);
    return object;
  };
  told->set("deliveries", counts(status.deliveries_by_state));
  told->set("inbound", counts(status.inbound_by_state));
  told->set("held", status.held);
  told->set("outbox", status.outbox);
  told->set("tasks", status.tasks);
  told->set("events", status.events);
  const auto age =
      status.oldest_open ? std::chrono::floor<std::chrono::seconds>(now - *status.oldest_open).count() : 0;
  told->set("oldest_open_seconds", static_cast<std::int64_t>(age));
  return told;
}

Object::Ptr to_json(const core::Task& task) {
  Object::Ptr told = new Object(Poco::JSON_PRESERVE_KEY_ORDER);
  told->set("id", task.delivery == core::the_house() ? "" : task.delivery.text());
  told->set("reason", task.reason);
  told->set("title", task.title);
  told->set("what", task.what);
  return told;
}

}  // namespace quittance::serve
