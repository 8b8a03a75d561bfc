// Our SVRL against its schema.
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "formats/xml/parse.h"
#include "tests/validators/schematron/memory_files.h"
#include "validators/findings.h"
#include "validators/schematron/examiner.h"

namespace quittance::validators {
namespace {

/// A schema with everything SVRL has a place for, and ids and flags that its schema does not allow.
constexpr const char* kSchema =
    R"SCH(<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2"
  schemaVersion="1" defaultPhase="#ALL"><title>T</title><ns prefix="p" uri="urn:p"/>
  <pattern id="one"><title>First</title><rule context="a" id="r" role="caution" flag="f">
    <assert test="false()" id="A-1" flag="fatal" role="error" see="urn:see" diagnostics="d" properties="q">a &lt; b</assert>
    <report test="true()" id="1 bad id" flag="two words">r</report></rule></pattern>
  <pattern><rule context="b"><assert test="true()">fine</assert></rule><rule context="/"><report test="b or a"/></rule></pattern>
  <diagnostics><diagnostic id="d" xml:lang="de">warum</diagnostic></diagnostics>
  <properties><property id="q">v</property></properties></schema>)SCH";

namespace fs = std::filesystem;

/// The schema imports the xml: attributes without saying from where; a copy beside a schema of those two says
/// it.
fs::path schema_folder(const fs::path& installed) {
  const fs::path folder = fs::temp_directory_path() / ("quittance-svrl-" + std::to_string(getpid()));
  fs::create_directories(folder);
  std::ifstream in(installed / "svrl.xsd");
  std::string text(std::istreambuf_iterator<char>(in), {});
  const std::string import = "<xs:import namespace=\"http://www.w3.org/XML/1998/namespace\"";
  text.insert(text.find(import) + import.size(), " schemaLocation=\"xml.xsd\"");
  std::ofstream(folder / "svrl.xsd") << text;
  std::ofstream(folder / "xml.xsd") << "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' "
                                       "targetNamespace='http://www.w3.org/XML/1998/namespace'>"
                                       "<xs:attribute name='lang' type='xs:language'/><xs:attribute "
                                       "name='space' type='xs:NCName'/></xs:schema>";
  return folder;
}

TEST(Svrl, IsValidAgainstItsSchema) {
  const fs::path installed = fs::path(QUITTANCE_SOURCE_DIR) / "build/rules/schemas/SVRL";
  if (!fs::exists(installed)) GTEST_SKIP() << "the SVRL schema is not installed (make rules)";
  const std::vector<std::string> main{"svrl.xsd"};
  const fs::path folder = schema_folder(installed);
  const auto grammars = xml::Grammars::load(folder, main);
  fs::remove_all(folder);
  ASSERT_TRUE(grammars) << grammars.error();

  const schematron::MemoryFiles files{{"s.sch", kSchema}};
  auto schema = schematron::read("s.sch", files);
  ASSERT_TRUE(schema) << schema.error();
  const auto pack = schematron::Pack::compile(std::move(schema).value(), files);
  ASSERT_TRUE(pack) << pack.error();
  xml::Reader reader;
  const auto document = reader.read("<a><b/><a/></a>");
  schematron::Examiner examiner(*pack);
  schematron::ExamineOptions options;
  options.record_rules = true;
  const schematron::Examination examination = examiner.examine(*document, options);
  Report report;
  const LoadedPack loaded{"P", "1", "", *pack};
  add_findings(loaded, examination, *document, nullptr, report);
  ASSERT_EQ(report.findings.size(), 5u);

  const std::string svrl = to_svrl(report, svrl_of(loaded, examination, 0));
  const auto checked = reader.read(svrl, *grammars);
  ASSERT_TRUE(checked) << checked.error();
  for (const auto& finding : checked->findings) ADD_FAILURE() << finding.message << "\n" << svrl;
}

}  // namespace
}  // namespace quittance::validators
