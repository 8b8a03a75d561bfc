#include "gateway/rules/read_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "validators/schematron/stored.h"

namespace quittance::rules {

namespace {

constexpr std::string_view kKind = "rules";

/// Hands on files and remembers what was read: the hashes kept are those of the very octets that were used.
class Recorder : public schematron::Files {
 public:
  Recorder(const schematron::Files& files, const Digest& digest) : files_(files), digest_(digest) {}

  [[nodiscard]] Result<Bytes> read(const std::string& name) const override {
    auto bytes = files_.read(name);
    if (bytes) hashes_.insert_or_assign(name, digest_.of(*bytes));
    return bytes;
  }
  [[nodiscard]] const std::map<std::string, Sha256>& hashes() const { return hashes_; }

 private:
  const schematron::Files& files_;
  const Digest& digest_;
  mutable std::map<std::string, Sha256> hashes_;
};

/// "HASH name\n" for each file, then an empty line.
Bytes text_of(const std::map<std::string, Sha256>& hashes) {
  Bytes text;
  for (const auto& [name, hash] : hashes) text += fmt::format("{} {}\n", hash.hex(), name);
  return text + "\n";
}

/// Takes that text off what is kept. False when a file has changed or is no longer there.
bool take_unchanged(BytesView& content, const HashedFiles& files) {
  while (!content.empty() && content.front() != '\n') {
    const std::size_t blank = content.find(' ');
    const std::size_t end = content.find('\n', blank);
    if (end == BytesView::npos) return false;
    const auto now = files.hash(std::string(content.substr(blank + 1, end - blank - 1)));
    if (!now || now->hex() != content.substr(0, blank)) return false;
    content.remove_prefix(end + 1);
  }
  if (content.empty()) return false;
  content.remove_prefix(1);
  return true;
}

}  // namespace

Sha256 ReadRules::key(const std::string& main, const Sha256& hash) const {
  const PinnedFile source{main, hash};
  return cache_key(kKind, engine_, {&source, 1}, digest_);
}

std::optional<schematron::Schema> ReadRules::kept(const std::string& main, const HashedFiles& files) const {
  const auto hash = files.hash(main);
  if (!hash) return std::nullopt;
  const auto found = cache_.get(kKind, key(main, *hash));
  if (!found) return std::nullopt;
  BytesView content = *found;
  if (!take_unchanged(content, files)) return std::nullopt;
  return schematron::restore(content);
}

Result<schematron::Schema> ReadRules::read(const std::string& main, const HashedFiles& files) const {
  if (engine_.empty()) return schematron::read(main, files);
  if (auto schema = kept(main, files)) return std::move(*schema);
  const Recorder recorder(files, digest_);
  auto schema = schematron::read(main, recorder);
  if (!schema) return schema;
  auto others = recorder.hashes();
  const auto own = others.extract(main);
  const auto stored = schematron::store(*schema);
  const bool is_nameable = std::ranges::none_of(
      others, [](const auto& file) { return file.first.find('\n') != std::string::npos; });
  if (!own.empty() && stored && is_nameable) {
    static_cast<void>(cache_.put(kKind, key(main, own.mapped()), text_of(others) + *stored));
  }
  return schema;
}

}  // namespace quittance::rules
