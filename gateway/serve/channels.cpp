#include "gateway/serve/channels.h"

#include "as4/poco_http_client.h"
#include "gateway/serve/named_file.h"
#include "gateway/serve/own_keys.h"
#include "gateway/serve/revocation_source.h"

namespace quittance::serve {
namespace {

Result<std::shared_ptr<const keys::TrustStore>> trust_in(const config::Path& file,
                                                         std::shared_ptr<keys::Revocation> revocation) {
  const auto pem = read_named(file);
  if (!pem) return pem.error();
  auto trust = keys::TrustStore::from_pem(*pem, std::move(revocation));
  if (!trust)
    return Error{trust.error().code, trust.error().retry, file.string() + ": " + trust.error().detail};
  return trust;
}

}  // namespace

xml::Limits xml_limits(const config::Config& config) {
  xml::Limits limits;
  limits.size_bytes = config.limits.xml_bytes;
  limits.depth = config.limits.xml_depth;
  limits.elements = config.limits.xml_elements;
  limits.attributes_per_element = config.limits.xml_attributes;
  limits.name_bytes = config.limits.xml_name_bytes;
  limits.attribute_value_bytes = config.limits.xml_attribute_bytes;
  limits.text_bytes = config.limits.xml_text_bytes;
  limits.processing_instructions = config.limits.xml_instructions;
  return limits;
}

Result<std::unique_ptr<Channels>> Channels::open(const config::Config& config, const Clock& clock,
                                                 Random& random, const Spool& spool, LogLines& lines) {
  std::unique_ptr<Channels> channels(new Channels);
  auto table = PartnerTable::make(config);
  if (!table) return table.error();
  if (config.as4.enabled()) {
    auto resolver = resolver_of(config, random);
    if (!resolver) return resolver.error();
    channels->resolver_ = std::move(resolver).value();
    if (auto opened = channels->open_trust(config, lines); !opened) return opened.error();
    if (auto opened = channels->open_as4(config, clock, random, spool); !opened) return opened.error();
  }
  channels->provider_ = provider_of(
      config, channels->station_
                  ? std::string(channels->station_->keys.signer(clock.wall()).certificate().common_name())
                  : std::string());
  if (channels->station_)
    channels->as4_ = std::make_unique<As4Transport>(*channels->station_, channels->provider_);
  auto directory = channels->open_directory(config, clock);
  if (!directory) return directory.error();
  if (*directory && config.discovery.own_registration == config::OwnRegistration::require)
    channels->registration_ = std::make_unique<OwnRegistration>(directory.value()->directory(),
                                                                channels->station_->keys, config.as4.url);
  channels->lookup_ = std::make_unique<AddressBook>(std::move(table).value(), std::move(directory).value(),
                                                    channels->provider_);
  if (channels->provider_.sends_statuses)
    channels->statuses_ =
        std::make_unique<StatusDesk>(channels->provider_, *channels->lookup_, clock, random);
  if (auto opened = channels->open_mail(config); !opened) return opened.error();
  return channels;
}

Result<std::unique_ptr<PeppolDirectory>> Channels::open_directory(const config::Config& config,
                                                                  const Clock& clock) {
  if (config.discovery.zone.empty()) return std::unique_ptr<PeppolDirectory>();
  auto publishers = trust_in(config.discovery.smp_trust, revocation_);
  if (!publishers) return publishers.error();
  return PeppolDirectory::open(config, {resolver_, access_points_, std::move(publishers).value()}, clock);
}

Result<void> Channels::open_trust(const config::Config& config, LogLines& lines) {
  auto revocation = revocation_of(
      config, resolver_, [&lines](const keys::Certificate& certificate, const std::string& why, bool passed) {
        lines.status_unknown(certificate, why, passed);
      });
  if (!revocation) return revocation.error();
  revocation_ = std::move(revocation).value();
  auto trust = trust_in(config.as4.trust_store, revocation_);
  if (!trust) return trust.error();
  access_points_ = std::move(trust).value();
  return {};
}

Result<void> Channels::open_as4(const config::Config& config, const Clock& clock, Random& random,
                                const Spool& spool) {
  auto keys = open_own_keys(config);
  if (!keys) return keys.error();
  const bool anywhere = config.as4.peers == config::Peers::anywhere;
  auto client = as4::PocoHttpClient::make({.resolver = resolver_,
                                           .authorities_file = config.as4.tls_trust.string(),
                                           .allow_plain_http = anywhere,
                                           .allow_private_addresses = anywhere,
                                           .user_agent = "quittance"});
  if (!client) return client.error();
  station_.reset(new As4Station{std::move(keys).value(), access_points_, std::move(client).value(), clock,
                                random, xml_limits(config), spool});
  return {};
}

Result<void> Channels::open_mail(const config::Config& config) {
  if (config.mail.smtp_host.empty()) {
    messenger_ = std::make_unique<NoMessenger>();
    return {};
  }
  auto renderer = InvoiceRenderer::make(xml_limits(config), "en");
  if (!renderer) return renderer.error();
  renderer_ = std::move(renderer).value();
  auto route = MailRoute::make(config);
  if (!route) return route.error();
  messenger_ = std::make_unique<MailMessenger>(*route);
  mail_ = std::make_unique<MailTransport>(std::move(route).value(), *renderer_);
  return {};
}

std::map<core::Channel, core::Transport*> Channels::transports() {
  std::map<core::Channel, core::Transport*> open;
  if (as4_) open[core::Channel::as4] = as4_.get();
  if (mail_) open[core::Channel::mail] = mail_.get();
  return open;
}

}  // namespace quittance::serve
