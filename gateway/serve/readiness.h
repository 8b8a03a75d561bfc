// What the service manager is told (sd_notify): ready, reloading, stopping, alive. Without a manager nothing
// happens.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace quittance::serve {

/// "READY=1" with a line for `systemctl status`.
void say_ready(const std::string& status);
void say_reloading();
void say_stopping();
/// One sign of life. Given only after a write to the store went well: a deadlocked daemon must be restarted.
void say_alive();

/// How often say_alive() is expected: half of WatchdogSec, or nothing when no watchdog runs.
std::optional<std::chrono::milliseconds> alive_interval();

}  // namespace quittance::serve
