// The receiving access point (corner 3): one POST in, one signed answer out. Payload, dedupe rows and receipt
// are committed before the receipt leaves; what is refused leaves no trace but a line in the log.
#pragma once

#include <functional>
#include <set>
#include <string>

#include "gateway/core/inbound.h"
#include "gateway/http/message.h"
#include "gateway/serve/as4_transport.h"

namespace quittance::serve {

class As4Receiver {
 public:
  /// Commits a message; the delivery part's side of receiving.
  using Commit = std::function<core::Reception(const core::InboundMessage&)>;
  /// A refused message: its claimed MessageId (unverified), the code answered, our own reason.
  using Refused =
      std::function<void(const std::string& message_id, const std::string& code, const std::string& reason)>;

  /// `participants`: those whom we take documents for, folded ("0088:…" in lower case).
  As4Receiver(As4Station& station, as4::Limits limits, std::set<std::string> participants, std::string host,
              Commit commit, Refused refused)
      : station_(station),
        limits_(limits),
        participants_(std::move(participants)),
        host_(std::move(host)),
        commit_(std::move(commit)),
        refused_(std::move(refused)) {}

  /// Handler of POST /as4; any thread.
  http::Response answer(const http::Request& request);

 private:
  http::Response acknowledge(const as4::VerifiedMessage& message);
  http::Response accept(const as4::VerifiedMessage& message, const http::Request& request);
  http::Response refuse(const as4::Refusal& refusal);
  [[nodiscard]] const keys::PrivateKey& answering_key(const std::optional<Sha256>& encrypted_to) const;
  [[nodiscard]] Result<Bytes> make_receipt(const as4::VerifiedMessage& message) const;
  [[nodiscard]] as4::SignalIds draw_ids() const;

  As4Station& station_;
  as4::Limits limits_;
  std::set<std::string> participants_;
  std::string host_;
  Commit commit_;
  Refused refused_;
};

}  // namespace quittance::serve
