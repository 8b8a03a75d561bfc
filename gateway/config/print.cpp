#include "gateway/config/print.h"

#include <fmt/format.h>

#include "gateway/config/interpret.h"
#include "gateway/config/prose.h"

namespace quittance::config {

namespace {

constexpr std::size_t kWidth = 118;

std::string written_example(const Option& option) {
  return option.fallback.empty() ? quote(option.example) : written_fallback(option);
}

bool shown(const Setting& setting, Which which) { return which == Which::all || setting.changed; }

std::string heading_of(const Setting& setting) {
  return heading(*find_section(std::string_view(setting.section).substr(0, setting.section.find('['))));
}

}  // namespace

std::string show_toml(const Config& config, Which which) {
  std::string text;
  std::string section;
  for (const auto& setting : config.settings) {
    if (!shown(setting, which)) continue;
    if (setting.section != section) {
      section = setting.section;
      text += (text.empty() ? "" : "\n") + heading_of(setting) + "\n";
    }
    if (setting.value.empty()) {
      text += fmt::format("#{} is not set\n", setting.key);
    } else if (setting.changed) {
      text += fmt::format("{} = {}  # {}:{}\n", setting.key, setting.value, setting.at.file, setting.at.line);
    } else {
      text += fmt::format("{} = {}\n", setting.key, setting.value);
    }
  }
  return text;
}

std::string show_json(const Config& config, Which which) {
  std::string text;
  for (const auto& setting : config.settings) {
    if (!shown(setting, which)) continue;
    const bool placed = setting.changed;
    text += fmt::format(R"({{"section":{},"key":{},"value":{},"changed":{},"file":{},"line":{}}})",
                        quote(setting.section), quote(setting.key),
                        setting.value.empty() ? "null" : setting.value, placed,
                        placed ? quote(setting.at.file) : "null",
                        placed ? std::to_string(setting.at.line) : "null") +
            "\n";
  }
  return text;
}

std::string reference_copy() {
  std::string text =
      "# quittance.toml: every key with its purpose and default. Made by `quittance config reference`.\n"
      "# What stands in conf.d/*.toml beside this file is read after it, in the order of the names; later "
      "ones win,\n"
      "# lists are added to. `quittance config check` tells all that is wrong, `quittance config show` what "
      "is in force.\n";
  for (const auto& section : sections()) {
    text += fmt::format("\n# {}\n", std::string(96, '-')) + wrap(section.purpose, "# ", kWidth);
    text += (section.list ? "#" : "") + heading(section) + "\n";
    for (const auto& option : options()) {
      if (option.section != section.name) continue;
      text += "\n" + wrap(option.purpose, "# ", kWidth) + wrap(terms(option), "# ", kWidth);
      text += fmt::format("#{} = {}\n", option.key, written_example(option));
    }
  }
  return text;
}

std::string smallest_sender() {
  return R"([as4]
key_store = "ap.p12"
key_password = "credential:as4-key"
trust_store = "peppol-ap-ca.pem"
[[folder]]
participant = "0088:7300010000001"
path = "/srv/quittance/acme"
[[partner]]
participant = "0088:7300010000018"
url = "https://ap.example.net/as4"
certificate = "example-net.pem"
)";
}

std::string explain_option(std::string_view name) {
  std::string text;
  for (const auto& option : options()) {
    if (name != option.key && name != fmt::format("{}.{}", option.section, option.key)) continue;
    text += fmt::format("{} in {}\n", option.key, heading(*find_section(option.section)));
    text += wrap(option.purpose, "  ", kWidth) + wrap(terms(option), "  ", kWidth);
  }
  return text;
}

}  // namespace quittance::config
