#include "gateway/rules/release.h"

#include <algorithm>

#include <fmt/format.h>

#include "gateway/rules/manifest.h"
#include "gateway/rules/pack_files.h"
#include "gateway/rules/zip.h"

namespace quittance::rules {

namespace {

constexpr std::size_t kMostEntries = 10'000;
constexpr std::size_t kLargestRelease = std::size_t{256} * 1024 * 1024;

Error failure(std::string detail) { return {"RULES", Retry::never, std::move(detail)}; }

bool may_begin_rules(std::string_view name) {
  return name.ends_with(".sch") || name.ends_with(".xslt") || name.ends_with(".xsl");
}

class ZipRelease : public Release {
 public:
  ZipRelease(const Digest& digest, std::map<std::string, Bytes> files, std::string file_name, Sha256 sha256)
      : Release(digest), files_(std::move(files)), file_name_(std::move(file_name)), sha256_(sha256) {}

  [[nodiscard]] Result<Bytes> read(const std::string& name) const override {
    const auto found = files_.find(name);
    if (found == files_.end()) return failure(fmt::format("no file {} in the zip", name));
    return found->second;
  }
  [[nodiscard]] std::vector<std::string> candidates() const override {
    std::vector<std::string> names;
    for (const auto& [name, bytes] : files_) {
      if (may_begin_rules(name)) names.push_back(name);
    }
    return names;
  }
  [[nodiscard]] std::string file_name() const override { return file_name_; }
  [[nodiscard]] std::optional<Sha256> sha256() const override { return sha256_; }

 private:
  std::map<std::string, Bytes> files_;
  std::string file_name_;
  Sha256 sha256_;
};

/// Files below `root`, the folder above the one that was named.
class FolderRelease : public Release {
 public:
  FolderRelease(const Digest& digest, Path root, std::vector<std::string> candidates, std::string file_name,
                std::optional<Sha256> sha256)
      : Release(digest),
        root_(std::move(root)),
        candidates_(std::move(candidates)),
        file_name_(std::move(file_name)),
        sha256_(sha256) {}

  [[nodiscard]] Result<Bytes> read(const std::string& name) const override {
    if (!is_inner_name(name)) return failure(fmt::format("{} is outside of the release", name));
    return read_beneath(root_, name, kLargestRuleFile);
  }
  [[nodiscard]] std::vector<std::string> candidates() const override { return candidates_; }
  [[nodiscard]] std::string file_name() const override { return file_name_; }
  [[nodiscard]] std::optional<Sha256> sha256() const override { return sha256_; }

 private:
  Path root_;
  std::vector<std::string> candidates_;
  std::string file_name_;
  std::optional<Sha256> sha256_;
};

Result<std::unique_ptr<Release>> open_folder(const Path& folder, const Digest& digest) {
  std::vector<std::string> candidates;
  std::size_t count = 0;
  std::error_code error;
  std::filesystem::recursive_directory_iterator entry(folder, error);
  for (; !error && entry != std::filesystem::recursive_directory_iterator(); entry.increment(error)) {
    if (++count > kMostEntries) {
      return failure(
          fmt::format("{} has more than {} entries: name the release itself", folder.string(), kMostEntries));
    }
    const auto status = entry->symlink_status(error);
    if (!error && std::filesystem::is_regular_file(status) && may_begin_rules(entry->path().string())) {
      candidates.push_back(entry->path().lexically_relative(folder.parent_path()).generic_string());
    }
  }
  if (error) return failure(fmt::format("{}: {}", folder.string(), error.message()));
  std::ranges::sort(candidates);
  return std::unique_ptr<Release>(std::make_unique<FolderRelease>(
      digest, folder.parent_path(), std::move(candidates), folder.filename().string(), std::nullopt));
}

Result<std::unique_ptr<Release>> open_file(const Path& file, const Digest& digest) {
  auto bytes = read_beneath(file.parent_path(), file.filename().string(), kLargestRelease);
  if (!bytes) return bytes.error();
  const auto hash = digest.of(*bytes);
  if (bytes->starts_with("PK\x03\x04")) {
    auto files = unzip(*bytes);
    if (!files) return Error{"RULES", Retry::never, file.string() + ": " + files.error().detail};
    return std::unique_ptr<Release>(
        std::make_unique<ZipRelease>(digest, std::move(*files), file.filename().string(), hash));
  }
  if (!may_begin_rules(file.string())) {
    return failure(fmt::format("{} is neither a zip nor a .sch or .xslt file", file.string()));
  }
  const auto folder = file.parent_path();
  std::vector<std::string> only{file.lexically_relative(folder.parent_path()).generic_string()};
  return std::unique_ptr<Release>(std::make_unique<FolderRelease>(
      digest, folder.parent_path(), std::move(only), file.filename().string(), hash));
}

}  // namespace

Result<Sha256> Release::hash(const std::string& name) const {
  const auto bytes = read(name);
  if (!bytes) return bytes.error();
  return digest_.of(*bytes);
}

std::string Release::title() const {
  auto name = file_name();
  if (may_begin_rules(name) || name.ends_with(".zip")) name.resize(name.rfind('.'));
  return name;
}

Result<std::unique_ptr<Release>> open_release(const Path& path, const Digest& digest) {
  std::error_code error;
  const auto whole = std::filesystem::canonical(path, error);
  if (error) return failure(fmt::format("{}: {}", path.string(), error.message()));
  return std::filesystem::is_directory(whole, error) ? open_folder(whole, digest) : open_file(whole, digest);
}

}  // namespace quittance::rules
