// What several expressions of a module share: the values must be those of each evaluated by itself.
#include "validators/xpath/code/memo.h"

#include <gtest/gtest.h>

#include "formats/xml/parse.h"
#include "validators/xpath/evaluation.h"

namespace quittance::xpath {
namespace {

class SharedValues : public testing::Test {
 protected:
  void SetUp() override {
    statics_.module = std::make_shared<Module>();
    statics_.namespaces = {{"p", "urn:p"}, {"q", "urn:q"}};
    statics_.xslt = true;
  }
  Expression compiled(const std::string& source) {
    auto made = compile(source, statics_);
    EXPECT_TRUE(made.ok()) << source;
    return *made;
  }
  void read(const std::string& document) {
    tree_ = std::move(xml::Reader().read(document)).value();
    if (!evaluation_) evaluation_ = std::make_unique<Evaluation>(statics_.module);
    evaluation_->start(tree_);
  }
  /// Of the expression at every element, joined by blanks.
  std::string everywhere(const Expression& expression) {
    std::string out;
    for (xml::NodeId n = 0; n < tree_.size(); ++n) {
      if (!tree_.is_element(n)) continue;
      Focus focus;
      focus.item = focus.current = Item::node(0, n);
      const auto value = expression.text(*evaluation_, focus);
      out += (out.empty() ? "" : " ") + (value ? *value : value.error().code);
    }
    return out;
  }

  StaticContext statics_;
  xml::Tree tree_;
  std::unique_ptr<Evaluation> evaluation_;
};

TEST_F(SharedValues, AreThoseOfTheNodeAndTheDocument) {
  const Expression first = compiled("normalize-space(@x)");
  const Expression second = compiled("concat(normalize-space(@x), '!')");
  read("<a x='1'><b x='2'/><c/></a>");
  EXPECT_EQ(everywhere(first), "1 2 ");
  EXPECT_EQ(everywhere(second), "1! 2! !");
  read("<a x='3'><b/></a>");
  EXPECT_EQ(everywhere(second), "3! !");
  EXPECT_EQ(everywhere(first), "3 ");
}

TEST_F(SharedValues, AreKeptForMoreNodesThanThereIsRoomFor) {
  const Expression first = compiled("string-length(@x)");
  const Expression second = compiled("string-length(@x) + 0");
  std::string document = "<a x=''>";
  std::string lengths = "0";
  for (int i = 0; i < 50; ++i) {
    document += "<b x='" + std::string(static_cast<std::size_t>(i % 7), 'x') + "'/>";
    lengths += " " + std::to_string(i % 7);
  }
  read(document + "</a>");
  EXPECT_EQ(everywhere(first), lengths);
  EXPECT_EQ(everywhere(second), lengths);
  EXPECT_EQ(everywhere(first), lengths);
}

TEST_F(SharedValues, DoNotIncludeFailures) {
  const Expression first = compiled("xs:integer(@x)");
  const Expression second = compiled("xs:integer(@x) + 1");
  read("<a x='1'><b x='no'/></a>");
  EXPECT_EQ(everywhere(first), "1 FORG0001");
  EXPECT_EQ(everywhere(second), "2 FORG0001");
  EXPECT_EQ(everywhere(first), "1 FORG0001");
}

TEST_F(SharedValues, AreToldApartByNamespaceAndVariable) {
  const Expression p = compiled("string-length(p:n)");
  const Expression q = compiled("string-length(q:n)");
  statics_.namespaces["r"] = "urn:p";
  const Expression p_again = compiled("string-length(r:n)");
  read("<a xmlns:p='urn:p' xmlns:q='urn:q'><p:n>xx</p:n><q:n>xxxx</q:n></a>");
  EXPECT_EQ(everywhere(p), "2 0 0");
  EXPECT_EQ(everywhere(q), "4 0 0");
  EXPECT_EQ(everywhere(p_again), "2 0 0");
}

TEST_F(SharedValues, AreToldApartByTheValueOfALocalVariable) {
  const Expression both = compiled(
      "every $r in n/xs:decimal(@r) satisfies "
      "sum(n[xs:decimal(@r) = $r]/xs:decimal(.)) >= sum(n[xs:decimal(@r) = $r]/xs:decimal(.))");
  const Expression sums =
      compiled("for $r in n/xs:decimal(@r) return sum(n[xs:decimal(@r) = $r]/xs:decimal(.))");
  const Expression by_text = compiled("for $r in n/concat('', @r) return count(n[concat('', @r) = $r])");
  const Expression by_text_too = compiled("for $r in n/concat('', @r) return string-length(concat($r, @x))");
  const Expression other = compiled("for $r in (7, 19) return sum(n[xs:decimal(@r) = $r]/xs:decimal(.))");
  read("<a x='z'><n r='19'>1</n><n r='7'>2</n><n r='19.0'>4</n></a>");
  for (int again = 0; again < 2; ++again) {
    EXPECT_EQ(everywhere(both), "true true true true");
    EXPECT_EQ(everywhere(sums), "5 2 5   ");
    EXPECT_EQ(everywhere(other), "2 5 0 0 0 0 0 0");
    EXPECT_EQ(everywhere(by_text), "1 1 1   ");
    EXPECT_EQ(everywhere(by_text_too), "3 2 5   ");
  }
}

TEST_F(SharedValues, OfTheDocumentAreFoundByWhatPathsBeginWith) {
  const Expression on = compiled("count(//n[@t = 'a'][@on]/m)");
  const Expression off = compiled("count(//n[@t = 'a'][not(@on)]/m)");
  const Expression last = compiled("string(/r/n[@t = 'a'][last()]/m[1])");
  const Expression all = compiled("count(//n[@t = 'a'])");
  read("<r><n t='a' on=''><m>1</m></n><n t='b'><m>2</m></n><n t='a'><m>3</m><m>4</m></n></r>");
  for (int again = 0; again < 4; ++again) {
    EXPECT_EQ(everywhere(on).substr(0, 1), "1");
    EXPECT_EQ(everywhere(off).substr(0, 1), "2");
    EXPECT_EQ(everywhere(last).substr(0, 1), "3");
    EXPECT_EQ(everywhere(all).substr(0, 1), "2");
  }
}

TEST_F(SharedValues, ThatFailAsAWholeStillAnswerWhoNeedsOnlyTheFirst) {
  const Expression some = compiled("exists(//n[xs:integer(@x) = 1])");
  const Expression first = compiled("exists(//n[xs:integer(@x) = 1]/@x)");
  read("<r><n x='1'/><n x='bad'/></r>");
  for (int again = 0; again < 4; ++again) {
    EXPECT_EQ(everywhere(some), "true true true");
    EXPECT_EQ(everywhere(first), "true true true");
  }
}

TEST_F(SharedValues, OfThePacksDocumentsStayFromOneDocumentToTheNext) {
  statics_.module->add_document(
      "codes.xml",
      std::make_shared<xml::Tree>(
          std::move(xml::Reader().read("<c><l id='1'><e v='A'/><e v='B'/></l><l id='2'><e v='C'/></l></c>"))
              .value()));
  const Expression known = compiled("exists(document('codes.xml')/c/l[@id = 1]/e[@v = current()/@x])");
  for (const char* code : {"A", "B", "A", "B"}) {
    read(std::string("<a x='") + code + "'/>");
    EXPECT_EQ(everywhere(known), "true") << code;
    read("<a x='C'/>");
    EXPECT_EQ(everywhere(known), "false");
  }
}

TEST_F(SharedValues, OfAListOfTextsAreSearchedByHash) {
  const std::uint32_t slot = statics_.module->new_global();
  statics_.variables[{"", "codes"}] = {Variable::Kind::global, slot};
  const Expression list = compiled("tokenize('AA BB CC DD EE FF', ' ')");
  ASSERT_TRUE(list.constant());
  statics_.module->set_constant(slot, list);
  const Expression member = compiled("some $c in $codes satisfies @x = $c");
  read("<a x='EE'><b x='XX'/><c/></a>");
  EXPECT_EQ(everywhere(member), "true false false");
}

}  // namespace
}  // namespace quittance::xpath
