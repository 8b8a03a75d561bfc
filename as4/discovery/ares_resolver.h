// Resolver by c-ares: time-outs, several servers, TCP where an answer does not fit, source and id checked.
#pragma once

#include <memory>
#include <string>

#include "as4/resolver.h"
#include "formats/base/time.h"

namespace quittance::as4 {

class AresResolver : public Resolver {
 public:
  struct Settings {
    std::string server;  ///< "127.0.0.1:5353", "[::1]:53"; "": those of /etc/resolv.conf
    std::chrono::milliseconds patience{1500};  ///< for one server's first answer; doubled each round
    int rounds = 3;                            ///< over all servers
  };

  /// Fails with DNS when the server's address is none. `random` must outlive it.
  static Result<std::unique_ptr<AresResolver>> make(Settings settings, Random& random);

  Result<NaptrAnswer> naptr(const std::string& name, std::chrono::milliseconds time_limit) override;
  /// Looks into /etc/hosts first.
  Result<std::vector<Bytes>> addresses(const std::string& host,
                                       std::chrono::milliseconds time_limit) override;

 private:
  AresResolver(Settings settings, Random& random) : settings_(std::move(settings)), random_(random) {}

  Settings settings_;
  Random& random_;
};

}  // namespace quittance::as4
