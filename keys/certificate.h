// An X.509 certificate as a value: parsed once, shared, immutable.
#pragma once

#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "formats/base/bytes.h"
#include "formats/base/digest.h"
#include "formats/base/result.h"
#include "formats/base/time.h"

namespace quittance::keys {

/// Key usages (RFC 5280 4.2.1.3) that AS4 asks for.
enum class KeyUsage { digital_signature, key_encipherment, certificate_signing };

class Certificate {
 public:
  /// One DER certificate and nothing after it. Fails with X509.
  static Result<Certificate> parse(BytesView der);
  /// The first certificate of a PEM text. Fails with X509.
  static Result<Certificate> parse_pem(std::string_view pem);
  /// Every certificate of a PEM text, in order; other blocks are skipped. Fails with X509 when one is broken
  /// or none is there.
  static Result<std::vector<Certificate>> parse_all_pem(std::string_view pem);

  [[nodiscard]] BytesView der() const;
  [[nodiscard]] std::string pem() const;
  /// SHA-256 of the DER.
  [[nodiscard]] const Sha256& fingerprint() const;
  /// The subject's common name; "" when there is none, more than one, or one that holds a control character.
  [[nodiscard]] std::string_view common_name() const;
  /// Names as RFC 2253 text.
  [[nodiscard]] std::string_view subject() const;
  [[nodiscard]] std::string_view issuer() const;
  /// Serial number, lower-case hexadecimal.
  [[nodiscard]] std::string_view serial() const;
  [[nodiscard]] Instant not_before() const;
  [[nodiscard]] Instant not_after() const;
  [[nodiscard]] bool valid_at(Instant at) const { return not_before() <= at && at <= not_after(); }

  /// Where its status is told, http and https only: OCSP responders (authority information access) and
  /// complete revocation lists of its issuer (CRL distribution points). At most four each; what is no URL is
  /// left out.
  [[nodiscard]] const std::vector<std::string>& ocsp_urls() const;
  [[nodiscard]] const std::vector<std::string>& crl_urls() const;

  [[nodiscard]] bool is_ca() const;
  [[nodiscard]] bool self_issued() const;
  /// False when the extension is absent: nothing is permitted by silence.
  [[nodiscard]] bool permits(KeyUsage usage) const;
  /// Extended key usage clientAuth (every Peppol access point certificate has it); false when absent.
  [[nodiscard]] bool permits_client_auth() const;
  /// "RSA" or what OpenSSL calls the key's type; its size in bits.
  [[nodiscard]] std::string_view key_type() const;
  [[nodiscard]] int key_bits() const;

  bool operator==(const Certificate& other) const { return fingerprint() == other.fingerprint(); }
  friend std::ostream& operator<<(std::ostream& out, const Certificate& c) {
    return out << c.subject() << " #" << c.serial();
  }

  /// OpenSSL's own object, for the other files of keys/ only.
  struct Parsed;
  [[nodiscard]] const Parsed& parsed() const { return *parsed_; }

 private:
  explicit Certificate(std::shared_ptr<const Parsed> parsed) : parsed_(std::move(parsed)) {}
  friend struct CertificateAccess;
  std::shared_ptr<const Parsed> parsed_;
};

}  // namespace quittance::keys
