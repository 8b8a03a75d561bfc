// Reading what a DNS server sent to a NAPTR question (RFC 1035, 4; RFC 3403, 4.1).
#pragma once

#include <string_view>

#include "as4/resolver.h"

namespace quittance::as4 {

/// Interprets one reply to the question NAPTR IN `name`. Counts are only those records that belong to the
/// name or to the end of its CNAME chain; whatever else a server added is passed over. Names are compared
/// without regard to case. Fails with DNS, worth asking again, on another response code than NOERROR and
/// NXDOMAIN, on another question, on a truncated or malformed message, and on a CNAME chain that is longer
/// than 8 or goes round.
Result<NaptrAnswer> read_naptr_answer(BytesView reply, std::string_view name);

}  // namespace quittance::as4
