// Peppol service providers as participants: Service Provider Identification Scheme (SPIS) 1.0.0, code 0242.
// The six digits of the seat id are the main identifier; a provider may have more of them behind it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "formats/identifiers.h"

namespace quittance::formats {

inline constexpr std::string_view kServiceProviderScheme = "0242";

/// "0242:000306" for the seat id "POP000306". Nothing when it is no seat id.
std::optional<ParticipantId> service_provider_of(std::string_view seat_id);

/// A service provider's identifier by its form: 0242, six digits, and perhaps "-NAME" and ".NAME" (without
/// regard to case).
bool is_service_provider(const ParticipantId& id);

/// The six digits; "" when it is none.
std::string_view main_identifier(const ParticipantId& id);

}  // namespace quittance::formats
