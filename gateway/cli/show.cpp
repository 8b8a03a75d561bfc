// show, timeline, blob: everything the journal has of one invoice.
#include <Poco/JSON/Array.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "formats/base/bytes.h"
#include "gateway/cli/add.h"
#include "gateway/cli/daemon.h"
#include "gateway/cli/text.h"

namespace quittance::cli {
namespace {

using control::Object;
using Array = Poco::JSON::Array;

void print_event(const Object::Ptr& event) {
  const std::string attempt = text_of(event, "attempt");
  std::cout << "  " << short_time(text_of(event, "at")) << "  " << text_of(event, "kind");
  if (!attempt.empty()) std::cout << " (attempt " << attempt << ")";
  for (const char* name : {"code", "text"})
    if (const auto text = text_of(event, name); !text.empty()) std::cout << "  " << text;
  if (const auto evidence = text_of(event, "evidence"); !evidence.empty())
    std::cout << "  evidence " << evidence.substr(0, 12) << "…";
  std::cout << "  #" << text_of(event, "seq") << ' ' << text_of(event, "hash").substr(0, 12) << "…\n";
}

void print_invoice(const Object::Ptr& item) {
  const auto invoice = item->getObject("invoice");
  std::cout << (text_of(item, "direction") == "out" ? "Invoice " : "Received invoice ")
            << text_of(invoice, "number") << "  " << text_of(invoice, "seller") << " -> "
            << text_of(invoice, "buyer") << "\n  " << text_of(invoice, "total") << ' '
            << text_of(invoice, "currency");
  if (const auto due = text_of(invoice, "due"); !due.empty()) std::cout << ", due " << due;
  std::cout << "\n  id " << text_of(item, "id") << "\n  document sha256 " << text_of(invoice, "sha256")
            << '\n';
}

/// "Message Level Status AB" or "Invoice Response RE (BV): why", with when it was stated and by which item.
void print_statement(const Object::Ptr& said, const char* other) {
  const bool level = text_of(said, "kind") == "message-level-status";
  std::cout << "  " << (level ? "Message Level Status " : "Invoice Response ") << text_of(said, "code");
  if (const auto reasons = text_of(said, "reasons"); !reasons.empty()) std::cout << " (" << reasons << ')';
  if (const auto text = text_of(said, "text"); !text.empty()) std::cout << ": " << text;
  std::cout << "\n    stated " << short_time(text_of(said, "stated")) << ", about "
            << text_of(said, "reference");
  if (const auto item = text_of(said, other); !item.empty()) std::cout << ", item " << item.substr(0, 8);
  std::cout << '\n';
}

/// What this item says of another, and what others said of it.
void print_statements(const Object::Ptr& item) {
  if (item->isObject("says")) {
    std::cout << "It says\n";
    print_statement(item->getObject("says"), "about");
  }
  const auto answers = item->getArray("answers");
  if (answers.isNull() || answers->empty()) return;
  std::cout << "Answers\n";
  for (std::size_t i = 0; i < answers->size(); ++i)
    print_statement(answers->getObject(static_cast<unsigned>(i)), "id");
}

void print_story(const control::Value& answer) {
  const auto& item = answer.extract<Object::Ptr>();
  print_invoice(item);
  const auto delivery = item->getObject("delivery");
  std::cout << "  state " << text_of(delivery, "state");
  if (const auto held = text_of(delivery, "held"); !held.empty()) std::cout << ", held: " << held;
  std::cout << "\n  MessageId " << text_of(delivery, "message_id") << "\nTracks\n";
  const auto tracks = item->getObject("tracks");
  for (const char* name : {"transport", "acceptance", "payment", "collection"})
    std::cout << "  " << name << ": " << text_of(tracks->getObject(name), "state") << '\n';
  print_statements(item);
  std::cout << "Timeline\n";
  const auto events = item->getArray("events");
  for (std::size_t i = 0; i < events->size(); ++i) print_event(events->getObject(static_cast<unsigned>(i)));
  std::cout << "Evidence (quittance blob ID NAME)\n";
  const auto evidence = tracks->getObject("transport")->getArray("evidence");
  for (std::size_t i = 0; i < evidence->size(); ++i) {
    const auto piece = evidence->getObject(static_cast<unsigned>(i));
    std::cout << "  " << text_of(piece, "name") << "  sha256 " << text_of(piece, "sha256") << '\n';
  }
  const auto next = item->getArray("next");
  std::cout << (next->empty() ? "Next: nothing is waited for\n" : "Next\n");
  for (std::size_t i = 0; i < next->size(); ++i) {
    const auto step = next->getObject(static_cast<unsigned>(i));
    const auto at = text_of(step, "at");
    std::cout << "  " << (at.empty() ? "" : short_time(at) + "  ") << text_of(step, "what") << ": "
              << text_of(step, "why") << '\n';
  }
}

struct ItemCommand {
  DaemonOptions daemon;
  std::string id, name;
};

void add_story(CLI::App& app, int& exit_code, const char* name, const char* summary) {
  auto* const command = app.add_subcommand(name, summary);
  auto options = std::make_shared<ItemCommand>();
  options->daemon.add_to(*command);
  command->add_option("ID", options->id, "id, invoice number, or a unique prefix of either")->required();
  command->footer(std::string("Examples:\n  quittance ") + name + " acme-1001\n  quittance " + name +
                  " acme-1001 --json --config /etc/quittance/quittance.toml");
  command->callback([options, &exit_code] {
    Object arguments;
    arguments.set("id", options->id);
    exit_code = ask_and_print(options->daemon, "show", arguments, print_story);
  });
}

}  // namespace

void add_show(CLI::App& app, int& exit_code) {
  add_story(app, exit_code, "show",
            "everything known of one invoice: tracks, timeline, evidence, what comes next");
  add_story(app, exit_code, "timeline", "the same as show");
}

void add_blob(CLI::App& app, int& exit_code) {
  auto* const command = app.add_subcommand(
      "blob", "the stored bytes of an item: document, request, answer, receipt, report.json …");
  auto options = std::make_shared<ItemCommand>();
  options->daemon.add_to(*command);
  command->add_option("ID", options->id, "id, invoice number, or a unique prefix of either")->required();
  command->add_option("NAME", options->name, "document, request, answer, receipt …")->required();
  command->footer(
      "Examples:\n  quittance blob acme-1001 receipt > receipt.xml\n  quittance blob acme-1001 request | "
      "head -c 600");
  command->callback([options, &exit_code] {
    Object arguments;
    arguments.set("id", options->id);
    arguments.set("name", options->name);
    exit_code = ask_and_print(options->daemon, "blob", arguments, [](const control::Value& answer) {
      Bytes bytes;
      from_base64(answer.extract<Object::Ptr>()->getValue<std::string>("base64"), bytes);
      std::cout.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    });
  });
}

}  // namespace quittance::cli
