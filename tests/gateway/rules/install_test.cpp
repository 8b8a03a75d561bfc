#include "gateway/rules/install.h"

#include <gmock/gmock.h>

#include "gateway/rules/pack_files.h"
#include "gateway/rules/verify.h"
#include "tests/gateway/rules/shelf.h"

namespace quittance::rules {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr Date kToday = 2026y / 11 / 24;

class Install : public testing::Test {
 protected:
  Catalogue catalogue() {
    auto opened = Catalogue::open(scratch_.path() / "rules");
    EXPECT_TRUE(opened.ok()) << opened.error();
    return opened ? *opened : Catalogue{};
  }

  Result<std::vector<InstalledPack>> install(InstallOptions options) {
    options.today = kToday;
    return rules::install(options, catalogue(), digest_);
  }

  /// The one pack of a release that installs.
  InstalledPack one(const InstallOptions& options) {
    const auto installed = install(options);
    EXPECT_TRUE(installed.ok()) << installed.error();
    if (!installed) return {};
    EXPECT_EQ(installed->size(), 1U);
    return installed->front();
  }

  std::string refusal(const InstallOptions& options) {
    const auto installed = install(options);
    return installed ? "installed" : installed.error().detail;
  }

  Scratch scratch_;
  keys::OpenSslDigest digest_;
};

TEST_F(Install, TakesOneSchematronFile) {
  const auto rules = schematron("X-1");
  const auto installed = one({.path = scratch_.write("in/My-Rules_V2.1.sch", rules)});
  EXPECT_EQ(installed.pack.name, "My-Rules");
  EXPECT_EQ(installed.pack.version, "2.1");
  EXPECT_FALSE(installed.trouble);
  const auto now = catalogue();
  ASSERT_EQ(now.packs().size(), 1U);
  EXPECT_TRUE(now.packs()[0].by_operator);
  EXPECT_EQ(now.packs()[0].sha256(), keys::sha256(rules));
  EXPECT_TRUE(verify(now, digest_).mismatches.empty());
  EXPECT_EQ(*PackFiles(now.packs()[0], digest_).read("My-Rules_V2.1.sch"), rules);
}

TEST_F(Install, TakesIncludedFilesAndThoseOpenedByDocument) {
  scratch_.write(
      "in/ubl/Main-1.0.sch",
      schematron("X-1",
                 R"x(<include href="../common.sch"/><let name="codes" value="document('codes.xml')"/>)x"));
  scratch_.write("in/common.sch",
                 R"(<pattern xmlns="http://purl.oclc.org/dsdl/schematron"><rule context="/a">)"
                 R"(<assert test="1">x</assert></rule></pattern>)");
  scratch_.write("in/ubl/codes.xml", "<codes/>");
  scratch_.write("in/ubl/unrelated.xml", "<x/>");
  const auto pack = one({.path = scratch_.path() / "in/ubl/Main-1.0.sch"}).pack;
  std::vector<std::string> names;
  for (const auto& file : pack.files) names.push_back(file.name);
  EXPECT_THAT(names, testing::ElementsAre("common.sch", "ubl/Main-1.0.sch", "ubl/codes.xml"));
  EXPECT_EQ(pack.main, "ubl/Main-1.0.sch");
}

TEST_F(Install, TakesEveryPackOfAZipAndNoFragment) {
  scratch_.write(
      "release-3.2.zip",
      zip_of({{"rel/sch/FACTUR-X_BASIC.sch", schematron("B-1")},
              {"rel/sch/EN16931-UBL-validation.sch",
               schematron("U-1", R"(<include href="abstract/part.sch"/>)")},
              {"rel/sch/abstract/part.sch",
               R"(<pattern xmlns="http://purl.oclc.org/dsdl/schematron"><rule context="/a">)"
               R"(<assert test="1">x</assert></rule></pattern>)"},
              {"rel/xslt/render.xslt",
               R"(<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"/>)"},
              {"rel/readme.txt", "hello"}}));
  const auto installed = install({.path = scratch_.path() / "release-3.2.zip"});
  ASSERT_TRUE(installed.ok()) << installed.error();
  ASSERT_EQ(installed->size(), 2U);
  EXPECT_EQ((*installed)[0].pack.name, "EN16931-UBL");
  EXPECT_EQ((*installed)[0].pack.version, "3.2");
  EXPECT_EQ((*installed)[0].pack.files.size(), 2U);
  EXPECT_EQ((*installed)[0].pack.source, "release-3.2.zip");
  EXPECT_EQ((*installed)[1].pack.name, "FX-BASIC");
}

TEST_F(Install, PrefersTheWholeSourceToItsPieces) {
  scratch_.write("in/EN16931-CII-validation.sch", schematron("C-1"));
  scratch_.write("in/EN16931-CII-validation-preprocessed.sch", schematron("C-1"));
  EXPECT_EQ(one({.path = scratch_.path() / "in", .version = "9"}).pack.main,
            "EN16931-CII-validation-preprocessed.sch");
}

TEST_F(Install, TheFirstVersionOfAPackIsInForceSinceEver) {
  EXPECT_FALSE(one({.path = scratch_.write("in/A-1.0.sch", schematron("A-1"))}).pack.valid_from);
}

TEST_F(Install, ANewerVersionComesIntoForceToday) {
  pin_pack(scratch_);
  EXPECT_EQ(one({.path = scratch_.write("in/A-1.1.sch", schematron("A-2"))}).pack.valid_from, kToday);
  EXPECT_EQ((*catalogue().in_force("A", kToday))->version, "1.1");
  EXPECT_EQ((*catalogue().in_force("A", 2026y / 11 / 23))->version, "1.0");
}

TEST_F(Install, KeepsThatItsDaysAreThoseOfIssue) {
  pin_pack(scratch_);
  one({.path = scratch_.write("in/A-1.1.sch", schematron("A-2")),
       .valid_from = 2026y / 11 / 1,
       .by_issue = true});
  EXPECT_EQ((*catalogue().in_force("A", kToday, 2026y / 10 / 31))->version, "1.0");
  EXPECT_EQ((*catalogue().in_force("A", kToday, 2026y / 11 / 1))->version, "1.1");
}

TEST_F(Install, AnOlderVersionDoesNotReplaceTheNewer) {
  pin_pack(scratch_);
  EXPECT_FALSE(one({.path = scratch_.write("in/A-0.9.sch", schematron("A-0"))}).pack.valid_from);
  EXPECT_EQ((*catalogue().in_force("A", kToday))->version, "1.0");
}

TEST_F(Install, TheSameVersionInAnotherFormReplacesThePinnedOne) {
  pin_pack(scratch_, "2026-09-01");
  EXPECT_EQ(one({.path = scratch_.write("in/A-1.0.sch", schematron("A-2"))}).pack.valid_from,
            Date(2026y / 9 / 1));
  EXPECT_TRUE((*catalogue().in_force("A", kToday))->by_operator);
}

TEST_F(Install, ADayThatIsSaidHolds) {
  pin_pack(scratch_);
  one({.path = scratch_.write("in/A-1.1.sch", schematron("A-2")), .valid_from = 2027y / 1 / 1});
  EXPECT_EQ((*catalogue().in_force("A", 2026y / 12 / 31))->version, "1.0");
  EXPECT_EQ((*catalogue().in_force("A", 2027y / 1 / 1))->version, "1.1");
}

TEST_F(Install, TheDayStandsForAVersionNobodySays) {
  pin_pack(scratch_);
  const auto installed = one({.path = scratch_.write("in/A.sch", schematron("A-2"))});
  EXPECT_TRUE(installed.version_guessed);
  EXPECT_EQ(installed.pack.version, "2026.11.24");
  EXPECT_EQ((*catalogue().in_force("A", kToday))->version, "2026.11.24");
}

TEST_F(Install, TheSameAgainChangesNothing) {
  const auto path = scratch_.write("in/A-1.1.sch", schematron("A-1"));
  EXPECT_TRUE(one({.path = path}).fresh);
  EXPECT_FALSE(one({.path = path}).fresh);
  EXPECT_EQ(catalogue().packs().size(), 1U);
}

TEST_F(Install, OtherBytesUnderAnInstalledVersionAreRefusedWithBothHashes) {
  one({.path = scratch_.write("in/A-1.1.sch", schematron("A-1"))});
  EXPECT_EQ(refusal({.path = scratch_.write("in/A-1.1.sch", schematron("A-2"))}),
            "A 1.1 is installed with other bytes: say another --version\n  expected " +
                keys::sha256(schematron("A-1")).hex() + "\n  got      " +
                keys::sha256(schematron("A-2")).hex());
}

TEST_F(Install, AWrongHashIsRefusedWithBothHashes) {
  const auto path = scratch_.write("in/A-1.1.sch", schematron("A-1"));
  const auto installed = install({.path = path, .sha256 = keys::sha256("other")});
  ASSERT_FALSE(installed.ok());
  EXPECT_EQ(installed.error().code, "HASH");
  EXPECT_EQ(installed.error().detail, path.string() + ": wrong hash: refused\n  expected " +
                                          keys::sha256("other").hex() + "\n  got      " +
                                          keys::sha256(schematron("A-1")).hex());
  EXPECT_TRUE(catalogue().packs().empty());
}

TEST_F(Install, TheRightHashIsTaken) {
  const auto path = scratch_.write("in/A-1.1.sch", schematron("A-1"));
  EXPECT_TRUE(one({.path = path, .sha256 = keys::sha256(schematron("A-1"))}).fresh);
}

TEST_F(Install, RulesTheEngineRefusesAreInstalledWithAWarning) {
  const auto installed = one({.path = scratch_.write("in/A-1.1.sch", schematron("A-1", "<colour/>"))});
  ASSERT_TRUE(installed.trouble);
  EXPECT_THAT(*installed.trouble, HasSubstr("A-1.1.sch:1:"));
}

TEST_F(Install, AnExpressionTheEngineRefusesIsAWarningToo) {
  auto rules = schematron("A-1");
  rules.replace(rules.find("test=\"1\""), 8, "test=\"1 +\"");
  const auto installed = one({.path = scratch_.write("in/A-1.1.sch", rules)});
  ASSERT_TRUE(installed.trouble);
  EXPECT_THAT(*installed.trouble, HasSubstr("A-1.1.sch:1:"));
}

TEST_F(Install, DoesNotFollowALinkOutOfTheRelease) {
  scratch_.write("secret.xml", "<secret/>");
  scratch_.write("in/release/A-1.1.sch",
                 schematron("A-1", R"x(<let name="x" value="document('link.xml')"/>)x"));
  std::filesystem::create_symlink(scratch_.path() / "secret.xml", scratch_.path() / "in/release/link.xml");
  EXPECT_EQ(one({.path = scratch_.path() / "in/release"}).pack.files.size(), 1U);
}

TEST_F(Install, DoesNotReadAboveTheRelease) {
  scratch_.write("secret.xml", "<secret/>");
  const auto path = scratch_.write(
      "in/release/A-1.1.sch", schematron("A-1", R"x(<let name="x" value="document('../../secret.xml')"/>)x"));
  EXPECT_EQ(one({.path = path}).pack.files.size(), 1U);
}

TEST_F(Install, RefusesWhatHoldsNoRules) {
  const auto path = scratch_.write("in/readme.zip", zip_of({{"readme.txt", "hello"}}));
  EXPECT_EQ(refusal({.path = path}), path.string() + ": no rules in it (.sch, or .xslt made of one)");
  const auto text = scratch_.write("in/readme.txt", "hello");
  EXPECT_EQ(refusal({.path = text}), text.string() + " is neither a zip nor a .sch or .xslt file");
  EXPECT_EQ(refusal({.path = "/nowhere.zip"}), "/nowhere.zip: No such file or directory");
}

TEST_F(Install, RefusesOneNameForTwoPacks) {
  scratch_.write("in/r/A-1.sch", schematron("A-1"));
  scratch_.write("in/r/B-1.sch", schematron("B-1"));
  const auto path = scratch_.path() / "in/r";
  EXPECT_EQ(refusal({.path = path, .name = "C"}),
            path.string() + " holds 2 packs (A-1, B-1): --name fits one only, name its file");
}

TEST_F(Install, RefusesANameThatLeadsElsewhere) {
  const auto path = scratch_.write("in/A-1.1.sch", schematron("A-1"));
  EXPECT_EQ(refusal({.path = path, .name = "../../etc"}),
            "\"../../etc\" is no pack's name: say one with --name");
  EXPECT_EQ(refusal({.path = path, .version = ".."}), "\"..\" is no version: say one with --version");
  EXPECT_FALSE(std::filesystem::exists(scratch_.path() / "rules"));
}

}  // namespace
}  // namespace quittance::rules
