// Does the network say that a message goes to us? What our own participants have registered, asked as any
// sender asks it.
#pragma once

#include <string>

#include "as4/discovery/discovery.h"
#include "formats/sbdh.h"
#include "keys/keys.h"

namespace quittance::serve {

class OwnRegistration {
 public:
  enum class Verdict {
    ours,      ///< registered for this document type and process, with a certificate of ours and our URL
    not_ours,  ///< not registered, or with somebody else's
    unknown    ///< could not be asked, or not believed: it may be either
  };
  struct Answer {
    Verdict verdict = Verdict::unknown;
    std::string why;  ///< "" for ours
  };

  /// `url`: where others reach us; "" when it is not compared. All references outlive it.
  OwnRegistration(as4::Directory& directory, const keys::KeyStore& keys, std::string url)
      : directory_(directory), keys_(keys), url_(std::move(url)) {}

  /// Of the receiver's, in the time of one look-up. Peppol AS4 Profile 2.0.3, 4; any thread.
  [[nodiscard]] Answer of(const formats::BusinessHeader& header);

 private:
  as4::Directory& directory_;
  const keys::KeyStore& keys_;
  std::string url_;
};

}  // namespace quittance::serve
