#include <gtest/gtest.h>

#include "formats/xml/parse.h"
#include "validators/xpath/evaluation.h"

namespace quittance::xpath {
namespace {

constexpr const char* kDocument =
    "<a><b><c x='1'/><c x='2'/></b><d><c x='3'/><!--n-->t<?p i?></d><e><b><c x='4'/></b></e></a>";

class Patterns : public testing::Test {
 protected:
  void SetUp() override {
    statics_.module = std::make_shared<Module>();
    statics_.xslt = true;
    statics_.variables[{"", "v"}] = {Variable::Kind::global, statics_.module->new_global()};
    tree_ = std::move(xml::Reader().read(kDocument)).value();
  }

  /// Paths of the nodes that match; the W3C code when the pattern is none, or fails.
  std::string matched(const std::string& source) {
    const auto pattern = compile_pattern(source, statics_);
    if (!pattern) {
      return pattern.error().code;
    }
    Evaluation evaluation(statics_.module);
    evaluation.start(tree_);
    evaluation.bind(0, Item::text("3"));
    std::string out;
    for (xml::NodeId n = 0; n < tree_.size(); ++n) {
      const auto matches = pattern->matches(evaluation, Item::node(0, n));
      if (!matches) {
        return matches.error().code;
      }
      if (*matches) {
        out += (out.empty() ? "" : " ") + short_name(n);
      }
      if (*matches) {
        EXPECT_TRUE(is_targeted(*pattern, n)) << source << " on " << tree_.path(n);
      }
    }
    return out;
  }

  bool is_targeted(const Pattern& pattern, xml::NodeId n) const {
    for (const Pattern::Target& target : pattern.targets()) {
      const bool named =
          target.name == kAnyPooled || statics_.module->local_of(target.name) == tree_.local_name(n);
      if (target.kind == tree_.kind(n) && named) {
        return true;
      }
    }
    return false;
  }

  /// "c1" for <c x="1"/>, else the name or the kind.
  std::string short_name(xml::NodeId n) const {
    switch (tree_.kind(n)) {
      case xml::NodeKind::document: return "/";
      case xml::NodeKind::text: return "text";
      case xml::NodeKind::comment: return "comment";
      case xml::NodeKind::attribute: return "@" + tree_.string_value(n);
      default: return std::string(tree_.local_name(n)) + std::string(tree_.attribute(n, "", "x"));
    }
  }

  StaticContext statics_;
  xml::Tree tree_;
};

TEST_F(Patterns, NameElementsAtAnyDepth) {
  EXPECT_EQ(matched("c"), "c1 c2 c3 c4");
  EXPECT_EQ(matched("b/c"), "c1 c2 c4");
  EXPECT_EQ(matched("a/b"), "b");
  EXPECT_EQ(matched("e//c"), "c4");
  EXPECT_EQ(matched("a//b/c"), "c1 c2 c4");
  EXPECT_EQ(matched("*[c]"), "b d b");
}

TEST_F(Patterns, HangOnTheRoot) {
  EXPECT_EQ(matched("/"), "/");
  EXPECT_EQ(matched("/a"), "a");
  EXPECT_EQ(matched("/c"), "");
  EXPECT_EQ(matched("/a/b/c"), "c1 c2");
  EXPECT_EQ(matched("//b"), "b b");
  EXPECT_EQ(matched("/a//c"), "c1 c2 c3 c4");
}

TEST_F(Patterns, MatchEveryKindOfNode) {
  EXPECT_EQ(matched("@x"), "@1 @2 @3 @4");
  EXPECT_EQ(matched("b/c/@*"), "@1 @2 @4");
  EXPECT_EQ(matched("text()"), "text");
  EXPECT_EQ(matched("comment()"), "comment");
  EXPECT_EQ(matched("processing-instruction()"), "p");
  EXPECT_EQ(matched("d/node()"), "c3 comment text p");
  EXPECT_EQ(matched("@*|*"), "a b c1 @1 c2 @2 d c3 @3 e b c4 @4");
}

TEST_F(Patterns, TestPredicatesInTheContextOfTheNode) {
  EXPECT_EQ(matched("c[@x = 2]"), "c2");
  EXPECT_EQ(matched("c[@x = $v]"), "c3");
  EXPECT_EQ(matched("c[1]"), "c1 c3 c4");
  EXPECT_EQ(matched("c[last()]"), "c2 c3 c4");
  EXPECT_EQ(matched("c[position() = 2]"), "c2");
  EXPECT_EQ(matched("b[1]/c"), "c1 c2 c4");
  EXPECT_EQ(matched("c[some $i in (1, 4) satisfies $i = @x]"), "c1 c4");
  EXPECT_EQ(matched("c[current()/@x = 3]"), "c3");
  EXPECT_EQ(matched("c[xs:date(@x)]"), "FORG0001");
}

TEST_F(Patterns, MayHaveAlternativesInside) {
  EXPECT_EQ(matched("d|e"), "d e");
  EXPECT_EQ(matched("(d|e)/b"), "b");
  EXPECT_EQ(matched("a/(b|d)"), "b d");
  EXPECT_EQ(matched("(b|d)[count(c) = 1]/c"), "c3 c4");
  EXPECT_EQ(matched("(a/b|d)/(c|e)"), "c1 c2 c3");
  EXPECT_EQ(matched("//(d|e)"), "d e");
  EXPECT_EQ(matched("(/a/b/c)[2]"), "c2");
  EXPECT_EQ(matched(".[self::d]"), "d");
  EXPECT_EQ(matched("* except c"), "a b d e b");
}

TEST_F(Patterns, RefuseWhatIsNoPattern) {
  EXPECT_EQ(matched("a/.."), "XTSE0340");
  EXPECT_EQ(matched("1 + 1"), "XTSE0340");
  EXPECT_EQ(matched("a/string()"), "XTSE0340");
  EXPECT_EQ(matched("ancestor::a"), "XTSE0340");
  EXPECT_EQ(matched("a["), "XPST0003");
  EXPECT_EQ(matched("$nosuch/a"), "XPST0008");
}

}  // namespace
}  // namespace quittance::xpath
