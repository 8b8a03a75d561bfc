#include "gateway/core/inbound.h"

#include <algorithm>
#include <array>

namespace quittance::core {
namespace {
constexpr std::array<std::string_view, 4> kNames{"received", "handed_over", "quarantined", "repeated"};
}

std::string_view name(InboundState state) { return kNames[static_cast<std::size_t>(state)]; }

std::optional<InboundState> inbound_state_named(std::string_view text) {
  const auto at = std::ranges::find(kNames, text);
  if (at == kNames.end()) return {};
  return static_cast<InboundState>(at - kNames.begin());
}

}  // namespace quittance::core
