// Our SVRL against its schema.
#include <gtest/gtest.h>

#include "formats/xml/parse.h"
#include "tests/support/svrl_schema.h"
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
    <assert test="false()" id="A-1" flag="fatal" role="error" see="urn:see" diagnostics="d d.2" properties="q">a &lt; b</assert>
    <report test="true()" id="1 bad id" flag="two words" role="&#x2603;">r</report></rule></pattern>
  <pattern><rule context="b"><assert test="true()">fine</assert></rule><rule context="/"><report test="b or a"/></rule></pattern>
  <diagnostics><diagnostic id="d" xml:lang="de">warum</diagnostic>
  <diagnostic id="d.2" xml:lang="de_DE.UTF-8"><emph>so</emph> oder <value-of select="name(.)"/></diagnostic></diagnostics>
  <properties><property id="q">v</property></properties></schema>)SCH";

TEST(Svrl, IsValidAgainstItsSchema) {
  const SvrlSchema schema_of_svrl;
  if (!schema_of_svrl.installed()) GTEST_SKIP() << "the SVRL schema is not installed (make rules)";

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
  EXPECT_EQ(schema_of_svrl.complaints(svrl), "") << svrl;
}

TEST(Svrl, TellsWhatCouldNotBeDecidedSinceSilenceMeansThatItHeld) {
  Report report;
  report.not_checked = {{"P", "R-1", "FORG0001", "/*:a[1]", 3, "no number"},
                        {"P", "", "BUDGET", "", 0, "too long"},
                        {"Q", "R-2", "FORG0001", "/*:a[1]", 3, "of another pack"}};
  SvrlPack pack;
  pack.pack = "P";
  pack.patterns.emplace_back();
  const std::string svrl = to_svrl(report, pack);
  EXPECT_NE(svrl.find("<svrl:text>Not checked: R-1 (FORG0001) at /*:a[1]: no number</svrl:text>"),
            std::string::npos)
      << svrl;
  EXPECT_NE(svrl.find("<svrl:text>Not checked: (BUDGET): too long</svrl:text>"), std::string::npos) << svrl;
  EXPECT_EQ(svrl.find("R-2"), std::string::npos);
  const SvrlSchema schema;
  if (schema.installed()) {
    EXPECT_EQ(schema.complaints(svrl), "") << svrl;
  }
}

}  // namespace
}  // namespace quittance::validators
