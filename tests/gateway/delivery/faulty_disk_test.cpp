// The disk is full, or fails, at each operation of the way in turn. What was not taken waits; when the disk
// is well again everything goes on by itself, or, after a failed sync, after a new start.
#include "tests/gateway/delivery/gateway_fixture.h"

namespace quittance::delivery {
namespace {

using core::State;
using std::chrono::minutes;
using std::chrono::seconds;

const std::string kInvoice = "<Invoice><ID>F-1</ID></Invoice>";
const std::string kBad = "<Invoice><ID>F-2</ID>bad</Invoice>";

struct OnAFaultyDisk : Gateway {
  void drop_both() {
    std::ofstream(drop + "/good.xml") << kInvoice;
    std::ofstream(drop + "/bad.xml") << kBad;
  }
  /// Looks and steps for some minutes; errors are what the test is about.
  void go_on() {
    for (int i = 0; i < 60; ++i) {
      (void)intake->look();
      for (int k = 0; k < 20; ++k) {
        const auto started = scheduler->step();
        if (!started.ok() || *started == 0) break;
      }
      clock.advance(seconds{20});
    }
  }
  void expect_all_done() {
    const auto good = store->items_named("F-1", 5).value();
    const auto bad = store->items_named("F-2", 5).value();
    ASSERT_EQ(good.size(), 1u);
    ASSERT_EQ(bad.size(), 1u);
    EXPECT_EQ(state(core::DeliveryId::parse(good[0]).value()), State::receipted);
    EXPECT_EQ(state(core::DeliveryId::parse(bad[0]).value()), State::rejected);
    EXPECT_EQ(peer.consumed.size(), 1u);
    EXPECT_EQ(files("in/accepted").size(), 1u);
    EXPECT_EQ(files("in/rejected").size(), 3u);
    EXPECT_EQ(files("in/receipts").size(), 2u);
    EXPECT_TRUE(files("in").empty());
    expect_sound();
  }
};

TEST_F(OnAFaultyDisk, FullAtEachOperationOnceItGoesOnByItself) {
  long n = 1;
  for (bool reached = true; reached && n < 500; ++n) {
    SCOPED_TRACE("full at operation " + std::to_string(n));
    SetUpAnew();
    disk.fail_at(n, {"DISK-FULL", Retry::later, "no space left"}, false);
    drop_both();
    go_on();
    reached = disk.count() >= n;
    disk.heal();
    go_on();
    expect_all_done();
    if (HasFailure()) return;
  }
  EXPECT_GT(n, 20);
}

TEST_F(OnAFaultyDisk, FullForALongTimeNothingIsLost) {
  for (const long n : {1, 3, 5, 8, 13, 21, 34}) {
    SCOPED_TRACE("full from operation " + std::to_string(n));
    SetUpAnew();
    disk.fail_at(n, {"DISK-FULL", Retry::later, "no space left"}, true);
    drop_both();
    go_on();
    disk.heal();
    go_on();
    expect_all_done();
    if (HasFailure()) return;
  }
}

TEST_F(OnAFaultyDisk, AFailedSyncStopsAllWorkUntilANewStart) {
  for (const long n : {2, 4, 9, 12, 18, 25}) {
    SCOPED_TRACE("sync fails at operation " + std::to_string(n));
    SetUpAnew();
    disk.fail_at(n, {"DISK-SYNC", Retry::never, "fsync: input/output error"}, true);
    drop_both();
    const auto looked = intake->look();
    Result<std::size_t> stepped = std::size_t{1};
    while (stepped.ok() && *stepped > 0) stepped = scheduler->step();
    EXPECT_TRUE(!looked.ok() || !stepped.ok()) << "it works on as if nothing had happened";
    disk.heal();
    start();
    clock.advance(minutes{1});
    go_on();
    expect_all_done();
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace quittance::delivery
