// The AS4 channel: an invoice in its Peppol envelope, signed and encrypted, one POST, the answer judged.
#pragma once

#include <memory>

#include "as4/as4.h"
#include "formats/base/body.h"
#include "formats/base/time.h"
#include "formats/xml/guard.h"
#include "gateway/core/ports.h"
#include "gateway/serve/provider.h"
#include "keys/keys.h"

namespace quittance::serve {

/// Our side of AS4: keys, whom we believe, how we reach others. Shared by sending and receiving; outlives
/// both.
struct As4Station {
  keys::KeyStore keys;
  std::shared_ptr<const keys::TrustStore> trust;
  std::unique_ptr<as4::HttpClient> client;
  const Clock& clock;
  Random& random;
  xml::Limits xml_limits;
  const Spool& spool;
};

class As4Transport : public core::Transport {
 public:
  As4Transport(As4Station& station, Provider provider) : station_(station), provider_(std::move(provider)) {}

  /// Fails with the codes of formats (identifiers, envelope), keys and AS4-BUILD.
  Result<core::Packed> pack(const core::Consignment& consignment) override;
  core::Outcome send(const core::Attempt& attempt) override;

 private:
  As4Station& station_;
  Provider provider_;
};

}  // namespace quittance::serve
