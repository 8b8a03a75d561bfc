#include "formats/xml/tree.h"

#include <gtest/gtest.h>

#include <vector>

#include "formats/xml/tree_builder.h"

namespace quittance::xml {
namespace {

/// <a xmlns="u" x="1"><b>one</b><b>t<!--c-->wo</b></a>
Tree sample() {
  TreeBuilder builder;
  const std::vector<AttributeEvent> attributes{{"", "x", "", "1"}};
  const std::vector<NamespaceDeclaration> declarations{{"", "u"}};
  builder.start_element("u", "a", "", attributes, declarations, {1, 10});
  builder.start_element("u", "b", "", {}, {}, {1, 13});
  builder.text("o", {1, 14});
  builder.text("ne", {1, 16});
  builder.end_element();
  builder.start_element("u", "b", "", {}, {}, {1, 23});
  builder.text("t", {1, 24});
  builder.comment("c", {1, 32});
  builder.text("wo", {1, 34});
  builder.end_element();
  builder.end_element();
  return builder.finish();
}

TEST(Tree, KnowsParentsSiblingsAndSubtrees) {
  const Tree tree = sample();
  const NodeId a = tree.root();
  EXPECT_EQ(tree.attributes_end(a) - tree.attributes_begin(a), 1U);
  const NodeId first = tree.first_child(a);
  const NodeId second = tree.next_sibling(first);
  EXPECT_EQ(tree.previous_sibling(second), first);
  EXPECT_EQ(tree.next_sibling(second), kNoNode);
  EXPECT_EQ(tree.parent(second), a);
  EXPECT_EQ(tree.end(a), tree.size());
  EXPECT_EQ(tree.end(first), second);
}

TEST(Tree, GivesStringValues) {
  const Tree tree = sample();
  const NodeId a = tree.root();
  EXPECT_EQ(tree.string_value(a), "onetwo");
  EXPECT_EQ(tree.text(tree.first_child(a)), "one");
  EXPECT_EQ(tree.string_value(tree.next_sibling(tree.first_child(a))), "two");
  EXPECT_EQ(tree.attribute(a, "", "x"), "1");
  EXPECT_EQ(tree.attribute(a, "", "y").data(), nullptr);
}

TEST(Tree, FindsNamesAndNamespaces) {
  const Tree tree = sample();
  EXPECT_EQ(tree.find_name("u", "b"), tree.name(tree.child(tree.root(), "u", "b")));
  EXPECT_EQ(tree.find_name("v", "b"), kNoName);
  EXPECT_EQ(tree.resolve_prefix(tree.first_child(tree.root()), ""), "u");
  EXPECT_EQ(tree.resolve_prefix(tree.root(), "p").data(), nullptr);
}

TEST(Tree, NamesPlacesAsTheSchematronSkeletonDoes) {
  const Tree tree = sample();
  const NodeId second = tree.next_sibling(tree.first_child(tree.root()));
  EXPECT_EQ(tree.path(second), "/*:a[1]/*:b[2]");
  EXPECT_EQ(tree.path(tree.attributes_begin(tree.root())), "/*:a[1]/@x");
}

TEST(Tree, PutsNodesWithTheSameNamesFromTheTopIntoOneClass) {
  const Tree tree = sample();
  const NodeId a = tree.root();
  const NodeId first = tree.first_child(a);
  const NodeId second = tree.next_sibling(first);
  EXPECT_EQ(tree.class_of(first), tree.class_of(second));
  EXPECT_EQ(tree.class_of(tree.first_child(first)), tree.class_of(tree.first_child(second)));
  const NodeClass& b = tree.classes()[tree.class_of(first)];
  EXPECT_EQ(b.parent, tree.class_of(a));
  EXPECT_EQ(b.name, tree.name(first));
  EXPECT_EQ(b.first, first);
  EXPECT_EQ(b.count, 2U);
  EXPECT_EQ(tree.classes().size(), 6U);  // document, a, its attribute, b, text of b, comment
  EXPECT_TRUE(tree.all_classed());
}

TEST(Tree, NotesTheShapesOfTheElementsOfAClass) {
  TreeBuilder builder;
  const auto leaf = [&](std::string_view name, std::string_view text) {
    builder.start_element("", name, "", {}, {}, {});
    builder.text(text, {});
    builder.end_element();
  };
  builder.start_element("", "r", "", {}, {}, {});
  leaf("a", "1");
  leaf("a", " \t\r\n");
  leaf("b", " x");
  leaf("c", "");
  builder.end_element();
  const Tree tree = builder.finish();
  const auto shapes = [&](std::string_view name) {
    const NodeId n = name == "r" ? tree.root() : tree.child(tree.root(), "", name);
    return tree.classes()[tree.class_of(n)].shapes;
  };
  EXPECT_EQ(shapes("r"), static_cast<std::uint8_t>(Shape::inner));
  EXPECT_EQ(shapes("a"), static_cast<unsigned>(Shape::filled) | static_cast<unsigned>(Shape::blank));
  EXPECT_EQ(shapes("b"), static_cast<std::uint8_t>(Shape::filled));
  EXPECT_EQ(shapes("c"), static_cast<std::uint8_t>(Shape::blank));
}

TEST(Tree, TellsPrefixesApartByClass) {
  TreeBuilder builder;
  builder.start_element("u", "a", "p", {}, {}, {});
  for (const std::string_view prefix : {"p", "q"}) {
    builder.start_element("u", "b", prefix, {}, {}, {});
    builder.end_element();
  }
  builder.end_element();
  const Tree tree = builder.finish();
  const NodeId first = tree.first_child(tree.root());
  const NodeId second = tree.next_sibling(first);
  EXPECT_EQ(tree.name(first), tree.name(second));
  EXPECT_NE(tree.class_of(first), tree.class_of(second));
  EXPECT_EQ(tree.prefix(first), "p");
  EXPECT_EQ(tree.prefix(second), "q");
}

TEST(Tree, KnowsThePrefixesOfNodesBeyondTheBoundOnClasses) {
  TreeBuilder builder;
  builder.start_element("u", "a", "", {}, {}, {});
  constexpr std::size_t kOuter = 300;
  for (std::size_t i = 0; i < kOuter; ++i) {
    builder.start_element("u", "n" + std::to_string(i), "", {}, {}, {});
    for (std::size_t j = 0; j < kOuter; ++j) {
      builder.start_element("u", "n" + std::to_string(j), j % 2 == 0 ? "p" : "q", {}, {}, {});
      builder.end_element();
    }
    builder.end_element();
  }
  builder.end_element();
  const Tree tree = builder.finish();
  EXPECT_FALSE(tree.all_classed());
  std::size_t without = 0;
  for (NodeId outer = tree.first_child(tree.root()); outer != kNoNode; outer = tree.next_sibling(outer)) {
    without += tree.class_of(outer) == kNoClass ? 1 : 0;
    std::size_t j = 0;
    for (NodeId inner = tree.first_child(outer); inner != kNoNode; inner = tree.next_sibling(inner), ++j) {
      ASSERT_EQ(tree.prefix(inner), j % 2 == 0 ? "p" : "q") << tree.path(inner);
      without += tree.class_of(inner) == kNoClass ? 1 : 0;
    }
  }
  EXPECT_EQ(tree.classes().size(), 65'535U);
  EXPECT_EQ(without, tree.size() - 65'535U);
}

}  // namespace
}  // namespace quittance::xml
