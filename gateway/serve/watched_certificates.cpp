#include "gateway/serve/watched_certificates.h"

#include <algorithm>

#include "gateway/serve/named_file.h"
#include "gateway/serve/own_keys.h"

namespace quittance::serve {
namespace {

class Survey {
 public:
  void file(const std::string& role, const config::Path& path) {
    if (path.empty()) return;
    const auto bytes = read_named(path);
    if (!bytes) return unreadable(bytes.error());
    auto all = keys::Certificate::parse_all_pem(*bytes);
    if (!all && bytes->find("-----BEGIN ") == Bytes::npos) {
      auto single = keys::Certificate::parse(*bytes);
      if (single) all = std::vector{*single};
    }
    if (!all) return unreadable({"CONFIG", Retry::never, path.string() + ": " + all.error().detail});
    for (const keys::Certificate& one : *all) add(role, path.string(), one);
  }
  void own(const config::Config& config) {
    if (!config.as4.enabled()) return;
    const auto keys = open_own_keys(config);
    if (!keys) return unreadable(keys.error());
    const std::string place = config.as4.key_store.empty() ? "" : config.as4.key_store.string();
    for (const auto& key : keys->keys()) add("our key", place, key->certificate());
  }
  WatchedCertificates take() { return std::move(all_); }

 private:
  void add(const std::string& role, const std::string& path, const keys::Certificate& one) {
    all_.found.push_back({role, path, one});
  }
  void unreadable(Error error) { all_.unreadable.push_back(std::move(error)); }
  WatchedCertificates all_;
};

bool replaces(const WatchedCertificate& later, const WatchedCertificate& earlier) {
  return later.role == earlier.role && later.certificate.subject() == earlier.certificate.subject() &&
         later.certificate.not_after() > earlier.certificate.not_after();
}

}  // namespace

WatchedCertificates watched_certificates(const config::Config& config) {
  Survey survey;
  survey.own(config);
  survey.file("our web server", config.as4.tls_certificate);
  survey.file("authority of access points", config.as4.trust_store);
  survey.file("authority of publishers", config.discovery.smp_trust);
  survey.file("authority of web servers", config.as4.tls_trust);
  survey.file("authority of the mail server", config.mail.smtp_trust);
  for (const auto& partner : config.partners)
    survey.file("partner " + (partner.participant.empty() ? partner.name : partner.participant),
                partner.certificate);
  return survey.take();
}

std::vector<Ending> ending(const std::vector<WatchedCertificate>& watched, Instant now,
                           config::Duration ahead) {
  std::vector<Ending> found;
  for (const WatchedCertificate& one : watched) {
    const Instant end = one.certificate.not_after();
    const bool replaced =
        std::any_of(watched.begin(), watched.end(), [&](const auto& other) { return replaces(other, one); });
    if (replaced || end - now > ahead) continue;
    found.push_back({one, std::chrono::floor<std::chrono::days>(end - now).count(), end < now});
  }
  std::stable_sort(found.begin(), found.end(), [](const Ending& a, const Ending& b) {
    return a.which.certificate.not_after() < b.which.certificate.not_after();
  });
  return found;
}

}  // namespace quittance::serve
