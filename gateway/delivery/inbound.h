// Receiving. The answer's bytes leave this class only after payload, ids and receipt are on disk together.
#pragma once

#include <functional>

#include "gateway/delivery/steps.h"

namespace quittance::delivery {

/// An entry about a document that came in.
core::Entry entry_for(const core::InboundItem& item, std::string_view kind, Instant now);

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

  /// Writes the Message Level Status about it and takes it in as a delivery of its own. Twice is like once.
  Result<void> tell_status(const core::DeliveryId& id);

 private:
  struct Verdict {
    bool good = false;
    std::string code, detail;
    std::vector<core::Report> reports;
    std::optional<core::InvoiceFacts> facts;
    std::optional<core::Answer> answer;
  };
  Verdict judge(const core::InboundItem& item, const Body& document);
  Result<std::optional<core::Twin>> note_facts(const core::InboundItem& item,
                                               const core::InvoiceFacts& facts);
  Result<void> take_status(const core::InboundItem& item, const Body& document, const Verdict& verdict);
  Result<void> note_answer(core::Writing& writing, const core::InboundItem& item, const core::Answer& answer);
  [[nodiscard]] bool owes_status(const core::InboundItem& item, bool delivered,
                                 const std::string& code) const;
  Result<void> deliver(const core::InboundItem& item, const Body& document, const Verdict& verdict);
  Result<void> put_aside(const core::InboundItem& item, const Body& document, const Verdict& verdict);

  const World& world_;
  std::size_t queue_items_;
  Steps steps_;
};

}  // namespace quittance::delivery
