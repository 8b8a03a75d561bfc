// Whom we believe: one store for access points, another for metadata publishers, never mixed.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "keys/certificate.h"
#include "keys/revocation.h"

namespace quittance::keys {

/// What a leaf must permit, beside having a valid chain.
enum class Purpose {
  signing,     ///< key usage digitalSignature
  encryption,  ///< key usage keyEncipherment
  any          ///< the chain only
};

/// The certification authorities of one purpose. Where a store holds an issuing CA and its root, only the
/// issuing CA may have issued leafs: the root vouches for the CA alone, so that a sister CA (SMP beside AP)
/// gains nothing.
class TrustStore {
 public:
  /// With `revocation` verify() asks it, too. Fails with TRUST-EMPTY without any certificate, TRUST-NOT-CA
  /// when one is no CA.
  static Result<std::shared_ptr<const TrustStore>> make(std::vector<Certificate> authorities,
                                                        std::shared_ptr<Revocation> revocation = {});
  /// The same from PEM text.
  static Result<std::shared_ptr<const TrustStore>> from_pem(std::string_view pem,
                                                            std::shared_ptr<Revocation> revocation = {});
  ~TrustStore();

  /// Chain, signatures, validity of every certificate at `at`, path length, that the leaf is no CA, has an
  /// RSA key of 2048 to 8192 bits, and (except Purpose::any) the key usage asked for and extended key usage
  /// clientAuth; then, where the store has Revocation, that neither the leaf nor an authority between it and
  /// the last one of its chain is revoked (an authority that names no source stands, for it was installed by
  /// hand). Fails with CERT-UNTRUSTED, CERT-EXPIRED, CERT-NOT-YET-VALID, CERT-USAGE, CERT-KEY and with the
  /// codes of Revocation::check. Good chains are remembered by fingerprint: a second look costs a map access.
  [[nodiscard]] Result<void> verify(const Certificate& leaf, Instant at, Purpose purpose) const;

  /// A leaf as a Certificate: the remembered one where its chain was found good before (parsing costs 0.3
  /// ms), else Certificate::parse(). Says nothing about trust. Fails with X509.
  [[nodiscard]] Result<Certificate> parse(BytesView der) const;

  [[nodiscard]] const std::vector<Certificate>& authorities() const { return authorities_; }

 private:
  struct Chains;
  /// The authorities above a leaf, its issuer first.
  using Above = std::vector<Certificate>;
  TrustStore(std::vector<Certificate> authorities, std::shared_ptr<Revocation> revocation);
  [[nodiscard]] bool may_issue(const Certificate& authority) const;
  [[nodiscard]] const Certificate* issuer_of(const Certificate& authority) const;
  [[nodiscard]] Result<Above> chain_of(const Certificate& leaf, Instant at) const;
  [[nodiscard]] Result<void> check_usage(const Certificate& leaf, Purpose purpose) const;
  [[nodiscard]] Result<void> check_revocation(const Certificate& leaf, const Above& above, Instant at) const;

  std::vector<Certificate> authorities_;
  bool has_issuing_ = false;
  std::unique_ptr<Chains> chains_;
  std::shared_ptr<Revocation> revocation_;
};

}  // namespace quittance::keys
