#include "gateway/rules/place.h"

#include <cstdlib>

namespace quittance::rules {

std::filesystem::path find_rules_dir(const std::filesystem::path& option,
                                     const std::filesystem::path& configured) {
  if (!option.empty()) return option;
  if (const char* variable = std::getenv("QUITTANCE_RULES_DIR"); variable != nullptr && *variable != '\0')
    return variable;
  if (!configured.empty()) return configured;
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (!error) {
    auto beside = program.parent_path().parent_path() / "rules";
    if (std::filesystem::exists(beside / "manifest.toml", error)) return beside;
  }
  return "/var/lib/quittance/rules";
}

}  // namespace quittance::rules
