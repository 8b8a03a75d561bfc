// The public Schematron conformance suite (../shared/corpus/schematron-conformance): schema, documents and
// expectation in one file each. What we decide otherwise stands in known_differences.csv with its reason.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "formats/xml/parse.h"
#include "formats/xml/write.h"
#include "tests/validators/schematron/memory_files.h"
#include "validators/findings.h"
#include "validators/schematron/examiner.h"

namespace quittance::schematron {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSuite = "tag:dmaus@dmaus.name,2019:Schematron:Testsuite";

std::string file_bytes(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

xml::Tree parsed(const std::string& text) {
  auto tree = xml::Reader().read(text);
  EXPECT_TRUE(tree) << tree.error() << " in\n" << text;
  return tree ? std::move(tree).value() : xml::Tree();
}

xml::NodeId first_element(const xml::Tree& tree, xml::NodeId parent) {
  xml::NodeId n = tree.first_child(parent);
  while (n != xml::kNoNode && !tree.is_element(n)) n = tree.next_sibling(n);
  return n;
}

struct Case {
  std::string expected, phase, primary;
  std::map<std::string, std::string> secondary;
  std::vector<std::string> schemas, expectations;
};

Case read_case(const fs::path& path) {
  const xml::Tree tree = parsed(file_bytes(path));
  Case out;
  out.expected = tree.attribute(tree.root(), "", "expect");
  const xml::NodeId documents = tree.child(tree.root(), kSuite, "documents");
  out.primary = xml::serialise(tree, first_element(tree, tree.child(documents, kSuite, "primary")));
  for (auto n = tree.child(documents, kSuite, "secondary"); n != xml::kNoNode;
       n = tree.next(n, kSuite, "secondary")) {
    out.secondary[std::string(tree.attribute(n, "", "filename"))] =
        xml::serialise(tree, first_element(tree, n));
  }
  const xml::NodeId schemas = tree.child(tree.root(), kSuite, "schemas");
  out.phase = std::string(tree.attribute(schemas, "", "phase"));
  for (auto n = first_element(tree, schemas); n != xml::kNoNode; n = tree.next_sibling(n)) {
    if (tree.is_element(n)) out.schemas.push_back(xml::serialise(tree, n));
  }
  const xml::NodeId expectations = tree.child(tree.root(), kSuite, "expectations");
  if (expectations == xml::kNoNode) return out;
  for (auto n = first_element(tree, expectations); n != xml::kNoNode; n = tree.next_sibling(n)) {
    if (tree.is_element(n)) out.expectations.emplace_back(tree.attribute(n, "", "test"));
  }
  return out;
}

/// "" when the SVRL is as expected, else the expectation that does not hold.
std::string broken_expectation(const Case& test, const std::string& svrl) {
  const xml::Tree tree = parsed(svrl);
  for (const std::string& expectation : test.expectations) {
    xpath::StaticContext context;
    context.module = std::make_shared<xpath::Module>();
    context.namespaces["svrl"] = "http://purl.oclc.org/dsdl/svrl";
    const auto expression = xpath::compile(expectation, context);
    if (!expression) return expression.error().detail;
    xpath::Evaluation evaluation(context.module);
    evaluation.start(tree);
    xpath::Focus focus;
    focus.item = evaluation.document();
    const auto holds = expression->test(evaluation, focus);
    if (!holds || !*holds) return expectation + " in\n" + svrl;
  }
  return "";
}

/// "valid", "invalid", "error: why", or what is wrong with the SVRL.
std::string verdict(const Case& test, const std::string& schema_text) {
  MemoryFiles files;
  files.by_name = {test.secondary.begin(), test.secondary.end()};
  files.by_name["schema.sch"] = schema_text;
  auto schema = read("schema.sch", files);
  if (!schema) return "error: " + schema.error().detail;
  const auto pack = Pack::compile(std::move(schema).value(), files, test.phase);
  if (!pack) return "error: " + pack.error().detail;
  ExamineOptions options;
  options.record_rules = true;
  options.open = [&](const std::string& uri) -> Result<std::unique_ptr<xml::Tree>> {
    const auto found = test.secondary.find(uri);
    if (found == test.secondary.end()) return Error{"FODC0002", Retry::never, uri};
    return std::make_unique<xml::Tree>(parsed(found->second));
  };
  const xml::Tree document = parsed(test.primary);
  Examiner examiner(*pack);
  const Examination examination = examiner.examine(document, options);
  if (!examination.undecided.empty()) return "error: " + examination.undecided.front().error.detail;
  validators::Report report;
  const validators::LoadedPack loaded{"P", "", "", *pack};
  validators::add_findings(loaded, examination, document, nullptr, report);
  const std::string broken =
      broken_expectation(test, validators::to_svrl(report, validators::svrl_of(loaded, examination, 0)));
  if (!broken.empty()) return "svrl: " + broken;
  return examination.fired.empty() ? "valid" : "invalid";
}

std::map<std::string, std::string> known_differences() {
  std::map<std::string, std::string> out;
  std::ifstream in(fs::path(QUITTANCE_SOURCE_DIR) / "tests/conformance/schematron/known_differences.csv");
  for (std::string line; std::getline(in, line);) {
    const std::size_t comma = line.find(',');
    if (comma != std::string::npos && line[0] != '#') out[line.substr(0, comma)] = line.substr(comma + 1);
  }
  return out;
}

TEST(SchematronSuite, IsDecidedAsExpectedOrTheDifferenceIsListed) {
  const fs::path suite = fs::path(QUITTANCE_SOURCE_DIR) / "../shared/corpus/schematron-conformance";
  if (!fs::exists(suite)) GTEST_SKIP() << "the Schematron conformance suite is not beside the project";
  const auto known = known_differences();
  std::set<std::string> met;
  int cases = 0;
  for (const auto& entry : fs::recursive_directory_iterator(suite)) {
    if (entry.path().extension() != ".xml") continue;
    const Case test = read_case(entry.path());
    const std::string name = entry.path().stem().string();
    ++cases;
    for (std::size_t i = 0; i < test.schemas.size(); ++i) {
      const std::string id = test.schemas.size() == 1 ? name : name + "#" + std::to_string(i + 1);
      const std::string got = verdict(test, test.schemas[i]);
      const bool equal = got == test.expected || (test.expected == "error" && got.starts_with("error:"));
      if (!equal) met.insert(id);
      EXPECT_TRUE(equal || known.count(id) > 0) << id << ": expected " << test.expected << ", got " << got;
    }
  }
  EXPECT_GE(cases, 50);
  for (const auto& [id, reason] : known)
    EXPECT_TRUE(met.count(id) > 0) << id << " is listed but as expected now";
}

}  // namespace
}  // namespace quittance::schematron
