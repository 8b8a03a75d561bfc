#include "validators/schematron/settlement.h"

#include <gtest/gtest.h>

#include <random>

namespace quittance::schematron {
namespace {

using xpath::Condition;
using xpath::FactNumber;

std::vector<std::uint32_t> open_of(OpenAsserts& open, std::uint32_t rule) {
  const auto found = open.of(rule);
  return {found.begin(), found.end()};
}

xpath::FactSheet sheet(std::size_t facts, const std::vector<FactNumber>& refuted) {
  xpath::FactSheet made;
  made.start(facts);
  for (const FactNumber fact : refuted) made.refute(fact);
  return made;
}

TEST(Settlement, OpensAnAssertWhenWhatSettlesItIsRefuted) {
  Settlement rules;
  rules.add_rule();
  rules.add_assert(xpath::flat({}));                         // no fact settles it
  rules.add_assert(xpath::flat({Condition{{}, {}}}));        // it always holds
  rules.add_assert(xpath::flat({Condition{{0}, {}}}));       // as long as 0 holds
  rules.add_assert(xpath::flat({Condition{{}, {{0, 1}}}}));  // as long as 0 or 1 holds
  rules.add_rule();
  rules.add_assert(xpath::flat({Condition{{}, {{}}}}));  // under no circumstances
  rules.finish();
  OpenAsserts open;
  const xpath::FactSheet none = sheet(2, {});
  open.start(rules, none);
  EXPECT_EQ(open_of(open, 0), std::vector<std::uint32_t>({0}));
  EXPECT_EQ(open_of(open, 1), std::vector<std::uint32_t>({0}));
  const xpath::FactSheet one = sheet(2, {0});
  open.start(rules, one);
  EXPECT_EQ(open_of(open, 0), std::vector<std::uint32_t>({0, 2}));
  const xpath::FactSheet both = sheet(2, {0, 1});
  open.start(rules, both);
  EXPECT_EQ(open_of(open, 0), std::vector<std::uint32_t>({0, 2, 3}));
  xpath::FactSheet all = sheet(2, {});
  all.refute_all();
  open.start(rules, all);
  EXPECT_EQ(open_of(open, 0), std::vector<std::uint32_t>({0, 2, 3}));
}

/// Alternatives of up to three conditions over eight facts.
std::vector<Condition> some_conditions(std::mt19937& random) {
  const auto some = [&](std::size_t most) {
    std::vector<FactNumber> facts(random() % (most + 1));
    for (FactNumber& fact : facts) fact = random() % 8;
    return facts;
  };
  std::vector<Condition> all(random() % 4);
  for (Condition& condition : all) {
    condition.all = some(2);
    condition.clauses.resize(random() % 3);
    for (auto& clause : condition.clauses) clause = some(3);
  }
  return all;
}

TEST(Settlement, LeavesOpenWhatNoConditionSettlesWhateverIsRefuted) {
  std::mt19937 random(4);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same each time
  std::vector<xpath::FlatConditions> asserts;
  Settlement rules;
  for (int rule = 0; rule < 20; ++rule) {
    rules.add_rule();
    for (int i = 0; i < 20; ++i) {
      asserts.push_back(xpath::flat(some_conditions(random)));
      rules.add_assert(asserts.back());
    }
  }
  rules.finish();
  OpenAsserts open;
  for (unsigned refuted = 0; refuted < 256; ++refuted) {
    std::vector<FactNumber> facts;
    for (FactNumber fact = 0; fact < 8; ++fact)
      if ((refuted >> fact & 1U) != 0) facts.push_back(fact);
    const xpath::FactSheet known = sheet(8, facts);
    open.start(rules, known);
    for (std::uint32_t rule = 0; rule < 20; ++rule) {
      std::vector<std::uint32_t> expected;
      for (std::uint32_t i = 0; i < 20; ++i)
        if (!known.any_holds(asserts[rule * 20 + i])) expected.push_back(i);
      ASSERT_EQ(open_of(open, rule), expected) << "rule " << rule << ", refuted " << refuted;
    }
  }
}

}  // namespace
}  // namespace quittance::schematron
