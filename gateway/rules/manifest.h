// The TOML of rules: the manifest of the set-up, and the pack.toml of what an operator has installed.
#pragma once

#include <string>
#include <vector>

#include "gateway/rules/catalogue.h"

namespace quittance::rules {

struct Manifest {
  std::vector<Pack> packs;
  std::vector<Schema> schemas;
};

/// <rules-dir>/manifest.toml; empty when there is none. Packs lie in packs/NAME/VERSION, schemas in
/// schemas/NAME. Fails with RULES and file:line:column when a member is missing, is of the wrong kind, or
/// names a file outside.
Result<Manifest> read_manifest(const Path& rules_dir);

/// Every <rules-dir>/installed/NAME/VERSION/pack.toml. Fails as read_manifest() does.
Result<std::vector<Pack>> read_installed(const Path& rules_dir);

/// The pack.toml of a pack; read_installed() reads it back.
std::string write_pack(const Pack& pack);

/// A pack's or version's name as a folder: 1 to 100 of [A-Za-z0-9._+-], not beginning with a dot.
bool is_folder_name(std::string_view name);

/// A file inside a pack: "/" between names, none of them "." or "..", no control character, no backslash, at
/// most 500 octets.
bool is_inner_name(std::string_view name);

}  // namespace quittance::rules
