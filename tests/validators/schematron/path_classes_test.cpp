// Rules found by the names of a path: whatever was seen before, the findings are those of the contexts as
// written.
#include "validators/schematron/path_classes.h"

#include <gmock/gmock.h>

#include "formats/xml/parse.h"
#include "tests/validators/schematron/memory_files.h"
#include "validators/schematron/examiner.h"

namespace quittance::schematron {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::shared_ptr<const Pack> pack_of(const std::string& contexts) {
  MemoryFiles files{{"main.sch",
                     "<schema xmlns='http://purl.oclc.org/dsdl/schematron' queryBinding='xslt2'>"
                     "<ns prefix='p' uri='urn:p'/><ns prefix='q' uri='urn:q'/>" +
                         contexts + "</schema>"}};
  auto schema = read("main.sch", files);
  EXPECT_TRUE(schema) << schema.error();
  auto pack = Pack::compile(std::move(schema).value(), files);
  EXPECT_TRUE(pack) << pack.error();
  return *pack;
}

std::string pattern(const std::string& context) {
  return "<pattern><rule context=\"" + context + "\"><report test='true()'/></rule></pattern>";
}

/// Paths of the nodes that the rules claimed.
std::vector<std::string> claimed(Examiner& examiner, const std::string& document) {
  const auto tree = xml::Reader().read(document);
  EXPECT_TRUE(tree) << tree.error();
  std::vector<std::string> out;
  for (const Fired& fired : examiner.examine(*tree, {}).fired) out.push_back(tree->path(fired.node));
  return out;
}

TEST(PathClasses, TellPathsWithTheSameLastNameApart) {
  Examiner examiner(pack_of(pattern("/a/b/c")));
  EXPECT_THAT(claimed(examiner, "<a><b><c/></b><c/><b><b><c/></b></b></a>"),
              ElementsAre("/*:a[1]/*:b[1]/*:c[1]"));
}

TEST(PathClasses, ServeSeveralDocumentsOneAfterTheOther) {
  Examiner examiner(pack_of(pattern("b/c") + pattern("//b")));
  EXPECT_THAT(claimed(examiner, "<a><b><c/></b></a>"),
              ElementsAre("/*:a[1]/*:b[1]/*:c[1]", "/*:a[1]/*:b[1]"));
  EXPECT_THAT(claimed(examiner, "<b><a><c/></a></b>"), ElementsAre("/*:b[1]"));
  EXPECT_THAT(claimed(examiner, "<a><b><c/></b></a>"),
              ElementsAre("/*:a[1]/*:b[1]/*:c[1]", "/*:a[1]/*:b[1]"));
}

TEST(PathClasses, TellNamespacesApartWhateverThePrefix) {
  Examiner examiner(pack_of(pattern("p:a/q:b")));
  EXPECT_THAT(claimed(examiner, "<a xmlns='urn:p'><b xmlns='urn:q'/></a>"), ElementsAre("/*:a[1]/*:b[1]"));
  EXPECT_THAT(claimed(examiner, "<a xmlns='urn:p'><b/></a>"), IsEmpty());
  EXPECT_THAT(claimed(examiner, "<x:a xmlns:x='urn:p' xmlns:y='urn:q'><y:b/></x:a>"),
              ElementsAre("/*:a[1]/*:b[1]"));
}

TEST(PathClasses, KnowTheNameAsWrittenInEachDocument) {
  Examiner examiner(pack_of(pattern("*[name() = 'x:a']")));
  EXPECT_THAT(claimed(examiner, "<x:a xmlns:x='urn:p'/>"), ElementsAre("/*:a[1]"));
  EXPECT_THAT(claimed(examiner, "<y:a xmlns:y='urn:p'/>"), IsEmpty());
  EXPECT_THAT(claimed(examiner, "<r xmlns:x='urn:p' xmlns:y='urn:p'><y:a/><x:a/><y:a/></r>"),
              ElementsAre("/*:r[1]/*:a[2]"));
}

TEST(PathClasses, AskPredicatesOfEachNode) {
  Examiner examiner(pack_of(pattern("a/b[@x = '1']") + pattern("a[@on]/c") + pattern("a/d[2]")));
  EXPECT_THAT(claimed(examiner, "<r><a><b x='1'/><b x='2'/><b x='1'/><c/><d/><d/></a><a on=''><c/></a></r>"),
              ElementsAre("/*:r[1]/*:a[1]/*:b[1]", "/*:r[1]/*:a[1]/*:b[3]", "/*:r[1]/*:a[2]/*:c[1]",
                          "/*:r[1]/*:a[1]/*:d[2]"));
}

TEST(PathClasses, LeaveOutRulesForShapesThatNoElementOfTheClassHas) {
  Examiner examiner(pack_of(pattern("//*[not(*) and not(normalize-space())]")));
  EXPECT_THAT(claimed(examiner, "<r><a>1</a><a>2</a><b><c>3</c></b></r>"), IsEmpty());
  EXPECT_THAT(claimed(examiner, "<r><a>1</a><a> &#9;&#10;</a><a x='1'/><a><c/></a></r>"),
              ElementsAre("/*:r[1]/*:a[2]", "/*:r[1]/*:a[3]", "/*:r[1]/*:a[4]/*:c[1]"));
  EXPECT_THAT(claimed(examiner, "<r><a><!--1--> <?p 1?></a><a> <!--1-->1</a><a>&#160;</a></r>"),
              ElementsAre("/*:r[1]/*:a[1]"));
}

TEST(PathClasses, AskTheSameOfAShapeHoweverItIsWritten) {
  for (const std::string context :
       {"*[normalize-space(.) = ''][not(child::*)]", "*[empty(*)]['' = normalize-space()]",
        "*[not(* or normalize-space(.))]", "*[not(exists(*) or normalize-space(.) != '')]"}) {
    Examiner examiner(pack_of(pattern(context)));
    EXPECT_THAT(claimed(examiner, "<r><a>1</a><b><c>2</c></b></r>"), IsEmpty()) << context;
    EXPECT_THAT(claimed(examiner, "<r><a>1</a><a/><b><c> </c></b></r>"),
                ElementsAre("/*:r[1]/*:a[2]", "/*:r[1]/*:b[1]/*:c[1]"))
        << context;
  }
}

TEST(PathClasses, KeepWhatAShapeDoesNotTell) {
  Examiner examiner(pack_of(pattern("*[*]") + pattern("*[b]") + pattern("*[text() = '1' or *]") +
                            pattern("*[not(1 idiv (count(*) - 1) = 1 and b)]")));
  EXPECT_THAT(claimed(examiner, "<a><b>1</b></a>"),
              ElementsAre("/*:a[1]", "/*:a[1]", "/*:a[1]", "/*:a[1]/*:b[1]", "/*:a[1]/*:b[1]"));
}

TEST(PathClasses, AskNoMoreWhereTheNameAloneDecides) {
  Examiner examiner(pack_of(pattern("*[ends-with(name(), 'Amount')][not(self::TaxAmount)]") +
                            pattern("*[ends-with(name(), 'Amount')][2]")));
  EXPECT_THAT(claimed(examiner, "<r><Amount/><TaxAmount/><Amount/></r>"),
              ElementsAre("/*:r[1]/*:Amount[1]", "/*:r[1]/*:Amount[2]", "/*:r[1]/*:TaxAmount[1]"));
}

TEST(PathClasses, KnowWildcardsAndNamesThatNoRuleMentions) {
  Examiner examiner(pack_of(pattern("p:*") + pattern("*:z") + pattern("q:a/*")));
  EXPECT_THAT(claimed(examiner, "<q:a xmlns:q='urn:q' xmlns:p='urn:p'><p:new/><z/><other/></q:a>"),
              ElementsAre("/*:a[1]/*:new[1]", "/*:a[1]/*:z[1]", "/*:a[1]/*:new[1]", "/*:a[1]/*:z[1]",
                          "/*:a[1]/*:other[1]"));
}

TEST(PathClasses, LeaveNoRuleOutWhereADocumentHasMorePathsThanAreKept) {
  Examiner examiner(pack_of(pattern("last") + pattern("*[@mark]")));
  std::string document = "<r>";
  for (int i = 0; i < 9000; ++i) document += "<n" + std::to_string(i) + "/>";
  document += "<last/><end mark=''/></r>";
  EXPECT_THAT(claimed(examiner, document), ElementsAre("/*:r[1]/*:last[1]", "/*:r[1]/*:end[1]"));
  EXPECT_THAT(claimed(examiner, "<r><last/></r>"), ElementsAre("/*:r[1]/*:last[1]"));
}

}  // namespace
}  // namespace quittance::schematron
