#include "gateway/config/config.h"

#include <gmock/gmock.h>

#include "gateway/config/print.h"
#include "tests/gateway/config/scratch.h"

namespace quittance::config {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

std::string told(const Loaded& loaded) {
  std::string text;
  for (const auto& problem : loaded.problems) text += problem.text() + "\n";
  return text;
}

Config good(std::string_view text) {
  auto loaded = load_text(text, "/etc/quittance/quittance.toml");
  EXPECT_EQ(told(loaded), "");
  return loaded.config ? *loaded.config : Config{};
}

TEST(Configuration, AnEmptyFileGivesTheDefaults) {
  const auto config = good("");
  EXPECT_EQ(config.node.name, "quittance");
  EXPECT_EQ(config.node.socket(), "/var/lib/quittance/control.sock");
  EXPECT_EQ(config.retry.give_up_after, hours(24));
  EXPECT_EQ(config.retry.ladder.front(), seconds(10));
  EXPECT_EQ(config.mail.smtp_port, 587);
  EXPECT_EQ(config.mail.smtp_tls, SmtpTls::starttls);
  EXPECT_EQ(config.limits.xml_bytes, 105'000'000U);
  EXPECT_EQ(config.limits.xml_depth, 128U);
  EXPECT_EQ(config.log.level, LogLevel::info);
  EXPECT_FALSE(config.as4.listen);
}

TEST(Configuration, AWorkingSenderTakesAtMostFifteenLines) {
  const auto text = smallest_sender();
  EXPECT_LE(std::ranges::count(text, '\n'), 15);
  const auto config = good(text);
  ASSERT_EQ(config.folders.size(), 1U);
  ASSERT_EQ(config.partners.size(), 1U);
  EXPECT_EQ(config.folders[0].path, "/srv/quittance/acme");
  EXPECT_EQ(config.folders[0].profile, Profile::rename);
  EXPECT_EQ(config.partners[0].channel, Channel::as4);
  EXPECT_EQ(config.as4.key_password->text(), "credential:as4-key");
}

TEST(Configuration, RelativePathsAreTakenFromTheFolderOfTheFile) {
  const auto config = good(smallest_sender());
  EXPECT_EQ(config.as4.key_store, "/etc/quittance/ap.p12");
  EXPECT_EQ(config.partners[0].certificate, "/etc/quittance/example-net.pem");
}

TEST(Configuration, AllTimesCanBeShortenedToSecondsAndLess) {
  const auto config = good(R"([retry]
ladder = ["200ms", "1s"]
give_up_after = "5s"
attempt_timeout = "1s500ms"
[followup]
receipt_watch = "3s"
[[folder]]
participant = "0088:1"
path = "in"
settle = "100ms"
rescan = "250ms"
)");
  EXPECT_EQ(config.retry.ladder, (std::vector<Duration>{milliseconds(200), seconds(1)}));
  EXPECT_EQ(config.retry.attempt_timeout, milliseconds(1500));
  EXPECT_EQ(config.followup.receipt_watch, seconds(3));
  EXPECT_EQ(config.folders[0].settle, milliseconds(100));
  EXPECT_EQ(config.folders[0].rescan, milliseconds(250));
}

TEST(Configuration, EachListElementBeginsWithTheDefaults) {
  const auto config = good(R"([[folder]]
participant = "0088:1"
path = "a"
profile = "stable"
settle = "2s"
[[folder]]
participant = "0088:2"
path = "b"
)");
  EXPECT_EQ(config.folders[0].profile, Profile::stable);
  EXPECT_EQ(config.folders[1].profile, Profile::rename);
  EXPECT_EQ(config.folders[1].settle, seconds(10));
}

TEST(Configuration, ListensOnIpv6InBrackets) {
  const auto config = good("[http]\nlisten = \"[::1]:0\"\n");
  EXPECT_EQ(config.http.listen, (Address{"::1", 0}));
}

TEST(Configuration, DropInsOverrideInTheOrderOfTheirNamesAndAddToLists) {
  const Scratch scratch;
  const auto file = scratch.write("quittance.toml", "[node]\nname = \"a\"\n[retry]\nattempts_at_once = 2\n");
  scratch.write("conf.d/20-b.toml",
                "[node]\nname = \"c\"\n[[folder]]\nparticipant = \"0088:2\"\npath = \"x\"\n");
  scratch.write("conf.d/10-a.toml",
                "[node]\nname = \"b\"\n[[folder]]\nparticipant = \"0088:1\"\npath = \"y\"\n");
  scratch.write("conf.d/.hidden.toml", "this is not TOML");
  scratch.write("conf.d/notes.txt", "nor is this");
  const auto loaded = load(file);
  ASSERT_EQ(told(loaded), "");
  EXPECT_EQ(loaded.config->node.name, "c");
  EXPECT_EQ(loaded.config->retry.attempts_at_once, 2U);
  ASSERT_EQ(loaded.config->folders.size(), 2U);
  EXPECT_EQ(loaded.config->folders[0].participant, "0088:1");
  EXPECT_EQ(loaded.config->folders[0].path, scratch.path() / "conf.d/y");
}

TEST(Configuration, ProblemsOfAllFilesAreToldInTheirOrder) {
  const Scratch scratch;
  const auto file = scratch.write("quittance.toml", "[retry]\nladder = \"1s\"\n[nod]\n");
  const auto second = scratch.write("conf.d/a.toml", "[node\n");
  const auto third = scratch.write("conf.d/b.toml", "[log]\nlevel = 3\n");
  EXPECT_EQ(
      told(load(file)),
      file.string() +
          ":2:10: error: retry.ladder must be a list of durations such as [\"10s\", \"5m\"], from \"1ms\" to "
          "\"7d\", not \"1s\"\n" +
          file.string() + ":3:1: error: unknown section [nod]; did you mean [node]?\n" + second.string() +
          ":1:6: error: Error while parsing table header: expected ']', saw '\\n'\n" + third.string() +
          ":2:9: error: log.level must be one of \"error\", \"warning\", \"notice\", \"info\", \"debug\", "
          "not the number "
          "3\n");
}

TEST(Configuration, AFileThatIsNotThereIsToldByName) {
  EXPECT_EQ(told(load("/nowhere/quittance.toml")),
            "/nowhere/quittance.toml: error: cannot be read: No such file or directory\n");
}

TEST(Configuration, AFolderIsNoConfiguration) {
  const Scratch scratch;
  EXPECT_EQ(told(load(scratch.path())), scratch.path().string() + ": error: is a folder, not a file\n");
}

TEST(Surroundings, TellEachMissingFileAndOpenSecretAtItsLine) {
  const Scratch scratch;
  scratch.write("ap.p12", "x");
  scratch.write("ca.pem", "x");
  scratch.write("in/keep", "");
  const auto secret = scratch.write("secret", "hush\n");
  std::filesystem::permissions(secret, std::filesystem::perms(0644));
  const auto file = scratch.write("quittance.toml", R"([node]
state_dir = "."
[as4]
key_store = "ap.p12"
key_password = "file:secret"
trust_store = "ca.pem"
[[folder]]
participant = "0088:1"
path = "in"
[[partner]]
name = "Example"
url = "https://ap.example.net/as4"
certificate = "gone.pem"
)");
  const auto loaded = load(file);
  ASSERT_EQ(told(loaded), "");
  std::string text;
  for (const auto& problem : check_surroundings(*loaded.config)) text += problem.text() + "\n";
  EXPECT_EQ(text, file.string() + ":13:1: error: partner.certificate: " +
                      (scratch.path() / "gone.pem").string() + ": No such file or directory\n" +
                      file.string() + ":5:1: error: as4.key_password: " + secret.string() +
                      " may be read by everybody: close it with chmod o= " + secret.string() + "\n");
}

/// What check_folders, and then check_surroundings, say of a file with one folder section.
std::pair<std::string, std::string> said_of(const Scratch& scratch, const std::string& more) {
  const auto file = scratch.write("quittance.toml", "[node]\nstate_dir = \"not/yet/there\"\n" + more);
  const auto loaded = load(file);
  if (!loaded.config) return {loaded.problems.front().text(), ""};
  std::pair<std::string, std::string> said;
  for (const auto& problem : check_folders(*loaded.config)) said.first += problem.text() + "\n";
  for (const auto& problem : check_surroundings(*loaded.config)) said.second += problem.text() + "\n";
  return said;
}

TEST(Surroundings, NameAMissingFolderAndWhatToDo) {
  const Scratch scratch;
  const auto [plain, deep] =
      said_of(scratch, "[[folder]]\nparticipant = \"0208:0456789133\"\npath = \"drop\"\n");
  EXPECT_THAT(plain, testing::MatchesRegex(
                         ".*quittance.toml:5:1: error: folder.path: .*/drop is missing: make it with "
                         "`install -d -m 2770 -o [^ ]+ .*/drop`\n"));
  EXPECT_EQ(plain, deep) << "the state directory is made by the daemon itself";
}

TEST(Surroundings, AreFineWhenTheFoldersAreThere) {
  const Scratch scratch;
  std::filesystem::create_directory(scratch.path() / "drop");
  const auto [plain, deep] =
      said_of(scratch, "[[folder]]\nparticipant = \"0208:0456789133\"\npath = \"drop\"\n");
  EXPECT_EQ(plain + deep, "");
}

TEST(Surroundings, TellAFileInAFoldersPlace) {
  const Scratch scratch;
  scratch.write("drop", "");
  const auto [plain, deep] =
      said_of(scratch, "[[folder]]\nparticipant = \"0208:0456789133\"\npath = \"drop\"\n");
  EXPECT_THAT(plain, testing::HasSubstr("/drop is not a folder"));
  EXPECT_EQ(plain, deep);
}

}  // namespace
}  // namespace quittance::config
