// The static partner table as a Lookup: who takes invoices where, as the configuration says.
#pragma once

#include <vector>

#include "formats/base/result.h"
#include "gateway/config/config.h"
#include "gateway/core/ports.h"

namespace quittance::serve {

class PartnerTable : public core::Lookup {
 public:
  /// Reads each partner's certificate. Fails with CONFIG when one cannot be read or is no certificate.
  static Result<PartnerTable> make(const config::Config& config);

  /// The partner named by the buyer's participant id (BT-49), else by VAT number (BT-48), else by name
  /// (BT-44): three passes, so that a name never wins over an id. ReceiverUnknown with PARTNER-UNKNOWN when
  /// none fits, or when an AS4 partner is meant and the document lacks what the envelope must say.
  core::Found find(const core::InvoiceFacts& facts, const core::Origin& origin, bool afresh) override;
  /// Does an entry fit the buyer?
  [[nodiscard]] bool knows(const core::PartyFacts& buyer) const { return partner_of(buyer) != nullptr; }
  /// C1: the participant of the folder the document came by, else the seller it names (BT-34).
  [[nodiscard]] std::string sender_of(const core::InvoiceFacts& facts, const core::Origin& origin) const;

 private:
  struct Partner {
    config::Partner entry;
    Bytes certificate;  ///< DER; empty for mail
    std::string peer;
  };

  [[nodiscard]] const Partner* partner_of(const core::PartyFacts& buyer) const;

  std::vector<Partner> partners_;
  std::vector<config::Folder> folders_;
};

}  // namespace quittance::serve
