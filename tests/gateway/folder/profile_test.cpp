#include "gateway/folder/profile.h"

#include <gtest/gtest.h>

#include "gateway/folder/complete.h"

namespace quittance::folder {
namespace {

using core::FileEntry;
using core::FileKind;
using std::chrono::seconds;

FileEntry file(const std::string& name, std::uint64_t size = 10, std::int64_t changed = 1) {
  FileEntry entry;
  entry.name = name;
  entry.kind = FileKind::regular;
  entry.size = size;
  entry.inode = 7;
  entry.links = 1;
  entry.modified_ns = entry.changed_ns = changed;
  return entry;
}

Watcher::Steady at(int second) { return Watcher::Steady{seconds{second}}; }

Readiness one(Watcher& watcher, const FileEntry& entry, int second) {
  return watcher.look({entry}, at(second)).at(0).readiness;
}

TEST(Names, UnfinishedAndHiddenOnesAreIgnored) {
  for (const auto* name : {".x.xml", "~x.xml", "x.part", "X.PART", "x.xml.tmp", "x.filepart", "."}) {
    EXPECT_TRUE(is_ignored(name)) << name;
  }
  for (const auto* name : {"x.xml", "part", "x.parts", "a~", "tmp.xml"})
    EXPECT_FALSE(is_ignored(name)) << name;
}

TEST(Names, OfAnswersNeverComeFromHostileText) {
  EXPECT_EQ(answer_name("ID", "acme-1001.xml"), "ID-acme-1001.xml");
  EXPECT_EQ(answer_name("ID", std::string(100, 'a')), "ID-" + std::string(100, 'a'));
  for (const auto& name : {std::string(".hidden"), std::string(101, 'a'), std::string("a b"),
                           std::string("a/b"), std::string("a\nb"), std::string("\xff"), std::string("é.xml"),
                           std::string(";$(x)"), std::string()}) {
    EXPECT_EQ(answer_name("ID", name), "ID-document.xml") << name;
  }
}

TEST(RenameProfile, IsReadyWhenSeen) {
  Watcher watcher(Profile::rename, seconds{10});
  EXPECT_EQ(one(watcher, file("x.xml"), 0), Readiness::ready);
}

TEST(RenameProfile, AFileWithTwoNamesWaitsForItsUnlinkAndIsOddWhenThatNeverComes) {
  Watcher watcher(Profile::rename, seconds{10});
  auto twice = file("x.xml");
  twice.links = 2;
  EXPECT_EQ(one(watcher, twice, 0), Readiness::waiting);
  EXPECT_EQ(one(watcher, twice, 10), Readiness::odd);
  twice.links = 1;
  EXPECT_EQ(one(watcher, twice, 11), Readiness::ready);
}

TEST(AnyProfile, WhatIsNoFileIsOddButOurOwnFolders) {
  Watcher watcher(Profile::rename, seconds{10});
  auto entry = file("x.xml");
  entry.kind = FileKind::link;
  EXPECT_EQ(one(watcher, entry, 0), Readiness::odd);
  entry.kind = FileKind::other;
  EXPECT_EQ(one(watcher, entry, 0), Readiness::odd);
  entry.kind = FileKind::directory;
  EXPECT_EQ(one(watcher, entry, 0), Readiness::odd);
  for (const auto* name : {"processing", "accepted", "rejected", "receipts"}) {
    entry.name = name;
    EXPECT_EQ(one(watcher, entry, 0), Readiness::ignored) << name;
  }
}

TEST(StableProfile, WaitsUntilNothingChangedForTheSettlingTime) {
  Watcher watcher(Profile::stable, seconds{10});
  EXPECT_EQ(one(watcher, file("x.xml", 10), 0), Readiness::waiting);
  EXPECT_EQ(one(watcher, file("x.xml", 20), 9), Readiness::waiting);
  EXPECT_EQ(one(watcher, file("x.xml", 20), 18), Readiness::waiting);
  EXPECT_EQ(watcher.next_look(at(18)), std::chrono::seconds{1});
  EXPECT_EQ(one(watcher, file("x.xml", 20), 19), Readiness::ready);
}

TEST(StableProfile, ATimeThatWasSetBackIsAChangeToo) {
  Watcher watcher(Profile::stable, seconds{10});
  EXPECT_EQ(one(watcher, file("x.xml", 10, 5), 0), Readiness::waiting);
  auto touched = file("x.xml", 10, 5);
  touched.changed_ns = 6;  // put -p: mtime as before, ctime now
  EXPECT_EQ(one(watcher, touched, 10), Readiness::waiting);
}

TEST(StableProfile, AFileThatWasReplacedByOneOfTheSameSizeStartsAnew) {
  Watcher watcher(Profile::stable, seconds{10});
  one(watcher, file("x.xml"), 0);
  auto other = file("x.xml");
  other.inode = 8;
  EXPECT_EQ(one(watcher, other, 10), Readiness::waiting);
}

TEST(MarkerProfile, IsReadyWhenItsMarkerCame) {
  Watcher watcher(Profile::marker, seconds{10});
  EXPECT_EQ(one(watcher, file("x.xml"), 0), Readiness::waiting);
  for (const auto* marker : {"x.xml.done", "x.xml.ok", "x.xml.sha256"}) {
    const auto sights = watcher.look({file("x.xml", 10, 5), file(marker, 0, 6)}, at(1));
    EXPECT_EQ(sights[0].readiness, Readiness::ready) << marker;
    EXPECT_EQ(sights[0].marker, marker);
    EXPECT_EQ(sights[1].readiness, Readiness::ignored);
  }
}

TEST(MarkerProfile, AnOldMarkerDoesNotVouchForANewFile) {
  Watcher watcher(Profile::marker, seconds{10});
  const auto sights = watcher.look({file("x.xml", 10, 7), file("x.xml.done", 0, 6)}, at(1));
  EXPECT_EQ(sights[0].readiness, Readiness::waiting);
}

struct WholeCase {
  const char* name;
  std::string text;
  Wholeness expected;
};
class Whole : public ::testing::TestWithParam<WholeCase> {};

std::string utf16(const std::string& text) {
  std::string out = "\xff\xfe";
  for (const char c : text) out += {c, '\0'};
  return out;
}

TEST_P(Whole, IsToldByBothEnds) {
  EXPECT_EQ(wholeness(GetParam().text, GetParam().text), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Files, Whole,
    ::testing::Values(
        WholeCase{"Xml", "<?xml version=\"1.0\"?><Invoice><ID>1</ID></Invoice>", Wholeness::whole},
        WholeCase{"XmlWithSpaceAndComment",
                  "<!-- <x> -->\n<Invoice a='b'>\n</Invoice >\n<!-- bye > -->\n<?p q?>\n", Wholeness::whole},
        WholeCase{"XmlWithPrefix", "<ubl:Invoice xmlns:ubl='u'></ubl:Invoice>", Wholeness::whole},
        WholeCase{"XmlEmptyRoot", "<Invoice a='1'/>", Wholeness::whole},
        WholeCase{"XmlBom", "\xef\xbb\xbf<a></a>", Wholeness::whole},
        WholeCase{"XmlUtf16", utf16("<a>1</a>"), Wholeness::whole},
        WholeCase{"XmlUtf16Cut", utf16("<a>1</"), Wholeness::partial},
        WholeCase{"XmlBrokenInTheMiddle", "<a><b></a>", Wholeness::whole},
        WholeCase{"XmlCutInText", "<Invoice><ID>1", Wholeness::partial},
        WholeCase{"XmlCutAfterAChild", "<Invoice><ID>1</ID>", Wholeness::partial},
        WholeCase{"XmlCutAfterAnEmptyChild", "<Invoice><InvoiceLine/>", Wholeness::partial},
        WholeCase{"XmlCutInEndTag", "<Invoice></Invoice", Wholeness::partial},
        WholeCase{"XmlCutInComment", "<Invoice/><!-- x", Wholeness::partial},
        WholeCase{"XmlRootNotBegun", "<?xml version='1.0'?>", Wholeness::beyond},
        WholeCase{"XmlRootNameCut", "<Inv", Wholeness::beyond},
        WholeCase{"XmlCommentBegunEarlier", "<a></a> it goes on -->", Wholeness::beyond},
        WholeCase{"Nothing", "", Wholeness::partial},
        WholeCase{"Pdf", "%PDF-1.7\n...\n%%EOF\n", Wholeness::whole},
        WholeCase{"PdfCut", "%PDF-1.7\n...", Wholeness::partial},
        WholeCase{"Zip", std::string("PK\x03\x04...PK\x05\x06\0\0", 13), Wholeness::whole},
        WholeCase{"ZipCut", "PK\x03\x04...", Wholeness::partial},
        WholeCase{"Edifact", "UNB+UNOC:3+A+B+260101:1200+1'UNZ+0+1'\r\n", Wholeness::whole},
        WholeCase{"EdifactOwnTerminator", "UNA:+.? ~UNB+UNOC:3~UNZ+0+1~", Wholeness::whole},
        WholeCase{"EdifactCut", "UNB+UNOC:3+A+B+260101:1200+1'UNZ+0", Wholeness::partial},
        WholeCase{"Text", "hello", Wholeness::unknown}),
    [](const auto& instance) { return instance.param.name; });

}  // namespace
}  // namespace quittance::folder
