// Message Level Status, from the receiving access point's side: whom we owe one, and the port that writes it;
// and how well the statuses of both sides kept their times.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "formats/base/bytes.h"
#include "formats/base/result.h"
#include "gateway/core/inbound.h"

namespace quittance::core {

/// One is owed for what was not delivered, and for what was when the sender asks for it (ALWAYS_SEND); never
/// for a status, and only to an access point that has a seat id, since statuses are sent to that.
bool owes_status(const InboundMessage& message, bool delivered);

/// What became of a message, as the store has it.
struct Fate {
  bool delivered = false;
  std::string code, detail;     ///< of the entry that settled it
  std::optional<Bytes> report;  ///< report.json of the rules, when there is one
};

/// Writes the status document about a message. The same fate gives the same words, whenever it is asked.
struct StatusDesk {
  virtual ~StatusDesk() = default;
  virtual Result<Bytes> write(const InboundMessage& message, const Fate& fate) = 0;
};

/// For each message when it was received, and when the status about it was there.
using StatusTimes = std::vector<std::pair<Instant, std::optional<Instant>>>;

/// Peppol's times for statuses: MLS-1, receipt of the message by C3 to the status sent, and MLS-2, to the
/// status at C2. 99.5 % of a month's must keep them.
inline constexpr std::chrono::seconds kStatusSentWithin = std::chrono::minutes{20};
inline constexpr std::chrono::seconds kStatusHeardWithin = std::chrono::minutes{25};

struct Punctuality {
  std::int64_t within = 0, late = 0;  ///< late: too late, or not there and its time is over
  std::int64_t pending = 0;           ///< not there, still in time
  std::chrono::microseconds longest{};

  bool operator==(const Punctuality&) const = default;
};
Punctuality punctuality_of(const StatusTimes& times, std::chrono::seconds limit, Instant now);

}  // namespace quittance::core
