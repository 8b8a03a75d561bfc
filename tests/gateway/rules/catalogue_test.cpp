#include "gateway/rules/catalogue.h"

#include <gmock/gmock.h>

#include "gateway/rules/manifest.h"
#include "gateway/rules/pack_files.h"
#include "gateway/rules/verify.h"
#include "tests/gateway/rules/shelf.h"

namespace quittance::rules {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr Date kToday = 2026y / 11 / 24;

Catalogue open(const Scratch& scratch) {
  auto catalogue = Catalogue::open(scratch.path() / "rules");
  EXPECT_TRUE(catalogue.ok()) << catalogue.error();
  return catalogue ? *catalogue : Catalogue{};
}

/// Adds installed/A/VERSION.
void install(const Scratch& scratch, std::string_view version, std::string_view from,
             std::string_view until = "", std::string_view more = "") {
  const auto rules = schematron("A-1");
  const auto folder = fmt::format("rules/installed/A/{}/", version);
  scratch.write(folder + "A.sch", rules);
  scratch.write(folder + "pack.toml",
                fmt::format("name = \"A\"\nversion = \"{}\"\nmain = \"A.sch\"\nvalid_from = \"{}\"\n"
                            "valid_until = \"{}\"\n{}files = [ {{ name = \"A.sch\", sha256 = \"{}\" }} ]\n",
                            version, from, until, more, keys::sha256(rules).hex()));
}

std::string version_on(const Scratch& scratch, Date day) {
  const auto catalogue = open(scratch);
  const auto found = catalogue.in_force("a", day);
  return found ? (*found)->version : found.error().detail;
}

TEST(Catalogue, OfAFolderThatIsNotThereIsEmpty) {
  const auto catalogue = Catalogue::open("/nowhere");
  ASSERT_TRUE(catalogue.ok());
  EXPECT_TRUE(catalogue->packs().empty());
}

TEST(Catalogue, NamesAPackItDoesNotHave) {
  const auto catalogue = Catalogue::open("/nowhere");
  EXPECT_EQ(catalogue->in_force("A", kToday).error().detail,
            "no rule pack A in /nowhere: see quittance rules list, or add it with quittance rules install");
}

TEST(Catalogue, TakesTheVersionThatCameIntoForceLast) {
  const Scratch scratch;
  pin_pack(scratch);
  install(scratch, "1.1", "2026-07-01");
  install(scratch, "1.2", "2027-01-01");
  EXPECT_EQ(version_on(scratch, 2026y / 6 / 30), "1.0");
  EXPECT_EQ(version_on(scratch, 2026y / 7 / 1), "1.1");
  EXPECT_EQ(version_on(scratch, 2026y / 12 / 31), "1.1");
  EXPECT_EQ(version_on(scratch, 2027y / 1 / 1), "1.2");
}

TEST(Catalogue, AsksForTheDayOfIssueOnlyWhereTheManifestSaysSo) {
  const Scratch scratch;
  pin_pack(scratch);
  install(scratch, "1.1", "2026-07-01");
  install(scratch, "1.2", "2026-10-01", "", "dates = \"issue\"\n");
  const auto catalogue = open(scratch);
  const auto version = [&](Date day, std::optional<Date> issued) {
    return (*catalogue.in_force("A", day, issued))->version;
  };
  EXPECT_EQ(version(kToday, 2026y / 10 / 1), "1.2");
  EXPECT_EQ(version(kToday, 2026y / 9 / 30), "1.1") << "issued before 1.2, sent after 1.1";
  EXPECT_EQ(version(2026y / 6 / 30, 2026y / 9 / 30), "1.0");
  EXPECT_EQ(version(kToday, std::nullopt), "1.2")
      << "where it is not known, the day of sending stands for it";
  install(scratch, "1.3", "", "", "dates = \"payment\"\n");
  EXPECT_THAT(Catalogue::open(scratch.path() / "rules").error().detail, HasSubstr("dates must be"));
}

TEST(Catalogue, FallsBackWhenTheLaterVersionHasEnded) {
  const Scratch scratch;
  pin_pack(scratch);
  install(scratch, "1.1", "2026-07-01", "2026-07-31");
  EXPECT_EQ(version_on(scratch, 2026y / 7 / 31), "1.1");
  EXPECT_EQ(version_on(scratch, 2026y / 8 / 1), "1.0");
}

TEST(Catalogue, TakesTheNewerOfTwoWithoutDates) {
  const Scratch scratch;
  pin_pack(scratch);
  install(scratch, "1.0.10", "");
  install(scratch, "1.0.9", "");
  EXPECT_EQ(version_on(scratch, kToday), "1.0.10");
}

TEST(Catalogue, SaysWhichVersionsThereAreWhenNoneIsInForce) {
  const Scratch scratch;
  pin_pack(scratch, "2026-09-01", "2026-10-31");
  EXPECT_EQ(version_on(scratch, kToday),
            "rule pack a has no version in force on 2026-11-24, only 1.0 (2026-09-01 to 2026-10-31)");
}

TEST(Catalogue, LeavesHalfWrittenInstallsAlone) {
  const Scratch scratch;
  pin_pack(scratch);
  scratch.write("rules/installed/A/.new-x7/A.sch", "half");
  EXPECT_EQ(open(scratch).packs().size(), 1U);
}

TEST(OlderVersion, ComparesDigitsAsNumbers) {
  EXPECT_TRUE(older_version("1.3.9", "1.3.16"));
  EXPECT_TRUE(older_version("1.4.0", "1.4.0.03"));
  EXPECT_TRUE(older_version("2025.11", "2026.5"));
  EXPECT_TRUE(older_version("1.08", "1.9"));
  EXPECT_FALSE(older_version("1.3.16", "1.3.9"));
  EXPECT_FALSE(older_version("1.0", "1.0"));
  EXPECT_FALSE(older_version("1.09", "1.9"));
  EXPECT_TRUE(older_version("1.99999999999999999998", "1.99999999999999999999"));
}

struct BadManifest {
  const char* name;
  const char* text;
  const char* told;  ///< behind the file's name
};
std::ostream& operator<<(std::ostream& out, const BadManifest& bad) { return out << bad.text; }

const BadManifest kBad[] = {
    {"NoToml", "[[pack", ":1:7: Error while parsing table header: encountered end-of-file"},
    {"NoName", "[[pack]]\nversion = \"1\"\n", ":1:1: name is missing"},
    {"ANameThatClimbs", "[[pack]]\nname = \"../x\"\n",
     ":2:8: name must be of letters, digits, \".\", \"_\", \"+\" or \"-\""},
    {"AVersionThatIsANumber", "[[pack]]\nname = \"A\"\nversion = 1\n", ":3:11: version must be a text"},
    {"AFileOutside",
     "[[pack]]\nname = \"A\"\nversion = \"1\"\nmain = \"A.sch\"\nfiles = [ { to = \"../A.sch\", sha256 = "
     "\"0\" } ]\n",
     ":5:11: to must name a file inside the folder"},
    {"AHashThatIsNone",
     "[[pack]]\nname = \"A\"\nversion = \"1\"\nmain = \"A.sch\"\nfiles = [ { to = \"A.sch\", sha256 = \"0\" "
     "} ]\n",
     ":5:11: sha256 must be 64 hexadecimal digits"},
    {"AMainFileItDoesNotHave", "[[pack]]\nname = \"A\"\nversion = \"1\"\nmain = \"A.sch\"\nfiles = []\n",
     ":1:1: main \"A.sch\" is not one of files"},
    {"ADayThatIsNone",
     "[[pack]]\nname = \"A\"\nversion = \"1\"\nmain = \"A.sch\"\nvalid_from = \"soon\"\nfiles = []\n",
     ":5:14: valid_from must be a day such as \"2026-09-01\""},
};

class BadManifests : public testing::TestWithParam<BadManifest> {};

TEST_P(BadManifests, AreToldWithLineAndColumn) {
  const Scratch scratch;
  const auto file = scratch.write("manifest.toml", GetParam().text);
  const auto catalogue = Catalogue::open(scratch.path());
  ASSERT_FALSE(catalogue.ok());
  EXPECT_EQ(catalogue.error().detail, file.string() + GetParam().told);
}

INSTANTIATE_TEST_SUITE_P(Each, BadManifests, testing::ValuesIn(kBad),
                         [](const auto& bad) { return bad.param.name; });

TEST(Verify, FindsNothingWhereAllIsAsInstalled) {
  const Scratch scratch;
  pin_pack(scratch);
  const auto verified = verify(open(scratch), keys::OpenSslDigest());
  EXPECT_EQ(verified.files, 1U);
  EXPECT_TRUE(verified.mismatches.empty());
}

TEST(Verify, GivesBothHashesOfAChangedFile) {
  const Scratch scratch;
  pin_pack(scratch);
  const auto file = scratch.write("rules/packs/A/1.0/A.sch", "changed");
  const auto verified = verify(open(scratch), keys::OpenSslDigest());
  ASSERT_EQ(verified.mismatches.size(), 1U);
  EXPECT_EQ(verified.mismatches[0],
            (Mismatch{"A 1.0", file, keys::sha256(schematron("A-1")), keys::sha256("changed"), ""}));
}

TEST(Verify, SaysWhyAFileCannotBeRead) {
  const Scratch scratch;
  pin_pack(scratch);
  const auto file = scratch.path() / "rules/packs/A/1.0/A.sch";
  std::filesystem::remove(file);
  std::filesystem::create_symlink("/etc/hostname", file);
  const auto verified = verify(open(scratch), keys::OpenSslDigest());
  ASSERT_EQ(verified.mismatches.size(), 1U);
  EXPECT_FALSE(verified.mismatches[0].found);
  EXPECT_THAT(verified.mismatches[0].reason, HasSubstr("Too many levels of symbolic links"));
}

TEST(PackFiles, GiveWhatWasInstalled) {
  const Scratch scratch;
  pin_pack(scratch);
  const auto catalogue = open(scratch);
  const keys::OpenSslDigest digest;
  const auto bytes = PackFiles(catalogue.packs().front(), digest).read("A.sch");
  ASSERT_TRUE(bytes.ok()) << bytes.error();
  EXPECT_EQ(*bytes, schematron("A-1"));
}

TEST(PackFiles, RefuseAFileThatWasChangedAndGiveBothHashes) {
  const Scratch scratch;
  pin_pack(scratch);
  const auto file = scratch.write("rules/packs/A/1.0/A.sch", "changed");
  const auto catalogue = open(scratch);
  const keys::OpenSslDigest digest;
  EXPECT_EQ(PackFiles(catalogue.packs().front(), digest).read("A.sch").error().detail,
            file.string() + " is not what was installed: expected " + keys::sha256(schematron("A-1")).hex() +
                " got " + keys::sha256("changed").hex());
}

TEST(PackFiles, RefuseWhatIsNotThePacks) {
  const Scratch scratch;
  pin_pack(scratch);
  scratch.write("rules/packs/A/1.0/other.sch", "x");
  const auto catalogue = open(scratch);
  const keys::OpenSslDigest digest;
  const PackFiles files(catalogue.packs().front(), digest);
  EXPECT_FALSE(files.read("other.sch").ok());
  EXPECT_FALSE(files.read("../1.0/A.sch").ok());
  EXPECT_FALSE(files.read("/etc/hostname").ok());
}

TEST(InnerName, StaysInside) {
  EXPECT_TRUE(is_inner_name("a/b.sch"));
  EXPECT_TRUE(is_inner_name("..a/b"));
  for (const auto* name : {"", "/a", "a/", "a//b", "./a", "a/../b", "..", "a\\b", "a\nb"}) {
    EXPECT_FALSE(is_inner_name(name)) << name;
  }
  EXPECT_FALSE(is_inner_name(std::string_view("a\0b", 3)));
  EXPECT_FALSE(is_inner_name(std::string(501, 'a')));
}

}  // namespace
}  // namespace quittance::rules
