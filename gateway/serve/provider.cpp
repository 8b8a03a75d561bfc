#include "gateway/serve/provider.h"

#include "formats/service_provider.h"
#include "formats/statistics.h"

namespace quittance::serve {
namespace {

bool is_report(const core::InvoiceFacts& facts) { return facts.syntax == "tsr" || facts.syntax == "eusr"; }

std::string_view asked_for(config::StatusWish wish) {
  switch (wish) {
    case config::StatusWish::unsaid: return "";
    case config::StatusWish::failure_only: return "FAILURE_ONLY";
    case config::StatusWish::always_send: return "ALWAYS_SEND";
  }
  return "";
}

}  // namespace

Provider provider_of(const config::Config& config, std::string seat) {
  const config::Peppol& peppol = config.peppol;
  Provider provider;
  provider.id = peppol.service_provider;
  if (const auto id = formats::service_provider_of(seat); id && provider.id.empty())
    provider.id = id->value();
  provider.seat = std::move(seat);
  provider.country = peppol.country;
  provider.mls_type = asked_for(peppol.mls_type);
  provider.mls_to = peppol.mls_to;
  provider.report_receiver = peppol.report_receiver;
  provider.sends_statuses =
      peppol.mls == config::StatusSending::send && !provider.id.empty() && !provider.country.empty();
  return provider;
}

bool is_providers_own(const core::InvoiceFacts& facts) {
  return is_report(facts) || formats::is_message_level(facts.document_type);
}

core::InvoiceFacts completed(const Provider& provider, core::InvoiceFacts facts) {
  if (!is_providers_own(facts)) return facts;
  facts.seller.country = provider.country;
  if (!is_report(facts)) return facts;
  facts.seller.endpoint = provider.id;
  facts.buyer.endpoint = provider.report_receiver;
  return facts;
}

}  // namespace quittance::serve
