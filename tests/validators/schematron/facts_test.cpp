// Asserts that facts about the whole document settle: what is settled is what evaluation finds.
#include <gtest/gtest.h>

#include "formats/xml/parse.h"
#include "tests/validators/schematron/memory_files.h"
#include "validators/schematron/path_classes.h"

namespace quittance::schematron {
namespace {

/// A pack with one rule on elements `a`, and one assert.
std::shared_ptr<const Pack> pack_of(const std::string& test) {
  MemoryFiles files{{"main.sch",
                     "<schema xmlns='http://purl.oclc.org/dsdl/schematron' queryBinding='xslt2'>"
                     "<ns prefix='p' uri='urn:p'/><pattern><rule context='a'><assert test=\"" +
                         test + "\">no</assert></rule></pattern></schema>"}};
  auto schema = read("main.sch", files);
  EXPECT_TRUE(schema) << schema.error();
  auto pack = Pack::compile(std::move(schema).value(), files);
  EXPECT_TRUE(pack) << pack.error();
  return *pack;
}

struct Judgement {
  bool settled_true = false;
  bool settled_false = false;
  std::vector<std::string> evaluated;  ///< for each `a`: "true", "false" or a code
};

Judgement judge(const std::string& test, const std::string& document) {
  const auto pack = pack_of(test);
  const auto tree = xml::Reader().read(document);
  EXPECT_TRUE(tree) << tree.error();
  const xpath::Expression& code = pack->patterns().front().rules.front().assertions.front().test;
  const xpath::PooledName name = pack->module()->intern("", "a");
  const auto yes = code.settled(*pack->module(), std::span(&name, 1), true);
  const auto no = code.settled(*pack->module(), std::span(&name, 1), false);
  xpath::Evaluation evaluation(pack->module());
  evaluation.start(*tree);
  PathClasses classes(*pack, pack->dispatch(), evaluation);
  classes.start(*tree);
  Judgement out{evaluation.facts().any_holds(yes), evaluation.facts().any_holds(no), {}};
  for (xml::NodeId n = 0; n < tree->size(); ++n) {
    if (!tree->is_element(n) || tree->local_name(n) != "a") continue;
    xpath::Focus focus;
    focus.item = focus.current = xpath::Item::node(0, n);
    const auto answer = code.test(evaluation, focus);
    out.evaluated.emplace_back(!answer ? answer.error().code : *answer ? "true" : "false");
  }
  return out;
}

bool settles(const std::string& test, const std::string& document) {
  return judge(test, document).settled_true;
}

TEST(Facts, SayThatAPathLeadsNowhere) {
  EXPECT_TRUE(settles("not(b/c)", "<a><b/><x><c/></x></a>"));
  EXPECT_FALSE(settles("not(b/c)", "<a><b><c/></b></a>"));
  EXPECT_TRUE(settles("not(b/@c)", "<a><b/><x c=''/></a>"));
  EXPECT_TRUE(settles("not((b|d)/c)", "<a><b/><d/><e><c/></e></a>"));
  EXPECT_FALSE(settles("not((b|d)/c)", "<a><b/><d><c/></d></a>"));
}

TEST(Facts, SayThatATextDoesNotOccur) {
  const std::string test = "not(exists(//t[normalize-space(i) = 'AE'][s = 'VAT']))";
  EXPECT_TRUE(settles(test, "<a><t><i>S</i><s>VAT</s></t><i>AE</i></a>"));
  EXPECT_FALSE(settles(test, "<a><t><i> AE\n</i><s>VAT</s></t></a>"));
  EXPECT_FALSE(settles(test, "<a><t><i>A<x/>E</i><s>VAT</s></t></a>"));
  EXPECT_FALSE(settles(test, "<a><t><i>S</i><i>S</i><s>VAT</s></t></a>")) << "normalize-space() fails there";
}

TEST(Facts, SayThatSomethingComesOnce) {
  EXPECT_TRUE(settles("count(b) &lt;= 1", "<r><a><b/></a><a><b/></a></r>"));
  EXPECT_FALSE(settles("count(b) &lt;= 1", "<r><a><b/><c><b/></c><b/></a></r>"));
  EXPECT_FALSE(settles("count(p:b) &lt;= 1", "<a xmlns:x='urn:p' xmlns:y='urn:p'><x:b/><y:b/></a>"));
}

TEST(Facts, SayThatSomethingIsThere) {
  EXPECT_TRUE(settles("exists(b/@c)", "<r><a><b c=''/></a><a><b c=''/><b c=''/></a></r>"));
  EXPECT_FALSE(settles("exists(b/@c)", "<r><a><b c=''/></a><a><b/></a></r>"));
  EXPECT_FALSE(settles("exists(b)", "<r><a><b/></a><a><c><b/></c></a></r>"));
  EXPECT_TRUE(settles("normalize-space(b) != ''", "<r><a><b>1</b></a></r>"));
  EXPECT_FALSE(settles("normalize-space(b) != ''", "<r><a><b>1</b></a><a><b> </b></a></r>"));
}

TEST(Facts, SayThatCountsAreNothing) {
  EXPECT_TRUE(settles("count(//b) + count(c/d) = 0", "<a><c/></a>"));
  EXPECT_FALSE(settles("count(//b) + count(c/d) = 0", "<a><c><d/></c></a>"));
}

const std::vector<std::string> kTests = {
    "not(b)", "b", "b/c", "not(b/c) or b/c = 'X'", "exists(b[c = 'X'])", "not(b[c = 'X'])", "b/c = 'X'",
    "b/c != 'X'", "normalize-space(b) != ''", "normalize-space(b/c) = 'X'", "count(b) = 1", "count(b) &gt; 1",
    "count(b) &gt;= 1", "count(b/c) &lt;= 1", "count(b) != 0", "b and c", "b or not(c)",
    "if (b) then c else not(c)", "every $x in b satisfies $x/c", "some $x in b satisfies $x/c = 'X'",
    "b/normalize-space(c) = 'X'", "b[@d = 'X']/c", "//c[. = 'X']", "not(//b[c/normalize-space(.) = 'X'])",
    "b = c", "xs:decimal(b) = 1", "(xs:decimal(b/c) = 1) or not(b/c)", "b[c = true()]",
    "not(b[c = true()]/@d)", "@d = 'X'", "normalize-space(@d) != ''", "b/..", "../a/b", "b[1]/c", "b[2]",
    "count(b) - count(c) &lt;= 0", "b eq 'X'", "b/c eq 'X'", "(b, c) = 'X'", "b | c",
    "not(b | c) or (b | c) = 'X'", "empty(b/c)", "exists(.[b])", "true() and not(b)", "b[not(c)]",
    "string(b) = 'X'", "self::a/b", "exists((b|c)/@d)",
    // A part that fails comes first: the answer of the other does not count.
    "xs:decimal(b) = 1 or not(d)", "xs:decimal(b) = 1 and d", "normalize-space(b) = 'X' or not(d)"};

const std::vector<std::string> kDocuments = {"<a/>",
                                             "<a><b/></a>",
                                             "<a><b>X</b></a>",
                                             "<a><b><c>X</c></b></a>",
                                             "<a d='X'><b d='X'><c> X </c></b><c/></a>",
                                             "<a><b><c>Y</c></b><b><c>X</c></b></a>",
                                             "<a><b/><b/><c>X</c></a>",
                                             "<r><a><b/></a><a/></r>",
                                             "<r><a><b><c>1</c></b></a><a><b>1</b><c d=''>true</c></a></r>",
                                             "<r><c>X</c><a><c>X</c></a></r>",
                                             "<a><b><c>true</c></b><b d='X'><c>false</c></b></a>",
                                             "<a><b>X<c/>Y</b></a>",
                                             "<a><b><c/><c/></b></a>",
                                             "<r><x><a><b>1</b></a></x><a d=' X'><x><b/></x></a></r>",
                                             "<a><b> </b></a>",
                                             "<a><a><b/></a></a>"};

TEST(Facts, AgreeWithTheEvaluation) {
  std::size_t settled = 0;
  for (const std::string& test : kTests) {
    for (const std::string& document : kDocuments) {
      const Judgement found = judge(test, document);
      ASSERT_FALSE(found.settled_true && found.settled_false) << test << " on " << document;
      if (!found.settled_true && !found.settled_false) continue;
      ++settled;
      for (const std::string& answer : found.evaluated)
        EXPECT_EQ(answer, found.settled_true ? "true" : "false") << test << " on " << document;
    }
  }
  EXPECT_GT(settled, kTests.size() * kDocuments.size() / 3);
}

}  // namespace
}  // namespace quittance::schematron
