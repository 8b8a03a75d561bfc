// One step of a delivery: what happened goes in, everything that has to be committed with it comes out, as
// data. Pure: the store applies a step in one transaction, the worker acts after the commit.
#pragma once

#include <string>
#include <vector>

#include "gateway/core/follow_up.h"
#include "gateway/core/journal.h"
#include "gateway/core/ports.h"
#include "gateway/core/retry.h"

namespace quittance::core {

/// A delivery as the store has it: what it is about, and how far it got.
struct Delivery {
  DeliveryId id;
  Sha256 document;
  Origin origin;
  std::optional<DeliveryId> follows;  ///< resubmission or fall-back of
  InvoiceFacts facts;                 ///< empty until checked
  std::optional<Endpoint> endpoint;
  std::optional<Envelope> envelope;
  std::optional<Attachment> request;  ///< the packed message; its name is the content type
  Progress progress;

  [[nodiscard]] State state() const { return progress.state; }
};

/// What happened to a delivery, from whatever side.
struct Happened {
  Event event;
  std::string code, detail;
  std::string actor = "daemon";
  std::optional<Sha256> evidence{};
  std::vector<Attachment> attachments{};  ///< what Blobs::keep() gave
  bool alert = false;
};

/// How long things may take.
struct Policy {
  RetryPolicy retry = RetryPolicy::standard();
  std::chrono::milliseconds attempt_limit{std::chrono::minutes{2}};  ///< connecting, sending and the answer
  std::chrono::milliseconds status_window{std::chrono::hours{72}};   ///< receipted becomes delivered after it
  FollowUpPolicy follow_up;
};

struct Step {
  Entry entry;
  Progress after;
  std::vector<Attachment> attachments;
  std::optional<Watch> arm;
  std::vector<std::string> satisfy;  ///< names of the watches this satisfies or makes pointless
  std::optional<Concern> concern;    ///< a task, and a letter when it concerns the seller
  std::vector<std::string> settled;  ///< reasons of tasks that are done with this
  bool place = false;                ///< the drop folder must be brought into line
  bool alert = false;                ///< somebody must look: log at error level
};

/// `draw` in [0, 1) is for the jitter. An event without a row gives an `unexpected` entry, the same state, an
/// alert.
Step decide(const Delivery& delivery, const Happened& happened, Instant now, const Policy& policy,
            double draw);

/// A journal entry that moves no state (kinds of namespace kind). Held and released set and clear the hold.
Step note(const Delivery& delivery, std::string_view kind, std::string code, std::string detail,
          std::string actor, Instant now);

/// What the clock alone makes of the delivery now: retry_due, gave_up or status_window_closed, or nothing
/// because it is not yet time, it is held, or another act is due.
std::optional<Event> due_event(const Delivery& delivery, Instant now, const Policy& policy);

}  // namespace quittance::core
