// What the test bed's programs are configured with.
#pragma once

#include <string>

#include "gateway/testbed/testbed.h"

namespace quittance::testbed {

/// The sender's configuration; with `strict` it goes to addresses of the open internet only.
std::string sender_toml(const Addresses& addresses, bool strict);
std::string receiver_toml(std::uint16_t port);
/// The participants as a JSON array: participant, what, outcome, code.
std::string guests_json();

}  // namespace quittance::testbed
