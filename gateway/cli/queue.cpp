// queue, status, tasks: how things stand, over all items.
#include <Poco/JSON/Array.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "gateway/cli/add.h"
#include "gateway/cli/commands.h"
#include "gateway/cli/daemon.h"
#include "gateway/cli/text.h"

namespace quittance::cli {
namespace {

using control::Object;
using Array = Poco::JSON::Array;

void print_queue(const control::Value& answer) {
  const auto& items = answer.extract<Array::Ptr>();
  for (std::size_t i = 0; i < items->size(); ++i) {
    const auto item = items->getObject(static_cast<unsigned>(i));
    const auto invoice = item->getObject("invoice");
    const auto held = text_of(item, "held");
    const auto next = text_of(item, "next_at");
    fmt::print("{:<9} {:<3} {:<13} {:<24} {} -> {}{}{}\n", text_of(item, "id").substr(0, 8),
               text_of(item, "direction"), text_of(item, "state"), text_of(invoice, "number"),
               text_of(invoice, "seller"), text_of(invoice, "buyer"),
               next.empty() ? "" : "  next " + short_time(next), held.empty() ? "" : "  held: " + held);
  }
  if (items->empty()) std::cout << "nothing waits\n";
}

void print_counts(const char* what, const Object::Ptr& counts) {
  std::cout << what << ':';
  for (const auto& name : counts->getNames()) std::cout << ' ' << name << ' ' << text_of(counts, name);
  std::cout << '\n';
}

void print_status(const control::Value& answer) {
  const auto& status = answer.extract<Object::Ptr>();
  print_counts("deliveries", status->getObject("deliveries"));
  print_counts("received", status->getObject("inbound"));
  std::cout << "held " << text_of(status, "held") << ", acts waiting " << text_of(status, "outbox")
            << ", tasks " << text_of(status, "tasks") << ", events " << text_of(status, "events") << '\n';
  print_punctuality(status->getObject("mls"));
}

/// The plugin contract of Nagios: one line, 0 fine, 1 warning, 2 critical, 3 unknown.
int nagios(const DaemonOptions& options) {
  const auto answer = ask(options, "status", Object());
  if (!answer) {
    std::cout << "QUITTANCE CRITICAL: " << answer.error().detail << '\n';
    return 2;
  }
  const auto& status = answer->extract<Object::Ptr>();
  const auto tasks = status->getValue<std::int64_t>("tasks");
  const auto held = status->getValue<std::int64_t>("held");
  std::cout << "QUITTANCE " << (tasks + held > 0 ? "WARNING" : "OK") << ": " << tasks << " tasks, " << held
            << " held | tasks=" << tasks << " held=" << held
            << " oldest=" << text_of(status, "oldest_open_seconds") << "s\n";
  return tasks + held > 0 ? 1 : 0;
}

void print_tasks(const control::Value& answer) {
  const auto& tasks = answer.extract<Array::Ptr>();
  for (std::size_t i = 0; i < tasks->size(); ++i) {
    const auto task = tasks->getObject(static_cast<unsigned>(i));
    const std::string id = text_of(task, "id").substr(0, 8);
    std::cout << text_of(task, "title") << "  (" << text_of(task, "reason")
              << (id.empty() ? "" : ", item " + id) << ")\n  " << text_of(task, "what") << '\n';
  }
  if (tasks->empty()) std::cout << "nothing to do\n";
}

struct QueueCommand {
  DaemonOptions daemon;
  std::string state, direction;
  std::int64_t older_seconds = 0;
  bool nagios = false;
};

}  // namespace

void add_queue(CLI::App& app, int& exit_code) {
  auto* const command =
      app.add_subcommand("queue", "what is open, out and in, and what has ended and waits for a person");
  auto options = std::make_shared<QueueCommand>();
  options->daemon.add_to(*command);
  command->add_option("--state", options->state,
                      "only this state: in_doubt, deferred, unconfirmed …; received, quarantined …");
  command
      ->add_option("--direction", options->direction, "only what goes out, or what came in (default: both)")
      ->check(CLI::IsMember({"out", "in", "both"}));
  command->add_option("--older", options->older_seconds, "only items older than this; 90m, 24h, 3d")
      ->transform(CLI::AsNumberWithUnit(
          std::map<std::string, std::int64_t>{{"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}}));
  command->footer(
      "Examples:\n  quittance queue --state in_doubt\n  quittance queue --older 24h --json\n"
      "  quittance queue --direction in --state quarantined");
  command->callback([options, &exit_code] {
    Object arguments;
    arguments.set("state", options->state);
    arguments.set("older_seconds", options->older_seconds);
    arguments.set("direction", options->direction);
    exit_code = ask_and_print(options->daemon, "queue", arguments, print_queue);
  });
}

void add_status(CLI::App& app, int& exit_code) {
  auto* const command = app.add_subcommand(
      "status",
      "counts of all states, and how this month's statuses keep their times; --nagios for monitoring");
  auto options = std::make_shared<QueueCommand>();
  options->daemon.add_to(*command);
  command->add_flag("--nagios", options->nagios, "one line and the exit codes of a Nagios plugin (0 to 3)");
  command->footer("Examples:\n  quittance status\n  quittance status --nagios");
  command->callback([options, &exit_code] {
    exit_code = options->nagios ? nagios(options->daemon)
                                : ask_and_print(options->daemon, "status", Object(), print_status);
  });
}

void add_tasks(CLI::App& app, int& exit_code) {
  auto* const command = app.add_subcommand("tasks", "what a person must know or do");
  auto options = std::make_shared<QueueCommand>();
  options->daemon.add_to(*command);
  command->footer("Examples:\n  quittance tasks\n  quittance tasks --json");
  command->callback(
      [options, &exit_code] { exit_code = ask_and_print(options->daemon, "tasks", Object(), print_tasks); });
}

}  // namespace quittance::cli
