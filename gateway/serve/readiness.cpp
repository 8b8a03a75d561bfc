#include "gateway/serve/readiness.h"

#include <systemd/sd-daemon.h>

#include <ctime>

namespace quittance::serve {

void say_ready(const std::string& status) { sd_notify(0, ("READY=1\nSTATUS=" + status).c_str()); }

void say_reloading() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  const auto micros = static_cast<long long>(now.tv_sec) * 1'000'000 + now.tv_nsec / 1000;
  sd_notify(0, ("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(micros)).c_str());
}

void say_stopping() { sd_notify(0, "STOPPING=1"); }

void say_alive() { sd_notify(0, "WATCHDOG=1"); }

std::optional<std::chrono::milliseconds> alive_interval() {
  std::uint64_t micros = 0;
  if (sd_watchdog_enabled(0, &micros) <= 0) return {};
  return std::chrono::milliseconds(micros / 2000);
}

}  // namespace quittance::serve
