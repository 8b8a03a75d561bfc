// The keys that say what we are in the Peppol network besides an access point: [peppol].
#include "gateway/config/options_parts.h"

namespace quittance::config {

void add_peppol(std::vector<Option>& all) {
  all.insert(
      all.end(),
      {
          {"peppol", "service_provider", Kind::participant, "", "0242:000123",
           "Our identifier as a service provider (SPIS): who sends our Message Level Statuses and reports, "
           "and "
           "whom statuses for us are sent to. Without it: 0242 and the six digits of our seat id.",
           put<&Draft::peppol, &Peppol::service_provider>},
          {"peppol", "country", Kind::country, "", "BE",
           "The country (ISO 3166-1 alpha-2) in which we are a service provider. Without it no Message Level "
           "Status and no report is sent: their envelopes must name it.",
           put<&Draft::peppol, &Peppol::country>},
          {"peppol",
           "mls",
           Kind::choice,
           "send",
           "",
           "Whether we tell other access points by Message Level Status what became of their messages: that "
           "one was rejected or not delivered always, that one was delivered when they ask for it. off: "
           "never.",
           put<&Draft::peppol, &Peppol::mls>,
           {"send", "off"}},
          {"peppol",
           "mls_type",
           Kind::choice,
           "unsaid",
           "",
           "Which statuses we ask for when we send: failure-only, or always-send, which makes silence a "
           "task. "
           "unsaid: the envelope says nothing of it, which means failures only.",
           put<&Draft::peppol, &Peppol::mls_type>,
           {"unsaid", "failure-only", "always-send"}},
          {"peppol", "mls_to", Kind::participant, "", "0242:000123-DESK",
           "Where statuses about what we send shall go, if not to service_provider. Its six digits must be "
           "those of our seat id.",
           put<&Draft::peppol, &Peppol::mls_to>},
          {"peppol", "report_receiver", Kind::participant, "9925:be0848934496", "",
           "Who gets the monthly reports (quittance report tsr|eusr --send).",
           put<&Draft::peppol, &Peppol::report_receiver>},
      });
}

}  // namespace quittance::config
