#include "gateway/serve/control_calls.h"

#include <Poco/JSON/Array.h>

#include "formats/base/bytes.h"
#include "gateway/serve/story_json.h"

namespace quittance::serve {
namespace {

using control::Caller;
using control::Object;
using control::Value;
using Array = Poco::JSON::Array;

constexpr std::size_t kPage = 1000;

std::string text_in(const Object& arguments, const char* name) {
  return arguments.isNull(name) ? "" : arguments.getValue<std::string>(name);
}

std::int64_t number_in(const Object& arguments, const char* name) {
  return arguments.isNull(name) ? 0 : arguments.getValue<std::int64_t>(name);
}

template <typename T>
Value list_of(const std::vector<T>& items) {
  Array::Ptr list = new Array;
  for (const auto& item : items) list->add(to_json(item));
  return list;
}

}  // namespace

std::map<std::string, control::Handler, std::less<>> ControlCalls::handlers() {
  std::map<std::string, control::Handler, std::less<>> calls{
      {"show", [this](const Object& arguments, const Caller&) { return show(arguments); }},
      {"queue", [this](const Object& arguments, const Caller&) { return queue(arguments); }},
      {"status", [this](const Object&, const Caller&) { return status(); }},
      {"tasks", [this](const Object&, const Caller&) { return tasks(); }},
      {"events", [this](const Object& arguments, const Caller&) { return events(arguments); }},
      {"verify_events", [this](const Object&, const Caller&) { return verify_events(); }},
      {"report",
       [this](const Object& arguments, const Caller& caller) {
         auto told = reports_.report(arguments, caller);
         if (told) wake_();
         return told;
       }},
      {"blob", [this](const Object& arguments, const Caller&) { return blob(arguments); }},
  };
  for (const char* name : {"hold", "release", "retry", "cancel"})
    calls[name] = [this, name](const Object& arguments, const Caller& caller) {
      return act(name, arguments, caller);
    };
  return calls;
}

Result<std::string> ControlCalls::item_named(const std::string& text) {
  const auto found = store_.items_named(text, 6);
  if (!found) return found.error();
  if (found->empty()) return Error{"ITEM-UNKNOWN", Retry::never, "nothing here is named " + text};
  if (found->size() == 1) return found->front();
  std::string several;
  for (const auto& id : *found) several += " " + id;
  return Error{"ITEM-AMBIGUOUS", Retry::never, text + " stands for several items:" + several};
}

Result<Value> ControlCalls::show(const Object& arguments) {
  const auto id = item_named(text_in(arguments, "id"));
  if (!id) return id.error();
  const auto story = store_.story(*id);
  if (!story) return story.error();
  if (!*story) return Error{"ITEM-UNKNOWN", Retry::never, "nothing here is named " + *id};
  return Value(to_json(**story));
}

Result<Value> ControlCalls::queue(const Object& arguments) {
  core::QueueFilter filter;
  filter.state = text_in(arguments, "state");
  if (const auto seconds = number_in(arguments, "older_seconds"); seconds > 0)
    filter.older_than = clock_.wall() - std::chrono::seconds(seconds);
  filter.at_most = kPage;
  const auto direction = text_in(arguments, "direction");
  if (direction == "out") filter.direction = core::Direction::out;
  if (direction == "in") filter.direction = core::Direction::in;
  const auto items = store_.queue(filter);
  if (!items) return items.error();
  return list_of(*items);
}

Result<Value> ControlCalls::status() {
  const auto status = store_.status();
  if (!status) return status.error();
  auto told = to_json(*status, clock_.wall());
  const Date today{std::chrono::floor<std::chrono::days>(clock_.wall())};
  const auto statuses = punctuality_json(store_, {today.year(), today.month()}, clock_.wall());
  if (!statuses) return statuses.error();
  told->set("mls", *statuses);
  return Value(told);
}

Result<Value> ControlCalls::tasks() {
  const auto tasks = store_.tasks(kPage);
  if (!tasks) return tasks.error();
  return list_of(*tasks);
}

Result<Value> ControlCalls::events(const Object& arguments) {
  const auto events = store_.events_after(number_in(arguments, "since"), kPage);
  if (!events) return events.error();
  return list_of(*events);
}

Result<Value> ControlCalls::verify_events() {
  const auto wrong = store_.check_chain();
  if (!wrong) return wrong.error();
  const auto status = store_.status();
  if (!status) return status.error();
  const auto last = store_.events_after(status->events - 1, 1);
  if (!last) return last.error();
  Object::Ptr answer = new Object(Poco::JSON_PRESERVE_KEY_ORDER);
  answer->set("verdict", *wrong ? "broken" : "sound");
  answer->set("events", status->events);
  answer->set("last_hash", last->empty() ? Value() : Value(last->back().hash.hex()));
  answer->set("reason", wrong->value_or(""));
  return Value(answer);
}

Result<Value> ControlCalls::blob(const Object& arguments) {
  const auto id = item_named(text_in(arguments, "id"));
  if (!id) return id.error();
  const std::string name = text_in(arguments, "name");
  const auto hash = store_.attachment(*id, name);
  if (!hash) return hash.error();
  if (!*hash)
    return Error{"ITEM-UNKNOWN", Retry::never,
                 *id + " has nothing named " + name + "; `quittance show` lists what it has"};
  const auto bytes = blobs_.get(**hash);
  if (!bytes) return bytes.error();
  Object::Ptr answer = new Object;
  answer->set("sha256", (*hash)->hex());
  answer->set("base64", to_base64(*bytes));
  return Value(answer);
}

Result<core::Step> ControlCalls::step_for(const std::string& name, const core::Delivery& delivery,
                                          const std::string& reason, const std::string& actor) const {
  const Instant now = clock_.wall();
  if (name == "hold") return core::note(delivery, core::kind::kHeld, "", reason, actor, now);
  if (name == "release") {
    if (!delivery.progress.held)
      return Error{"NOT-ALLOWED", Retry::never, delivery.id.text() + " is not held"};
    return core::note(delivery, core::kind::kReleased, "", reason, actor, now);
  }
  const core::Event event = name == "retry" ? core::Event::retry_due : core::Event::cancelled;
  if (!core::next(delivery.state(), event))
    return Error{"NOT-ALLOWED", Retry::never,
                 "no " + name + " in state " + std::string(core::name(delivery.state()))};
  return core::decide(
      delivery,
      {.event = event, .code = "", .detail = reason, .actor = actor, .evidence = {}, .attachments = {}}, now,
      policy_, 0);
}

Result<Value> ControlCalls::act(const std::string& name, const Object& arguments, const Caller& caller) {
  const std::string reason = text_in(arguments, "reason");
  if (reason.empty()) return Error{"NOT-ALLOWED", Retry::never, name + " needs a reason"};
  const auto id = item_named(text_in(arguments, "id"));
  if (!id) return id.error();
  const auto delivery_id = core::DeliveryId::parse(*id);
  if (!delivery_id) return delivery_id.error();
  std::string state;
  const auto done = store_.commit([&](core::Writing& writing) -> Result<void> {
    const auto delivery = writing.delivery(*delivery_id);
    if (!delivery) return delivery.error();
    if (!*delivery) return Error{"NOT-ALLOWED", Retry::never, *id + " is no delivery of ours"};
    const auto step = step_for(name, **delivery, reason, "person:uid-" + std::to_string(caller.uid));
    if (!step) return step.error();
    state = core::name(step->after.state);
    return writing.apply(**delivery, *step);
  });
  if (!done) return done.error();
  wake_();
  Object::Ptr answer = new Object;
  answer->set("id", *id);
  answer->set("state", state);
  return Value(answer);
}

}  // namespace quittance::serve
