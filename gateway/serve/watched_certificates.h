// The certificates this gateway works with, and which of them end soon.
#pragma once

#include <string>
#include <vector>

#include "gateway/config/config.h"
#include "keys/keys.h"

namespace quittance::serve {

struct WatchedCertificate {
  std::string role;  ///< "our key", "our web server", "partner …", "authority of access points", …
  std::string file;  ///< where it was read; "" for one in a token
  keys::Certificate certificate;
};

struct WatchedCertificates {
  std::vector<WatchedCertificate> found;
  std::vector<Error> unreadable;  ///< CONFIG, KEY-STORE, KEY-TOKEN, SECRET
};

/// All that the configuration names, our own first. Opens our keys for it.
WatchedCertificates watched_certificates(const config::Config& config);

/// One that ends within the time of warning, or has ended.
struct Ending {
  WatchedCertificate which;
  long long days_left = 0;  ///< whole days; 0 and less: today, or ended
  bool ended = false;
};

/// Those that end before `now + ahead`, the first to end first. What a later certificate of the same role and
/// subject replaces is left out: an old key beside its successor is meant to end.
std::vector<Ending> ending(const std::vector<WatchedCertificate>& watched, Instant now,
                           config::Duration ahead);

}  // namespace quittance::serve
