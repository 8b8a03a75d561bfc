#include "gateway/delivery/placement.h"

#include <Poco/JSON/Object.h>

#include <algorithm>
#include <sstream>

namespace quittance::delivery {
namespace {

using core::Delivery;
using core::State;

/// What is known, as one JSON object; amounts are text.
Bytes facts_json(const core::ItemStory& story) {
  const Delivery& delivery = *story.delivery;
  Poco::JSON::Object object(Poco::JSON_PRESERVE_KEY_ORDER);
  const auto set = [&object](const std::string& key, const std::string& value) {
    if (!value.empty()) object.set(key, value);
  };
  set("id", delivery.id.text());
  set("file", delivery.origin.file_name);
  set("sha256", delivery.document.hex());
  set("number", delivery.facts.number);
  set("state", std::string(name(delivery.state())));
  set("transport", std::string(transport_track(delivery.progress)));
  set("since", to_string(delivery.progress.since));
  if (delivery.progress.held) set("held", *delivery.progress.held);
  if (delivery.envelope) {
    set("messageId", delivery.envelope->message_id.text());
    set("instanceIdentifier", delivery.envelope->instance_id.text());
  }
  if (delivery.endpoint) set("peer", delivery.endpoint->peer);
  if (!story.events.empty()) {
    set("code", story.events.back().entry.code);
    set("detail", story.events.back().entry.detail);
  }
  std::ostringstream out;
  object.stringify(out, 2);
  out << '\n';
  return out.str();
}

/// The latest attachment of that name.
const core::Attachment* latest(const core::ItemStory& story, std::string_view name) {
  const auto found = std::find_if(story.evidence.rbegin(), story.evidence.rend(),
                                  [&](const core::Attachment& each) { return each.name == name; });
  return found == story.evidence.rend() ? nullptr : &*found;
}

Result<void> add(std::vector<core::Report>& to, const core::ItemStory& story, core::Blobs& blobs,
                 const std::string& name, const std::string& suffix) {
  const core::Attachment* attachment = latest(story, name);
  if (attachment == nullptr) return {};
  auto bytes = blobs.get(attachment->blob);
  if (!bytes) return bytes.error();
  to.push_back({suffix, std::move(*bytes)});
  return {};
}

core::Place place_of(const core::Progress& progress) {
  if (progress.passed) return core::Place::accepted;
  return progress.state == State::claimed ? core::Place::processing : core::Place::rejected;
}

}  // namespace

Result<core::Placement> placement_of(const core::ItemStory& story, core::Blobs& blobs) {
  const Delivery& delivery = *story.delivery;
  core::Placement placement{delivery.id, delivery.origin, place_of(delivery.progress), {}, {}};
  if (placement.place == core::Place::processing) {
    if (delivery.progress.held) placement.beside.push_back({".held.json", facts_json(story)});
    return placement;
  }
  if (placement.place == core::Place::rejected) {
    for (const std::string name : {"report.json", "report.html"}) {
      if (auto added = add(placement.beside, story, blobs, name, "." + name); !added) return added.error();
    }
    // A refusal that no rule report explains (a duplicate, a cancellation) explains itself.
    if (placement.beside.empty()) placement.beside.push_back({".report.json", facts_json(story)});
    return placement;
  }
  if (is_open(delivery.state()) && delivery.state() != State::receipted) return placement;
  placement.receipts.push_back({".result.json", facts_json(story)});
  const bool by_mail = delivery.endpoint && delivery.endpoint->channel == core::Channel::mail;
  const char* const suffix = by_mail ? ".receipt.txt" : ".receipt.xml";
  if (auto added = add(placement.receipts, story, blobs, "receipt", suffix); !added) return added.error();
  return placement;
}

}  // namespace quittance::delivery
