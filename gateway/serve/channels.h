// The ways out of the house, as the configuration has them: AS4, mail, and who is reached by which.
#pragma once

#include <memory>
#include <optional>

#include "formats/xml/guard.h"
#include "gateway/config/config.h"
#include "gateway/delivery/world.h"
#include "gateway/serve/address_book.h"
#include "gateway/serve/as4_transport.h"
#include "gateway/serve/log_lines.h"
#include "gateway/serve/mail_transport.h"
#include "gateway/serve/own_registration.h"
#include "gateway/serve/renderer.h"
#include "gateway/serve/status_desk.h"

namespace quittance::serve {

/// The bounds of [limits] for documents.
xml::Limits xml_limits(const config::Config& config);

class Channels {
 public:
  /// Opens keys, trust and relays. Fails with CONFIG, SECRET, KEY-STORE, TRUST-EMPTY, TLS, DNS or XSLT: the
  /// daemon does not start with half of its ways out. `clock`, `random` and `lines` must outlive it.
  static Result<std::unique_ptr<Channels>> open(const config::Config& config, const Clock& clock,
                                                Random& random, const Spool& spool, LogLines& lines);

  [[nodiscard]] core::Lookup& lookup() { return *lookup_; }
  [[nodiscard]] core::Messenger& messenger() { return *messenger_; }
  /// Those that the configuration opens.
  [[nodiscard]] std::map<core::Channel, core::Transport*> transports();
  /// nullptr without a key of our own.
  [[nodiscard]] As4Station* as4() { return station_.get(); }
  [[nodiscard]] const Provider& provider() const { return provider_; }
  /// What is registered of ours; nullptr when that is not asked.
  [[nodiscard]] OwnRegistration* registration() { return registration_.get(); }
  /// nullptr when we send no statuses.
  [[nodiscard]] core::StatusDesk* statuses() { return statuses_.get(); }

 private:
  Channels() = default;
  Result<void> open_trust(const config::Config& config, LogLines& lines);
  Result<void> open_as4(const config::Config& config, const Clock& clock, Random& random, const Spool& spool);
  Result<std::unique_ptr<PeppolDirectory>> open_directory(const config::Config& config, const Clock& clock);
  Result<void> open_mail(const config::Config& config);

  std::shared_ptr<as4::Resolver> resolver_;
  std::shared_ptr<keys::Revocation> revocation_;
  std::shared_ptr<const keys::TrustStore> access_points_;
  std::unique_ptr<core::Lookup> lookup_;
  std::unique_ptr<StatusDesk> statuses_;
  std::unique_ptr<As4Station> station_;
  Provider provider_;
  std::unique_ptr<OwnRegistration> registration_;
  std::unique_ptr<As4Transport> as4_;
  std::optional<InvoiceRenderer> renderer_;
  std::unique_ptr<MailTransport> mail_;
  std::unique_ptr<core::Messenger> messenger_;
};

}  // namespace quittance::serve
