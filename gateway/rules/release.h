// A publisher's release as a set of named files, wherever they lie.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "formats/base/digest.h"
#include "gateway/rules/catalogue.h"
#include "gateway/rules/hashed_files.h"

namespace quittance::rules {

class Release : public HashedFiles {
 public:
  /// `digest` must outlive it.
  explicit Release(const Digest& digest) : digest_(digest) {}

  [[nodiscard]] Result<Sha256> hash(const std::string& name) const override;
  /// Files that rules may begin in: .sch, .xslt and .xsl, in the order of their names.
  [[nodiscard]] virtual std::vector<std::string> candidates() const = 0;
  /// The name of the zip, the folder or the file.
  [[nodiscard]] virtual std::string file_name() const = 0;
  /// The same without .zip, .sch, .xslt or .xsl.
  [[nodiscard]] std::string title() const;
  /// Of the one file it is. Nothing for a folder.
  [[nodiscard]] virtual std::optional<Sha256> sha256() const { return std::nullopt; }

 private:
  const Digest& digest_;
};

/// Opens a folder, a zip (by its content), or one rule file. Reading below a folder may go up one level from
/// it, as publishers' "../common.sch" do, and no further; links are not followed. Fails with RULES.
Result<std::unique_ptr<Release>> open_release(const Path& path, const Digest& digest);

}  // namespace quittance::rules
