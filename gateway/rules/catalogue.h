// rules: which rule packs and schemas are there, whether they are still what was installed, and which is in
// force when. <rules-dir>/manifest.toml names what the set-up has fetched as pinned packages;
// <rules-dir>/installed/ holds what an operator has installed beside it from publishers' releases. Both are
// read into one Catalogue. Nothing here knows what a rule means: it hands bytes to the validators, after
// their hash was checked.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/base/digest.h"
#include "formats/base/result.h"
#include "formats/base/time.h"

namespace quittance::rules {

using Path = std::filesystem::path;

struct PinnedFile {
  std::string name;  ///< relative to the folder, with "/"
  Sha256 sha256;

  bool operator==(const PinnedFile&) const = default;
};

struct Pack {
  std::string name, version;
  std::string main;  ///< the file the rules begin in: .sch or .xslt
  std::string licence;
  std::string source;                           ///< the package or release it came from
  std::optional<Date> valid_from, valid_until;  ///< both days included; none: the publisher says nothing
  bool by_issue = false;                        ///< they are days of issue, not of sending or receipt
  bool by_operator = false;                     ///< installed by `quittance rules install`
  Path folder;
  std::vector<PinnedFile> files;

  /// Of the main file.
  [[nodiscard]] const Sha256& sha256() const;
  /// Whether `day` is within its dates.
  [[nodiscard]] bool covers(Date day) const;
};

struct Schema {
  std::string name, version, licence, source;
  std::vector<std::string> main;  ///< the files a document may begin in, relative to `folder`
  Path folder;
  std::vector<PinnedFile> files;
};

class Catalogue {
 public:
  /// Reads the manifest and every installed/*/*/pack.toml. A folder that is not there, or is empty, is an
  /// empty catalogue. Fails with RULES and file:line:column when a manifest is not what it must be.
  static Result<Catalogue> open(const Path& rules_dir);

  /// By name, then from the oldest version to the newest.
  [[nodiscard]] const std::vector<Pack>& packs() const { return packs_; }
  [[nodiscard]] const std::vector<Schema>& schemas() const { return schemas_; }
  [[nodiscard]] const Path& folder() const { return folder_; }

  /// All versions of a pack; names are compared without regard to case.
  [[nodiscard]] std::vector<const Pack*> versions(std::string_view name) const;

  /// The version in force on a day (of sending or receipt): of those whose dates cover it the one that came
  /// into force last, then the newer version. Versions with dates of issue are asked about `issued`, if it is
  /// known. Fails with RULES when there is no such pack, or none in force, and says which there are.
  [[nodiscard]] Result<const Pack*> in_force(std::string_view name, Date day,
                                             std::optional<Date> issued = {}) const;

  /// That very version. Fails with RULES.
  [[nodiscard]] Result<const Pack*> version(std::string_view name, std::string_view version) const;

  /// nullptr when there is none.
  [[nodiscard]] const Schema* schema(std::string_view name) const;

 private:
  Path folder_;
  std::vector<Pack> packs_;
  std::vector<Schema> schemas_;
};

/// Compares "1.3.9" and "1.3.16" as people do: runs of digits as numbers, the rest as text.
bool older_version(std::string_view a, std::string_view b);

}  // namespace quittance::rules
