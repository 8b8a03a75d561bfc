// Looking up in the network as [discovery] has it: the directory, and the DNS and HTTP it stands on.
#pragma once

#include <memory>

#include "as4/discovery/discovery.h"
#include "gateway/config/config.h"

namespace quittance::serve {

/// The DNS servers of [discovery]: asked for participants and for hosts. Fails with DNS. `random` must
/// outlive it.
Result<std::shared_ptr<as4::Resolver>> resolver_of(const config::Config& config, Random& random);

class PeppolDirectory {
 public:
  /// What it asks with, and whom it believes to be an access point.
  struct Means {
    std::shared_ptr<as4::Resolver> resolver;
    std::shared_ptr<const keys::TrustStore> access_points;
    std::shared_ptr<const keys::TrustStore> publishers;
  };

  /// Fails with TLS. `clock` must outlive it.
  static Result<std::unique_ptr<PeppolDirectory>> open(const config::Config& config, Means means,
                                                       const Clock& clock);

  as4::Directory& directory() { return *directory_; }

 private:
  PeppolDirectory() = default;
  std::shared_ptr<as4::Resolver> resolver_;
  std::unique_ptr<as4::HttpClient> client_;
  std::unique_ptr<as4::Directory> directory_;
};

}  // namespace quittance::serve
