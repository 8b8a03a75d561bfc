// explain: why something is as it is. An item, a rule, a code, an option of the configuration, a state.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "gateway/cli/add.h"
#include "gateway/cli/commands.h"
#include "gateway/cli/daemon.h"
#include "gateway/cli/explain_rule.h"
#include "gateway/cli/explain_words.h"
#include "gateway/config/print.h"

namespace quittance::cli {
namespace {

using control::Object;

struct Asked {
  DaemonOptions daemon;
  RuleQuestion rule;
  std::string what, as_of;
};

/// Prints the text, if there is one.
std::optional<int> print(const Asked& asked, const std::string& kind, const std::string& name,
                         const std::string& text) {
  if (text.empty()) return std::nullopt;
  if (!asked.daemon.json) {
    std::cout << text << (text.ends_with('\n') ? "" : "\n");
    return kFine;
  }
  Object::Ptr answer = new Object(Poco::JSON_PRESERVE_KEY_ORDER);
  answer->set("kind", kind);
  answer->set("name", name);
  answer->set("text", text);
  std::cout << line_of(answer) << '\n';
  return kFine;
}

/// Nothing when the daemon knows no such item. Why it could not be asked is kept: a word may be a rule's.
std::optional<int> item(const Asked& asked, const std::string& name, std::optional<Error>& not_asked) {
  Object arguments;
  arguments.set("id", name);
  const auto answer = ask(asked.daemon, "show", arguments);
  if (!answer && answer.error().code == "ITEM-UNKNOWN") return std::nullopt;
  if (!answer && answer.error().code == "ITEM-AMBIGUOUS") {
    fail(answer.error());
    return kNo;
  }
  if (!answer) {
    not_asked = answer.error();
    return std::nullopt;
  }
  std::cout << (asked.daemon.json ? line_of(*answer) + "\n"
                                  : explain_item(answer->extract<Object::Ptr>(), asked.as_of));
  return kFine;
}

std::optional<int> rule(const Asked& asked, const std::string& id) {
  RuleQuestion question = asked.rule;
  question.id = id;
  question.json = asked.daemon.json;
  return explain_rule(question);
}

std::optional<int> named(const Asked& asked, const std::string& kind, const std::string& name) {
  if (kind == "rule") return rule(asked, name);
  if (kind == "code") return print(asked, kind, name, explain_any_code(name));
  if (kind == "option") return print(asked, kind, name, config::explain_option(name));
  if (kind == "state") return print(asked, kind, name, explain_state(name));
  return std::nullopt;
}

bool is_kind(const std::string& word) {
  return word == "rule" || word == "code" || word == "option" || word == "state";
}

int explain(const Asked& asked) {
  const auto colon = asked.what.find(':');
  const std::string kind = colon == std::string::npos ? "" : asked.what.substr(0, colon);
  if (is_kind(kind)) {
    const std::string name = asked.what.substr(colon + 1);
    if (const auto done = named(asked, kind, name)) return *done;
    std::cerr << "quittance: there is no " << kind << " " << name << '\n';
    return kNo;
  }
  std::optional<Error> not_asked;
  if (const auto done = item(asked, asked.what, not_asked)) return *done;
  for (const char* each : {"rule", "code", "option", "state"})
    if (const auto done = named(asked, each, asked.what)) return *done;
  std::cerr << "quittance: " << asked.what << " is no rule, code, option or state known here";
  if (not_asked) {
    std::cerr << ", and the daemon could not be asked for an item\n";
    return fail(*not_asked);
  }
  std::cerr << ", and no item of the daemon\n";
  return kNo;
}

}  // namespace

void add_explain(CLI::App& app, int& exit_code) {
  auto* const command =
      app.add_subcommand("explain", "Why: the story of an item, what a rule, code, option or state means");
  auto asked = std::make_shared<Asked>();
  asked->daemon.add_to(*command);
  command
      ->add_option(
          "WHAT", asked->what,
          "An item (id, invoice number, prefix), or rule:ID, code:X, option:X, state:X; a bare word is "
          "tried in this order")
      ->required();
  command
      ->add_option("--on", asked->rule.document, "rule: what it made of this document, - for standard input")
      ->type_name("FILE");
  command->add_option("--rules", asked->rule.pack, "rule: of this pack only (default: all in force today)")
      ->type_name("PACK");
  command->add_option("--rules-dir", asked->rule.rules_dir,
                      "Where packs and schemas lie (also QUITTANCE_RULES_DIR)");
  command->add_option("--as-of", asked->as_of, "item: the story up to then, such as 2026-11-24T10:30")
      ->type_name("TIME");
  command->footer(
      "Exit: 0 explained, 1 there is nothing of that name, 2 it could not be found out.\n"
      "Examples:\n  quittance explain 2026-0117\n  quittance explain rule:BR-CO-10 --on invoice.xml\n"
      "  quittance explain state:in_doubt\n  quittance explain option:retry.ladder\n"
      "  quittance explain EBMS:0004");
  command->callback([asked, &exit_code] { exit_code = explain(*asked); });
}

}  // namespace quittance::cli
