// The monthly reports of a service provider, made from what the store has of its exchanges, and how well
// Message Level Statuses kept their times.
#pragma once

#include <string>

#include "gateway/control/server.h"
#include "gateway/core/store.h"
#include "gateway/serve/provider.h"

namespace quittance::serve {

/// How the statuses about messages received and sent in a month kept Peppol's times:
/// {"sent":{…},"received":{…}}.
Result<control::Object::Ptr> punctuality_json(core::Reading& store, std::chrono::year_month month,
                                              Instant now);

class Reports {
 public:
  /// All must outlive it.
  Reports(core::Store& store, core::Blobs& blobs, const Clock& clock, Random& random, Provider provider)
      : store_(store), blobs_(blobs), clock_(clock), random_(random), provider_(std::move(provider)) {}

  /// The call "report": `kind` tsr or eusr, `month` 2026-10, `send`. Gives the document, what was counted,
  /// and with `send` the id of the delivery that carries it. Fails with REPORT-MONTH (no month, or one that
  /// has not ended and is to be sent), REPORT-KIND, REPORT-WHO (no seat id; to send: no country).
  /// Kind mls: how the statuses of that month kept their times.
  Result<control::Value> report(const control::Object& arguments, const control::Caller& caller);

 private:
  struct Made {
    std::string kind;
    std::chrono::year_month month;
    Bytes document;
    std::vector<formats::Exchanges> exchanges;
  };
  Result<Made> make(const std::string& kind, const std::string& month);
  Result<core::DeliveryId> send(const Made& made, const control::Caller& caller);

  core::Store& store_;
  core::Blobs& blobs_;
  const Clock& clock_;
  Random& random_;
  Provider provider_;
};

}  // namespace quittance::serve
