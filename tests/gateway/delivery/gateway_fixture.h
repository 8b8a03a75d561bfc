// A whole gateway on real disk and store, with a peer, a clock and persons that are ours.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>

#include "gateway/delivery/scheduler.h"
#include "gateway/disk/posix_disk.h"
#include "gateway/folder/answers.h"
#include "gateway/folder/inbox.h"
#include "gateway/folder/intake.h"
#include "gateway/store/sqlite_store.h"
#include "keys/crypto.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_peer.h"
#include "tests/support/fake_ports.h"
#include "tests/support/fake_random.h"
#include "tests/support/faulty_disk.h"
#include "tests/support/temporary_folder.h"

namespace quittance::delivery {

struct Journal : Observer, folder::IntakeObserver {
  std::mutex mutex;
  std::vector<std::string> troubles, alerts;
  void stepped(const core::Delivery&, const core::Step& step) override {
    const std::lock_guard lock(mutex);
    if (step.alert) alerts.push_back(step.entry.kind + " " + step.entry.code);
  }
  void noted(const Noted& noted) override {
    const std::lock_guard lock(mutex);
    if (noted.alert) alerts.push_back(noted.entry.kind + " " + noted.entry.code);
  }
  void trouble(const std::string& what, const Error& error) override {
    const std::lock_guard lock(mutex);
    troubles.push_back(what + " " + error.code);
  }
  void claimed(const core::DeliveryId&, const core::Origin&) override {}
  void odd(const std::string&, const std::string&, const std::string&) override {}
};

struct Gateway : ::testing::Test {
  test::TemporaryFolder home;
  std::string drop = home / "in";
  test::FakeClock clock;
  test::FakeRandom random{1};
  keys::OpenSslDigest digest;
  disk::PosixDisk posix;
  test::FaultyDisk disk{posix};
  test::FakeChecker checker;
  test::FakeLookup lookup;
  test::FakePeer peer;
  test::FakeMessenger messenger;
  Journal journal;
  folder::FileAnswers answers{disk};
  std::unique_ptr<folder::FileInbox> inbox;
  std::unique_ptr<store::SqliteStore> store;
  std::unique_ptr<store::FileBlobs> blob_files;
  std::unique_ptr<store::KeptBlobs> blobs;
  Settings settings;
  SchedulerSettings scheduling;
  InlineExecutor at_once;
  Executor* executor = &at_once;
  std::unique_ptr<Scheduler> scheduler;
  std::unique_ptr<folder::Intake> intake;

  void SetUp() override {
    for (const auto* name : {"in", "state", "inbox", "quarantine"})
      std::filesystem::create_directories(home / name);
    settings.domain = "gateway.example";
    settings.policy.follow_up.seller_contact = "billing@acme.example";
    settings.policy.retry.spread = 0;
    start();
  }

  /// Empties everything and begins again: for loops over faults.
  void SetUpAnew() {
    scheduler.reset();
    intake.reset();
    store.reset();
    disk.heal();
    for (const auto* name : {"in", "state", "inbox", "quarantine"}) std::filesystem::remove_all(home / name);
    peer.consumed.clear();
    peer.attempts.clear();
    messenger.letters.clear();
    SetUp();
  }

  World world() {
    return {*store, *blobs, checker, lookup, {{core::Channel::as4, &peer}}, messenger, answers,
            *inbox, clock,  random,  journal};
  }

  void start() {
    scheduler.reset();
    intake.reset();
    store.reset();
    blob_files = store::FileBlobs::open(disk, digest, home / "state").value();
    store = store::SqliteStore::open(home / "state", digest).value();
    blobs = std::make_unique<store::KeptBlobs>(*blob_files, *store, digest);
    inbox = std::make_unique<folder::FileInbox>(
        disk, std::map<std::string, std::string>{{"0088:7300010000001", home / "inbox"}},
        home / "quarantine");
    ASSERT_TRUE(inbox->prepare().ok());
    scheduler = std::make_unique<Scheduler>(world(), settings, scheduling, *executor);
    folder::IntakeSettings in;
    in.path = drop;
    in.reserve_bytes = 0;
    in.reserve_percent = 0;
    in.queue_items = settings.queue_items;
    intake = std::make_unique<folder::Intake>(
        folder::Intake::World{disk, *store, *blob_files, clock, random, journal}, in);
    ASSERT_TRUE(scheduler->recover().ok());
    ASSERT_TRUE(intake->recover().ok());
  }

  core::DeliveryId submit(const std::string& content) {
    const auto id = core::draw_delivery_id(random);
    const auto hash = blobs->put(content).value();
    const core::TakenIn taken{id, hash, content.size(), {"", "a.xml", "test"}, clock.wall(), {}};
    EXPECT_TRUE(store->commit([&](core::Writing& w) { return w.take_in(taken); }).ok());
    return id;
  }

  void settle() {
    for (int i = 0; i < 100; ++i) {
      const auto started = scheduler->step();
      ASSERT_TRUE(started.ok()) << started.error();
      if (*started == 0) return;
    }
    FAIL() << "it never comes to rest";
  }

  void pass(std::chrono::microseconds time) {
    clock.advance(time);
    settle();
  }

  core::Delivery at(const core::DeliveryId& id) {
    auto found = store->delivery(id);
    EXPECT_TRUE(found.ok() && found->has_value());
    return **found;
  }
  core::State state(const core::DeliveryId& id) { return at(id).state(); }

  std::vector<std::string> kinds(const core::DeliveryId& id) {
    const auto story = store->story(id.text());
    std::vector<std::string> found;
    for (const auto& record : (*story)->events) found.push_back(record.entry.kind);
    return found;
  }
  std::vector<std::string> files(const std::string& folder) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(home / folder)) {
      if (!entry.is_directory()) names.push_back(entry.path().filename());
    }
    return names;
  }

  /// Invariants 3 and 4, and what the projection and the chain promise.
  void expect_sound() {
    const auto deliveries = store->queue({"", {}, 1000}).value();
    for (const auto& head : deliveries) {
      const auto found = at(core::DeliveryId::parse(head.id).value());
      EXPECT_TRUE(!is_open(found.state()) || found.progress.next_at || found.progress.held) << head.id;
    }
    EXPECT_EQ(*store->check_chain(), std::nullopt);
  }
};

}  // namespace quittance::delivery
