// One HTTP server of the daemon: an address, TLS or none, and what answers there.
#pragma once

#include "gateway/config/config.h"
#include "gateway/http/server.h"
#include "keys/tls.h"

namespace quittance::serve {

class Door {
 public:
  struct Place {
    config::Address address;
    config::Path tls_certificate, tls_key;  ///< both empty: plain HTTP
    keys::ServerNames tls_names = keys::ServerNames::ours;
  };

  /// `clock` and `events` must outlive it, and what the routes refer to.
  Door(http::Routes routes, Place place, http::Limits limits, const Clock& clock, http::Events& events)
      : place_(std::move(place)),
        clock_(clock),
        server_(std::move(routes), std::move(limits), clock, events) {}

  /// Binds, and reads key and certificate: who connects now waits. `shared`: a listener that is open at this
  /// address already, or nullptr. Fails with TLS-CONTEXT or HTTP-LISTEN.
  Result<void> open(std::shared_ptr<const http::Listener> shared);
  /// Begins to answer, once open: "host:port" with the bound port. Fails with HTTP-LISTEN.
  Result<std::string> start();
  /// No new connections; begun requests have half a minute. `taken_over`: others listen at the same place,
  /// and who has just connected is still answered.
  void stop(bool taken_over);

  [[nodiscard]] const config::Address& address() const { return place_.address; }
  [[nodiscard]] const std::shared_ptr<const http::Listener>& listener() const { return listener_; }

 private:
  Place place_;
  const Clock& clock_;
  std::shared_ptr<const http::Listener> listener_;
  Poco::Net::Context::Ptr tls_;
  http::Server server_;
};

}  // namespace quittance::serve
