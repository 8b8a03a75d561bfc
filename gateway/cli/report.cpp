// report: the monthly reports of a Peppol service provider.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "gateway/cli/add.h"
#include "gateway/cli/commands.h"
#include "gateway/cli/daemon.h"
#include "gateway/cli/text.h"
#include "gateway/disk/write_file.h"

namespace quittance::cli {
namespace {

using control::Object;

struct ReportCommand {
  DaemonOptions daemon;
  std::string kind, month, out;
  bool send = false;
};

/// What was counted, in one line for people; gaps besides.
void print_summary(std::ostream& to, const Object::Ptr& report) {
  const auto messages = report->getObject("messages");
  to << text_of(report, "report") << ' ' << text_of(report, "month") << " of " << text_of(report, "reporter")
     << ": " << text_of(messages, "sent") << " sent, " << text_of(messages, "received") << " received\n";
  if (const auto gaps = text_of(messages, "without_country"); gaps != "0")
    to << gaps << " messages are of end users whose country is not known: give their [[folder]] a country\n";
  if (const auto delivery = text_of(report, "delivery"); !delivery.empty())
    to << "on its way: quittance show " << delivery << '\n';
}

int run(const ReportCommand& command) {
  Object arguments;
  arguments.set("kind", command.kind);
  arguments.set("month", command.month);
  arguments.set("send", command.send);
  const auto answer = ask(command.daemon, "report", arguments);
  if (!answer) return fail(answer.error());
  const auto& report = answer->extract<Object::Ptr>();
  if (command.kind == "mls") {
    if (command.daemon.json) std::cout << line_of(*answer) << '\n';
    if (!command.daemon.json) print_punctuality(report);
    return kFine;
  }
  if (!command.out.empty()) {
    if (auto written = disk::write_file(command.out, text_of(report, "document"), 0644); !written)
      return fail(written.error());
  }
  const bool shown = command.out.empty() && !command.send && !command.daemon.json;
  if (command.daemon.json) std::cout << line_of(*answer) << '\n';
  if (shown) std::cout << text_of(report, "document") << '\n';
  if (!command.daemon.json) print_summary(shown ? std::cerr : std::cout, report);
  return kFine;
}

}  // namespace

void add_report(CLI::App& app, int& exit_code) {
  auto* const command = app.add_subcommand("report", "the monthly reports of a Peppol service provider");
  auto options = std::make_shared<ReportCommand>();
  options->daemon.add_to(*command);
  command
      ->add_option(
          "KIND", options->kind,
          "tsr: Transaction Statistics Report; eusr: End User Statistics Report; mls: how Message Level "
          "Statuses kept their times")
      ->required()
      ->check(CLI::IsMember({"tsr", "eusr", "mls"}));
  command->add_option("--month", options->month, "which month (UTC), like 2026-10")->required();
  command->add_option("--out", options->out, "write the report to this file instead of standard output");
  command->add_flag("--send", options->send,
                    "send it to OpenPeppol (peppol.report_receiver), as any document");
  command->footer(
      "Examples:\n  quittance report tsr --month 2026-10 --out tsr.xml\n"
      "  quittance report eusr --month 2026-10 | quittance validate -\n"
      "  quittance report tsr --month 2026-10 --send\n  quittance report mls --month 2026-10");
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace quittance::cli
