#include "gateway/config/secret.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <fmt/format.h>

namespace quittance::config {

namespace {

constexpr std::size_t kLargest = std::size_t{64} * 1024;

Error failure(std::string sentence) { return {"SECRET", Retry::never, std::move(sentence)}; }

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

Result<void> check_file(int descriptor, const std::string& path) {
  struct stat status{};
  if (::fstat(descriptor, &status) != 0) return failure(fmt::format("{}: {}", path, std::strerror(errno)));
  if (!S_ISREG(status.st_mode)) return failure(fmt::format("{} is not a regular file", path));
  if ((status.st_mode & S_IRWXO) != 0) {
    return failure(fmt::format("{} may be read by everybody: close it with chmod o= {}", path, path));
  }
  return {};
}

Result<std::string> read_all(int descriptor, const std::string& path) {
  std::string bytes(kLargest + 1, '\0');
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const auto count = ::read(descriptor, bytes.data() + filled, bytes.size() - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failure(fmt::format("{}: {}", path, std::strerror(errno)));
    if (count == 0) break;
    filled += static_cast<std::size_t>(count);
  }
  if (filled > kLargest)
    return failure(fmt::format("{} is larger than {} bytes: no secret is", path, kLargest));
  bytes.resize(filled);
  if (bytes.ends_with('\n')) bytes.pop_back();
  if (bytes.ends_with('\r')) bytes.pop_back();
  return bytes;
}

}  // namespace

Result<Secret> Secret::parse(std::string_view text, const std::filesystem::path& folder) {
  constexpr std::string_view kCredential = "credential:";
  constexpr std::string_view kFile = "file:";
  Secret secret;
  secret.text_ = text;
  if (text.starts_with(kCredential)) {
    const auto name = text.substr(kCredential.size());
    if (!name.empty() && name != "." && name != ".." && name.find('/') == std::string_view::npos)
      return secret;
  } else if (text.starts_with(kFile) && text.size() > kFile.size()) {
    secret.file_ = (folder / text.substr(kFile.size())).lexically_normal();
    return secret;
  }
  return Error{"CONFIG", Retry::never, "a secret is \"credential:NAME\" or \"file:PATH\""};
}

Result<std::filesystem::path> Secret::file() const {
  if (!file_.empty()) return file_;
  const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
  if (folder == nullptr || *folder == '\0') {
    return failure(fmt::format(
        "{}: $CREDENTIALS_DIRECTORY is not set: start under systemd with LoadCredential=", text_));
  }
  return std::filesystem::path(folder) / text_.substr(text_.find(':') + 1);
}

Result<std::string> Secret::read() const {
  const auto path = file();
  if (!path) return path.error();
  const Descriptor descriptor(::open(path->c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (descriptor.number() < 0) return failure(fmt::format("{}: {}", path->string(), std::strerror(errno)));
  if (const auto fine = check_file(descriptor.number(), path->string()); !fine) return fine.error();
  return read_all(descriptor.number(), path->string());
}

}  // namespace quittance::config
