// Our verdicts against a reference processor's (../shared/corpus/truth): for each document of each pack the
// same rules fire the same number of times. What differs stands in differences.csv with its reason; a listed
// case that is equal is an error too. By default some documents of each pack and all listed ones;
// QUITTANCE_VERDICTS=all takes all.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <gtest/gtest.h>

#include "formats/xml/parse.h"
#include "validators/schematron/examiner.h"

namespace quittance::schematron {
namespace {

namespace fs = std::filesystem;
using Counts = std::map<std::string, int>;

const fs::path kProject = QUITTANCE_SOURCE_DIR;
const fs::path kCorpus = kProject / "../shared/corpus";

Bytes file_bytes(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct Folder : Files {
  explicit Folder(fs::path root) : path(std::move(root)) {}
  [[nodiscard]] Result<Bytes> read(const std::string& name) const override {
    if (!fs::is_regular_file(path / name)) return Error{"FILE", Retry::never, "no file " + name};
    return file_bytes(path / name);
  }
  fs::path path;
};

struct Expected {
  std::string file;
  std::string error;  ///< the reference stopped with this code: it gave no verdict
  Counts fired;
};

Expected expected_of(const std::string& line) {
  const auto object = Poco::JSON::Parser().parse(line).extract<Poco::JSON::Object::Ptr>();
  Expected out;
  out.file = object->getValue<std::string>("file");
  if (object->has("error")) {
    out.error = object->getValue<std::string>("error");
    return out;
  }
  const auto fired = object->getArray("fired");
  for (unsigned i = 0; i < fired->size(); ++i) {
    const auto row = fired->getArray(i);
    const std::string rule = row->getElement<std::string>(0);
    out.fired[rule.starts_with("~") ? "~" : rule] += row->getElement<int>(2);
  }
  return out;
}

/// "" when equal, else what differs.
std::string difference(const Expected& expected, const Examination& got) {
  if (!expected.error.empty()) {
    const bool met = std::any_of(got.undecided.begin(), got.undecided.end(),
                                 [&](const Undecided& u) { return u.error.code == expected.error; });
    return met ? "" : "the reference stopped with " + expected.error + ", we did not meet it";
  }
  Counts fired;
  for (const Fired& each : got.fired) {
    const std::string& id = each.assertion->source->id;
    ++fired[id.empty() ? "~" : id];
  }
  std::string out;
  for (const auto& [rule, count] : expected.fired) {
    if (fired[rule] != count)
      out += " " + rule + " " + std::to_string(fired[rule]) + " not " + std::to_string(count);
  }
  for (const auto& [rule, count] : fired) {
    if (count > 0 && expected.fired.count(rule) == 0)
      out += " " + rule + " " + std::to_string(count) + " not 0";
  }
  if (!got.undecided.empty())
    out += " not checked: " + got.undecided.front().error.code + " " + got.undecided.front().error.detail;
  return out;
}

/// Pack and file → reason.
std::map<std::pair<std::string, std::string>, std::string> listed() {
  std::map<std::pair<std::string, std::string>, std::string> out;
  std::ifstream in(kProject / "tests/conformance/verdicts/differences.csv");
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line[0] == '#') continue;
    const std::size_t first = line.find(',');
    const std::size_t second = line.find(',', first + 1);
    out[{line.substr(0, first), line.substr(first + 1, second - first - 1)}] = line.substr(second + 1);
  }
  return out;
}

std::string only_file(const fs::path& folder, const std::string& extension) {
  std::vector<std::string> found;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == extension) found.push_back(entry.path().filename().string());
  }
  return found.size() == 1 ? found.front() : "";
}

void compare(const std::string& name, const fs::path& folder, const std::string& main, const fs::path& truth,
             const std::string& form) {
  const Folder files(folder);
  auto schema = read(main, files);
  ASSERT_TRUE(schema) << schema.error();
  const auto pack = Pack::compile(std::move(schema).value(), files);
  ASSERT_TRUE(pack) << pack.error();
  Examiner examiner(*pack);
  xml::Reader reader;
  const auto known = listed();
  const char* wanted = std::getenv("QUITTANCE_VERDICTS");
  const bool all = wanted != nullptr && std::string(wanted) == "all";
  std::vector<Expected> rows;
  std::ifstream in(truth);
  for (std::string line; std::getline(in, line);) rows.push_back(expected_of(line));
  const std::size_t step = all ? 1 : std::max<std::size_t>(rows.size() / 40, 1);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto entry = known.find({name + form, rows[i].file});
    if (i % step != 0 && entry == known.end()) continue;
    const auto tree = reader.read(file_bytes(kCorpus / "invoices" / rows[i].file));
    if (!tree) {
      EXPECT_NE(entry, known.end()) << rows[i].file << ": " << tree.error();
      continue;
    }
    const std::string differs = difference(rows[i], examiner.examine(*tree, {}));
    if (entry == known.end()) {
      EXPECT_EQ(differs, "") << rows[i].file;
    } else {
      EXPECT_NE(differs, "") << rows[i].file << " is listed but equal now";
    }
  }
}

class Verdicts : public testing::TestWithParam<const char*> {};

TEST_P(Verdicts, OfTheSourceAreThoseOfTheReference) {
  const fs::path folder = kCorpus / "rules" / GetParam();
  if (!fs::exists(folder)) GTEST_SKIP() << "the corpus is not beside the project";
  const fs::path truth = kCorpus / "truth" / (std::string(GetParam()) + ".jsonl");
  if (!fs::exists(truth)) GTEST_SKIP() << "there are no documents for this pack";
  compare(GetParam(), folder, only_file(folder, ".sch"), truth, "");
}

TEST_P(Verdicts, OfTheInstalledPackAreThoseOfTheReference) {
  const fs::path packs = kProject / "build/rules/packs" / GetParam();
  if (!fs::exists(packs)) GTEST_SKIP() << "the pack is not installed (make rules)";
  if (!fs::exists(kCorpus)) GTEST_SKIP() << "the corpus is not beside the project";
  fs::path truth = kCorpus / "truth-packages" / (std::string(GetParam()) + ".jsonl");
  if (!fs::exists(truth)) truth = kCorpus / "truth" / (std::string(GetParam()) + ".jsonl");
  const fs::path folder = fs::directory_iterator(packs)->path();
  std::string main = only_file(folder, ".xslt");
  if (main.empty()) main = only_file(folder, ".sch");
  ASSERT_FALSE(main.empty()) << folder;
  compare(GetParam(), folder, main, truth, "@package");
}

INSTANTIATE_TEST_SUITE_P(Packs, Verdicts,
                         testing::Values("EN16931-UBL", "EN16931-CII", "EN16931-EDIFACT",
                                         "PEPPOL-EN16931-UBL", "PEPPOL-EN16931-UBL-SB", "PEPPOLBIS-T111",
                                         "MLS", "EUSR", "TSR", "XRechnung-UBL", "XRechnung-CII", "FX-MINIMUM",
                                         "FX-BASIC-WL", "FX-BASIC", "FX-EN16931", "FX-EXTENDED", "BR-FR-UBL",
                                         "BR-FR-CII", "BR-FR-CDAR", "EXT-CTC-FR-UBL", "EXT-CTC-FR-CII",
                                         "PPF-FLUX1-UBL", "PPF-FLUX1-CII", "PPF-FLUX10"),
                         [](const auto& info) {
                           std::string name = info.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

/// Official unit tests: an "error" line is a document that must break the named rule.
TEST(UnitExpectations, ErrorLinesBreakTheirRule) {
  const fs::path lines = kCorpus / "unit-expectations.jsonl";
  if (!fs::exists(lines)) GTEST_SKIP() << "the corpus is not beside the project";
  std::map<std::string, std::unique_ptr<Examiner>> examiners;
  const std::map<std::string, std::string> packs{{"en16931-unit-ubl", "EN16931-UBL"},
                                                 {"en16931-unit-cii", "EN16931-CII"},
                                                 {"peppol", "PEPPOL-EN16931-UBL"}};
  xml::Reader reader;
  int checked = 0;
  std::ifstream in(lines);
  for (std::string line; std::getline(in, line);) {
    const auto object = Poco::JSON::Parser().parse(line).extract<Poco::JSON::Object::Ptr>();
    const std::string set = object->getValue<std::string>("set");
    const auto pack =
        std::find_if(packs.begin(), packs.end(), [&](const auto& p) { return set.starts_with(p.first); });
    if (pack == packs.end()) continue;
    auto& examiner = examiners[pack->second];
    if (!examiner) {
      const Folder files(kCorpus / "rules" / pack->second);
      auto schema = read(only_file(files.path, ".sch"), files);
      ASSERT_TRUE(schema) << schema.error();
      const auto code = Pack::compile(std::move(schema).value(), files);
      ASSERT_TRUE(code) << code.error();
      examiner = std::make_unique<Examiner>(*code);
    }
    const std::string file = object->getValue<std::string>("file");
    const auto tree = reader.read(file_bytes(kCorpus / "invoices" / file));
    ASSERT_TRUE(tree) << file << ": " << tree.error();
    const Examination got = examiner->examine(*tree, {});
    const auto expectations = object->getArray("expect");
    for (unsigned i = 0; i < expectations->size(); ++i) {
      const auto row = expectations->getArray(i);
      const std::string kind = row->getElement<std::string>(0);
      const std::string rule = row->getElement<std::string>(1);
      const auto count = std::count_if(got.fired.begin(), got.fired.end(),
                                       [&](const Fired& f) { return f.assertion->source->id == rule; });
      EXPECT_EQ(count > 0, kind != "success") << file << " " << kind << " " << rule;
      ++checked;
    }
  }
  EXPECT_GT(checked, 0);
}

}  // namespace
}  // namespace quittance::schematron
