// A document checked apart, by a process of its own, gets the verdict it would get here.
#include "gateway/serve/document_checker.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "gateway/serve/rules_in_force.h"
#include "gateway/serve/verdict_text.h"
#include "keys/crypto.h"
#include "tests/support/crumbs.h"
#include "tests/support/fake_clock.h"

namespace quittance::serve {
namespace {

struct CheckingApart : testing::Test {
  test::FakeClock clock;
  keys::OpenSslDigest digest;
  std::unique_ptr<RulesInForce> rules;
  std::unique_ptr<DocumentChecker> here, apart;

  void SetUp() override {
    const std::filesystem::path place = std::filesystem::path(QUITTANCE_SOURCE_DIR) / "build/rules";
    if (!std::filesystem::is_directory(place / "packs/EN16931-UBL"))
      GTEST_SKIP() << "no packs: conf/setup/rules";
    const Date today{std::chrono::floor<std::chrono::days>(clock.wall())};
    rules = RulesInForce::open(place, digest, today).value();
    here = make(UINT64_MAX);
    apart = make(0);
  }
  std::unique_ptr<DocumentChecker> make(std::uint64_t apart_bytes) {
    return std::make_unique<DocumentChecker>(DocumentChecker::Rules{rules->library(), rules->scenarios()},
                                             digest, clock, xml::Limits{}, xpath::Budget{}, apart_bytes);
  }
  core::Document document(const std::string& name) {
    std::ifstream in(std::filesystem::path(QUITTANCE_SOURCE_DIR) / "tests/documents" / name,
                     std::ios::binary);
    const Bytes text{std::istreambuf_iterator<char>(in), {}};
    return {digest.of(text), test::in_crumbs(text, 1000), {"", name, "folder:x"}};
  }
};

/// What it cost is never the same twice.
Bytes without_costs(const core::Verdict& verdict) {
  Bytes text = to_bytes(verdict);
  const auto costs = text.find("\"cpu_us\"");
  EXPECT_NE(costs, Bytes::npos);
  // Before it stands the size of the report, which the costs change too.
  const auto report = text.find("{\"file\"");
  return text.substr(report, costs - report);
}

TEST_F(CheckingApart, GivesTheSameVerdictsFactsAndReports) {
  for (const char* name : {"peppol-invoice-be.xml", "invalid/BR-CO-10.xml"}) {
    const auto one = here->check(document(name)), other = apart->check(document(name));
    ASSERT_EQ(one.index(), other.index()) << name;
    EXPECT_EQ(without_costs(one), without_costs(other));
    if (const auto* passed = std::get_if<core::Passed>(&one)) {
      EXPECT_EQ(passed->facts, std::get<core::Passed>(other).facts);
      EXPECT_EQ(passed->detail, std::get<core::Passed>(other).detail);
    }
    if (const auto* failed = std::get_if<core::Failed>(&one)) {
      EXPECT_EQ(failed->code, std::get<core::Failed>(other).code);
      EXPECT_EQ(failed->facts, std::get<core::Failed>(other).facts);
    }
  }
}

TEST_F(CheckingApart, GoesOnBesideThoseThatAreCheckedHere) {
  // One checker for both, so that processes are made while its rules are in use.
  const auto small = document("invalid/BR-CO-10.xml");
  const auto both = make(small.content.size());
  auto large = document("peppol-invoice-be.xml");
  large.content.append(Bytes(1000, '\n'));
  ASSERT_GT(large.content.size(), small.content.size());
  std::vector<std::thread> threads;
  std::atomic<int> failed = 0, passed = 0;
  for (int thread = 0; thread < 3; ++thread)
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 5; ++i) {
        const auto verdict = both->check(thread == 2 ? small : large);
        failed += std::holds_alternative<core::Failed>(verdict) ? 1 : 0;
        passed += std::holds_alternative<core::Passed>(verdict) ? 1 : 0;
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(failed, 5);
  EXPECT_EQ(passed, 10);
}

TEST_F(CheckingApart, OfWhatCannotBeReadIsNoVerdict) {
  struct Broken : BodySource {
    Result<void> read(std::uint64_t, char*, std::size_t) const override {
      return Error{"BODY-READ", Retry::later, "gone"};
    }
  };
  const auto verdict =
      apart->check({{}, Body::stored(std::make_shared<Broken>(), 100), {"", "x.xml", "folder:x"}});
  ASSERT_TRUE(std::holds_alternative<core::NotChecked>(verdict));
  EXPECT_EQ(std::get<core::NotChecked>(verdict).code, "BODY-READ");
}

}  // namespace
}  // namespace quittance::serve
