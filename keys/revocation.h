// Is a certificate that we would believe still believed by its issuer? OCSP first, then its revocation lists.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "keys/certificate.h"

namespace quittance::keys {

/// How far a question may go.
struct QuestionLimit {
  std::chrono::milliseconds time{0};
  std::size_t answer_bytes = 0;
};

/// Where answers come from, and who hears when none came. gateway implements it. Calls may come from any
/// thread.
class RevocationSource {
 public:
  virtual ~RevocationSource() = default;
  /// The answer to an OCSP request (RFC 6960, appendix A: POST). Fails, worth asking again, when no whole
  /// answer with status 200 came. Only authorities we trust name URLs here.
  virtual Result<Bytes> ask(const std::string& url, BytesView request, QuestionLimit limit) = 0;
  /// A revocation list (GET). Fails likewise.
  virtual Result<Bytes> fetch(const std::string& url, QuestionLimit limit) = 0;
  /// No usable answer was to be had for a certificate; `passed` when it was let pass all the same. Told once
  /// in RevocationPolicy::refresh for each certificate.
  virtual void undecided(const Certificate& certificate, const std::string& why, bool passed) = 0;
};

struct RevocationPolicy {
  /// Without a usable answer: true refuses, false lets pass. What an authority says outright (revoked,
  /// unknown to it) is refused either way.
  bool hard = true;
  /// How long an answer is used before there is asked again; and how long one without nextUpdate counts.
  std::chrono::seconds refresh = std::chrono::hours(1);
  /// An answer older than this counts as none, whatever its nextUpdate says.
  std::chrono::seconds oldest_answer = std::chrono::hours(24 * 10);
  /// A source that failed is left alone for so long.
  std::chrono::seconds retry_after = std::chrono::minutes(1);
  /// How far clocks may differ.
  std::chrono::seconds tolerance = std::chrono::minutes(5);
  /// All questions about one certificate together.
  std::chrono::milliseconds time_limit = std::chrono::seconds(10);
};

/// Asks, judges and remembers. Any thread; one thread asks about a certificate, others use the last answer
/// meanwhile or wait for theirs. An answer that is still good is used when newer ones cannot be had; a
/// revocation is believed until the authority says otherwise; an older answer never replaces a newer one.
class Revocation {
 public:
  Revocation(std::shared_ptr<RevocationSource> source, RevocationPolicy policy);
  ~Revocation();
  Revocation(const Revocation&) = delete;
  Revocation& operator=(const Revocation&) = delete;

  /// Fails with CERT-REVOKED (also for what the responder does not know), and, worth asking again, with
  /// CERT-REVOCATION when the policy is hard and there is no usable answer. The chain is the caller's to
  /// check first: no stranger's URL may be asked.
  Result<void> check(const Certificate& certificate, const Certificate& issuer, Instant at);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace quittance::keys
