#include "gateway/serve/peppol_directory.h"

#include <fmt/format.h>

#include "as4/discovery/ares_resolver.h"
#include "as4/poco_http_client.h"

namespace quittance::serve {
namespace {

std::chrono::seconds seconds_of(config::Duration duration) {
  return std::chrono::duration_cast<std::chrono::seconds>(duration);
}

as4::DiscoverySettings settings_of(const config::Config& config) {
  const config::Discovery& discovery = config.discovery;
  as4::DiscoverySettings settings;
  settings.zone = discovery.zone;
  settings.reachable =
      config.as4.peers == config::Peers::anywhere ? as4::Reachable::anywhere : as4::Reachable::internet;
  settings.dns_limit = discovery.dns_timeout;
  settings.http_limit = discovery.smp_timeout;
  settings.limit = discovery.timeout;
  settings.answer_bytes = discovery.smp_bytes;
  settings.keep = seconds_of(discovery.keep);
  settings.keep_negative = seconds_of(discovery.keep_negative);
  settings.keep_on_error = seconds_of(discovery.keep_on_error);
  return settings;
}

}  // namespace

Result<std::shared_ptr<as4::Resolver>> resolver_of(const config::Config& config, Random& random) {
  as4::AresResolver::Settings settings;
  if (const auto& dns = config.discovery.dns) {
    const bool six = dns->host.find(':') != std::string::npos;
    settings.server = fmt::format(fmt::runtime(six ? "[{}]:{}" : "{}:{}"), dns->host, dns->port);
  }
  auto resolver = as4::AresResolver::make(std::move(settings), random);
  if (!resolver) return resolver.error();
  return std::shared_ptr<as4::Resolver>(std::move(resolver).value());
}

Result<std::unique_ptr<PeppolDirectory>> PeppolDirectory::open(const config::Config& config, Means means,
                                                               const Clock& clock) {
  std::unique_ptr<PeppolDirectory> opened(new PeppolDirectory);
  const bool anywhere = config.as4.peers == config::Peers::anywhere;
  auto client = as4::PocoHttpClient::make({.resolver = means.resolver,
                                           .authorities_file = config.as4.tls_trust.string(),
                                           .allow_plain_http = anywhere,
                                           .allow_private_addresses = anywhere,
                                           .user_agent = "quittance"});
  if (!client) return client.error();
  opened->resolver_ = means.resolver;
  opened->client_ = std::move(client).value();
  opened->directory_ = std::make_unique<as4::Directory>(
      settings_of(config), as4::DiscoveryTrust{std::move(means.publishers), std::move(means.access_points)},
      *opened->resolver_, *opened->client_, clock);
  return opened;
}

}  // namespace quittance::serve
