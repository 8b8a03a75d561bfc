#include "gateway/core/journal.h"

#include <gtest/gtest.h>

#include <functional>
#include <vector>

#include "tests/support/fake_random.h"

namespace quittance::core {
namespace {

/// Not cryptographic: a sum that tells changed octets from unchanged ones is enough here.
struct Sum : Digest {
  struct Running : RunningDigest {
    std::uint64_t state = 1469598103934665603ULL;
    void update(BytesView bytes) override {
      for (const char c : bytes) state = (state ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    }
    Sha256 finish() override {
      Sha256 hash;
      for (std::size_t i = 0; i < 32; ++i) hash.octets[i] = static_cast<std::uint8_t>(state >> (8 * (i % 8)));
      return hash;
    }
  };
  [[nodiscard]] std::unique_ptr<RunningDigest> start() const override { return std::make_unique<Running>(); }
};

Record example() {
  test::FakeRandom random(3);
  Record record;
  record.seq = 7;
  record.n = 2;
  record.entry.delivery = draw_delivery_id(random);
  record.entry.subject = record.entry.delivery->text();
  record.entry.kind = "rules_passed";
  record.entry.at = std::chrono::sys_days{std::chrono::year{2026} / 11 / 24};
  record.entry.detail = "a:b";
  return record;
}

TEST(Journal, TheHashedOctetsAreAsSpecified) {
  const Record record = example();
  const std::string id = record.entry.subject;
  EXPECT_EQ(hashed_octets(record),
            "quittance-event-1\n1:7\n1:2\n36:" + id + "\n36:" + id +
                "\n12:rules_passed\n27:2026-11-24T00:00:00.000000Z\n6:daemon\n-\n0:\n3:a:b\n-\n-\n" +
                std::string(32, '\0'));
}

TEST(Journal, EveryFieldIsHashed) {
  const Bytes before = hashed_octets(example());
  const std::vector<std::function<void(Record&)>> changes{
      [](Record& r) { r.seq = 8; },
      [](Record& r) { r.n = 3; },
      [](Record& r) { r.n.reset(); },
      [](Record& r) { r.entry.subject += "x"; },
      [](Record& r) { r.entry.delivery.reset(); },
      [](Record& r) { r.entry.kind = "rules_failed"; },
      [](Record& r) { r.entry.at += std::chrono::microseconds{1}; },
      [](Record& r) { r.entry.actor = "person:x"; },
      [](Record& r) { r.entry.attempt = 1; },
      [](Record& r) { r.entry.code = "X"; },
      [](Record& r) { r.entry.detail.clear(); },
      [](Record& r) { r.entry.evidence = Sha256{}; },
      [](Record& r) { r.entry.next_at = Instant{}; },
      [](Record& r) { r.previous.octets[31] = 1; },
  };
  std::size_t number = 0;
  for (const auto& change : changes) {
    Record changed = example();
    change(changed);
    EXPECT_NE(hashed_octets(changed), before) << "change " << number;
    ++number;
  }
}

TEST(Journal, TextCannotMoveFromOneFieldToTheNext) {
  Record one = example();
  one.entry.code = "a\n1:b";
  one.entry.detail = "";
  Record other = example();
  other.entry.code = "a";
  other.entry.detail = "b";
  EXPECT_NE(hashed_octets(one), hashed_octets(other));
}

TEST(Journal, ABrokenChainIsToldWithItsPlace) {
  const Sum digest;
  Record first = example();
  first.seq = 1;
  link(first, {}, digest);
  Record second = example();
  second.seq = 2;
  link(second, first.hash, digest);
  EXPECT_EQ(broken_link(second, 2, first.hash, digest), std::nullopt);
  EXPECT_EQ(broken_link(second, 3, first.hash, digest), "event 2 stands where 3 must stand");
  EXPECT_EQ(broken_link(second, 2, {}, digest), "event 2 does not name the hash of the event before it");
  second.entry.detail = "forged";
  EXPECT_EQ(broken_link(second, 2, first.hash, digest), "event 2 was changed after it was written");
}

}  // namespace
}  // namespace quittance::core
