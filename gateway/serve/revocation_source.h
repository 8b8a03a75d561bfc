// Where certificates' status is asked: OCSP responders and published lists, over HTTP.
#pragma once

#include <functional>
#include <memory>

#include "as4/http_client.h"
#include "as4/resolver.h"
#include "gateway/config/config.h"
#include "keys/keys.h"

namespace quittance::serve {

/// Any thread.
class RevocationOverHttp : public keys::RevocationSource {
 public:
  /// Hears of each certificate whose status could not be learnt.
  using Undecided =
      std::function<void(const keys::Certificate& certificate, const std::string& why, bool passed)>;

  RevocationOverHttp(std::unique_ptr<as4::HttpClient> client, Undecided undecided)
      : client_(std::move(client)), undecided_(std::move(undecided)) {}

  /// Both fail with REVOCATION-SOURCE.
  Result<Bytes> ask(const std::string& url, BytesView request, keys::QuestionLimit limit) override;
  Result<Bytes> fetch(const std::string& url, keys::QuestionLimit limit) override;
  void undecided(const keys::Certificate& certificate, const std::string& why, bool passed) override {
    undecided_(certificate, why, passed);
  }

 private:
  std::unique_ptr<as4::HttpClient> client_;
  Undecided undecided_;
};

/// Revocation as [keys] and [as4] peers have it; nullptr when it is off. Sources speak plain HTTP: their
/// answers are signed. `resolver`: as of PocoHttpClient. Fails with TLS.
Result<std::shared_ptr<keys::Revocation>> revocation_of(const config::Config& config,
                                                        std::shared_ptr<as4::Resolver> resolver,
                                                        RevocationOverHttp::Undecided undecided);

}  // namespace quittance::serve
