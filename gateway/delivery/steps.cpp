#include "gateway/delivery/steps.h"

namespace quittance::delivery {

using core::Delivery;
using core::DeliveryId;
using core::Step;

Result<std::optional<Delivery>> Steps::take(const DeliveryId& id, const Decision& decision) {
  std::optional<Delivery> before;
  std::optional<Step> step;
  auto done = world_.store.commit([&](core::Writing& writing) -> Result<void> {
    step.reset();
    auto found = writing.delivery(id);
    if (!found) return found.error();
    if (!*found) return Error{"DELIVERY-UNKNOWN", Retry::never, id.text()};
    before = std::move(**found);
    auto decided = decision(writing, *before);
    if (!decided) return decided.error();
    step = std::move(*decided);
    if (!step) return {};
    if (auto applied = writing.apply(*before, *step); !applied) return applied;
    if (!step->concern) return {};
    auto after = writing.delivery(id);
    if (!after) return after.error();
    return raise(writing, **after, *step->concern, step->entry.at);
  });
  if (!done) return done.error();
  if (!step) return std::optional<Delivery>();
  world_.observer.stepped(*before, *step);
  Delivery after = std::move(*before);
  after.progress = step->after;
  return std::optional(std::move(after));
}

Result<std::optional<Delivery>> Steps::happen(const DeliveryId& id, const core::Happened& happened,
                                              std::optional<core::State> only_in) {
  return take(id, [&](core::Writing&, const Delivery& now) -> Result<std::optional<Step>> {
    if (only_in && now.state() != *only_in) return std::optional<Step>();
    return std::optional(decide(now, happened));
  });
}

Result<std::optional<Delivery>> Steps::hold(const DeliveryId& id, std::string_view kind, const Error& reason,
                                            const std::vector<core::Attachment>& attachments) {
  return take(id, [&](core::Writing&, const Delivery& now) -> Result<std::optional<Step>> {
    Step step = core::note(now, kind, reason.code, reason.detail, "daemon", world_.clock.wall());
    step.attachments = attachments;
    step.alert = true;
    return std::optional(std::move(step));
  });
}

Step Steps::decide(const Delivery& delivery, const core::Happened& happened) {
  return core::decide(delivery, happened, world_.clock.wall(), settings_.policy, draw());
}

Result<void> Steps::raise(core::Writing& writing, const Delivery& delivery, const core::Concern& concern,
                          Instant now) {
  if (auto put = writing.put_task(core::task_for(delivery, concern), now); !put) return put;
  const auto id = core::draw_message_id(world_.random, settings_.domain);
  const auto letter = core::letter_for(delivery, concern, settings_.policy.follow_up, now, id);
  if (!letter) return {};
  return writing.put_letter("letter:" + delivery.id.text() + ":" + concern.reason, delivery.id, *letter);
}

double Steps::draw() {
  const Bytes octets = world_.random.bytes(4);
  std::uint32_t number = 0;
  for (const char octet : octets) number = number << 8 | static_cast<std::uint8_t>(octet);
  return static_cast<double>(number) / 4294967296.0;
}

}  // namespace quittance::delivery
