// The acts of an outbound delivery. Each asks one port and comes back with one event.
#pragma once

#include "gateway/delivery/steps.h"

namespace quittance::delivery {

/// Any thread; one delivery on one thread at a time.
class Outbound {
 public:
  Outbound(const World& world, const Settings& settings)
      : world_(world), settings_(settings), steps_(world, settings) {}

  /// Would its next act use the wire to its peer?
  [[nodiscard]] bool needs_wire(const core::Delivery& delivery, Instant now) const;

  /// Would its next act ask others where it goes?
  [[nodiscard]] bool asks_others(const core::Delivery& delivery) const;

  /// Does what is due, one act after the other, until nothing is, the wire is needed, or others must be
  /// asked: that is only done as the first act.
  Result<void> advance(core::Delivery delivery);

  /// Makes one attempt. Returns whether the peer answered.
  Result<bool> attempt(const core::Delivery& delivery);

  /// At start-up: every attempt that was under way has lost its answer.
  Result<void> recover();

  /// An act ended by an exception: nothing may go round with it for ever.
  void give_to_a_person(const core::DeliveryId& id, const std::string& what);

 private:
  using After = Result<std::optional<core::Delivery>>;

  After act(const core::Delivery& delivery);
  After check(const core::Delivery& delivery);
  After passed(const core::Delivery& delivery, const core::Passed& verdict);
  After failed(const core::Delivery& delivery, const core::Failed& verdict);
  After not_checked(const core::Delivery& delivery, const core::NotChecked& verdict);
  After look_up(const core::Delivery& delivery);
  After address(const core::Delivery& delivery, const core::Endpoint& endpoint,
                const core::Happened& happened);
  After pack(const core::Delivery& delivery, core::Transport& transport);
  After start_resend(const core::Delivery& delivery);
  After finish(const core::Delivery& delivery, const core::Outcome& outcome);
  Result<std::vector<core::Attachment>> keep_exhibits(const std::vector<core::Exhibit>& exhibits);
  Result<std::vector<core::Attachment>> keep_reports(const std::vector<core::Report>& reports);

  const World& world_;
  const Settings& settings_;
  Steps steps_;
};

}  // namespace quittance::delivery
