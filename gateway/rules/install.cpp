#include "gateway/rules/install.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "gateway/rules/derive.h"
#include "gateway/rules/durable.h"
#include "gateway/rules/examine.h"
#include "gateway/rules/manifest.h"
#include "gateway/rules/release.h"

namespace quittance::rules {

namespace {

Error failure(std::string detail) { return {"RULES", Retry::never, std::move(detail)}; }

/// Where no version is said: "2026.11.24".
std::string version_of_day(Date day) {
  auto text = to_string(day);
  std::ranges::replace(text, '-', '.');
  return text;
}

Result<Pack> describe(const std::string& name, const RuleSource& found, const InstallOptions& options,
                      const Release& release, const Digest& digest) {
  Pack pack;
  pack.name = options.name.empty() ? name : options.name;
  pack.version = options.version.empty() ? derive_version(found.main, found.schema_version,
                                                          found.files.at(found.main), release.file_name())
                                         : options.version;
  if (pack.version.empty()) pack.version = version_of_day(options.today);
  pack.main = found.main;
  pack.source = release.file_name();
  pack.valid_from = options.valid_from;
  pack.valid_until = options.valid_until;
  pack.by_issue = options.by_issue;
  pack.by_operator = true;
  for (const auto& [file, bytes] : found.files) pack.files.push_back({file, digest.of(bytes)});
  if (!is_folder_name(pack.name))
    return failure(fmt::format("\"{}\" is no pack's name: say one with --name", pack.name));
  if (!is_folder_name(pack.version))
    return failure(fmt::format("\"{}\" is no version: say one with --version", pack.version));
  return pack;
}

/// A newer version comes into force on the day it is installed, so that what was checked before stays
/// explained; the same version in another form takes the days of the one that is there; an older one, or the
/// first, has been in force ever since.
void set_first_day(Pack& pack, const Catalogue& catalogue, Date today, bool guessed) {
  if (pack.valid_from) return;
  const auto others = catalogue.versions(pack.name);
  const auto same = catalogue.version(pack.name, pack.version);
  const bool newest = std::ranges::all_of(
      others, [&](const Pack* other) { return older_version(other->version, pack.version); });
  if (same) {
    pack.valid_from = (*same)->valid_from;
  } else if (!others.empty() && (newest || guessed)) {
    pack.valid_from = today;
  }
}

Error other_bytes(const Pack& there, const Pack& pack) {
  return {
      "HASH", Retry::never,
      fmt::format("{} {} is installed with other bytes: say another --version\n  expected {}\n  got      {}",
                  pack.name, pack.version, there.sha256().hex(), pack.sha256().hex())};
}

Result<InstalledPack> install_one(const std::string& name, RuleSource found, const InstallOptions& options,
                                  const Release& release, const Catalogue& catalogue, const Digest& digest) {
  const auto trouble = found.trouble ? std::optional(found.trouble->detail) : std::nullopt;
  strip_common_folder(found);
  auto pack = describe(name, found, options, release, digest);
  if (!pack) return pack.error();
  const bool guessed = options.version.empty() && pack->version == version_of_day(options.today);
  for (const auto* there : catalogue.versions(pack->name)) {
    if (there->version != pack->version) continue;
    if (there->files == pack->files) return InstalledPack{*there, false, trouble, guessed};
    if (there->by_operator) return other_bytes(*there, *pack);
  }
  set_first_day(*pack, catalogue, options.today, guessed);
  const auto parent = catalogue.folder() / "installed" / pack->name;
  pack->folder = parent / pack->version;
  found.files.emplace("pack.toml", write_pack(*pack));
  if (const auto written = write_folder(parent, pack->version, found.files); !written) return written.error();
  return InstalledPack{std::move(*pack), true, trouble, guessed};
}

Result<void> check_hash(const InstallOptions& options, const Release& release) {
  if (!options.sha256) return {};
  const auto hash = release.sha256();
  if (!hash) return failure(fmt::format("{} is a folder: --sha256 is of a file", options.path.string()));
  if (*hash == *options.sha256) return {};
  return Error{"HASH", Retry::never,
               fmt::format("{}: wrong hash: refused\n  expected {}\n  got      {}", options.path.string(),
                           options.sha256->hex(), hash->hex())};
}

std::string names_of(const std::map<std::string, RuleSource>& packs) {
  std::string names;
  for (const auto& [name, found] : packs) names += (names.empty() ? "" : ", ") + name;
  return names;
}

}  // namespace

Result<std::vector<InstalledPack>> install(const InstallOptions& options, const Catalogue& catalogue,
                                           const Digest& digest) {
  const auto release = open_release(options.path, digest);
  if (!release) return release.error();
  if (const auto right = check_hash(options, **release); !right) return right.error();
  auto packs = find_packs(**release);
  if (packs.empty())
    return failure(fmt::format("{}: no rules in it (.sch, or .xslt made of one)", options.path.string()));
  if (!options.name.empty() && packs.size() > 1) {
    return failure(fmt::format("{} holds {} packs ({}): --name fits one only, name its file",
                               options.path.string(), packs.size(), names_of(packs)));
  }
  std::vector<InstalledPack> installed;
  for (auto& [name, found] : packs) {
    auto one = install_one(name, std::move(found), options, **release, catalogue, digest);
    if (!one) return one.error();
    installed.push_back(std::move(*one));
  }
  return installed;
}

}  // namespace quittance::rules
