#include "validators/schematron/read.h"

#include <gmock/gmock.h>

#include "tests/validators/schematron/memory_files.h"

namespace quittance::schematron {
namespace {

using testing::HasSubstr;

constexpr const char* kHead = R"(<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2">)";

Result<Schema> read_text(const std::string& body) {
  return read("main.sch", MemoryFiles{{"main.sch", kHead + body + "</schema>"}});
}

TEST(ReadSch, KeepsTextsWithTheirPlaces) {
  const auto schema = read_text(
      "\n<ns prefix='a' uri='urn:a'/>\n<pattern id='p'><title> T </title>\n<rule context='a:x' flag='fatal'>"
      "<let name='n' value='1'/>\n<assert id='R1' test='a:y = $n' flag='warning'>Say <value-of "
      "select='.'/></assert>"
      "</rule></pattern>");
  ASSERT_TRUE(schema) << schema.error();
  const Rule& rule = schema->patterns.at(0).rules.at(0);
  EXPECT_EQ(schema->patterns[0].title, "T");
  EXPECT_EQ(rule.context.source, "a:x");
  EXPECT_EQ(rule.lets.at(0).name, "n");
  EXPECT_EQ(rule.assertions.at(0).flag, "warning");
  EXPECT_EQ(rule.assertions[0].message.at(1).expression.source, ".");
  EXPECT_EQ(to_string(*schema, rule.assertions[0].place), "main.sch:5:48");
  EXPECT_EQ(schema->scopes[0].namespaces.at(0).second, "urn:a");
}

TEST(ReadSch, RefusesWhatItDoesNotKnowWithFileLineAndColumn) {
  struct Case {
    const char* body;
    const char* error;
  };
  for (const Case& c : {
           Case{"\n<patern/>", "main.sch:2:10: unknown element <patern> in a schema"},
           Case{"<pattern><rule context='x'><asert test='1'/></rule></pattern>",
                "unknown element <asert> in a rule"},
           Case{"<pattern><rule context='x'><assert tets='1'/></rule></pattern>",
                "unknown attribute tets of <assert>"},
           Case{"<pattern><rule><assert test='1'/></rule></pattern>", "<rule> needs the attribute context"},
           Case{"<pattern is-a='none'/>", "there is no abstract pattern none"},
           Case{"<pattern abstract='true' id='p'/><group is-a='p'/>", "there is no abstract group p"},
           Case{"<pattern><rule context='x' visit-each='*'><let name='v' value='1'/></rule></pattern>",
                "variables of a rule with visit-each"},
           Case{"<pattern><rule context='x'><extends rule='no'/></rule></pattern>",
                "there is no abstract rule no"},
           Case{"<include href='other.sch'/>", "cannot read other.sch"},
           Case{"<include href='http://example.org/a.sch'/>", "only files of the pack may be included"},
           Case{"<x:import xmlns:x='http://www.w3.org/1999/XSL/Transform' href='a'/>", "cannot read a"},
           Case{"<x:strip-space xmlns:x='http://www.w3.org/1999/XSL/Transform' elements='a'/>",
                "<x:strip-space> is not supported"},
       }) {
    const auto schema = read_text(c.body);
    ASSERT_FALSE(schema) << c.body;
    EXPECT_THAT(schema.error().detail, HasSubstr(c.error));
    EXPECT_EQ(schema.error().code, "SCHEMATRON");
  }
}

TEST(ReadSch, PutsTheParametersOfAnAbstractPatternInPlace) {
  const auto schema = read_text(
      "<pattern abstract='true' id='m'><rule context='$root/$root-line'><assert test='$a = $ab or $a-1 or "
      "$other'>"
      "</assert></rule></pattern><pattern is-a='m' id='i'><param name='root' value='x'/><param name='a' "
      "value='1'/>"
      "<param name='ab' value='2'/></pattern>");
  ASSERT_TRUE(schema) << schema.error();
  ASSERT_EQ(schema->patterns.size(), 1u);
  EXPECT_EQ(schema->patterns[0].id, "i");
  EXPECT_EQ(schema->patterns[0].rules.at(0).context.source, "x/x-line");
  EXPECT_EQ(schema->patterns[0].rules[0].assertions.at(0).test.source, "1 = 2 or 1-1 or $other");
}

TEST(ReadSch, FollowsInclusionsFromFolderToFolderAndByFragment) {
  const auto schema = read(
      "a/main.sch",
      MemoryFiles{
          {"a/main.sch", std::string(kHead) + "<include href='../b/rules.sch#second'/></schema>"},
          {"b/rules.sch",
           "<x xmlns='http://purl.oclc.org/dsdl/schematron'><pattern id='first'/>"
           "<pattern id='second'><include href='c/rule.sch'/></pattern></x>"},
          {"b/c/rule.sch",
           "<rule xmlns='http://purl.oclc.org/dsdl/schematron' context='/'>"
           "<extends href='more.sch'/></rule>"},
          {"b/c/more.sch", "<rule xmlns='http://purl.oclc.org/dsdl/schematron'><report test='1'/></rule>"}});
  ASSERT_TRUE(schema) << schema.error();
  ASSERT_EQ(schema->patterns.size(), 1u);
  EXPECT_EQ(schema->patterns[0].id, "second");
  EXPECT_TRUE(schema->patterns[0].rules.at(0).assertions.at(0).is_report);
  EXPECT_EQ(to_string(*schema, schema->patterns[0].rules[0].assertions[0].place), "b/c/more.sch:1:70");
}

TEST(ReadSch, StopsAtFilesThatIncludeEachOther) {
  const auto schema =
      read("main.sch",
           MemoryFiles{{"main.sch", std::string(kHead) + "<include href='a.sch'/></schema>"},
                       {"a.sch", "<include xmlns='http://purl.oclc.org/dsdl/schematron' href='a.sch'/>"}});
  ASSERT_FALSE(schema);
  EXPECT_THAT(schema.error().detail, HasSubstr("a circle"));
}

TEST(ReadSch, TakesAnAbstractRuleFromItsPatternOrFromAnIncludedLibrary) {
  const auto other = read(
      "main.sch", MemoryFiles{{"main.sch",
                               "<schema xmlns='http://purl.oclc.org/dsdl/schematron'><pattern>"
                               "<rule abstract='true' id='r'><assert test='1'/></rule></pattern>"
                               "<pattern><rule context='x'><extends rule='r'/></rule></pattern></schema>"}});
  ASSERT_FALSE(other) << "5.4.12: an abstract rule belongs to its pattern";
  const auto library = read(
      "main.sch",
      MemoryFiles{{"main.sch", std::string(kHead) + "<include href='lib.sch'/><pattern><rule context='x'>"
                                                    "<extends rule='r'/></rule></pattern></schema>"},
                  {"lib.sch",
                   "<pattern xmlns='http://purl.oclc.org/dsdl/schematron'><rule abstract='true' "
                   "id='r'><assert test='1'/></rule></pattern>"}});
  ASSERT_TRUE(library) << library.error();
  EXPECT_EQ(library->patterns.at(1).rules.at(0).assertions.size(), 1u);
}

TEST(ReadSch, TakesAnAbstractRuleOfAnotherPatternAsTheSkeletonDoesAndSaysSo) {
  const auto schema =
      read("main.sch", MemoryFiles{{"main.sch",
                                    "<schema xmlns='http://purl.oclc.org/dsdl/schematron' "
                                    "queryBinding='xslt2'><pattern><rule abstract='true' id='r'>"
                                    "<assert test='1'/></rule></pattern><pattern><rule context='x'>"
                                    "<extends rule='r'/></rule></pattern></schema>"}});
  ASSERT_TRUE(schema) << schema.error();
  EXPECT_EQ(schema->patterns.at(1).rules.at(0).assertions.size(), 1u);
  ASSERT_EQ(schema->remarks.size(), 1u);
  EXPECT_EQ(schema->remarks[0].text, "the abstract rule r belongs to another pattern");
}

TEST(ReadSch, ReadsLatin1Sources) {
  const auto schema =
      read("main.sch",
           MemoryFiles{{"main.sch", "<?xml version='1.0' encoding='ISO-8859-1'?>" + std::string(kHead) +
                                        "<title>Pr\xFC"
                                        "fung</title></schema>"}});
  ASSERT_TRUE(schema) << schema.error();
  EXPECT_EQ(schema->title,
            "Pr\xC3\xBC"
            "fung");
}

TEST(ReadSch, ReadsFunctionsAndKeys) {
  const auto schema = read_text(
      "<ns prefix='u' uri='urn:u'/><x:key xmlns:x='http://www.w3.org/1999/XSL/Transform' name='k' match='a' "
      "use='@id'/>"
      "<function xmlns='http://www.w3.org/1999/XSL/Transform' name='u:f' as='xs:string?'><param name='p' "
      "as='item()'/>"
      "<variable name='v' select='1'/><choose><when test='$v'><value-of "
      "select='$p'/></when><otherwise><text> </text>"
      "</otherwise></choose></function>");
  ASSERT_TRUE(schema) << schema.error();
  EXPECT_EQ(schema->keys.at(0).use.source, "@id");
  const Function& function = schema->functions.at(0);
  EXPECT_EQ(function.parameters.at(0).as, "item()");
  ASSERT_EQ(function.body.size(), 2u);
  EXPECT_EQ(function.body[1].branches.at(0).test.source, "$v");
  EXPECT_EQ(function.body[1].branches.at(1).body.at(0).literal, " ");
}

}  // namespace
}  // namespace quittance::schematron
