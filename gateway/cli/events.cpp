// events: the journal as it grows.
#include <Poco/JSON/Array.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <iostream>
#include <memory>
#include <thread>

#include "gateway/cli/add.h"
#include "gateway/cli/commands.h"
#include "gateway/cli/daemon.h"
#include "gateway/cli/text.h"

namespace quittance::cli {
namespace {

using control::Object;
using Array = Poco::JSON::Array;

struct EventsCommand {
  DaemonOptions daemon;
  std::int64_t since = 0;
  bool follow = false, verify = false;
};

/// 0 when every event is linked to the one before it and unchanged, 1 when not.
int verify(const DaemonOptions& daemon) {
  const auto answer = ask(daemon, "verify_events", Object());
  if (!answer) return fail(answer.error());
  const auto& found = answer->extract<Object::Ptr>();
  const bool sound = text_of(found, "verdict") == "sound";
  if (daemon.json) {
    std::cout << line_of(*answer) << '\n';
  } else if (sound) {
    std::cout << text_of(found, "events") << " events, each linked to the one before it; the last hash is "
              << text_of(found, "last_hash") << '\n';
  } else {
    std::cout << "the journal is not what was written: " << text_of(found, "reason")
              << "; keep a copy, and compare it with the last backup\n";
  }
  return sound ? kFine : kNo;
}

void print_event(const Object::Ptr& event, bool json) {
  if (json) {
    std::cout << line_of(event) << '\n' << std::flush;
    return;
  }
  std::cout << short_time(text_of(event, "at")) << "  " << text_of(event, "subject").substr(0, 8) << "  "
            << text_of(event, "kind");
  for (const char* name : {"code", "text"})
    if (const auto text = text_of(event, name); !text.empty()) std::cout << "  " << text;
  std::cout << '\n' << std::flush;
}

/// Prints what came after `since` and moves it on. Asks again at once while there is more.
Result<void> print_new(EventsCommand& options) {
  for (;;) {
    Object arguments;
    arguments.set("since", options.since);
    const auto answer = ask(options.daemon, "events", arguments);
    if (!answer) return answer.error();
    const auto& events = answer->extract<Array::Ptr>();
    if (events->empty()) return {};
    for (std::size_t i = 0; i < events->size(); ++i) {
      const auto event = events->getObject(static_cast<unsigned>(i));
      print_event(event, options.daemon.json);
      options.since = event->getValue<std::int64_t>("seq");
    }
  }
}

int run(EventsCommand& options) {
  for (;;) {
    const auto printed = print_new(options);
    if (!printed) return fail(printed.error());
    if (!options.follow) return kFine;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
}

}  // namespace

void add_events(CLI::App& app, int& exit_code) {
  auto* const command =
      app.add_subcommand("events", "the journal: every event with its place in the chain of hashes");
  auto options = std::make_shared<EventsCommand>();
  options->daemon.add_to(*command);
  command->add_option("--since", options->since, "only events after this number");
  command->add_flag("--follow", options->follow, "go on until interrupted");
  command->add_flag("--verify", options->verify, "check the whole chain of hashes: exit 0 sound, 1 broken");
  command->footer(
      "Examples:\n  quittance events --follow\n  quittance events --since 120 --json\n  quittance events "
      "--verify\n"
      "quittance(1) says how to recompute the chain from the JSON with nothing but SHA-256.");
  command->callback(
      [options, &exit_code] { exit_code = options->verify ? verify(options->daemon) : run(*options); });
}

}  // namespace quittance::cli
