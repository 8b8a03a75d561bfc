// A pack has several forms: its source, the source in pieces, the compiled stylesheet. Read back they must be
// the same rules, word for word: then their verdicts are the same on every document, and not only on those
// that are tried. Packs come from build/rules, sources beside them or from ../shared/corpus.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "validators/schematron/elements.h"
#include "validators/schematron/read.h"

namespace quittance::schematron {
namespace {

namespace fs = std::filesystem;

const fs::path kProject = QUITTANCE_SOURCE_DIR;
const fs::path kPacks = kProject / "build/rules/packs";
const fs::path kCorpus = kProject / "../shared/corpus";

/// Packs whose installed version is the one of the corpus.
const std::set<std::string> kSameVersion{
    "EN16931-UBL", "EN16931-CII", "PEPPOL-EN16931-UBL", "PEPPOL-EN16931-UBL-SB", "PEPPOLBIS-T111",
    "EUSR",        "TSR",         "XRechnung-UBL",      "XRechnung-CII"};

struct Folder : Files {
  explicit Folder(fs::path root) : path(std::move(root)) {}
  [[nodiscard]] Result<Bytes> read(const std::string& name) const override {
    std::ifstream in(path / name, std::ios::binary);
    if (!in) return Error{"FILE", Retry::never, "no file " + name};
    return Bytes{std::istreambuf_iterator<char>(in), {}};
  }
  fs::path path;
};

/// The file of that ending in a folder; "" when there is none.
fs::path file_in(const fs::path& folder, const std::string& ending) {
  if (!fs::is_directory(folder)) return {};
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.path().extension() == ending) return entry.path();
  return {};
}

/// White space aside: the compilers indent around expressions.
std::string words_of(const Message& message) {
  std::string out;
  for (const MessagePart& part : message) {
    out += part.text;
    if (part.expression) out += "{" + collapse(part.expression.source) + "}";
    if (part.is_name) out += "{name(.)}";
  }
  std::erase_if(out, [](char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; });
  return out;
}

void add_rule(const Rule& rule, std::vector<std::string>& out) {
  out.push_back("rule " + collapse(rule.context.source));
  for (const Let& let : rule.lets) out.push_back("let " + let.name + " " + collapse(let.value.source));
  for (const Assertion& a : rule.assertions) {
    out.push_back((a.is_report ? "report " : "assert ") + a.id + " " + a.flag + " " +
                  collapse(a.test.source));
    out.push_back("text " + words_of(a.message));
  }
}

/// Every rule in the order in which it claims nodes, with all that decides a verdict.
std::vector<std::string> rules_of(const fs::path& file) {
  const auto schema = read(file.filename().string(), Folder(file.parent_path()));
  if (!schema) return {schema.error().detail};
  std::vector<std::string> out;
  for (const Pattern& pattern : schema->patterns) {
    if (pattern.rules.empty()) continue;  // a compiled form may leave it out
    out.emplace_back("pattern");
    for (const Rule& rule : pattern.rules) add_rule(rule, out);
  }
  return out;
}

/// The first line that differs, if any.
void expect_same_rules(const fs::path& one, const fs::path& other) {
  const auto a = rules_of(one);
  const auto b = rules_of(other);
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
    ASSERT_EQ(a[i], b[i]) << one.filename() << " and " << other.filename() << ", line " << i;
  EXPECT_EQ(a.size(), b.size()) << one.filename() << " and " << other.filename();
  EXPECT_GT(a.size(), 10u) << one.filename();
}

TEST(Forms, TheStylesheetHoldsTheRulesOfTheSource) {
  if (!fs::is_directory(kPacks)) GTEST_SKIP() << "no packs in build/rules: conf/setup/rules";
  int compared = 0;
  for (const auto& pack : fs::directory_iterator(kPacks)) {
    const std::string name = pack.path().filename().string();
    const fs::path compiled = file_in(pack.path(), ".xslt");
    fs::path source = file_in(pack.path(), ".sch");
    if (source.empty() && kSameVersion.count(name) > 0) source = file_in(kCorpus / "rules" / name, ".sch");
    if (compiled.empty() || source.empty()) continue;
    SCOPED_TRACE(name);
    expect_same_rules(source, compiled);
    ++compared;
  }
  EXPECT_GE(compared, 5) << "Factur-X alone comes in both forms five times";
}

TEST(Forms, TheSourceInPiecesGivesTheRulesOfTheWhole) {
  if (!fs::is_directory(kCorpus / "rules-source")) GTEST_SKIP() << "../shared/corpus is not here";
  for (const std::string syntax : {"UBL", "CII"}) {
    const std::string folder = syntax == "UBL" ? "en16931-ubl" : "en16931-cii";
    expect_same_rules(kCorpus / "rules-source" / folder / ("EN16931-" + syntax + "-validation.sch"),
                      file_in(kCorpus / "rules" / ("EN16931-" + syntax), ".sch"));
  }
}

}  // namespace
}  // namespace quittance::schematron
