#include "gateway/log/codes.h"

#include <gmock/gmock.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <regex>
#include <sstream>

#include "gateway/cli/commands.h"
#include "gateway/config/print.h"

namespace quittance::log {
namespace {

const CLI::App* command_named(const CLI::App& group, const std::string& name) {
  const auto found = group.get_subcommands([&](const CLI::App* each) { return each->get_name() == name; });
  return found.empty() ? nullptr : found.front();
}

/// Whether the program has that command, and, where it is a group, that command of the group.
bool exists(const CLI::App& app, const std::string& command, const std::string& second) {
  const auto* found = command_named(app, command);
  if (found == nullptr) return false;
  const bool group = !found->get_subcommands([](const CLI::App*) { return true; }).empty();
  return !group || command_named(*found, second) != nullptr;
}

/// The commands that a text names ("quittance show") and that do not exist.
std::vector<std::string> unknown_commands(const std::string& text) {
  CLI::App app;
  int exit_code = 0;
  cli::add_commands(app, exit_code);
  std::vector<std::string> unknown;
  static const std::regex kNamed("\\bquittance ([a-z][a-z0-9-]+)(?: ([a-z-]+))?");
  for (std::sregex_iterator at(text.begin(), text.end(), kNamed), end; at != end; ++at)
    if (!exists(app, (*at)[1], (*at)[2])) unknown.push_back((*at)[0]);
  return unknown;
}

TEST(Codes, AdviseOnlyWhatTheProgramHas) {
  EXPECT_THAT(unknown_commands("quittance no-such, quittance rules nothing, quittance show ID"),
              testing::ElementsAre("quittance no-such", "quittance rules nothing"));
  for (const auto& message : messages())
    EXPECT_THAT(unknown_commands(std::string(message.advice)), testing::IsEmpty()) << message.code;
}

TEST(Codes, TheConfigurationsReferenceNamesOnlyCommandsThatExist) {
  EXPECT_THAT(unknown_commands(config::reference_copy()), testing::IsEmpty());
}

TEST(Codes, NameOnlyPlacesThatALineCanFill) {
  const std::vector<std::string> places{"{delivery}", "{partner}", "{message_id}", "{attempt}", "{subject}"};
  static const std::regex kPlace("\\{[^}]*\\}");
  for (const auto& message : messages()) {
    const std::string text(message.text);
    for (std::sregex_iterator at(text.begin(), text.end(), kPlace), end; at != end; ++at)
      EXPECT_THAT(places, testing::Contains((*at)[0].str())) << message.code;
  }
}

}  // namespace
}  // namespace quittance::log
