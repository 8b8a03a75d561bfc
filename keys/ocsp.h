// Certificate status by OCSP (RFC 6960). Included by .cpp files of keys/ only.
#pragma once

#include <memory>

#include "keys/status.h"

namespace quittance::keys {

/// One question about one certificate: request out, answer in. The answer must fit the request.
class OcspQuestion {
 public:
  /// Fails with OCSP when OpenSSL cannot make one.
  static Result<OcspQuestion> about(const Certificate& certificate, const Certificate& issuer);

  /// DER, with a nonce.
  [[nodiscard]] BytesView request() const;

  /// Reads a DER answer: successful, about this very certificate, signed (not with MD5 or SHA-1) by its
  /// issuer or by a responder whom that issuer gave the extended key usage OCSPSigning and whose certificate
  /// is valid at `at`; its nonce is ours or absent (pre-produced answers have none: their window decides).
  /// The window itself is the caller's to judge. Fails, worth asking again, with OCSP.
  [[nodiscard]] Result<CertificateStatus> read(BytesView answer, Instant at) const;

 private:
  struct Parts;
  explicit OcspQuestion(std::shared_ptr<const Parts> parts) : parts_(std::move(parts)) {}
  std::shared_ptr<const Parts> parts_;
};

/// Reads a DER answer that nobody asked for, as TLS servers staple it: like OcspQuestion::read, but a nonce
/// means nothing, the responder's certificate is judged at the answer's own time, and the window counts by
/// OpenSSL's clock (five minutes of tolerance), unless the answer is "revoked". Fails with OCSP.
Result<CertificateStatus> read_stapled(BytesView answer, const Certificate& certificate,
                                       const Certificate& issuer);

}  // namespace quittance::keys
