// delivery: makes happen what the table says. The scheduler finds what is due; each act asks one port and
// commits exactly one event of what it was told; what follows from the event is committed with it. Knows no
// protocol.
#pragma once

#include <map>
#include <string>

#include "formats/base/time.h"
#include "gateway/core/store.h"

namespace quittance::delivery {

struct Noted {
  core::Entry entry;
  std::string peer, message_id;  ///< inbound: the access point that sent, and its eb:MessageId
  std::string file;              ///< where the document lies now, once it does
  bool alert = false;            ///< somebody must look
};

/// Told after the commit; called from several threads, and not to take long. This is where logging hangs.
struct Observer {
  virtual ~Observer() = default;
  virtual void stepped(const core::Delivery& before, const core::Step& step) = 0;
  /// Entries that are no step of a delivery: inbound documents, letters.
  virtual void noted(const Noted& noted) = 0;
  /// An act could not be done and will be done again.
  virtual void trouble(const std::string& what, const Error& error) = 0;
};

/// All that lies outside, as ports. Everything outlives the parts that hold it.
struct World {
  core::Store& store;
  core::Blobs& blobs;
  core::Checker& checker;
  core::Lookup& lookup;
  std::map<core::Channel, core::Transport*> transports;
  core::Messenger& messenger;
  core::FolderAnswers& answers;
  core::Inbox& inbox;
  const Clock& clock;
  Random& random;
  Observer& observer;
  core::StatusDesk* statuses = nullptr;  ///< nullptr: no Message Level Status is sent
};

struct Settings {
  core::Policy policy;
  std::string domain;  ///< right side of the MessageIds we draw: a host name of ours
  /// Nothing is received while so many documents are under way.
  std::size_t queue_items = 100'000;
};

}  // namespace quittance::delivery
