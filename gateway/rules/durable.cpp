#include "gateway/rules/durable.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <set>

#include <fmt/format.h>

#include "gateway/disk/descriptor.h"
#include "gateway/disk/write_file.h"

namespace quittance::rules {

namespace {

using disk::Descriptor;

Error system_failure(const Path& path) {
  return {"RULES", Retry::never, fmt::format("{}: {}", path.string(), std::strerror(errno))};
}

Result<void> write_new(const Path& path, BytesView bytes, unsigned mode) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode));
  if (!file.valid()) return system_failure(path);
  if (const auto written = disk::write_all(file.number(), bytes, path); !written) return written;
  // The umask of an operator's shell must not hide public rules from the daemon.
  if (::fchmod(file.number(), mode) != 0 || ::fsync(file.number()) != 0) return system_failure(path);
  return {};
}

Result<void> make_folder(const Path& path) {
  if (::mkdir(path.c_str(), 0755) != 0 && errno != EEXIST) return system_failure(path);
  return {};
}

Result<void> make_folders(const Path& root, const Path& inside) {
  Path folder = root;
  for (const auto& part : inside) {
    folder /= part;
    if (const auto made = make_folder(folder); !made) return made;
  }
  return {};
}

Result<void> fill(const Path& folder, const std::map<std::string, Bytes>& files) {
  std::set<Path> folders{folder};
  for (const auto& [name, bytes] : files) {
    const auto path = folder / name;
    if (const auto made = make_folders(folder, Path(name).parent_path()); !made) return made;
    for (auto above = path.parent_path(); above != folder; above = above.parent_path()) folders.insert(above);
    if (const auto written = write_new(path, bytes, 0644); !written) return written;
  }
  for (const auto& written : folders) {
    if (const auto synced = disk::sync_folder(written); !synced) return synced;
  }
  return {};
}

}  // namespace

Result<void> write_folder(const Path& parent, const std::string& name,
                          const std::map<std::string, Bytes>& files) {
  std::error_code error;
  std::filesystem::create_directories(parent, error);
  if (error) return Error{"RULES", Retry::never, fmt::format("{}: {}", parent.string(), error.message())};
  std::string hidden = (parent / ".new-XXXXXX").string();
  if (::mkdtemp(hidden.data()) == nullptr) return system_failure(parent);
  auto done = fill(hidden, files);
  if (done && ::chmod(hidden.c_str(), 0755) != 0) done = system_failure(hidden);
  if (done && ::rename(hidden.c_str(), (parent / name).c_str()) != 0) done = system_failure(parent / name);
  if (!done) {
    std::filesystem::remove_all(hidden, error);
    return done;
  }
  return disk::sync_folder(parent);
}

}  // namespace quittance::rules
