// Silence is an event. A watch is a row: evidence that is expected, a deadline, and who is told when it
// passes. Thin on purpose: plans of dated steps (reminders) will arm watches and raise concerns the same way.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "gateway/core/journal.h"
#include "gateway/core/ports.h"

namespace quittance::core {

struct Delivery;

/// Evidence that is expected for a delivery.
struct Watch {
  DeliveryId delivery;
  std::string expects;  ///< "receipt", "status"
  Instant armed, due;

  bool operator==(const Watch&) const = default;
};

/// Whom to write to on our side, and until when evidence is expected.
struct FollowUpPolicy {
  std::chrono::milliseconds receipt_watch{std::chrono::hours{4}};  ///< after the first attempt
  std::string seller_contact;                                      ///< addr-spec; empty: tasks only
  std::chrono::milliseconds status_watch{};  ///< after the receipt, where statuses are asked for; zero: never
};

/// Something a person must know and do. Each (delivery, reason) is raised once.
struct Concern {
  std::string reason;      ///< unconfirmed, undeliverable, expired, refused, no-receipt, held, …
  bool to_seller = false;  ///< write to the seller's contact too
};

/// What is to be done, for the list of tasks.
struct Task {
  DeliveryId delivery;
  std::string reason;
  std::string title;  ///< one line that names the invoice
  std::string what;   ///< what to do, whole sentences
};

/// The concern that comes with entering this state, if any.
std::optional<Concern> concern_of(State entered);

/// Statuses and reports are the house's own affair: of these nobody outside it is written to.
/// Task and letter for a concern. The letter names the invoice and what to ask the customer; nothing goes to
/// the customer. The letter's Message-ID is given by the caller; there is none when nobody is to be written
/// to.
Task task_for(const Delivery& delivery, const Concern& concern);
std::optional<Letter> letter_for(const Delivery& delivery, const Concern& concern,
                                 const FollowUpPolicy& policy, Instant now, const MessageId& id);

}  // namespace quittance::core
