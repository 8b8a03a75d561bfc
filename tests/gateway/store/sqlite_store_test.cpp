#include "gateway/store/sqlite_store.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <fstream>
#include <thread>

#include "keys/crypto.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_random.h"
#include "tests/support/temporary_folder.h"

namespace quittance::store {
namespace {

using core::Delivery;
using core::DeliveryId;
using core::Event;
using core::State;
using std::chrono::seconds;

struct InTheStore : ::testing::Test {
  test::TemporaryFolder home;
  test::FakeClock clock;
  test::FakeRandom random{1};
  keys::OpenSslDigest digest;
  core::Policy policy;
  std::unique_ptr<SqliteStore> store = open();

  std::unique_ptr<SqliteStore> open() {
    auto opened = SqliteStore::open(home.path(), digest);
    EXPECT_TRUE(opened.ok()) << opened.error();
    return std::move(opened).value();
  }
  void reopen() {
    store.reset();
    store = open();
  }

  DeliveryId take_in(const std::string& content = "<Invoice/>") {
    const auto id = core::draw_delivery_id(random);
    const core::TakenIn taken{
        id, digest.of(content), content.size(), {"/srv/in", "a.xml", "folder:/srv/in"}, clock.wall(), {}};
    EXPECT_TRUE(store->commit([&](core::Writing& w) { return w.take_in(taken); }).ok());
    return id;
  }
  Delivery at(const DeliveryId& id) {
    auto found = store->delivery(id);
    EXPECT_TRUE(found.ok()) << found.error();
    return **found;
  }

  Result<void> happen(const Delivery& delivery, Event event, const std::string& detail = "") {
    const auto step = core::decide(delivery, {event, "", detail}, clock.wall(), policy, 0);
    return store->commit([&](core::Writing& w) { return w.apply(delivery, step); });
  }
  void pass(const DeliveryId& id, std::initializer_list<Event> events) {
    for (const Event event : events) {
      const auto done = happen(at(id), event);
      ASSERT_TRUE(done.ok()) << event << ": " << done.error();
      clock.advance(seconds{1});
    }
  }
  core::InvoiceFacts facts(const std::string& number) {
    core::InvoiceFacts facts;
    facts.number = number;
    facts.type = "380";
    facts.issued = "2026-11-24";
    facts.seller = {"Acme", "0088:7300010000001", "FR123", "", "FR"};
    facts.buyer = {"Buyer", "0088:7300010000002", "FR456", "", "FR"};
    return facts;
  }
  void set_facts(const DeliveryId& id, const core::InvoiceFacts& facts) {
    ASSERT_TRUE(store->commit([&](core::Writing& w) { return w.set_facts(id, facts); }).ok());
  }
};

TEST_F(InTheStore, WhatIsTakenInSurvivesANewStart) {
  const auto id = take_in();
  reopen();
  const auto delivery = at(id);
  EXPECT_EQ(delivery.state(), State::claimed);
  EXPECT_EQ(delivery.progress.n, 1);
  EXPECT_EQ(delivery.progress.next_at, clock.wall());
  EXPECT_EQ(delivery.document, digest.of("<Invoice/>"));
  EXPECT_EQ(delivery.origin, (core::Origin{"/srv/in", "a.xml", "folder:/srv/in"}));
}

TEST_F(InTheStore, TakingInTheSameClaimTwiceIsTakingItInOnce) {
  const auto id = take_in();
  const core::TakenIn again{
      id, digest.of("<Invoice/>"), 10, {"/srv/in", "a.xml", "folder:/srv/in"}, clock.wall(), {}};
  EXPECT_TRUE(store->commit([&](core::Writing& w) { return w.take_in(again); }).ok());
  EXPECT_EQ(store->events_after(0, 100)->size(), 1u);
}

TEST_F(InTheStore, AStepThatWasDecidedOnOldHistoryIsRefused) {
  const auto id = take_in();
  const auto before = at(id);
  ASSERT_TRUE(happen(before, Event::rules_passed).ok());
  const auto second = happen(before, Event::rules_failed);
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, "STORE-RACE");
  EXPECT_EQ(at(id).state(), State::checked);
  EXPECT_EQ(store->events_after(0, 100)->size(), 2u);
}

TEST_F(InTheStore, AUnitOfWorkThatFailsLeavesNothingAndSparesTheOthers) {
  const auto id = core::draw_delivery_id(random);
  const core::TakenIn taken{id, digest.of("x"), 1, {}, clock.wall(), {}};
  const auto failed = store->commit([&](core::Writing& w) -> Result<void> {
    EXPECT_TRUE(w.take_in(taken).ok());
    return Error{"MINE", Retry::never, "changed my mind"};
  });
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().code, "MINE");
  EXPECT_FALSE(store->delivery(id)->has_value());
  EXPECT_TRUE(store->events_after(0, 100)->empty());
  take_in();
  EXPECT_EQ(store->events_after(0, 100)->size(), 1u);
}

TEST_F(InTheStore, ManyThreadsShareCommitsAndLoseNothing) {
  constexpr int kThreads = 8;
  constexpr int kEach = 25;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([this] {
      for (int i = 0; i < kEach; ++i) take_in();
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(store->due({.now = clock.wall(), .busy_peers = {}, .in_hand = {}, .at_most = 1000})->size(),
            static_cast<std::size_t>(kThreads * kEach));
  EXPECT_EQ(*store->check_chain(), std::nullopt);
}

TEST_F(InTheStore, TheProjectionRebuiltFromTheEventsIsTheOneThatWasThere) {
  const auto doubted = take_in("1");
  pass(doubted, {Event::rules_passed, Event::endpoint_found, Event::attempt_started, Event::answer_lost,
                 Event::retry_due, Event::not_taken});
  const auto sent = take_in("2");
  pass(sent, {Event::rules_passed, Event::lookup_failed, Event::retry_due, Event::endpoint_found,
              Event::attempt_started, Event::receipt_verified, Event::status_accepted});
  const auto odd = take_in("3");
  pass(odd, {Event::receipt_verified, Event::rules_failed});
  const auto held = take_in("4");
  const auto before = at(held);
  ASSERT_TRUE(store
                  ->commit([&](core::Writing& w) {
                    return w.apply(before,
                                   note(before, core::kind::kHeld, "X", "why", "person:ann", clock.wall()));
                  })
                  .ok());
  std::vector<core::Progress> there;
  for (const auto& id : {doubted, sent, odd, held}) there.push_back(at(id).progress);
  ASSERT_TRUE(store->rebuild_progress().ok());
  std::size_t i = 0;
  for (const auto& id : {doubted, sent, odd, held}) EXPECT_EQ(at(id).progress, there[i++]) << i;
  EXPECT_EQ(at(doubted).state(), State::in_doubt);
  EXPECT_EQ(at(odd).state(), State::rejected);
}

TEST_F(InTheStore, AnEventWithoutARowIsKeptAsUnexpectedAndMovesNothing) {
  const auto id = take_in();
  pass(id, {Event::receipt_verified});
  EXPECT_EQ(at(id).state(), State::claimed);
  const auto events = *store->events_after(1, 10);
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].entry.kind, "unexpected");
  EXPECT_EQ(events[0].entry.code, "receipt_verified");
}

TEST_F(InTheStore, EventsCanNeitherBeChangedNorRemoved) {
  take_in();
  store.reset();
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open((home / "store.db").c_str(), &database), SQLITE_OK);
  for (const char* sql : {"UPDATE events SET detail = 'x'", "DELETE FROM events"}) {
    char* message = nullptr;
    EXPECT_NE(sqlite3_exec(database, sql, nullptr, nullptr, &message), SQLITE_OK) << sql;
    EXPECT_STREQ(message, "events are append-only");
    sqlite3_free(message);
  }
  sqlite3_close(database);
}

TEST_F(InTheStore, AChangedEventBreaksTheChain) {
  take_in();
  take_in("2");
  EXPECT_EQ(*store->check_chain(), std::nullopt);
  store.reset();
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open((home / "store.db").c_str(), &database), SQLITE_OK);
  const char* sql = "DROP TRIGGER events_keep; UPDATE events SET detail = 'b.xml' WHERE seq = 1";
  ASSERT_EQ(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(database);
  store = open();
  EXPECT_EQ(*store->check_chain(), "event 1 was changed after it was written");
}

TEST_F(InTheStore, ASecondProcessIsRefused) {
  const auto second = SqliteStore::open(home.path(), digest);
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, "STORE-LOCKED");
  EXPECT_NE(second.error().detail.find(std::to_string(::getpid())), std::string::npos) << second.error();
}

TEST_F(InTheStore, ADamagedFileIsNotOpened) {
  for (int i = 0; i < 200; ++i) take_in(std::to_string(i));
  store.reset();
  {
    std::fstream file(home / "store.db", std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(3 * 4096L);
    file << std::string(20 * 4096UL, '\x5a');
  }
  const auto opened = SqliteStore::open(home.path(), digest);
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, "STORE-DAMAGED") << opened.error();
}

TEST_F(InTheStore, AFileOfANewerProgramIsNotOpened) {
  store.reset();
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open((home / "store.db").c_str(), &database), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(database, "INSERT INTO schema_version VALUES (999, '')", nullptr, nullptr, nullptr),
            SQLITE_OK);
  sqlite3_close(database);
  const auto opened = SqliteStore::open(home.path(), digest);
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, "STORE-NEWER");
}

TEST_F(InTheStore, IdentifiersAreDrawnOnce) {
  const auto id = take_in();
  const core::Envelope first{core::draw_message_id(random, "a.example"), core::draw_instance_id(random),
                             clock.wall()};
  const core::Envelope second{core::draw_message_id(random, "a.example"), core::draw_instance_id(random),
                              clock.wall()};
  for (const auto& offered : {first, second}) {
    ASSERT_TRUE(store
                    ->commit([&](core::Writing& w) -> Result<void> {
                      const auto kept = w.set_envelope(id, offered);
                      EXPECT_EQ(kept.value(), first);
                      return {};
                    })
                    .ok());
  }
  EXPECT_EQ(at(id).envelope, first);
}

TEST_F(InTheStore, EndpointFactsAndRequestComeBackWhole) {
  const auto id = take_in();
  const core::Endpoint endpoint{core::Channel::as4,
                                "https://ap.example/as4",
                                "POP000001",
                                std::string("\0\x80\xff", 3),
                                "0088:1",
                                "0088:2",
                                "doc",
                                "process",
                                "profile",
                                "FR"};
  const core::Attachment request{"multipart/related; boundary=x", digest.of("request")};
  ASSERT_TRUE(store
                  ->commit([&](core::Writing& w) -> Result<void> {
                    EXPECT_TRUE(w.set_endpoint(id, endpoint).ok());
                    EXPECT_TRUE(w.set_request(id, request).ok());
                    return w.set_facts(id, facts("F-1"));
                  })
                  .ok());
  EXPECT_EQ(at(id).endpoint, endpoint);
  EXPECT_EQ(at(id).request, request);
  EXPECT_EQ(at(id).facts, facts("F-1"));
}

TEST_F(InTheStore, AnItemIsNamedByIdByNumberOrByTheBeginningOfEither) {
  const auto first = take_in("1");
  const auto second = take_in("2");
  set_facts(first, facts("F-1"));
  set_facts(second, facts("F-10"));
  using Ids = std::vector<std::string>;
  EXPECT_EQ(*store->items_named("F-1", 10), Ids{first.text()});  // exact before prefix
  EXPECT_EQ(*store->items_named("F-10", 10), Ids{second.text()});
  EXPECT_EQ(store->items_named("F-", 10)->size(), 2u);
  EXPECT_EQ(*store->items_named(second.text().substr(0, 12), 10), Ids{second.text()});
  EXPECT_TRUE(store->items_named("%", 10)->empty());
  EXPECT_TRUE(store->items_named("", 10)->empty());
}

TEST_F(InTheStore, ATwinIsFoundUnlessItSurelyDidNotArrive) {
  const auto first = take_in("1");
  set_facts(first, facts("F-1"));
  const auto second = take_in("1");
  const auto twin = [&](const std::string& content, const core::InvoiceFacts& of) {
    std::optional<core::Twin> found;
    EXPECT_TRUE(store
                    ->commit([&](core::Writing& w) -> Result<void> {
                      found = w.twin(second, of, digest.of(content)).value();
                      return {};
                    })
                    .ok());
    return found;
  };
  ASSERT_TRUE(twin("1", facts("F-1")));
  EXPECT_EQ(twin("1", facts("F-1"))->id, first);
  EXPECT_TRUE(twin("1", facts("F-1"))->same_content);
  EXPECT_FALSE(twin("other", facts("F-1"))->same_content);
  EXPECT_FALSE(twin("1", facts("F-2")));
  pass(first, {Event::rules_failed});
  EXPECT_FALSE(twin("1", facts("F-1")));
}

TEST_F(InTheStore, AStoryTellsAttemptsEvidenceAndWatches) {
  const auto id = take_in();
  set_facts(id, facts("F-1"));
  pass(id, {Event::rules_passed, Event::endpoint_found, Event::attempt_started});
  ASSERT_TRUE(happen(at(id), Event::answer_lost, "cut after the body").ok());
  const auto story = **store->story(id.text());
  EXPECT_EQ(story.head.state, "in_doubt");
  EXPECT_EQ(story.head.facts.number, "F-1");
  ASSERT_EQ(story.attempts.size(), 1u);
  EXPECT_EQ(story.attempts[0].outcome, "answer_lost");
  EXPECT_EQ(story.attempts[0].detail, "cut after the body");
  ASSERT_EQ(story.watches.size(), 1u);
  EXPECT_EQ(story.watches[0].expects, "receipt");
  ASSERT_EQ(story.evidence.size(), 1u);
  EXPECT_EQ(story.evidence[0].name, "document");
  EXPECT_EQ(story.events.size(), 5u);
  EXPECT_FALSE(store->story("unknown")->has_value());
}

TEST_F(InTheStore, TheQueueShowsWhatIsOpenOrWaitsForAPerson) {
  const auto open_one = take_in("1");
  const auto ended = take_in("2");
  pass(ended, {Event::rules_failed});
  auto queue = *store->queue({});
  ASSERT_EQ(queue.size(), 1u);
  EXPECT_EQ(queue[0].id, open_one.text());
  queue = *store->queue({"rejected", {}, 10});
  ASSERT_EQ(queue.size(), 1u);
  EXPECT_EQ(queue[0].id, ended.text());
  EXPECT_TRUE(store->queue({"", clock.wall() - std::chrono::hours{1}, 10})->empty());
  const auto status = *store->status();
  EXPECT_EQ(status.deliveries_by_state.at("claimed"), 1);
  EXPECT_EQ(status.events, 3);
}

TEST_F(InTheStore, ControlsInForeignTextDoNotReachTheJournal) {
  const auto id = take_in();
  ASSERT_TRUE(happen(at(id), Event::rules_failed, "a\r\nb\x1b[2J\tc").ok());
  const auto events = *store->events_after(1, 1);
  EXPECT_EQ(events[0].entry.detail, "a  b [2J c");
  EXPECT_EQ(*store->check_chain(), std::nullopt);
}

}  // namespace
}  // namespace quittance::store
