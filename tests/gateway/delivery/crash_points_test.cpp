// R01, kill mode: the whole way of invoices, out and in, is killed at every system call that changes the
// disk, then started anew (and killed once more while it recovers). Whatever the point: nothing lost, nothing
// doubled, nothing stuck, nothing invented.
#include "tests/support/crash_points.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>

#include "gateway/delivery/scheduler.h"
#include "gateway/disk/posix_disk.h"
#include "gateway/folder/answers.h"
#include "gateway/folder/inbox.h"
#include "gateway/folder/intake.h"
#include "gateway/store/sqlite_store.h"
#include "keys/crypto.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_ports.h"
#include "tests/support/fake_random.h"
#include "tests/support/temporary_folder.h"

namespace quittance::delivery {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using core::State;
using test::CrashPoints;

const std::string kGood = "<Invoice><ID>GOOD</ID></Invoice>";
const std::string kDoubtful = "<Invoice><ID>DOUBT</ID></Invoice>";
const std::string kBad = "<Invoice><ID>BAD</ID>bad</Invoice>";
const std::string kNowhere = "<Invoice><ID>NOWHERE</ID></Invoice>";
const std::string kInboundPayload = "<Invoice><ID>IN-1</ID></Invoice>";

/// What the others saw. It lies in memory that outlives the process that dies.
struct Outside {
  struct Seen {
    char message_id[128];
    char content[4000];
  };
  struct List {
    std::atomic<int> count;
    Seen each[32];
    void add(const std::string& id, const std::string& content) {
      Seen& seen = each[count];
      std::strncpy(seen.message_id, id.c_str(), sizeof seen.message_id - 1);
      std::strncpy(seen.content, content.c_str(), sizeof seen.content - 1);
      ++count;
    }
    [[nodiscard]] std::set<std::string> contents_of(const std::string& id) const {
      std::set<std::string> found;
      for (int i = 0; i < count; ++i) {
        if (each[i].message_id == id) found.insert(each[i].content);
      }
      return found;
    }
    /// MessageIds under which something with `text` in it was seen.
    [[nodiscard]] std::set<std::string> ids_with(const std::string& text) const {
      std::set<std::string> found;
      for (int i = 0; i < count; ++i) {
        if (std::strstr(each[i].content, text.c_str()) != nullptr) found.insert(each[i].message_id);
      }
      return found;
    }
  };
  List arrived;   ///< requests that reached the peer
  List letters;   ///< mails that reached the mail server
  List receipts;  ///< our answers that reached the sender of the inbound message
};

/// Memory shared with the children.
class SharedOutside {
 public:
  SharedOutside()
      : memory_(static_cast<Outside*>(
            ::mmap(nullptr, sizeof(Outside), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0))) {}
  ~SharedOutside() { ::munmap(memory_, sizeof(Outside)); }
  SharedOutside(const SharedOutside&) = delete;
  SharedOutside& operator=(const SharedOutside&) = delete;
  Outside& operator*() { return *memory_; }
  Outside* operator->() { return memory_; }
  void clear() { std::memset(static_cast<void*>(memory_), 0, sizeof(Outside)); }

 private:
  Outside* memory_;
};

/// Answers with a receipt; the first answer for the doubtful invoice is lost. The same MessageId gets the
/// same receipt.
struct Peer : core::Transport {
  explicit Peer(Outside& outside) : outside(outside) {}
  Result<core::Packed> pack(const core::Consignment& consignment) override {
    // As encryption does, packing anew gives other bytes.
    return core::Packed{consignment.document.load().value() + "#" + std::to_string(++packed) + "#" +
                            std::to_string(::getpid()),
                        "text/plain"};
  }
  core::Outcome send(const core::Attempt& attempt) override {
    const std::string id = attempt.envelope.message_id.text();
    const bool first = outside.arrived.contents_of(id).empty();
    const Bytes request = attempt.request.body.load().value();
    outside.arrived.add(id, request);
    if (first && request.find("DOUBT") != std::string::npos) {
      return {core::Event::answer_lost, "ANSWER-LOST", "cut", {}, {}};
    }
    const Bytes receipt = "<Receipt of='" + id + "'/>";
    return {core::Event::receipt_verified, "", "", receipt, receipt};
  }
  Outside& outside;
  int packed = 0;
};

struct Lookup : test::FakeLookup {
  core::Found find(const core::InvoiceFacts& facts, const core::Origin& origin, bool afresh) override {
    if (facts.number == "NOWHERE") return core::ReceiverUnknown{"SMP-404", "no such participant"};
    return FakeLookup::find(facts, origin, afresh);
  }
};

struct MailServer : core::Messenger {
  explicit MailServer(Outside& outside) : outside(outside) {}
  core::PostOutcome post(const core::Letter& letter) override {
    outside.letters.add(letter.message_id.text(), letter.subject);
    return {core::Posted::sent, "250", "queued"};
  }
  Outside& outside;
};

struct Quiet : Observer, folder::IntakeObserver {
  void stepped(const core::Delivery&, const core::Step&) override {}
  void noted(const Noted&) override {}
  void trouble(const std::string&, const Error&) override {}
  void claimed(const core::DeliveryId&, const core::Origin&) override {}
  void odd(const std::string&, const std::string&, const std::string&) override {}
};

/// One life of the gateway.
struct Life {
  Life(const std::string& where, Outside& outside, unsigned number)
      : home(where), outside(outside), random(number), peer(outside), mail(outside) {
    clock.advance(std::chrono::hours{5 * (number % 10)});  // each life is later than the one before
    settings.domain = "gateway.example";
    settings.policy.follow_up.seller_contact = "billing@acme.example";
  }

  /// Start-up, and everything there is to do, until it comes to rest. Returns false when something failed.
  bool live() {
    auto opened_files = store::FileBlobs::open(disk, digest, home + "/state");
    if (!opened_files) return false;
    files = std::move(opened_files).value();
    auto opened = store::SqliteStore::open(home + "/state", digest);
    if (!opened) return false;
    store = std::move(opened).value();
    blobs = std::make_unique<store::KeptBlobs>(*files, *store, digest);
    if (!inbox.prepare()) return false;
    scheduler = std::make_unique<Scheduler>(World{*store,
                                                  *blobs,
                                                  checker,
                                                  lookup,
                                                  {{core::Channel::as4, &peer}},
                                                  mail,
                                                  answers,
                                                  inbox,
                                                  clock,
                                                  random,
                                                  quiet},
                                            settings, SchedulerSettings{}, at_once);
    folder::IntakeSettings in;
    in.path = home + "/in";
    in.reserve_bytes = 0;
    in.reserve_percent = 0;
    folder::Intake intake({disk, *store, *files, clock, random, quiet}, in);
    if (!scheduler->recover() || !intake.recover() || !intake.look()) return false;
    receive();
    if (!settle()) return false;
    // Past the first retry; then, hour by hour, past those that a late kill has put off.
    for (const auto wait : {15s, 2min + 0s, 1h + 0s, 1h + 0s, 1h + 0s}) {
      clock.advance(wait);
      if (!settle()) return false;
    }
    return true;
  }

  /// The other access point sends its message until it has our receipt.
  void receive() {
    const core::InboundMessage message{core::MessageId::parse("in-1@peer.example").value(),
                                       core::InstanceId::parse("inst-1").value(),
                                       "POP000009",
                                       "0088:7300010000009",
                                       "0088:7300010000001",
                                       "doctype",
                                       "process",
                                       kInboundPayload,
                                       "request",
                                       "receipt drawn in " + random.uuid()};
    const auto reception = scheduler->inbound().receive(message);
    if (const auto* accepted = std::get_if<core::Accepted>(&reception)) {
      outside.receipts.add(message.message_id.text(), accepted->receipt);
    }
  }

  bool settle() {
    for (int i = 0; i < 50; ++i) {
      const auto started = scheduler->step();
      if (!started) return false;
      if (*started == 0) return true;
    }
    return false;
  }

  std::string home;
  Outside& outside;
  test::FakeClock clock;
  test::FakeRandom random;
  keys::OpenSslDigest digest;
  disk::PosixDisk disk;
  test::FakeChecker checker;
  Lookup lookup;
  Peer peer;
  MailServer mail;
  Quiet quiet;
  folder::FileAnswers answers{disk};
  folder::FileInbox inbox{disk, {{"0088:7300010000001", home + "/inbox"}}, home + "/quarantine"};
  std::unique_ptr<store::SqliteStore> store;
  std::unique_ptr<store::FileBlobs> files;
  std::unique_ptr<store::KeptBlobs> blobs;
  Settings settings;
  InlineExecutor at_once;
  std::unique_ptr<Scheduler> scheduler;
};

void drop(const std::string& home, const std::string& name, const std::string& content) {
  std::ofstream(home + "/in/" + name + ".part") << content;
  fs::rename(home + "/in/" + name + ".part", home + "/in/" + name);
}

void prepare(const std::string& home) {
  for (const auto* name : {"in", "state", "inbox", "quarantine"}) fs::create_directories(home + "/" + name);
  drop(home, "good.xml", kGood);
  drop(home, "doubt.xml", kDoubtful);
  drop(home, "bad.xml", kBad);
  drop(home, "nowhere.xml", kNowhere);
}

/// Each how manieth call is tried: 1, unless the environment says otherwise. A sanitizer makes each fork ten
/// times as dear; `make check` tries every call without one, and some under one.
long stride() {
  const char* said = std::getenv("QUITTANCE_CRASH_STRIDE");
  return said == nullptr ? 1 : std::max(1L, std::strtol(said, nullptr, 10));
}

/// Lives in a child that dies at its n-th disk call. Returns its exit code.
int life_in_a_child(const std::string& home, Outside& outside, unsigned number, long n) {
  const pid_t child = ::fork();
  if (child == 0) {
    CrashPoints::arm(n);
    Life life(home, outside, number);
    const bool lived = life.live();
    ::_exit(lived ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::vector<std::string> files_in(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (!entry.is_directory()) names.push_back(entry.path().filename());
  }
  return names;
}

int ending_with(const std::vector<std::string>& names, const std::string& end) {
  return static_cast<int>(
      std::count_if(names.begin(), names.end(), [&](const auto& name) { return name.ends_with(end); }));
}

core::Delivery only_delivery(Life& life, const std::string& number) {
  const auto ids = life.store->items_named(number, 10).value();
  EXPECT_EQ(ids.size(), 1u) << number << ": lost or doubled";
  return life.store->delivery(core::DeliveryId::parse(ids.at(0)).value()).value().value();
}

void expect_receipted(Life& life, const std::string& number) {
  const auto delivery = only_delivery(life, number);
  EXPECT_EQ(delivery.state(), State::receipted) << number;
  ASSERT_TRUE(delivery.envelope);
  const std::string id = delivery.envelope->message_id.text();
  // Nothing doubled: all that reached the peer bears one MessageId, and all its copies are the same bytes.
  EXPECT_EQ(life.outside.arrived.ids_with(number), std::set<std::string>{id});
  EXPECT_EQ(life.outside.arrived.contents_of(id).size(), 1u) << number;
  // Nothing invented: the receipt is kept and names what arrived.
  const auto receipt = life.store->attachment(delivery.id.text(), "receipt").value();
  ASSERT_TRUE(receipt) << number;
  EXPECT_EQ(life.blobs->get(*receipt).value(), "<Receipt of='" + id + "'/>");
}

void expect_sound_store(Life& life) {
  EXPECT_EQ(life.store->check_chain().value(), std::nullopt);
  std::vector<core::Progress> there;
  const auto all = [&] {
    std::vector<core::Progress> found;
    for (const auto* number : {"GOOD", "DOUBT", "BAD", "NOWHERE"})
      found.push_back(only_delivery(life, number).progress);
    return found;
  };
  there = all();
  for (const auto& progress : there) {
    EXPECT_TRUE(!is_open(progress.state) || progress.next_at) << "stuck in " << progress.state;
  }
  EXPECT_TRUE(life.store->rebuild_progress().ok());
  EXPECT_EQ(all(), there);
  EXPECT_EQ(life.store->status().value().outbox, 0);
}

void expect_folders_in_line(const std::string& home) {
  EXPECT_TRUE(files_in(home + "/in").empty());
  const auto accepted = files_in(home + "/in/accepted");
  EXPECT_EQ(accepted.size(), 3u);
  for (const auto* name : {"-good.xml", "-doubt.xml", "-nowhere.xml"})
    EXPECT_EQ(ending_with(accepted, name), 1) << name;
  const auto rejected = files_in(home + "/in/rejected");
  EXPECT_EQ(rejected.size(), 3u);
  for (const auto* name : {"-bad.xml", ".report.json", ".report.html"})
    EXPECT_EQ(ending_with(rejected, name), 1) << name;
  const auto receipts = files_in(home + "/in/receipts");
  EXPECT_EQ(ending_with(receipts, ".result.json"), 3);
  EXPECT_EQ(ending_with(receipts, ".receipt.xml"), 2);
  int claims = 0;
  for (const auto& entry : fs::directory_iterator(home + "/in/processing"))
    claims += entry.path().filename() != ".tmp";
  EXPECT_EQ(claims, 0) << "a claim is left behind";
}

void expect_promises_kept(Life& life) {
  expect_receipted(life, "GOOD");
  expect_receipted(life, "DOUBT");
  EXPECT_EQ(only_delivery(life, "BAD").state(), State::rejected);
  EXPECT_TRUE(life.outside.arrived.ids_with("BAD").empty());
  EXPECT_EQ(only_delivery(life, "NOWHERE").state(), State::undeliverable);
  // A letter may go out once more after a kill, but as the same letter.
  EXPECT_EQ(life.outside.letters.ids_with("NOWHERE").size(), 1u);
  EXPECT_LE(life.outside.letters.contents_of(*life.outside.letters.ids_with("NOWHERE").begin()).size(), 1u);
  EXPECT_EQ(life.outside.receipts.contents_of("in-1@peer.example").size(), 1u)
      << "receipts of one message differ";
  EXPECT_EQ(files_in(life.home + "/inbox"), std::vector<std::string>{"inst-1.xml"});
  EXPECT_TRUE(files_in(life.home + "/quarantine").empty());
  expect_sound_store(life);
  expect_folders_in_line(life.home);
}

TEST(CrashPoints, TheDisksCallsOfSQLiteAreCountedToo) {
  test::TemporaryFolder home;
  CrashPoints::arm(0);
  const auto before = CrashPoints::passed();
  {
    ASSERT_TRUE(store::SqliteStore::open(home.path(), keys::OpenSslDigest()).ok());
  }
  EXPECT_GT(CrashPoints::passed() - before, 30) << "the interposed calls are not the ones SQLite makes";
}

TEST(CrashPoints, WhereverItIsKilledNothingIsLostDoubledStuckOrInvented) {
  SharedOutside outside;
  long n = 0;
  int code = test::kCrashed;
  for (n = 1; code == test::kCrashed && n < 5000; n += stride()) {
    SCOPED_TRACE("killed at disk call " + std::to_string(n));
    test::TemporaryFolder home;
    outside.clear();
    prepare(home.path());
    const auto seed = static_cast<unsigned>(n) * 10;
    code = life_in_a_child(home.path(), *outside, seed, n);
    ASSERT_TRUE(code == 0 || code == test::kCrashed) << "the first life ended with " << code;
    if (n % 3 == 0) {  // the second life is killed while it recovers, at a point that wanders
      const int second = life_in_a_child(home.path(), *outside, seed + 1, n / 3 % 60 + 1);
      ASSERT_TRUE(second == 0 || second == test::kCrashed) << "the second life ended with " << second;
    }
    Life last(home.path(), *outside, seed + 2);
    ASSERT_TRUE(last.live());
    expect_promises_kept(last);
    if (::testing::Test::HasFailure()) return;
  }
  EXPECT_EQ(code, 0) << "the last run must reach its end";
  EXPECT_GT(n, 150) << "so few calls cannot be the whole way";
  RecordProperty("crash_points", static_cast<int>(n - 1));
  std::cout << "crash points visited: each " << stride() << ". of " << n - 1 << "\n";
}

}  // namespace
}  // namespace quittance::delivery
