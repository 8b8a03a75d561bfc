#include "gateway/rules/zip.h"

#include <gmock/gmock.h>

#include "tests/gateway/rules/shelf.h"

namespace quittance::rules {
namespace {

using testing::ElementsAre;
using testing::Pair;

std::string refusal(BytesView archive, const ZipBounds& bounds = {}) {
  const auto files = unzip(archive, bounds);
  return files ? "unpacked" : files.error().detail;
}

TEST(Zip, GivesFilesAndNoFolders) {
  const auto files = unzip(zip_of({{"a/", "", AE_IFDIR}, {"a/b.sch", "one"}, {"c", ""}}));
  ASSERT_TRUE(files.ok()) << files.error();
  EXPECT_THAT(*files, ElementsAre(Pair("a/b.sch", "one"), Pair("c", "")));
}

TEST(Zip, RefusesNamesThatLeadOutside) {
  for (const auto* name : {"../x", "a/../../x", "/etc/x", "a//b", "./a", "a\\..\\b"}) {
    EXPECT_EQ(refusal(zip_of({{"fine", "x"}, {name, "x"}})),
              "entry 2 of the zip leads outside or has no proper name: refused")
        << name;
  }
}

TEST(Zip, RefusesLinks) {
  EXPECT_EQ(refusal(zip_of({{"link", "", AE_IFLNK, "/etc/passwd"}})),
            "entry 1 of the zip is a link: refused");
}

TEST(Zip, RefusesANameThatComesTwice) {
  EXPECT_EQ(refusal(zip_of({{"a", "1"}, {"a", "2"}})), "a comes twice in the zip: refused");
}

TEST(Zip, KeepsItsBoundsAtTheLimitAndBeyond) {
  const std::string ten(10, 'x');
  const auto two = zip_of({{"a", ten}, {"b", ten}});
  EXPECT_EQ(refusal(two, {.entries = 2}), "unpacked");
  EXPECT_EQ(refusal(two, {.entries = 1}), "the zip has more than 1 entries");
  EXPECT_EQ(refusal(two, {.total_bytes = 20}), "unpacked");
  EXPECT_EQ(refusal(two, {.total_bytes = 19}), "b in the zip is larger than allowed");
  EXPECT_EQ(refusal(two, {.file_bytes = 10}), "unpacked");
  EXPECT_EQ(refusal(two, {.file_bytes = 9}), "a in the zip is larger than allowed");
}

TEST(Zip, ABombCostsItsBoundOnly) {
  std::string zeros;
  zeros.resize(20'000'000);
  const auto bomb = zip_of({{"zeros", zeros}});
  EXPECT_LT(bomb.size(), 100'000U);
  EXPECT_EQ(refusal(bomb, {.file_bytes = 1'000'000}), "zeros in the zip is larger than allowed");
}

TEST(Zip, RefusesWhatIsCutOff) {
  const auto whole = zip_of({{"a", std::string(1000, 'x')}});
  for (const std::size_t length : {std::size_t{0}, std::size_t{3}, whole.size() / 2, whole.size() - 1}) {
    EXPECT_NE(refusal(BytesView(whole).substr(0, length)), "unpacked") << length;
  }
}

TEST(Zip, ReadsWhatItWritesAndWritesTheSameTwice) {
  const std::map<std::string, Bytes> files{
      {"a/b.sch", schematron("A-1")}, {"empty", ""}, {"zeros", Bytes(70'000, '\0')}};
  const auto archive = zip(files);
  const auto read = unzip(archive);
  ASSERT_TRUE(read.ok()) << read.error();
  EXPECT_EQ(*read, files);
  EXPECT_EQ(zip(files), archive);
}

TEST(Zip, RefusesWhatIsNone) { EXPECT_NE(refusal("<schema/>"), "unpacked"); }

}  // namespace
}  // namespace quittance::rules
