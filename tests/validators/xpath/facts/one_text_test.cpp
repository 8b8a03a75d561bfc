// Answers that are kept by the text they hang on are those of the evaluation.
#include "validators/xpath/facts/one_text.h"

#include <gtest/gtest.h>

#include "formats/xml/parse.h"
#include "validators/xpath/evaluation.h"

namespace quittance::xpath {
namespace {

TEST(AnswersByText, AreFoundForTheSameTextOnly) {
  AnswersByText answers;
  EXPECT_FALSE(answers.find("EUR").has_value());
  answers.keep("EUR", true);
  answers.keep("", false);
  EXPECT_EQ(answers.find("EUR"), std::optional(true));
  EXPECT_EQ(answers.find(""), std::optional(false));
  EXPECT_FALSE(answers.find("EU").has_value());
  EXPECT_FALSE(answers.find("EXR").has_value()) << "which lies in the same place";
  answers.keep("EXR", false);
  EXPECT_EQ(answers.find("EXR"), std::optional(false));
  EXPECT_FALSE(answers.find("EUR").has_value());
}

TEST(AnswersByText, AreNotKeptOfLongTexts) {
  AnswersByText answers;
  const std::string longest(AnswersByText::kLongest, 'x');
  answers.keep(longest, true);
  answers.keep(longest + "y", true);
  EXPECT_EQ(answers.find(longest), std::optional(true));
  EXPECT_FALSE(answers.find(longest + "y").has_value());
}

/// Answers for each `v`, twice over, in one evaluation: "t", "f", or "!" for an error.
std::string answers(const std::string& expression, const std::string& document) {
  StaticContext statics;
  statics.module = std::make_shared<Module>();
  const auto code = compile(expression, statics);
  EXPECT_TRUE(code) << code.error();
  const auto tree = xml::Reader().read(document);
  EXPECT_TRUE(tree) << tree.error();
  Evaluation evaluation(statics.module);
  evaluation.start(*tree);
  std::string out;
  for (int round = 0; round < 2; ++round) {
    for (xml::NodeId n = 0; n < tree->size(); ++n) {
      if (!tree->is_element(n) || tree->local_name(n) != "v") continue;
      Focus focus;
      focus.item = focus.current = Item::node(0, n);
      const auto answer = code->test(evaluation, focus);
      out += !answer ? '!' : *answer ? 't' : 'f';
    }
  }
  return out;
}

TEST(OneText, AnswersAreThoseOfEachText) {
  EXPECT_EQ(answers(". = 'A' or string-length(.) > 2", "<r><v>A</v><v>B</v><v>BBB</v><v>A</v><v/></r>"),
            "tfttftfttf");
  EXPECT_EQ(answers("contains(' A B ', concat(' ', normalize-space(@c), ' '))",
                    "<r><v c='A'/><v c=' A'/><v c='C'/><v c='A B'/></r>"),
            "ttftttft");
}

TEST(OneText, WhatIsNotOneTextIsEvaluated) {
  // Nothing, two nodes, a text in pieces: none of them may take or leave an answer for a text.
  EXPECT_EQ(answers("b = 'A'", "<r><v><b/></v><v/><v><b>A</b></v><v><b/><b>A</b></v></r>"),
            "fftt"
            "fftt");
  EXPECT_EQ(answers(". = 'AB'", "<r><v/><v>A<i>B</i></v><v>AB</v><v><i/></v></r>"), "fttffttf");
  EXPECT_EQ(answers("string-length(b) = 1", "<r><v><b>A</b></v><v><b>A</b><b>A</b></v></r>"), "t!t!");
}

TEST(OneText, ANodeIsTrueWhateverItsText) {
  const char* document = "<r><v><b/></v><v><b>x</b></v><v/></r>";
  EXPECT_EQ(answers("not(b) or b = 'x'", document), "fttftt");
  EXPECT_EQ(answers("b and not(b = 'x')", document), "tfftff");
  EXPECT_EQ(answers("if (b) then string-length(b) = 0 else true()", document), "tfttft");
  EXPECT_EQ(answers("boolean((b, b))", document), "ttfttf");
  EXPECT_EQ(answers("exists(b) and boolean(b)", document), "ttfttf");
}

TEST(OneText, AnErrorIsToldWhereItIs) {
  StaticContext statics;
  statics.module = std::make_shared<Module>();
  const auto code = compile("1 = 1 and xs:decimal(.) > 1", statics);
  ASSERT_TRUE(code);
  const auto tree = xml::Reader().read("<v>x</v>");
  ASSERT_TRUE(tree);
  Evaluation evaluation(statics.module);
  evaluation.start(*tree);
  Focus focus;
  focus.item = Item::node(0, tree->root());
  const auto answer = code->test(evaluation, focus);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, "FORG0001");
  EXPECT_EQ(answer.error().detail, "cannot cast 'x' to xs:decimal");
  EXPECT_EQ(evaluation.failure_offset(), 10U);
}

TEST(OneText, AnErrorIsNoAnswer) {
  EXPECT_EQ(answers("xs:decimal(.) > 1", "<r><v>2</v><v>x</v><v>2</v><v>x</v><v>1</v></r>"), "t!t!ft!t!f");
}

}  // namespace
}  // namespace quittance::xpath
