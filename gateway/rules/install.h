// From a publisher's release to installed packs: a folder, a zip, or one .sch or .xslt.
#pragma once

#include <string>
#include <vector>

#include "gateway/rules/catalogue.h"

namespace quittance::rules {

struct InstallOptions {
  Path path = {};                       ///< of the release
  std::string name = {}, version = {};  ///< empty: from the release itself
  std::optional<Date> valid_from = {};  ///< none: see install()
  std::optional<Date> valid_until = {};
  bool by_issue = false;              ///< these are days of issue
  std::optional<Sha256> sha256 = {};  ///< what the release's file must have
  Date today = {};
};

/// One pack that was installed, or was there already.
struct InstalledPack {
  Pack pack;
  bool fresh = true;                   ///< false: the same version with the same bytes was installed before
  std::optional<std::string> trouble;  ///< the engine refuses its rules: they will be "not checked"
  bool version_guessed = false;        ///< no version was found: the day stands for it
};

/// Installs every rule pack of a release below <rules-dir>/installed/NAME/VERSION. All files are durable on
/// disk, or nothing is there. Fails with
///   HASH  the release has another SHA-256 than was asked for, or that version is installed with other bytes
///   (both
///         hashes are in the detail)
///   RULES anything else: no rules in it, a name or version that is none, an archive beyond its bounds
///   (10,000 entries,
///         256 MB unpacked, a link, a name that leads outside)
Result<std::vector<InstalledPack>> install(const InstallOptions& options, const Catalogue& catalogue,
                                           const Digest& digest);

}  // namespace quittance::rules
