// What a pack is called and which version it is, from what its publisher has written.
#pragma once

#include <string>
#include <string_view>

#include "formats/base/bytes.h"

namespace quittance::rules {

/// The pack's name of a main file: the customary short name of the packs we know by their publishers' file
/// names (EN16931-UBL, FX-BASIC, BR-FR-CII, …), else the file's name without date, version and ending.
std::string derive_name(std::string_view file);

/// The version: of the file's name, else of sch:schema/@schemaVersion, else as the head of the file says it
/// ("Schematron version 1.3.16", "Version: 1.09.2"), else of the release's title. Empty when none says one.
std::string derive_version(std::string_view file, std::string_view schema_version, BytesView head,
                           std::string_view title);

}  // namespace quittance::rules
