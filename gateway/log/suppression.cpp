#include "gateway/log/suppression.h"

namespace quittance::log {

Suppression::Verdict Suppression::judge(std::string_view code, Time now) {
  const auto [entry, fresh] = windows_.try_emplace(code, Window{now, 0});
  auto& window = entry->second;
  unsigned suppressed = 0;
  if (now - window.began >= window_) {
    suppressed = window.count > most_ ? window.count - most_ : 0;
    window = {now, 0};
  }
  ++window.count;
  return {window.count <= most_, suppressed};
}

}  // namespace quittance::log
