// One HTTP server of the daemon: an address, TLS or none, and what answers there.
#pragma once

#include "gateway/config/config.h"
#include "gateway/http/server.h"

namespace quittance::serve {

class Door {
 public:
  struct Place {
    config::Address address;
    config::Path tls_certificate, tls_key;  ///< both empty: plain HTTP
  };

  /// `clock` and `events` must outlive it, and what the routes refer to.
  Door(http::Routes routes, Place place, http::Limits limits, const Clock& clock, http::Events& events)
      : place_(std::move(place)), server_(std::move(routes), std::move(limits), clock, events) {}

  /// "host:port" with the bound port. Fails with TLS-CONTEXT or HTTP-LISTEN.
  Result<std::string> start();
  /// No new requests; begun ones have half a minute.
  void stop();

 private:
  Place place_;
  http::Server server_;
};

}  // namespace quittance::serve
