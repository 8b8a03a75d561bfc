// A rules folder and releases of a test's own making.
#pragma once

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/rules/catalogue.h"
#include "keys/crypto.h"
#include "tests/gateway/config/scratch.h"

namespace quittance::rules {

/// A schema of one assert. `inside` stands before the pattern.
inline std::string schematron(std::string_view id, std::string_view inside = "") {
  return fmt::format(
      R"(<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2">{}<pattern><rule context="/*">)"
      R"(<assert id="{}" test="1" flag="fatal">always</assert></rule></pattern></schema>)",
      inside, id);
}

struct ZipEntry {
  std::string name, bytes;
  unsigned type = AE_IFREG;
  std::string link = {};
};

inline Bytes zip_of(const std::vector<ZipEntry>& entries) {
  Bytes bytes(1 << 22, '\0');
  std::size_t used = 0;
  archive* writer = archive_write_new();
  archive_write_set_format_zip(writer);
  archive_write_open_memory(writer, bytes.data(), bytes.size(), &used);
  for (const auto& given : entries) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, given.name.c_str());
    archive_entry_set_filetype(entry, given.type);
    archive_entry_set_perm(entry, 0644);
    if (!given.link.empty()) archive_entry_set_symlink(entry, given.link.c_str());
    archive_entry_set_size(entry, static_cast<la_int64_t>(given.bytes.size()));
    archive_write_header(writer, entry);
    archive_write_data(writer, given.bytes.data(), given.bytes.size());
    archive_entry_free(entry);
  }
  archive_write_close(writer);
  archive_write_free(writer);
  bytes.resize(used);
  return bytes;
}

/// <rules-dir>/manifest.toml with one pinned pack, A 1.0, in force since ever, and its file.
inline void pin_pack(const Scratch& scratch, std::string_view valid_from = "",
                     std::string_view valid_until = "") {
  const auto rules = schematron("A-1");
  scratch.write("rules/packs/A/1.0/A.sch", rules);
  scratch.write("rules/manifest.toml", fmt::format(R"([[pack]]
name = "A"
version = "1.0"
package = "somewhere"
main = "A.sch"
licence = "MIT"
valid_from = "{}"
valid_until = "{}"
files = [ {{ from = "x/A.sch", to = "A.sch", sha256 = "{}" }} ]
)",
                                                   valid_from, valid_until, keys::sha256(rules).hex()));
}

}  // namespace quittance::rules
