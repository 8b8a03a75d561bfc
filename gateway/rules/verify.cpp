#include "gateway/rules/verify.h"

#include "gateway/rules/pack_files.h"

namespace quittance::rules {

namespace {

void verify_files(const std::string& of, const Path& folder, const std::vector<PinnedFile>& files,
                  const Digest& digest, Verified& verified) {
  for (const auto& file : files) {
    ++verified.files;
    const auto bytes = read_beneath(folder, file.name, kLargestRuleFile);
    if (!bytes) {
      verified.mismatches.push_back(
          {of, folder / file.name, file.sha256, std::nullopt, bytes.error().detail});
      continue;
    }
    const auto found = digest.of(*bytes);
    if (found != file.sha256) verified.mismatches.push_back({of, folder / file.name, file.sha256, found, ""});
  }
}

}  // namespace

std::vector<Mismatch> verify(const Schema& schema, const Digest& digest) {
  Verified verified;
  verify_files(schema.name + " " + schema.version, schema.folder, schema.files, digest, verified);
  return std::move(verified.mismatches);
}

Verified verify(const Catalogue& catalogue, const Digest& digest) {
  Verified verified;
  verified.packs = catalogue.packs().size();
  verified.schemas = catalogue.schemas().size();
  for (const auto& pack : catalogue.packs()) {
    verify_files(pack.name + " " + pack.version, pack.folder, pack.files, digest, verified);
  }
  for (const auto& schema : catalogue.schemas()) {
    verify_files(schema.name + " " + schema.version, schema.folder, schema.files, digest, verified);
  }
  return verified;
}

}  // namespace quittance::rules
