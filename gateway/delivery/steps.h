// One step, one transaction: read, decide, write event and all that goes with it, and only then tell the
// world.
#pragma once

#include <functional>
#include <optional>

#include "gateway/delivery/world.h"

namespace quittance::delivery {

/// Any thread.
class Steps {
 public:
  Steps(const World& world, const Settings& settings) : world_(world), settings_(settings) {}

  /// Decides on the delivery as it stands in the transaction; nothing: there is nothing to do any more.
  /// What it writes besides the step (endpoint, envelope) it also sets in the delivery.
  using Decision = std::function<Result<std::optional<core::Step>>(core::Writing&, core::Delivery&)>;

  /// Takes the step and returns the delivery after it, or nothing when the decision was to do nothing.
  Result<std::optional<core::Delivery>> take(const core::DeliveryId& id, const Decision& decision);

  /// Takes the step of an event. With `only_in`: nothing is done when the delivery is elsewhere by now,
  /// because a person was quicker. Without: an event without a row is kept as unexpected.
  Result<std::optional<core::Delivery>> happen(const core::DeliveryId& id, const core::Happened& happened,
                                               std::optional<core::State> only_in = {});

  /// Holds it until a person has looked, and makes a task.
  Result<std::optional<core::Delivery>> hold(const core::DeliveryId& id, std::string_view kind,
                                             const Error& reason,
                                             const std::vector<core::Attachment>& attachments = {});

  /// The table's answer, with the clock's time and a drawn jitter.
  [[nodiscard]] core::Step decide(const core::Delivery& delivery, const core::Happened& happened);

  /// Task and letter of a concern, inside a transaction. Each (delivery, reason) has one letter, ever.
  Result<void> raise(core::Writing& writing, const core::Delivery& delivery, const core::Concern& concern,
                     Instant now);

 private:
  double draw();

  const World& world_;
  const Settings& settings_;
};

}  // namespace quittance::delivery
