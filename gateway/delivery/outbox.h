// The outbox: acts that follow from an event and were committed with it. Each is performed at least once, and
// each is such that twice is like once.
#pragma once

#include "gateway/delivery/inbound.h"

namespace quittance::delivery {

/// Any thread; one row on one thread at a time.
class Outbox {
 public:
  Outbox(const World& world, const Settings& settings, Inbound& inbound)
      : world_(world), settings_(settings), inbound_(inbound) {}

  /// Performs a row and settles it: done, or again later.
  Result<void> perform(const core::OutboxRow& row);

 private:
  Result<void> place(const core::OutboxRow& row);
  Result<void> letter(const core::OutboxRow& row);
  Result<bool> still_true(const core::OutboxRow& row);
  Result<void> posted(const core::OutboxRow& row, const core::PostOutcome& outcome);
  Result<void> settle(const core::OutboxRow& row, std::string_view kind, const std::string& code,
                      const std::string& detail, bool alert);
  Result<void> again(const core::OutboxRow& row, const std::string& why, bool in_doubt);

  const World& world_;
  const Settings& settings_;
  Inbound& inbound_;
};

}  // namespace quittance::delivery
