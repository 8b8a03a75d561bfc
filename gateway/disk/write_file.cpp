#include "gateway/disk/write_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <optional>

#include <fmt/format.h>

#include "gateway/disk/descriptor.h"

namespace quittance::disk {

namespace {

using std::filesystem::path;

Error failure(const path& file) {
  return {"FILE", Retry::never, fmt::format("{}: {}", file.string(), std::strerror(errno))};
}

/// Where a rename may put a file that is asked for as `file`: nothing when that would replace what is no
/// regular file. A name in /proc may lead to a file that has no name any more; then there is none either.
std::optional<path> place_of(const path& file) {
  struct stat asked{};
  if (::stat(file.c_str(), &asked) != 0) return errno == ENOENT ? std::optional(file) : std::nullopt;
  if (!S_ISREG(asked.st_mode)) return std::nullopt;
  std::error_code error;
  auto real = std::filesystem::canonical(file, error);
  struct stat found{};
  if (error || ::stat(real.c_str(), &found) != 0) return std::nullopt;
  if (found.st_dev != asked.st_dev || found.st_ino != asked.st_ino) return std::nullopt;
  return real;
}

Result<void> write_into(const path& file, BytesView bytes) {
  const Descriptor opened(::open(file.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY));
  if (!opened.valid()) return failure(file);
  return write_all(opened.number(), bytes, file);
}

}  // namespace

Result<void> write_all(int descriptor, BytesView bytes, const path& path) {
  while (!bytes.empty()) {
    const auto count = ::write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failure(path);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

Result<void> sync_folder(const path& path) {
  const Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.valid() || ::fsync(folder.number()) != 0) return failure(path);
  return {};
}

Result<void> replace_file(const path& file, BytesView bytes, unsigned mode) {
  std::string hidden = (file.parent_path() / ("." + file.filename().string() + ".XXXXXX")).string();
  const Descriptor made(::mkstemp(hidden.data()));
  if (!made.valid()) return failure(file);
  auto done = write_all(made.number(), bytes, hidden);
  // mkstemp's 0600, and the umask of an operator's shell, would hide public rules from the daemon.
  if (done && (::fchmod(made.number(), mode) != 0 || ::fsync(made.number()) != 0)) done = failure(hidden);
  if (done && ::rename(hidden.c_str(), file.c_str()) != 0) done = failure(file);
  if (!done) {
    ::unlink(hidden.c_str());
    return done;
  }
  return sync_folder(file.parent_path());
}

Result<void> write_file(const path& file, BytesView bytes, unsigned mode) {
  const auto place = place_of(file);
  return place ? replace_file(std::filesystem::absolute(*place), bytes, mode) : write_into(file, bytes);
}

}  // namespace quittance::disk
