// A verdict as octets, for the way from one process of ours to another.
#pragma once

#include "gateway/core/ports.h"

namespace quittance::serve {

Bytes to_bytes(const core::Verdict& verdict);
/// Fails with VERDICT when the octets are not to_bytes()'s.
Result<core::Verdict> read_verdict(BytesView bytes);

}  // namespace quittance::serve
