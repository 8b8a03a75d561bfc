// `quittance keys import`: a new key, or authorities, into the place the configuration names.
#pragma once

#include <string>
#include <vector>

#include "gateway/config/config.h"

namespace quittance::cli {

struct ImportAsked {
  std::vector<std::string> files;  ///< PKCS#12; or PEM: key, certificate and chain, in one file or several
  std::string passphrase_file;     ///< of what is read
  std::string at;
  bool json = false;
};

/// A key is laid into as4.key_store when it is fit: key and certificate belong together, our CN, both usages,
/// a chain to as4.trust_store, not ended. Nothing that is there is written over. Exit codes of the contract.
int import_key(const config::Config& config, const ImportAsked& asked);

/// Authorities are added to a list of them, as4.trust_store or discovery.smp_trust; what is there stays.
int import_trust(const config::Path& list, const ImportAsked& asked);

}  // namespace quittance::cli
