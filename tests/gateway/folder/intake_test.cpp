#include "gateway/folder/intake.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "gateway/disk/posix_disk.h"
#include "gateway/folder/answers.h"
#include "gateway/folder/inbox.h"
#include "gateway/store/sqlite_store.h"
#include "keys/crypto.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_random.h"
#include "tests/support/temporary_folder.h"

namespace quittance::folder {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

const std::string kInvoice = "<Invoice><ID>1</ID></Invoice>";

struct Told : IntakeObserver {
  std::vector<std::string> claims, oddities, troubles;
  void claimed(const core::DeliveryId& id, const core::Origin&) override { claims.push_back(id.text()); }
  void odd(const std::string&, const std::string& name, const std::string& reason) override {
    oddities.push_back(name + ": " + reason);
  }
  void trouble(const std::string&, const Error& error) override { troubles.push_back(error.code); }
};

struct InTheDropFolder : ::testing::Test {
  test::TemporaryFolder home;
  std::string drop = home / "in";
  test::FakeClock clock;
  test::FakeRandom random{1};
  keys::OpenSslDigest digest;
  disk::PosixDisk disk;
  Told told;
  std::unique_ptr<store::SqliteStore> store;
  std::unique_ptr<store::FileBlobs> blobs;
  IntakeSettings settings;
  std::optional<Intake> intake;

  void SetUp() override {
    fs::create_directories(drop);
    fs::create_directories(home / "state");
    blobs = store::FileBlobs::open(disk, digest, home / "state").value();
    store = store::SqliteStore::open(home / "state", digest).value();
    settings.path = drop;
    settings.reserve_bytes = 0;
    settings.reserve_percent = 0;
    start();
  }
  void start() {
    intake.emplace(Intake::World{disk, *store, *blobs, clock, random, told}, settings);
    const auto recovered = intake->recover();
    ASSERT_TRUE(recovered.ok()) << recovered.error();
  }
  void put(const std::string& name, const std::string& content = kInvoice) {
    std::ofstream(drop + "/" + name) << content;
  }
  std::size_t look() {
    const auto result = intake->look();
    EXPECT_TRUE(result.ok()) << result.error();
    return result.ok() ? result->claimed : 0;
  }
  std::vector<core::Delivery> claimed() { return store->in_state(core::State::claimed, 100).value(); }
  bool there(const std::string& path) { return fs::exists(fs::symlink_status(drop + "/" + path)); }
};

TEST_F(InTheDropFolder, AFinishedFileIsClaimedHashedAndCommitted) {
  put("a.xml");
  EXPECT_EQ(look(), 1u);
  ASSERT_EQ(claimed().size(), 1u);
  const auto delivery = claimed()[0];
  EXPECT_EQ(delivery.document, digest.of(kInvoice));
  EXPECT_EQ(delivery.origin.file_name, "a.xml");
  EXPECT_EQ(*blobs->get(delivery.document), kInvoice);
  EXPECT_FALSE(there("a.xml"));
  EXPECT_TRUE(there("processing/" + delivery.id.text() + "/a.xml"));
  EXPECT_EQ(look(), 0u);
}

TEST_F(InTheDropFolder, AFileThatIsCutOffWaitsUntilPatienceEnds) {
  put("a.xml", "<Invoice><ID>1");
  EXPECT_EQ(look(), 0u);
  clock.advance(std::chrono::hours{2});
  EXPECT_EQ(look(), 1u);
}

TEST_F(InTheDropFolder, AnUploadThatGoesOnIsTakenWhenItIsWhole) {
  put("a.xml", kInvoice.substr(0, 12));
  EXPECT_EQ(look(), 0u);
  put("a.xml");
  EXPECT_EQ(look(), 1u);
  EXPECT_EQ(claimed()[0].document, digest.of(kInvoice));
}

TEST_F(InTheDropFolder, LongCommentsAroundTheRootHideNothing) {
  const std::string comment = "<!-- " + std::string(std::size_t{2} << 20, 'x') + " -->";
  put("cut.xml", comment + "<Invoice><ID>1</ID>");
  put("only-comment.xml", comment);
  put("whole.xml", comment + kInvoice + comment);
  EXPECT_EQ(look(), 1U);
  EXPECT_TRUE(there("cut.xml"));
  EXPECT_TRUE(there("only-comment.xml"));
  EXPECT_FALSE(there("whole.xml"));
}

TEST_F(InTheDropFolder, TwoUploadsOfOneNameAreTwoDeliveries) {
  put("a.xml");
  EXPECT_EQ(look(), 1u);
  put("a.xml");
  EXPECT_EQ(look(), 1u);
  EXPECT_EQ(claimed().size(), 2u);
}

TEST_F(InTheDropFolder, UnfinishedNamesAndFoldersAreLeftAlone) {
  for (const auto* name : {"a.part", ".a.xml", "a.tmp", "~a.xml"}) put(name);
  EXPECT_EQ(look(), 0u);
  EXPECT_TRUE(there("a.part"));
  EXPECT_TRUE(told.oddities.empty());
}

/// A socket's name in the file system, bound and left behind.
void leave_socket(const std::string& folder, const std::string& name) {
  const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int at = ::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  // Through the folder's descriptor: a temporary folder's path may be longer than a socket's name can be.
  const auto path = "/proc/self/fd/" + std::to_string(at) + "/" + name;
  ASSERT_LT(path.size(), sizeof address.sun_path);
  std::ranges::copy(path, static_cast<char*>(address.sun_path));
  ASSERT_EQ(::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  ::close(at);
  ::close(socket);
}

TEST_F(InTheDropFolder, WhatIsNoFileIsToldOnceLeftAloneAndNeverFollowed) {
  put("target.part", "secret");
  std::ofstream(home / "outside.xml") << kInvoice;
  ASSERT_EQ(::symlink((drop + "/target.part").c_str(), (drop + "/link.xml").c_str()), 0);
  ASSERT_EQ(::symlink((home / "outside.xml").c_str(), (drop + "/out.xml").c_str()), 0);
  ASSERT_EQ(::symlink("nowhere", (drop + "/dangling.xml").c_str()), 0);
  ASSERT_EQ(::symlink("loop.xml", (drop + "/loop.xml").c_str()), 0);
  ASSERT_EQ(::symlink("/dev/zero", (drop + "/device.xml").c_str()), 0);
  ASSERT_EQ(::mkfifo((drop + "/fifo.xml").c_str(), 0600), 0);
  leave_socket(drop, "socket.xml");
  fs::create_directory(drop + "/folder.xml");
  put("folder.xml/inner.xml");
  const std::vector<std::string> expected{"dangling.xml: a symbolic link",
                                          "device.xml: a symbolic link",
                                          "fifo.xml: no regular file (FIFO, socket or device)",
                                          "folder.xml: a folder",
                                          "link.xml: a symbolic link",
                                          "loop.xml: a symbolic link",
                                          "out.xml: a symbolic link",
                                          "socket.xml: no regular file (FIFO, socket or device)"};
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(look(), 0u);
    clock.advance(settings.rescan);
  }
  std::ranges::sort(told.oddities);
  EXPECT_EQ(told.oddities, expected);
  EXPECT_TRUE(told.troubles.empty());
  for (const auto& line : expected) EXPECT_TRUE(there(line.substr(0, line.find(':')))) << line;
  EXPECT_TRUE(there("folder.xml/inner.xml"));
  put("good.xml");
  EXPECT_EQ(look(), 1u) << "the others keep nobody waiting";
}

TEST_F(InTheDropFolder, AFileWithASecondNameIsToldOnceWhenItStaysSo) {
  put("a.xml");
  fs::create_hard_link(drop + "/a.xml", home / "elsewhere.xml");
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(look(), 0u);
    clock.advance(settings.settle);
  }
  EXPECT_EQ(told.oddities, std::vector<std::string>{"a.xml: a file with 2 names (hard links)"});
  fs::remove(home / "elsewhere.xml");
  EXPECT_EQ(look(), 1u);
}

TEST_F(InTheDropFolder, AMarkerThatIsNoFileIsNoneAndIsTold) {
  settings.profile = Profile::marker;
  start();
  put("a.xml");
  put("target.part", "");
  ASSERT_EQ(::symlink((drop + "/target.part").c_str(), (drop + "/a.xml.done").c_str()), 0);
  ASSERT_EQ(::mkfifo((drop + "/a.xml.sha256").c_str(), 0600), 0);
  EXPECT_EQ(look(), 0u);
  fs::remove(drop + "/a.xml.done");
  put("a.xml.done", "");
  EXPECT_EQ(look(), 1u) << "a FIFO promises no hash";
  std::ranges::sort(told.oddities);
  EXPECT_EQ(told.oddities,
            (std::vector<std::string>{"a.xml.done: a symbolic link",
                                      "a.xml.sha256: no regular file (FIFO, socket or device)"}));
  EXPECT_TRUE(told.troubles.empty());
}

TEST_F(InTheDropFolder, NamesAreDataAndLeadNowhere) {
  const std::vector<std::string> names{"-rf",          "a b.xml",          "x\ny.xml",
                                       "x\rz.xml",     ";$(x).xml",        "CON",
                                       "\xff\xfe.xml", "\xe2\x80\xae.xml", "🧾.xml",
                                       "e\u0301.xml",  "\u00e9.xml",       "A.XML",
                                       "a.xml",        "a\\b.xml",         std::string(255, 'n'),
                                       "'quote\".xml"};
  for (const auto& name : names) put(name);
  EXPECT_EQ(look(), names.size());
  FileAnswers answers(disk);
  for (const auto& delivery : claimed()) {
    const core::Placement placement{delivery.id, delivery.origin, core::Place::accepted, {}, {}};
    const auto shown = answers.show(placement);
    EXPECT_TRUE(shown.ok()) << shown.error();
  }
  std::size_t accepted = 0;
  for (const auto& entry : fs::directory_iterator(drop + "/accepted")) {
    const auto name = entry.path().filename().string();
    EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"),
              std::string::npos)
        << name;
    ++accepted;
  }
  EXPECT_EQ(accepted, names.size());
  EXPECT_TRUE(fs::is_empty(drop + "/processing/.tmp"));
  EXPECT_EQ(std::distance(fs::directory_iterator(drop + "/processing"), {}), 1);
}

TEST_F(InTheDropFolder, AFileOverTheLimitIsRefusedWithAReportAndNotRead) {
  settings.largest_bytes = 1000;
  start();
  put("big.xml");
  fs::resize_file(drop + "/big.xml", std::uintmax_t{1} << 40);  // sparse
  EXPECT_EQ(look(), 1u);
  EXPECT_TRUE(claimed().empty());
  int files = 0;
  for (const auto& entry : fs::directory_iterator(drop + "/rejected")) {
    ++files;
    if (!entry.path().string().ends_with(".report.json")) continue;
    std::ifstream in(entry.path());
    const std::string text(std::istreambuf_iterator<char>(in), {});
    EXPECT_NE(text.find("FOLDER-SIZE"), std::string::npos) << text;
  }
  EXPECT_EQ(files, 2);
}

TEST_F(InTheDropFolder, AnUploaderThatStillWritesIsNotTaken) {
  // Writes one octet between the copy and the second look, as an uploader with an open file would.
  struct WritingDisk : disk::PosixDisk {
    std::string victim;
    Result<std::unique_ptr<core::WriteFile>> create(const core::Folder& folder) override {
      auto file = PosixDisk::create(folder);
      if (!victim.empty()) {
        for (const auto& entry : fs::recursive_directory_iterator(victim)) {
          if (entry.path().filename() == "a.xml") std::ofstream(entry.path(), std::ios::app) << " ";
        }
      }
      return file;
    }
  } writing;
  intake.emplace(Intake::World{writing, *store, *blobs, clock, random, told}, settings);
  ASSERT_TRUE(intake->recover().ok());
  blobs = store::FileBlobs::open(writing, digest, home / "state").value();
  intake.emplace(Intake::World{writing, *store, *blobs, clock, random, told}, settings);
  put("a.xml");
  writing.victim = drop + "/processing";
  EXPECT_EQ(look(), 0u);
  EXPECT_TRUE(claimed().empty());
  EXPECT_TRUE(there("a.xml"));
  writing.victim.clear();
  EXPECT_EQ(look(), 1u);
}

TEST_F(InTheDropFolder, WhatADeadProcessHadClaimedIsTakenUp) {
  const std::string id = "0f8fad5b-d9cb-469f-a165-70867728950e";
  fs::create_directories(drop + "/processing/" + id);
  std::ofstream(drop + "/processing/" + id + "/b.xml") << kInvoice;
  const std::string empty = "1f8fad5b-d9cb-469f-a165-70867728950e";
  fs::create_directories(drop + "/processing/" + empty);
  start();
  ASSERT_EQ(claimed().size(), 1u);
  EXPECT_EQ(claimed()[0].id.text(), id);
  EXPECT_FALSE(there("processing/" + empty));
  start();  // and only once
  EXPECT_EQ(claimed().size(), 1u);
}

TEST_F(InTheDropFolder, AFolderOfOursThatIsALinkStopsTheIntake) {
  fs::remove_all(drop + "/processing");
  fs::create_directories(home / "elsewhere");
  ASSERT_EQ(::symlink((home / "elsewhere").c_str(), (drop + "/processing").c_str()), 0);
  put("a.xml");
  const auto result = intake->look();
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, "DISK-KIND");
  EXPECT_TRUE(there("a.xml"));
}

TEST_F(InTheDropFolder, NothingIsTakenInWithoutRoom) {
  settings.reserve_bytes = std::uint64_t{1} << 60;
  start();
  put("a.xml");
  EXPECT_EQ(look(), 0u);
  EXPECT_EQ(told.troubles, std::vector<std::string>{"DISK-FULL"});
  EXPECT_TRUE(there("a.xml"));
}

TEST_F(InTheDropFolder, AMarkerVouchesAndGoes) {
  settings.profile = Profile::marker;
  start();
  put("a.xml", "<cut");
  EXPECT_EQ(look(), 0u);
  put("a.xml.done", "");
  EXPECT_EQ(look(), 1u);
  EXPECT_FALSE(there("a.xml.done"));
}

TEST_F(InTheDropFolder, AHashMarkerMustFit) {
  settings.profile = Profile::marker;
  start();
  put("a.xml");
  put("a.xml.sha256", digest.of("other").hex() + "  a.xml\n");
  EXPECT_EQ(look(), 0u);
  EXPECT_EQ(told.oddities, std::vector<std::string>{"a.xml: its .sha256 file names another hash"});
  put("a.xml.sha256", digest.of(kInvoice).hex() + "  a.xml\n");
  EXPECT_EQ(look(), 1u);
}

TEST_F(InTheDropFolder, AnswersFollowTheDelivery) {
  put("a.xml");
  ASSERT_EQ(look(), 1u);
  const auto delivery = claimed()[0];
  const std::string id = delivery.id.text();
  FileAnswers answers(disk);
  core::Placement placement{
      delivery.id, delivery.origin, core::Place::processing, {{".held.json", "{}"}}, {}};
  ASSERT_TRUE(answers.show(placement).ok());
  EXPECT_TRUE(there("processing/" + id + "/" + id + "-a.xml.held.json"));
  EXPECT_TRUE(there("processing/" + id + "/a.xml"));
  placement = {delivery.id, delivery.origin, core::Place::accepted, {}, {{".result.json", "{}"}}};
  for (int twice = 0; twice < 2; ++twice) {
    ASSERT_TRUE(answers.show(placement).ok());
    EXPECT_TRUE(there("accepted/" + id + "-a.xml"));
    EXPECT_TRUE(there("receipts/" + id + "-a.xml.result.json"));
    EXPECT_FALSE(there("processing/" + id));
  }
}

TEST_F(InTheDropFolder, TheInboxNamesByInstanceIdentifierOrHash) {
  fs::create_directories(home / "inbox");
  fs::create_directories(home / "quarantine");
  FileInbox inbox(disk, {{"0088:1", home / "inbox"}}, home / "quarantine");
  ASSERT_TRUE(inbox.prepare().ok());
  const auto good = core::InstanceId::parse("abc-1.2_3").value();
  const auto odd = core::InstanceId::parse("../../etc/passwd").value();
  const auto hash = digest.of(kInvoice);
  EXPECT_EQ(*inbox.hand_over("0088:1", good, hash, kInvoice), home / "inbox/abc-1.2_3.xml");
  EXPECT_EQ(*inbox.hand_over("0088:1", good, hash, kInvoice), home / "inbox/abc-1.2_3.xml");
  EXPECT_EQ(*inbox.hand_over("0088:1", odd, hash, kInvoice), home / ("inbox/" + hash.hex() + ".xml"));
  const auto other = digest.of("other");
  EXPECT_EQ(*inbox.hand_over("0088:1", good, other, "other"), home / ("inbox/" + other.hex() + ".xml"));
  EXPECT_EQ(inbox.hand_over("0088:9", good, hash, kInvoice).error().code, "INBOX-UNKNOWN");
  EXPECT_TRUE(inbox.quarantine("0088:1", good, hash, kInvoice, {{".report.json", "{}"}}).ok());
  EXPECT_TRUE(fs::exists(home / "quarantine/abc-1.2_3.report.json"));
}

}  // namespace
}  // namespace quittance::folder
