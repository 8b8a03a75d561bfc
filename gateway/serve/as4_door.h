// The HTTP server in front of the receiving access point.
#pragma once

#include "gateway/config/config.h"
#include "gateway/http/server.h"
#include "gateway/serve/as4_receiver.h"
#include "gateway/serve/log_lines.h"

namespace quittance::serve {

class As4Door {
 public:
  /// Serves POST /as4 for every participant with an inbox. `config` must have as4.listen.
  As4Door(const config::Config& config, As4Station& station, LogLines& lines, As4Receiver::Commit commit);

  /// The bound port. Fails with TLS-CONTEXT or HTTP-LISTEN.
  Result<std::uint16_t> start();
  /// No new requests; begun ones have half a minute.
  void stop();

 private:
  const config::Config& config_;
  As4Receiver receiver_;
  http::Server server_;
};

}  // namespace quittance::serve
