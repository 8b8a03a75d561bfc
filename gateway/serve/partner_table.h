// The static partner table as a Lookup: who takes invoices where, as the configuration says.
#pragma once

#include <vector>

#include "formats/base/result.h"
#include "gateway/config/config.h"
#include "gateway/core/ports.h"
#include "gateway/serve/provider.h"

namespace quittance::serve {

/// The envelope must name the sender's country (COUNTRY_C1).
inline constexpr std::string_view kNoCountry =
    "the sender's country is not known: the document does not say it (BT-40), and its [[folder]] has no "
    "country";

class PartnerTable : public core::Lookup {
 public:
  /// Reads each partner's certificate. Fails with CONFIG when one cannot be read or is no certificate.
  static Result<PartnerTable> make(const config::Config& config);

  /// The partner named by the buyer's participant id (BT-49), else by VAT number (BT-48), else by name
  /// (BT-44): three passes, so that a name never wins over an id. A service provider (0242:…) is also reached
  /// at the access point whose certificate has his seat. ReceiverUnknown with PARTNER-UNKNOWN when
  /// none fits, or when an AS4 partner is meant and the document lacks what the envelope must say.
  core::Found find(const core::InvoiceFacts& facts, const core::Origin& origin, bool afresh) override;
  /// Does an entry fit the buyer?
  [[nodiscard]] bool knows(const core::PartyFacts& buyer) const { return partner_of(buyer) != nullptr; }
  /// C1: the participant of the folder the document came by, else the seller it names (BT-34).
  [[nodiscard]] std::string sender_of(const core::InvoiceFacts& facts, const core::Origin& origin) const;
  /// C1's country: the folder's, else the seller's (BT-40). Empty: neither says it, and no envelope can be
  /// made.
  [[nodiscard]] std::string country_of(const core::InvoiceFacts& facts, const core::Origin& origin) const;

 private:
  [[nodiscard]] const config::Folder* folder_of(const core::Origin& origin) const;
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
