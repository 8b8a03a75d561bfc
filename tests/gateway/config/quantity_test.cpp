#include "gateway/config/quantity.h"

#include <gtest/gtest.h>

#include "gateway/config/spelling.h"
#include "gateway/config/suggest.h"

namespace quittance::config {
namespace {

TEST(Duration, IsReadInAnyUnit) {
  const std::pair<const char*, std::uint64_t> cases[] = {{"0s", 0},
                                                         {"1ms", 1},
                                                         {"30s", 30'000},
                                                         {"90m", 5'400'000},
                                                         {"24h", 86'400'000},
                                                         {"3d", 259'200'000},
                                                         {"2w", 1'209'600'000},
                                                         {"1h30m", 5'400'000},
                                                         {"1d1h1m1s1ms", 90'061'001}};
  for (const auto& [text, worth] : cases) {
    const auto parsed = parse_duration(text);
    ASSERT_TRUE(parsed) << text;
    EXPECT_EQ(static_cast<std::uint64_t>(parsed->count()), worth) << text;
  }
}

TEST(Duration, RefusesWhatIsNone) {
  for (const auto* text : {"", "1", "s", "-1s", "+1s", "1.5h", "1 s", "1S", "1m1h", "1s1s", "1y",
                           "99999999999999999999s", "40000d", " 1s", "1s "}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
}

TEST(Duration, PrintsWhatItReads) {
  for (const auto* text : {"0s", "1ms", "250ms", "30s", "1h30m", "1d", "14d", "1d1h1m1s1ms"}) {
    EXPECT_EQ(print_duration(*parse_duration(text)), text);
  }
}

TEST(Size, IsReadInPowersOfTenAndTwo) {
  EXPECT_EQ(parse_size("512B"), 512U);
  EXPECT_EQ(parse_size("16KB"), 16'000U);
  EXPECT_EQ(parse_size("16KiB"), 16'384U);
  EXPECT_EQ(parse_size("2GB"), 2'000'000'000U);
  EXPECT_EQ(parse_size("2GiB"), 2'147'483'648U);
}

TEST(Size, RefusesWhatIsNone) {
  for (const auto* text : {"", "1", "MB", "-1MB", "1.5MB", "1mb", "1 MB", "1MB1KB", "99999999999999999999GB",
                           "18446744073709551615GB"}) {
    EXPECT_FALSE(parse_size(text)) << text;
  }
}

TEST(Size, PrintsWhatItReads) {
  for (const auto* text : {"0B", "1B", "999B", "1KB", "1KiB", "64MB", "64MiB", "2GB", "1500MB"}) {
    EXPECT_EQ(print_size(*parse_size(text)), text);
  }
}

TEST(MailAddress, RefusesWhatBreaksHeaders) {
  EXPECT_TRUE(is_mail_address("a.b+c@example.com"));
  for (const auto* text : {"", "a", "@b.c", "a@", "a b@c.d", "a@b.c\n", "a..b@c.d", ".a@b.c", "\"a\"@b.c",
                           "<a@b.c>", "a@b.c,d@e.f", "a@[1.2.3.4]", "a@-b.c"}) {
    EXPECT_FALSE(is_mail_address(text)) << text;
  }
}

TEST(ParticipantId, IsFourDigitsAndAValue) {
  EXPECT_TRUE(is_participant("0088:7300010000001"));
  EXPECT_TRUE(is_participant("9925:be0123456789"));
  for (const auto* text :
       {"", "0088:", "088:1", "0088 1", "iso6523-actorid-upis::0088:1", "0088:a b", "0088:a/b"}) {
    EXPECT_FALSE(is_participant(text)) << text;
  }
}

TEST(ListenAddress, TellsHostFromPort) {
  EXPECT_EQ(parse_address("[2001:db8::1]:443"), (Address{"2001:db8::1", 443}));
  EXPECT_EQ(print_address({"2001:db8::1", 443}), "[2001:db8::1]:443");
  for (const auto* text : {"", ":80", "a:", "a:b", "a:65536", "::1:80", "[a]:80", "a b:80", "a:80 "}) {
    EXPECT_FALSE(parse_address(text)) << text;
  }
}

TEST(Url, IsHttpWithoutUser) {
  EXPECT_TRUE(is_url("https://ap.example.com/as4?x=1"));
  EXPECT_TRUE(is_url("http://[::1]:8080/"));
  for (const auto* text :
       {"", "ftp://a/", "https://", "https:///x", "https://a b/", "https://u@a/", "https://u:p@a/"}) {
    EXPECT_FALSE(is_url(text)) << text;
  }
}

TEST(Nearest, FindsDroppedAddedChangedAndSwappedLetters) {
  const std::vector<std::string_view> words{"ladder", "give_up_after", "name"};
  EXPECT_EQ(nearest("lader", words), "ladder");
  EXPECT_EQ(nearest("laddder", words), "ladder");
  EXPECT_EQ(nearest("ledder", words), "ladder");
  EXPECT_EQ(nearest("nmae", words), "name");
  EXPECT_EQ(nearest("colour", words), "");
  EXPECT_EQ(nearest(std::string(100'000, 'x'), words), "");
}

}  // namespace
}  // namespace quittance::config
