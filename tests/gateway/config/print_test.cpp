#include "gateway/config/print.h"

#include <gmock/gmock.h>

#include <fstream>
#include <set>
#include <sstream>

#include "gateway/config/option.h"

namespace quittance::config {
namespace {

using testing::HasSubstr;

std::string committed(const std::string& name) {
  std::ifstream stream(std::string(QUITTANCE_SOURCE_DIR) + "/" + name);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

/// The reference copy with every key set to its default or example.
std::string spoken_out() {
  std::istringstream lines(reference_copy());
  std::string text;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with('#') && !line.starts_with("# ")) line.erase(0, 1);
    text += line + "\n";
  }
  return text;
}

TEST(ReferenceCopy, IsTheCommittedOne) {
  EXPECT_EQ(reference_copy(), committed("conf/quittance.toml"))
      << "write it anew: build/bin/quittance config reference > conf/quittance.toml";
}

TEST(ManualPage, IsTheCommittedOne) {
  EXPECT_EQ(manual_page(), committed("conf/man/quittance.toml.5"))
      << "write it anew: build/bin/quittance config reference --man > conf/man/quittance.toml.5";
}

TEST(ReferenceCopy, ChangesNothingAsItStands) {
  const auto loaded = load_text(reference_copy(), "q.toml");
  ASSERT_TRUE(loaded.config);
  EXPECT_EQ(show_toml(*loaded.config, Which::changed), "");
}

TEST(ReferenceCopy, IsRightWhenEveryKeyIsSaid) {
  const auto loaded = load_text(spoken_out(), "q.toml");
  std::string told;
  for (const auto& problem : loaded.problems) told += problem.text() + "\n";
  EXPECT_EQ(told, "");
  ASSERT_TRUE(loaded.config);
  for (const auto& setting : loaded.config->settings) {
    EXPECT_TRUE(setting.changed) << setting.section << "." << setting.key << " is not in the reference copy";
  }
}

TEST(OptionTable, HasAPurposeADefaultOrExampleAndNoKeyTwice) {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const auto& option : options()) {
    EXPECT_TRUE(seen.emplace(option.section, option.key).second) << option.key;
    EXPECT_NE(find_section(option.section), nullptr) << option.section;
    EXPECT_TRUE(option.purpose.ends_with('.') || option.purpose.ends_with("…")) << option.key;
    EXPECT_NE(option.fallback.empty(), option.example.empty()) << option.key;
  }
  EXPECT_LE(options().size(), 120U);
}

constexpr auto kSmall = R"([mail]
smtp_host = "localhost"
smtp_tls = "none"
from = "a@example.com"
seller_contact = "b@example.com"
[retry]
give_up_after = "90m"
)";

TEST(ConfigShow, TellsWhatWasSaidAndWhere) {
  const auto loaded = load_text(kSmall, "q.toml");
  ASSERT_TRUE(loaded.config);
  EXPECT_EQ(show_toml(*loaded.config, Which::changed), R"([mail]
smtp_host = "localhost"  # q.toml:2
smtp_tls = "none"  # q.toml:3
from = "a@example.com"  # q.toml:4
seller_contact = "b@example.com"  # q.toml:5

[retry]
give_up_after = "1h30m"  # q.toml:7
)");
}

TEST(ConfigShow, ReadsBackToTheSameConfiguration) {
  for (const auto& text : {std::string(kSmall), spoken_out()}) {
    const auto first = load_text(text, "/etc/q.toml");
    ASSERT_TRUE(first.config);
    const auto second = load_text(show_toml(*first.config, Which::all), "/etc/q.toml");
    ASSERT_TRUE(second.config);
    const auto values = [](const Config& config) {
      std::vector<std::string> all;
      for (const auto& setting : config.settings)
        all.push_back(setting.section + "." + setting.key + "=" + setting.value);
      return all;
    };
    EXPECT_EQ(values(*first.config), values(*second.config));
  }
}

TEST(ConfigShow, PrintsOneJsonObjectALine) {
  const auto loaded = load_text(kSmall, "q.toml");
  ASSERT_TRUE(loaded.config);
  const auto json = show_json(*loaded.config, Which::all);
  EXPECT_THAT(
      json,
      HasSubstr(
          R"({"section":"retry","key":"give_up_after","value":"1h30m","changed":true,"file":"q.toml","line":7})"));
  EXPECT_THAT(
      json,
      HasSubstr(
          R"({"section":"mail","key":"smtp_port","value":587,"changed":false,"file":null,"line":null})"));
  EXPECT_THAT(
      json,
      HasSubstr(
          R"({"section":"as4","key":"key_store","value":null,"changed":false,"file":null,"line":null})"));
}

TEST(ExplainOption, GivesPurposeUnitDefaultAndRange) {
  EXPECT_EQ(
      explain_option("retry.give_up_after"),
      "give_up_after in [retry]\n"
      "  How old a delivery grows before it is given up and a person is told. The network's own limit may be "
      "shorter.\n"
      "  A duration such as \"30s\", \"90m\" or \"24h\", from \"1ms\" to \"30d\". Default: \"24h\".\n");
}

TEST(ExplainOption, TellsOfEveryKeyOfABareName) {
  const auto text = explain_option("listen");
  EXPECT_THAT(text, HasSubstr("listen in [as4]\n"));
  EXPECT_THAT(text, HasSubstr("listen in [http]\n"));
}

TEST(ExplainOption, IsEmptyForWhatIsNone) { EXPECT_EQ(explain_option("retry.colour"), ""); }

}  // namespace
}  // namespace quittance::config
