// Who we are as a service provider of the network: what statuses and reports must say of us.
#pragma once

#include <string>

#include "gateway/config/config.h"
#include "gateway/core/facts.h"

namespace quittance::serve {

struct Provider {
  std::string seat;      ///< CN of our certificate, e.g. POP000901; "" without AS4
  std::string id;        ///< "0242:000901"; "" where we have none
  std::string country;   ///< ISO 3166-1 alpha-2; "" where it is not configured
  std::string mls_type;  ///< what our envelopes ask for: "", FAILURE_ONLY, ALWAYS_SEND
  std::string mls_to;    ///< and to whom; ""
  std::string report_receiver;
  bool sends_statuses = false;
};

/// `seat`: the CN of our certificate.
Provider provider_of(const config::Config& config, std::string seat);

/// Message Level Statuses and reports are ours, not a seller's: what their documents do not say of their
/// sender, receiver and country is put in.
core::InvoiceFacts completed(const Provider& provider, core::InvoiceFacts facts);

/// Whether a document is a service provider's own.
bool is_providers_own(const core::InvoiceFacts& facts);

}  // namespace quittance::serve
