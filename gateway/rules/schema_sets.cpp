#include "gateway/rules/schema_sets.h"

#include <fmt/format.h>

#include "formats/xml/parse.h"
#include "gateway/rules/pack_files.h"
#include "gateway/rules/verify.h"
#include "gateway/version.h"

namespace quittance::rules {

namespace {

constexpr std::string_view kGrammars = "grammars", kParts = "parts";

/// As they are kept: "namespace\tfile\n"; neither holds a tab or an end of line.
template <typename Parts>
Bytes text_of(const Parts& parts) {
  Bytes text;
  for (const auto& [uri, file] : parts) text += fmt::format("{}\t{}\n", uri, file);
  return text;
}

template <typename Parts>
Parts parts_in(std::string_view text) {
  Parts parts;
  while (!text.empty()) {
    const auto tab = text.find('\t');
    const auto end = text.find('\n', tab);
    if (end == std::string_view::npos) break;
    parts.emplace(text.substr(0, tab), text.substr(tab + 1, end - tab - 1));
    text.remove_prefix(end + 1);
  }
  return parts;
}

/// What a schema's root element says. Empty for a schema our reader refuses, as those with a document type
/// declaration: such a one is part of the whole set only.
std::string target_namespace(xml::Reader& reader, BytesView schema) {
  const auto tree = reader.read(schema);
  if (!tree) return "";
  std::string uri(tree->attribute(tree->root(), "", "targetNamespace"));
  return uri.find_first_of("\t\n") == std::string::npos ? uri : "";
}

Result<void> check_files(const Schema& schema, const Digest& digest) {
  const auto mismatches = verify(schema, digest);
  if (mismatches.empty()) return {};
  const Mismatch& first = mismatches.front();
  return Error{"RULES", Retry::never,
               fmt::format("{}: not what was installed: expected {}, found {}", first.file.string(),
                           first.expected.hex(), first.found ? first.found->hex() : first.reason)};
}

}  // namespace

Result<const Schema*> SchemaSets::find(const std::string& name) const {
  if (const Schema* schema = catalogue_.schema(name)) return schema;
  return Error{"SCHEMA-SET", Retry::never,
               fmt::format("the schema set {} is not installed in {} (make rules)", name,
                           catalogue_.folder().string())};
}

Sha256 SchemaSets::key(std::string_view kind, const Schema& schema, std::string_view part) const {
  // Which version of Xerces-C wrote them stands in the grammars themselves.
  std::string made_by = fmt::format("quittance {}\n{}\n", version(), part);
  for (const auto& file : schema.main) made_by += file + "\n";
  return cache_key(kind, made_by, schema.files, digest_);
}

Result<SchemaSets::Parts> SchemaSets::read_parts(const Schema& schema) const {
  const auto where = key(kParts, schema, "");
  if (const auto kept = cache_.get(kParts, where)) return parts_in<Parts>(*kept);
  if (auto checked = check_files(schema, digest_); !checked) return checked.error();
  Parts parts;
  xml::Reader reader;
  for (const auto& file : schema.main) {
    const auto bytes = read_beneath(schema.folder, file, kLargestRuleFile);
    if (!bytes) return bytes.error();
    const auto uri = target_namespace(reader, *bytes);
    if (!uri.empty()) parts.emplace(uri, file);
  }
  static_cast<void>(cache_.put(kParts, where, text_of(parts)));
  return parts;
}

Result<const SchemaSets::Parts*> SchemaSets::parts(const Schema& schema) const {
  const std::lock_guard lock(mutex_);
  if (const auto known = parts_.find(&schema); known != parts_.end()) return &known->second;
  auto read = read_parts(schema);
  if (!read) return read.error();
  return &(parts_[&schema] = std::move(read).value());
}

Result<std::string> SchemaSets::part_of(const std::string& name, std::string_view root_namespace) const {
  const auto schema = find(name);
  if (!schema) return schema.error();
  if ((*schema)->main.size() < 2) return std::string();
  const auto known = parts(**schema);
  if (!known) return known.error();
  return (*known)->contains(root_namespace) ? std::string(root_namespace) : std::string();
}

Result<xml::Grammars> SchemaSets::open(const std::string& name, const std::string& part) const {
  const auto schema = find(name);
  if (!schema) return schema.error();
  const auto where = key(kGrammars, **schema, part);
  if (const auto kept = cache_.get(kGrammars, where)) {
    if (auto grammars = xml::Grammars::restore(*kept)) return grammars;
  }
  std::vector<std::string> main_files = (*schema)->main;
  if (!part.empty()) {
    const auto known = parts(**schema);
    if (!known) return known.error();
    main_files.clear();
    const auto [first, last] = (*known)->equal_range(part);
    for (auto each = first; each != last; ++each) main_files.push_back(each->second);
  }
  if (auto checked = check_files(**schema, digest_); !checked) return checked.error();
  auto grammars = xml::Grammars::load((*schema)->folder, main_files);
  if (!grammars) return grammars;
  if (const auto bytes = grammars->serialise()) static_cast<void>(cache_.put(kGrammars, where, *bytes));
  return grammars;
}

}  // namespace quittance::rules
