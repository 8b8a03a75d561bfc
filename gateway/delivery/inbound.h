// Receiving. The answer's bytes leave this class only after payload, ids and receipt are on disk together.
#pragma once

#include <functional>

#include "gateway/delivery/steps.h"

namespace quittance::delivery {

/// Any thread.
class Inbound {
 public:
  Inbound(const World& world, const Settings& settings)
      : world_(world), queue_items_(settings.queue_items), steps_(world, settings) {}

  /// Commits a verified message, or finds that it is known. The same MessageId, peer and payload: the stored
  /// receipt, byte for byte. NotTaken with QUEUE-FULL while too much is under way, known or not: nothing of
  /// it is kept then, so that a peer who insists costs no disk.
  core::Reception receive(const core::InboundMessage& message);

  /// Checks a document that came in and hands it over, or puts it aside.
  Result<void> hand_over(const core::DeliveryId& id);

 private:
  struct Verdict {
    bool good = false;
    std::string code, detail;
    std::vector<core::Report> reports;
    std::optional<core::InvoiceFacts> facts;
  };
  Verdict judge(const core::InboundItem& item, const Body& document);
  Result<std::optional<core::Twin>> note_facts(const core::InboundItem& item,
                                               const core::InvoiceFacts& facts);
  Result<void> deliver(const core::InboundItem& item, const Body& document, const Verdict& verdict);
  Result<void> put_aside(const core::InboundItem& item, const Body& document, const Verdict& verdict);

  const World& world_;
  std::size_t queue_items_;
  Steps steps_;
};

}  // namespace quittance::delivery
