#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "gateway/config/option.h"

namespace quittance::config {

namespace {

/// Walks the settings that were said, with the list elements counted off.
class Survey {
 public:
  explicit Survey(const Config& config) : config_(config) {}

  std::vector<Problem> all() {
    const auto& as4 = config_.as4;
    file("as4", "key_store", as4.key_store);
    file("as4", "key_certificate", as4.key_certificate);
    file("keys", "pkcs11_module", config_.keys.pkcs11_module);
    file("as4", "trust_store", as4.trust_store);
    file("as4", "tls_certificate", as4.tls_certificate);
    file("as4", "tls_key", as4.tls_key);
    file("as4", "tls_trust", as4.tls_trust);
    file("discovery", "smp_trust", config_.discovery.smp_trust);
    file("mail", "smtp_trust", config_.mail.smtp_trust);
    for (std::size_t i = 1; i <= config_.partners.size(); ++i) {
      file(fmt::format("partner[{}]", i), "certificate", config_.partners[i - 1].certificate);
    }
    folders(Look::rights);
    state_dir();
    secret("as4", "key_password", config_.as4.key_password);
    secret("as4", "key_pin", config_.as4.key_pin);
    secret("mail", "smtp_password", config_.mail.smtp_password);
    secret("http", "token", config_.http.token);
    return std::move(problems_);
  }

  std::vector<Problem> missing_folders() {
    folders(Look::presence);
    return std::move(problems_);
  }

 private:
  enum class Look { presence, rights };

  void folders(Look look) {
    for (std::size_t i = 1; i <= config_.folders.size(); ++i) {
      folder(fmt::format("folder[{}]", i), "path", config_.folders[i - 1].path, look);
      folder(fmt::format("folder[{}]", i), "inbox", config_.folders[i - 1].inbox, look);
    }
  }

  const Setting& setting(std::string_view section, std::string_view key) const {
    const auto found = std::ranges::find_if(config_.settings, [&](const Setting& setting) {
      return setting.section == section && setting.key == key;
    });
    assert(found != config_.settings.end());
    return *found;
  }

  void complain(std::string_view section, std::string_view key, std::string_view what) {
    const auto plain = section.substr(0, section.find('['));
    problems_.push_back({setting(section, key).at, fmt::format("{}.{}: {}", plain, key, what)});
  }

  void file(const std::string& section, std::string_view key, const Path& path) {
    if (path.empty() || ::access(path.c_str(), R_OK) == 0) return;
    complain(section, key, fmt::format("{}: {}", path.string(), std::strerror(errno)));
  }

  void folder(const std::string& section, std::string_view key, const Path& path, Look look) {
    if (path.empty()) return;
    std::error_code error;
    const auto found = std::filesystem::status(path, error);
    const std::string name = path.string();
    if (found.type() == std::filesystem::file_type::not_found) {
      complain(
          section, key,
          fmt::format("{} is missing: make it with `install -d -m 2770 -o {} {}`", name, our_name(), name));
    } else if (found.type() == std::filesystem::file_type::none) {
      if (look == Look::rights) complain(section, key, fmt::format("{}: {}", name, error.message()));
    } else if (found.type() != std::filesystem::file_type::directory) {
      complain(section, key, fmt::format("{} is not a folder: name another, or move it away", name));
    } else if (look == Look::rights && ::access(path.c_str(), R_OK | W_OK | X_OK) != 0) {
      complain(section, key,
               fmt::format("{}: {}: {} must read and write there: `chown {} {}` or `chmod 2770 {}`", name,
                           std::strerror(errno), our_name(), our_name(), name, name));
    }
  }

  /// The daemon makes it when it is missing.
  void state_dir() {
    std::error_code error;
    Path path = std::filesystem::absolute(config_.node.state_dir, error);
    while (!std::filesystem::exists(path, error) && path.has_relative_path()) path = path.parent_path();
    if (!std::filesystem::is_directory(path, error)) {
      complain("node", "state_dir", fmt::format("{} is not a folder", path.string()));
    } else if (::access(path.c_str(), R_OK | W_OK | X_OK) != 0) {
      complain("node", "state_dir", fmt::format("{}: {}", path.string(), std::strerror(errno)));
    }
  }

  /// Whom the folders must belong to: who asks is who serves, or root, who asks for the service.
  static std::string our_name() {
    if (::geteuid() == 0) return "quittance";
    const passwd* user = ::getpwuid(::geteuid());
    return user == nullptr ? std::to_string(::geteuid()) : user->pw_name;
  }

  void secret(const std::string& section, std::string_view key, const std::optional<Secret>& secret) {
    if (!secret) return;
    if (const auto read = secret->read(); !read) complain(section, key, read.error().detail);
  }

  const Config& config_;
  std::vector<Problem> problems_;
};

}  // namespace

std::vector<Problem> check_surroundings(const Config& config) { return Survey(config).all(); }

std::vector<Problem> check_folders(const Config& config) { return Survey(config).missing_folders(); }

}  // namespace quittance::config
