#include "gateway/rules/install.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "formats/xml/parse.h"
#include "gateway/rules/derive.h"
#include "gateway/rules/durable.h"
#include "gateway/rules/manifest.h"
#include "gateway/rules/release.h"
#include "validators/schematron/source.h"

namespace quittance::rules {

namespace {

Error failure(std::string detail) { return {"RULES", Retry::never, std::move(detail)}; }

/// A main file of a release and all it leans on.
struct Found {
  std::string main;
  std::string schema_version;
  std::map<std::string, Bytes> files;
  std::optional<std::string> trouble;
};

/// Passes reading on and remembers what was read.
class Recorder : public schematron::Files {
 public:
  explicit Recorder(const Release& release) : release_(release) {}

  [[nodiscard]] Result<Bytes> read(const std::string& name) const override {
    auto bytes = release_.read(name);
    if (bytes) read_.insert_or_assign(name, *bytes);
    return bytes;
  }
  [[nodiscard]] std::map<std::string, Bytes> taken() { return std::move(read_); }

 private:
  const Release& release_;
  mutable std::map<std::string, Bytes> read_;
};

bool is_schema_document(BytesView bytes) {
  xml::Reader reader;
  const auto tree = reader.read(bytes);
  return tree && tree->local_name(tree->root()) == "schema" &&
         tree->namespace_uri(tree->root()) == "http://purl.oclc.org/dsdl/schematron";
}

/// Whether a file that the engine refuses is a rule source all the same: then the operator is told, not left
/// to wonder.
bool looks_like_rules(const std::string& name, BytesView bytes) {
  if (name.ends_with(".sch")) return is_schema_document(bytes);
  return bytes.find("http://purl.oclc.org/dsdl/svrl") != BytesView::npos &&
         bytes.find("failed-assert") != BytesView::npos;
}

/// The names in document('…') and doc('…'): data files that rules open while they run.
std::set<std::string> opened_by(BytesView bytes) {
  std::set<std::string> names;
  for (const std::string_view call : {"document(", "doc("}) {
    for (auto at = bytes.find(call); at != BytesView::npos; at = bytes.find(call, at + 1)) {
      auto rest = bytes.substr(at + call.size(), 300);
      const auto quote = rest.find_first_not_of(" \t\r\n");
      if (quote == BytesView::npos || (rest[quote] != '\'' && rest[quote] != '"')) continue;
      const auto end = rest.find(rest[quote], quote + 1);
      if (end != BytesView::npos) names.emplace(rest.substr(quote + 1, end - quote - 1));
    }
  }
  return names;
}

void add_opened_files(Found& found, const Release& release) {
  const auto read = found.files;
  for (const auto& [name, bytes] : read) {
    for (const auto& opened : opened_by(bytes)) {
      const auto beside = (Path(name).parent_path() / opened).lexically_normal().generic_string();
      if (auto data = release.read(beside)) found.files.emplace(beside, std::move(*data));
    }
  }
}

std::optional<Found> examine(const std::string& main, const Release& release) {
  Recorder recorder(release);
  const auto bytes = recorder.read(main);
  if (!bytes) return std::nullopt;
  Found found{main, "", {}, std::nullopt};
  auto schema = schematron::read(main, recorder);
  if (schema) {
    if (schema->patterns.empty()) return std::nullopt;
    found.schema_version = schema->schema_version;
  } else {
    if (!looks_like_rules(main, *bytes)) return std::nullopt;
    found.trouble = schema.error().detail;
  }
  found.files = recorder.taken();
  add_opened_files(found, release);
  return found;
}

/// Of two forms of one pack: what the engine takes before what it refuses, the source before the compiled
/// form, the whole text ("preprocessed") before the one in pieces.
bool better(const Found& a, const Found& b) {
  const auto rank = [](const Found& found) {
    return std::tuple(found.trouble.has_value(), !found.main.ends_with(".sch"),
                      found.main.find("preprocessed") == std::string::npos, found.main);
  };
  return rank(a) < rank(b);
}

/// One main file for each pack's name.
std::map<std::string, Found> find_packs(const Release& release) {
  std::vector<Found> all;
  for (const auto& candidate : release.candidates()) {
    if (auto found = examine(candidate, release)) all.push_back(std::move(*found));
  }
  std::set<std::string> included;
  for (const auto& found : all) {
    for (const auto& [name, bytes] : found.files) {
      if (name != found.main) included.insert(name);
    }
  }
  std::map<std::string, Found> packs;
  for (auto& found : all) {
    if (included.contains(found.main)) continue;
    const auto name = derive_name(found.main);
    const auto there = packs.find(name);
    if (there == packs.end()) {
      packs.emplace(name, std::move(found));
    } else if (better(found, there->second)) {
      there->second = std::move(found);
    }
  }
  return packs;
}

/// Names relative to the deepest folder that holds all files.
void strip_common_folder(Found& found) {
  for (;;) {
    const auto slash = found.main.find('/');
    if (slash == std::string::npos) return;
    const auto folder = found.main.substr(0, slash + 1);
    const bool common =
        std::ranges::all_of(found.files, [&](const auto& file) { return file.first.starts_with(folder); });
    if (!common) return;
    std::map<std::string, Bytes> stripped;
    for (auto& [name, bytes] : found.files) stripped.emplace(name.substr(folder.size()), std::move(bytes));
    found.files = std::move(stripped);
    found.main.erase(0, folder.size());
  }
}

/// Where no version is said: "2026.11.24".
std::string version_of_day(Date day) {
  auto text = to_string(day);
  std::ranges::replace(text, '-', '.');
  return text;
}

Result<Pack> describe(const std::string& name, const Found& found, const InstallOptions& options,
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

Result<InstalledPack> install_one(const std::string& name, Found found, const InstallOptions& options,
                                  const Release& release, const Catalogue& catalogue, const Digest& digest) {
  strip_common_folder(found);
  auto pack = describe(name, found, options, release, digest);
  if (!pack) return pack.error();
  const bool guessed = options.version.empty() && pack->version == version_of_day(options.today);
  for (const auto* there : catalogue.versions(pack->name)) {
    if (there->version != pack->version) continue;
    if (there->files == pack->files) return InstalledPack{*there, false, found.trouble, guessed};
    if (there->by_operator) return other_bytes(*there, *pack);
  }
  set_first_day(*pack, catalogue, options.today, guessed);
  const auto parent = catalogue.folder() / "installed" / pack->name;
  pack->folder = parent / pack->version;
  found.files.emplace("pack.toml", write_pack(*pack));
  if (const auto written = write_folder(parent, pack->version, found.files); !written) return written.error();
  return InstalledPack{std::move(*pack), true, found.trouble, guessed};
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

std::string names_of(const std::map<std::string, Found>& packs) {
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
