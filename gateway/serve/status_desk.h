// Writes the Message Level Statuses that we owe, from what the store has of a message's fate.
#pragma once

#include "formats/identifiers.h"
#include "gateway/core/status.h"
#include "gateway/serve/provider.h"

namespace quittance::serve {

class StatusDesk : public core::StatusDesk {
 public:
  /// All must outlive it.
  StatusDesk(Provider provider, core::Lookup& lookup, const Clock& clock, Random& random)
      : provider_(std::move(provider)), lookup_(lookup), clock_(clock), random_(random) {}

  /// AB for what was delivered (a folder confirms nothing), else RE with each broken rule and its place: SV
  /// for syntax, BV for rules, FD where no rule but something else kept it from the receiver. To MLS_TO where
  /// that is a name of the access point that sent, and registered; else to its main one. May ask the network.
  /// Fails with STATUS-WHO when either side has no service provider's identifier.
  Result<Bytes> write(const core::InboundMessage& message, const core::Fate& fate) override;

 private:
  [[nodiscard]] bool takes_statuses(const formats::ParticipantId& receiver);

  Provider provider_;
  core::Lookup& lookup_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace quittance::serve
