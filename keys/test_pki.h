// Makes PKIs for tests and demonstrations, shaped as Peppol's G3: root, access point CA, SMP CA, leafs, and
// leafs that must be refused. Never for production: the names say TEST.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "keys/private_key.h"

namespace quittance::keys {

/// What a leaf is to be; the defaults make a good one.
struct LeafSpec {
  std::string common_name = "POP000901";
  std::vector<std::string> host_names;  ///< not empty: a TLS server certificate with these names (IPs too)
  Instant not_before, not_after;
  bool digital_signature = true, key_encipherment = true, client_auth = true;
  bool ocsp_signing =
      false;  ///< a responder's certificate: extended key usage OCSPSigning, no revocation check
  bool must_staple = false;       ///< RFC 7633: its TLS server brings an OCSP answer
  std::string ocsp_url, crl_url;  ///< where its status is told; empty: nowhere
  int key_bits = 2048;
};

/// A key with its certificate in the forms files have.
struct Issued {
  std::shared_ptr<const PrivateKey> key;
  std::string certificate_pem;
  std::string key_pem;  ///< PKCS#8, not encrypted
};

/// What a responder is to say of every certificate it is asked about.
struct OcspSpec {
  enum class Says { good, revoked, unknown } says = Says::good;
  Instant this_update;
  std::optional<Instant> next_update;
  const Issued* responder = nullptr;  ///< who signs; nullptr: the authority itself
  bool repeats_nonce = true;
};

/// One certification authority of a test PKI.
class TestAuthority {
 public:
  /// A self-signed root.
  static TestAuthority root(const std::string& common_name, Instant not_before, Instant not_after);
  /// An authority issued by this one.
  [[nodiscard]] TestAuthority issue_authority(const std::string& common_name, Instant not_before,
                                              Instant not_after, const std::string& crl_url = "") const;
  [[nodiscard]] Issued issue(const LeafSpec& spec) const;
  [[nodiscard]] const Certificate& certificate() const;

  /// A complete revocation list, DER.
  [[nodiscard]] Bytes revocation_list(const std::vector<Certificate>& revoked, Instant this_update,
                                      Instant next_update) const;
  /// The answer to a DER OCSP request. Fails with OCSP when that is none.
  [[nodiscard]] Result<Bytes> ocsp_answer(BytesView request, const OcspSpec& spec) const;

 private:
  struct Parts;
  explicit TestAuthority(std::shared_ptr<const Parts> parts) : parts_(std::move(parts)) {}
  std::shared_ptr<const Parts> parts_;
};

/// PKCS#12 (PBES2, AES-256) of a key, its certificate and the chain above. Fails with KEY-STORE.
Result<Bytes> make_pkcs12(const Issued& issued, const std::vector<Certificate>& chain,
                          std::string_view passphrase);

/// A file of a test PKI: name inside its folder, content, whether it is secret (mode 0600).
struct PkiFile {
  std::string name;
  Bytes content;
  bool secret = false;
};

/// Where certificates of a test PKI say that their status is told; empty: nowhere.
struct StatusPlaces {
  std::string ocsp_url, crl_url;
};

/// A whole PKI as files, valid from one day before `now` for three years:
///   root.pem, ap-ca.pem, smp-ca.pem, ap-trust.pem (AP CA and root), smp-trust.pem, tls-ca.pem,
///   POP000901 … POP000903, POP000902-next (its successor, issued later), smp (.pem, .key, .p12),
///   tls (localhost, 127.0.0.1, ::1),
///   what must be refused: neg-expired, neg-notyet, neg-badcn, neg-unknownca, neg-smpca, neg-nousage,
///   neg-revoked,
///   who says so: ap-ca.crl, and for `openssl ocsp` ocsp (a responder of the AP CA) with index.txt,
///   passphrase (the one of every .p12).
std::vector<PkiFile> make_test_pki(Instant now, std::string_view passphrase, const StatusPlaces& places = {});

}  // namespace quittance::keys
