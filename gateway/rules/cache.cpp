#include "gateway/rules/cache.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <vector>

#include <fmt/format.h>

#include "gateway/disk/write_file.h"
#include "gateway/rules/pack_files.h"

namespace quittance::rules {

namespace {

constexpr BytesView kMagic{"quittance cache 1\n\0\0", 20};
constexpr std::size_t kHashSize = 32;
constexpr std::size_t kLargest = std::size_t{256} * 1024 * 1024;

Sha256 seal_of(const Sha256& key, BytesView content, const Digest& digest) {
  auto running = digest.start();
  running->update(key.bytes());
  running->update(content);
  return running->finish();
}

/// Owned by us or root, and written by nobody else.
bool is_ours(const Path& path) {
  struct stat status{};
  if (::lstat(path.c_str(), &status) != 0) return false;
  return (status.st_uid == ::geteuid() || status.st_uid == 0) && (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

/// Takes away the oldest files of a kind beyond the number kept: each new version of a pack, and each new
/// program, leaves those of the one before behind.
void prune(const Path& folder, std::string_view kind) {
  std::vector<std::pair<std::filesystem::file_time_type, Path>> files;
  std::error_code error;
  const std::string start = fmt::format("{}-", kind);
  std::filesystem::directory_iterator entry(folder, error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    if (!entry->path().filename().string().starts_with(start)) continue;
    // Another process may have taken it away meanwhile: then it counts no more.
    std::error_code gone;
    const auto written = std::filesystem::last_write_time(entry->path(), gone);
    if (!gone) files.emplace_back(written, entry->path());
  }
  if (files.size() <= Cache::kMostKept) return;
  std::ranges::sort(files, std::greater<>());
  for (std::size_t i = Cache::kMostKept; i < files.size(); ++i)
    std::filesystem::remove(files[i].second, error);
}

bool is_writable(const Path& folder) { return ::access(folder.c_str(), W_OK | X_OK) == 0; }

}  // namespace

Sha256 cache_key(std::string_view kind, std::string_view engine, std::span<const PinnedFile> sources,
                 const Digest& digest) {
  auto running = digest.start();
  const auto add = [&](BytesView text) {
    running->update(std::to_string(text.size()) + ":");  // the length, so that no two lists read alike
    running->update(text);
  };
  add(kind);
  add(engine);
  for (const auto& source : sources) {
    add(source.name);
    add(source.sha256.bytes());
  }
  return running->finish();
}

Path Cache::file_of(std::string_view kind, const Sha256& key) const {
  return folder_ / fmt::format("{}-{}", kind, key.hex());
}

std::optional<Bytes> Cache::get(std::string_view kind, const Sha256& key) const {
  if (folder_.empty() || !is_ours(folder_) || !is_ours(file_of(kind, key))) return std::nullopt;
  auto file = read_beneath(folder_, file_of(kind, key).filename().string(), kLargest);
  if (!file || file->size() < kMagic.size() + kHashSize || !file->starts_with(kMagic)) return std::nullopt;
  const BytesView seal(file->data() + kMagic.size(), kHashSize);
  const BytesView content(file->data() + kMagic.size() + kHashSize, file->size() - kMagic.size() - kHashSize);
  if (seal_of(key, content, digest_).bytes() != seal) return std::nullopt;
  file->erase(0, kMagic.size() + kHashSize);
  return std::move(*file);
}

Result<void> Cache::put(std::string_view kind, const Sha256& key, BytesView content) const {
  if (folder_.empty()) return Error{"RULES", Retry::never, "there is no folder for the cache"};
  std::error_code error;
  std::filesystem::create_directories(folder_, error);
  if (error) return Error{"RULES", Retry::never, fmt::format("{}: {}", folder_.string(), error.message())};
  Bytes file(kMagic);
  file += seal_of(key, content, digest_).bytes();
  file += content;
  auto written = disk::replace_file(file_of(kind, key), file, 0644);
  if (written) prune(folder_, kind);
  return written;
}

Path find_cache_dir(const Path& rules_dir) {
  if (is_writable(rules_dir)) return rules_dir / "cache";
  if (const char* base = std::getenv("XDG_CACHE_HOME"); base != nullptr && *base == '/')
    return Path(base) / "quittance";
  if (const char* home = std::getenv("HOME"); home != nullptr && *home == '/')
    return Path(home) / ".cache" / "quittance";
  return {};
}

}  // namespace quittance::rules
