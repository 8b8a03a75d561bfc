// Certificate status by revocation lists (RFC 5280, 5 and 6.3). Included by .cpp files of keys/ only.
#pragma once

#include <memory>

#include "keys/status.h"

namespace quittance::keys {

/// A complete CRL, parsed once, shared.
class RevocationList {
 public:
  /// DER or PEM. Fails, worth asking again, with CRL.
  static Result<RevocationList> parse(BytesView bytes);

  [[nodiscard]] Instant this_update() const;
  [[nodiscard]] std::optional<Instant> next_update() const;

  /// What the list says of a certificate: good when it is not on it. Fails, worth asking again, with CRL when
  /// the list is not the issuer's (name, signature, key usage cRLSign), does not cover the certificate
  /// (issuing distribution point, some reasons only, a delta list), or was not in force at `at`, give or take
  /// `tolerance`.
  [[nodiscard]] Result<CertificateStatus> status(const Certificate& certificate, const Certificate& issuer,
                                                 Instant at, std::chrono::seconds tolerance) const;

 private:
  struct Parts;
  explicit RevocationList(std::shared_ptr<const Parts> parts) : parts_(std::move(parts)) {}
  std::shared_ptr<const Parts> parts_;
};

}  // namespace quittance::keys
