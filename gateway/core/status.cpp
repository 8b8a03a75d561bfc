#include "gateway/core/status.h"

#include <algorithm>

#include "formats/service_provider.h"
#include "formats/statistics.h"

namespace quittance::core {

bool owes_status(const InboundMessage& message, bool delivered) {
  if (formats::is_message_level(message.document_type)) return false;
  if (!formats::service_provider_of(message.peer)) return false;
  return !delivered || message.mls_type == "ALWAYS_SEND";
}

Punctuality punctuality_of(const StatusTimes& times, std::chrono::seconds limit, Instant now) {
  Punctuality told;
  for (const auto& [received, there] : times) {
    const auto took = there.value_or(now) - received;
    if (!there && took <= limit) {
      ++told.pending;
      continue;
    }
    ++(there && took <= limit ? told.within : told.late);
    if (there) told.longest = std::max(told.longest, took);
  }
  return told;
}

}  // namespace quittance::core
