// Lines that strangers can cause at will are counted, not written, beyond a rate. Pure: the time is given.
#pragma once

#include <chrono>
#include <map>
#include <string_view>

namespace quittance::log {

class Suppression {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// Of each code `most` lines are written in `window`.
  Suppression(unsigned most, std::chrono::seconds window) : most_(most), window_(window) {}

  struct Verdict {
    bool write;
    unsigned suppressed_before;  ///< lines of this code left out in the window that has just ended
  };
  Verdict judge(std::string_view code, Time now);

 private:
  struct Window {
    Time began;
    unsigned count = 0;
  };
  unsigned most_;
  std::chrono::seconds window_;
  std::map<std::string_view, Window> windows_;  ///< the codes are the catalogue's: they live for ever
};

}  // namespace quittance::log
