// The receiving access point (corner 3): one POST in, one signed answer out. Payload, dedupe rows and receipt
// are committed before the receipt leaves; what is refused leaves no trace but a line in the log.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "formats/sbdh.h"
#include "gateway/core/inbound.h"
#include "gateway/http/message.h"
#include "gateway/serve/as4_transport.h"
#include "gateway/serve/own_registration.h"

namespace quittance::serve {

/// Whom we take documents for.
struct Addressees {
  std::map<std::string, std::string> participants;  ///< folded ("0088:…" in lower case), and their countries
  std::string service_provider;  ///< "0242:000901": takes Message Level Statuses, under its further names too
  std::string country;           ///< the service provider's
};

class As4Receiver {
 public:
  /// Commits a message; the delivery part's side of receiving.
  using Commit = std::function<core::Reception(const core::InboundMessage&)>;
  /// A refused message: its claimed MessageId (unverified), the code answered, our own reason.
  using Refused =
      std::function<void(const std::string& message_id, const std::string& code, const std::string& reason)>;

  /// `registration`: asked about what is addressed to one of ours; nullptr: not asked.
  As4Receiver(As4Station& station, as4::Limits limits, Addressees addressees, std::string host, Commit commit,
              Refused refused, OwnRegistration* registration = nullptr)
      : station_(station),
        limits_(limits),
        addressees_(std::move(addressees)),
        host_(std::move(host)),
        commit_(std::move(commit)),
        refused_(std::move(refused)),
        registration_(registration) {}

  /// Handler of POST /as4; any thread.
  http::Response answer(const http::Request& request);

 private:
  http::Response acknowledge(const as4::VerifiedMessage& message);
  http::Response accept(const as4::VerifiedMessage& message, const http::Request& request);
  http::Response refuse(const as4::Refusal& refusal);
  /// Why the network does not send this to us; nothing when it does, or is not asked.
  [[nodiscard]] std::optional<OwnRegistration::Answer> misdirected(
      const formats::BusinessHeader& header) const;
  /// The addressee's country ("" when not known); nothing when he is not of ours.
  [[nodiscard]] std::optional<std::string> country_of(const formats::BusinessHeader& header) const;
  [[nodiscard]] const keys::PrivateKey& answering_key(const std::optional<Sha256>& encrypted_to) const;
  [[nodiscard]] Result<Bytes> make_receipt(const as4::VerifiedMessage& message) const;
  [[nodiscard]] as4::SignalIds draw_ids() const;

  As4Station& station_;
  as4::Limits limits_;
  Addressees addressees_;
  std::string host_;
  Commit commit_;
  Refused refused_;
  OwnRegistration* registration_;
};

}  // namespace quittance::serve
