#include "gateway/rules/pack_files.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "gateway/disk/descriptor.h"

namespace quittance::rules {

namespace {

Error failure(std::string detail) { return {"RULES", Retry::never, std::move(detail)}; }

using disk::Descriptor;

int open_beneath(int folder, const std::string& name) {
  open_how how{};
  how.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
  return static_cast<int>(::syscall(SYS_openat2, folder, name.c_str(), &how, sizeof how));
}

Result<Bytes> read_all(int file, std::size_t size, const std::string& shown) {
  Bytes bytes(size, '\0');
  std::size_t filled = 0;
  while (filled < size) {
    const auto count = ::read(file, bytes.data() + filled, size - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failure(fmt::format("{}: {}", shown, std::strerror(errno)));
    if (count == 0) return failure(fmt::format("{} became shorter while it was read", shown));
    filled += static_cast<std::size_t>(count);
  }
  return bytes;
}

}  // namespace

Result<Bytes> read_beneath(const Path& folder, const std::string& name, std::size_t limit) {
  const auto shown = (folder / name).string();
  const Descriptor root(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!root.valid()) return failure(fmt::format("{}: {}", folder.string(), std::strerror(errno)));
  const Descriptor file(open_beneath(root.number(), name));
  if (!file.valid()) return failure(fmt::format("{}: {}", shown, std::strerror(errno)));
  struct stat status{};
  if (::fstat(file.number(), &status) != 0)
    return failure(fmt::format("{}: {}", shown, std::strerror(errno)));
  if (!S_ISREG(status.st_mode)) return failure(fmt::format("{} is not a regular file", shown));
  if (static_cast<std::uint64_t>(status.st_size) > limit) {
    return failure(fmt::format("{} has {} bytes, more than {}", shown, status.st_size, limit));
  }
  return read_all(file.number(), static_cast<std::size_t>(status.st_size), shown);
}

const PinnedFile* PackFiles::pinned(const std::string& name) const {
  const auto found = std::ranges::find(pack_.files, name, &PinnedFile::name);
  return found == pack_.files.end() ? nullptr : &*found;
}

Result<Bytes> PackFiles::read(const std::string& name) const {
  const PinnedFile* expected = pinned(name);
  if (expected == nullptr) {
    return failure(fmt::format("rule pack {} {} has no file {}", pack_.name, pack_.version, name));
  }
  auto bytes = read_beneath(pack_.folder, name, kLargestRuleFile);
  if (!bytes) return bytes.error();
  const auto hash = digest_.of(*bytes);
  if (hash != expected->sha256) {
    return failure(fmt::format("{} is not what was installed: expected {} got {}",
                               (pack_.folder / name).string(), expected->sha256.hex(), hash.hex()));
  }
  return bytes;
}

Result<Sha256> PackFiles::hash(const std::string& name) const {
  // What reads without an error is what was installed.
  if (const auto bytes = read(name); !bytes) return bytes.error();
  return pinned(name)->sha256;
}

}  // namespace quittance::rules
