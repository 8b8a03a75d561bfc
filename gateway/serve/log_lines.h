// What happens, as lines of the log: one for each change of a delivery's state, and one for what went wrong
// elsewhere.
#pragma once

#include "gateway/delivery/world.h"
#include "gateway/folder/intake.h"
#include "gateway/http/server.h"
#include "gateway/log/log.h"
#include "gateway/serve/watched_certificates.h"
#include "keys/certificate.h"

namespace quittance::serve {

/// Any thread.
class LogLines : public delivery::Observer, public folder::IntakeObserver, public http::Events {
 public:
  explicit LogLines(log::Log& log) : log_(log) {}

  void stepped(const core::Delivery& before, const core::Step& step) override;
  void noted(const delivery::Noted& noted) override;
  /// Of acts that will be done again, and of drop folders.
  void trouble(const std::string& what, const Error& error) override;

  void claimed(const core::DeliveryId& id, const core::Origin& origin) override;
  void odd(const std::string& folder, const std::string& name, const std::string& reason) override;

  void refused(const http::Peer& peer, std::string_view code, std::string_view why) override;
  void failed(const http::Request& request, std::string_view why) override;
  void answered(const http::Request& request, int status, std::chrono::microseconds took) override;

  /// A certificate that we work with ends soon, or has ended.
  void certificate_ends(const Ending& ending);

  /// Nobody could say whether a certificate still stands; it was let pass, or not.
  void status_unknown(const keys::Certificate& certificate, const std::string& why, bool passed);

  /// An AS4 message that was not accepted.
  void as4_refused(const std::string& message_id, const std::string& code, const std::string& reason);

 private:
  log::Log& log_;
};

}  // namespace quittance::serve
