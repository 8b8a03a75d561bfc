#include "gateway/rules/examine.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "formats/xml/parse.h"
#include "gateway/rules/derive.h"
#include "validators/schematron/pack.h"

namespace quittance::rules {

namespace {

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

void add_opened_files(RuleSource& found, const Release& release) {
  const auto read = found.files;
  for (const auto& [name, bytes] : read) {
    for (const auto& opened : opened_by(bytes)) {
      const auto beside = (Path(name).parent_path() / opened).lexically_normal().generic_string();
      if (auto data = release.read(beside)) found.files.emplace(beside, std::move(*data));
    }
  }
}

/// Of two forms of one pack: what the engine takes before what it refuses, the source before the compiled
/// form, the whole text ("preprocessed") before the one in pieces.
bool better(const RuleSource& a, const RuleSource& b) {
  const auto rank = [](const RuleSource& found) {
    return std::tuple(found.trouble.has_value(), !found.main.ends_with(".sch"),
                      found.main.find("preprocessed") == std::string::npos, found.main);
  };
  return rank(a) < rank(b);
}

/// Compiles every phase's patterns and counts them.
void compile(schematron::Schema schema, const schematron::Files& files, RuleSource& found) {
  const auto pack = schematron::Pack::compile(std::move(schema), files, "#ALL");
  if (!pack) {
    found.trouble = pack.error();
    return;
  }
  for (const auto& remark : (*pack)->schema().remarks)
    found.remarks.push_back(to_string((*pack)->schema(), remark.place) + ": " + remark.text);
  found.patterns = (*pack)->patterns().size();
  for (const auto& pattern : (*pack)->patterns()) {
    found.rules += pattern.rules.size();
    for (const auto& rule : pattern.rules) found.assertions += rule.assertions.size();
  }
}

}  // namespace

std::optional<RuleSource> examine(const std::string& main, const Release& release) {
  Recorder recorder(release);
  const auto bytes = recorder.read(main);
  if (!bytes) return std::nullopt;
  RuleSource found;
  found.main = main;
  auto schema = schematron::read(main, recorder);
  if (schema) {
    if (schema->patterns.empty()) return std::nullopt;
    found.schema_version = schema->schema_version;
    compile(std::move(*schema), recorder, found);
  } else {
    if (!looks_like_rules(main, *bytes)) return std::nullopt;
    found.trouble = schema.error();
  }
  found.files = recorder.taken();
  add_opened_files(found, release);
  return found;
}

std::map<std::string, RuleSource> find_packs(const Release& release) {
  std::vector<RuleSource> all;
  for (const auto& candidate : release.candidates()) {
    if (auto found = examine(candidate, release)) all.push_back(std::move(*found));
  }
  std::set<std::string> included;
  for (const auto& found : all) {
    for (const auto& [name, bytes] : found.files) {
      if (name != found.main) included.insert(name);
    }
  }
  std::map<std::string, RuleSource> packs;
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

void strip_common_folder(RuleSource& found) {
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

}  // namespace quittance::rules
