// Reading and printing members of a daemon's answers.
#pragma once

#include <string>

#include "gateway/control/protocol.h"

namespace quittance::cli {

/// The member as text; "" when it is absent or null.
std::string text_of(const control::Object::Ptr& object, const std::string& name);

/// "2026-11-24 10:20:01.123" of "2026-11-24T10:20:01.123456Z".
std::string short_time(std::string at);

/// How Message Level Statuses of a month kept their times: a line for those sent and one for those received.
void print_punctuality(const control::Object::Ptr& month);

}  // namespace quittance::cli
