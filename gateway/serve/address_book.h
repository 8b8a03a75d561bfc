// Who takes a document where: the configured partners first, then the network.
#pragma once

#include "gateway/serve/partner_table.h"
#include "gateway/serve/peppol_directory.h"

namespace quittance::serve {

/// Whoever stands in the partner table is sent to as it says; others are looked up by SML and SMP, where that
/// is configured.
class AddressBook : public core::Lookup {
 public:
  /// `directory` may be nullptr: partners only.
  AddressBook(PartnerTable partners, std::unique_ptr<PeppolDirectory> directory, Provider provider)
      : partners_(std::move(partners)), directory_(std::move(directory)), provider_(std::move(provider)) {}

  /// Not registered is ReceiverUnknown; what could not be asked is LookupFailed; what is not believed the
  /// same with an alert. Codes: PartnerTable's, as4::Discovery's. Exhibits: each answer that came, "dns" and
  /// "smp".
  core::Found find(const core::InvoiceFacts& facts, const core::Origin& origin, bool afresh) override;
  [[nodiscard]] bool asks_others(const core::InvoiceFacts& facts) const override {
    return directory_ != nullptr && !partners_.knows(completed(provider_, facts).buyer);
  }

 private:
  core::Found look_up(const core::InvoiceFacts& facts, const core::Origin& origin, bool afresh);

  PartnerTable partners_;
  std::unique_ptr<PeppolDirectory> directory_;
  Provider provider_;
};

}  // namespace quittance::serve
