#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "formats/xml/parse.h"
#include "gateway/cli/add.h"
#include "gateway/cli/commands.h"
#include "gateway/config/interpret.h"
#include "validators/xpath/evaluation.h"
#include "validators/xpath/value/cast.h"
#include "validators/xpath/xpath.h"

namespace quittance::cli {

namespace {

using config::quote;

struct Asked {
  std::vector<std::string> namespaces, variables;
  std::string expression, file;
  bool json = false;
};

int complain(const std::string& what) {
  std::cerr << "quittance: " << what << '\n';
  return kFailed;
}

/// "name=value"; false when there is no "=".
bool split(const std::string& text, std::string& name, std::string& value) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos) {
    return false;
  }
  name = text.substr(0, equals);
  value = text.substr(equals + 1);
  return true;
}

Result<xml::Tree> read_tree(const std::string& file) {
  std::string bytes;
  if (file == "-") {
    bytes.assign(std::istreambuf_iterator<char>(std::cin), {});
  } else {
    std::ifstream in(file, std::ios::binary);
    if (!in) {
      return Error{"FILE", Retry::never, file + ": cannot be read"};
    }
    bytes.assign(std::istreambuf_iterator<char>(in), {});
  }
  xml::Reader reader;
  auto tree = reader.read(bytes);
  if (!tree) {
    return Error{tree.error().code, Retry::never, file + ":" + tree.error().detail};
  }
  return tree;
}

std::string type_of(const xpath::Evaluation& evaluation, const xpath::Item& item) {
  if (!item.is_node() || item.type() == xpath::Type::namespace_node) {
    return std::string(name_of(item.type()));
  }
  switch (evaluation.tree_of(item).kind(item.id())) {
    case xml::NodeKind::document: return "document-node()";
    case xml::NodeKind::element: return "element()";
    case xml::NodeKind::attribute: return "attribute()";
    case xml::NodeKind::text: return "text()";
    case xml::NodeKind::comment: return "comment()";
    case xml::NodeKind::processing_instruction: return "processing-instruction()";
  }
  return "node()";
}

/// Prints values, or the error there is instead; the exit code.
class Answer {
 public:
  explicit Answer(bool json) : json_(json) {}

  int error(const Error& error, std::size_t offset) const {
    if (json_) {
      std::cout << R"({"error":)" << quote(error.code) << R"(,"message":)" << quote(error.detail)
                << R"(,"offset":)" << (offset == xpath::kNoOffset ? 0 : offset) << "}\n";
    } else {
      std::cerr << "quittance: " << error.code << ": " << error.detail;
      if (offset != xpath::kNoOffset) {
        std::cerr << " (at octet " << offset << ")";
      }
      std::cerr << '\n';
    }
    return kNo;
  }

  int items(const xpath::Evaluation& evaluation, const xpath::Sequence& value) const {
    xpath::Arena arena;
    if (json_) {
      std::cout << R"({"items":[)";
    }
    bool first = true;
    for (const xpath::Item& item : value) {
      const std::string text(xpath::text_of(evaluation.atomize(item, arena), arena));
      if (!json_) {
        std::cout << text << '\n';
        continue;
      }
      std::cout << (first ? "" : ",") << R"({"type":)" << quote(type_of(evaluation, item)) << R"(,"value":)"
                << quote(text);
      if (item.type() == xpath::Type::node) {
        std::cout << R"(,"path":)" << quote(evaluation.tree_of(item).path(item.id()));
      }
      std::cout << '}';
      first = false;
    }
    if (json_) {
      std::cout << "]}\n";
    }
    return kFine;
  }

 private:
  bool json_;
};

/// Binds the prefixes of --ns; false, told on stderr, when one is not P=URI.
bool bind_namespaces(const Asked& asked, xpath::StaticContext& context) {
  for (const std::string& text : asked.namespaces) {
    std::string prefix;
    std::string uri;
    if (!split(text, prefix, uri)) {
      complain("--ns " + text + ": wanted P=URI");
      return false;
    }
    if (prefix.empty()) {
      context.default_element_namespace = uri;
    } else {
      context.namespaces[prefix] = uri;
    }
  }
  return true;
}

using Variables = std::vector<std::pair<std::uint32_t, xpath::Expression>>;  ///< by slot

/// Compiles the variables into slots, each visible to those after it; the exit code when one is wrong.
std::optional<int> bind_variables(const Asked& asked, const Answer& answer, xpath::StaticContext& context,
                                  Variables& bound) {
  for (const std::string& text : asked.variables) {
    std::string name;
    std::string source;
    if (!split(text, name, source)) {
      return complain("--var " + text + ": wanted N=EXPR");
    }
    std::size_t offset = xpath::kNoOffset;
    auto compiled = xpath::compile(source, context, &offset);
    if (!compiled) {
      return answer.error(compiled.error(), offset);
    }
    const std::uint32_t slot = context.module->new_global();
    context.variables[{"", name}] = {xpath::Variable::Kind::global, slot};
    bound.emplace_back(slot, std::move(compiled).value());
  }
  return std::nullopt;
}

/// Evaluates over the tree, whose document node is the context item unless there is no file.
int evaluate(const xpath::StaticContext& context, const xpath::Expression& expression,
             const Variables& variables, const xml::Tree& tree, bool has_file, const Answer& answer) {
  xpath::Evaluation evaluation(context.module);
  evaluation.set_clock(std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now()));
  evaluation.start(tree);
  xpath::Focus focus;
  if (has_file) {
    focus.item = evaluation.document();
  }
  for (const auto& [slot, source] : variables) {
    evaluation.bind_lazily(slot, source, focus);
  }
  const auto value = expression.evaluate(evaluation, focus);
  return value ? answer.items(evaluation, *value) : answer.error(value.error(), evaluation.failure_offset());
}

int run(const Asked& asked) {
  xpath::StaticContext context;
  context.module = std::make_shared<xpath::Module>();
  if (!bind_namespaces(asked, context)) {
    return kFailed;
  }
  xml::Tree tree;
  if (!asked.file.empty()) {
    auto read = read_tree(asked.file);
    if (!read) {
      return complain(read.error().detail);
    }
    tree = std::move(read).value();
  }
  const Answer answer(asked.json);
  Variables variables;
  if (const auto wrong = bind_variables(asked, answer, context, variables)) {
    return *wrong;
  }
  std::size_t offset = xpath::kNoOffset;
  const auto expression = xpath::compile(asked.expression, context, &offset);
  if (!expression) {
    return answer.error(expression.error(), offset);
  }
  return evaluate(context, *expression, variables, tree, !asked.file.empty(), answer);
}

}  // namespace

void add_xpath(CLI::App& app, int& exit_code) {
  auto asked = std::make_shared<Asked>();
  CLI::App* command = app.add_subcommand("xpath", "Evaluate an XPath 2.0 expression");
  command
      ->add_option("--ns", asked->namespaces,
                   "P=URI: bind a prefix; without P, the namespace of bare element names")
      ->allow_extra_args(false);
  command->add_option("--var", asked->variables, "N=EXPR: a variable that the expression may use as $N")
      ->allow_extra_args(false);
  command->add_flag("--json", asked->json, "Print one JSON object");
  command->add_option("EXPR", asked->expression, "The expression")->required();
  command->add_option("FILE", asked->file, "Document the expression looks at; - is standard input");
  command->footer(
      "Exit: 0 it has a value, 1 it ends in an error, 2 the file could not be read.\n"
      "Examples:\n"
      "  quittance xpath 'sum(1 to 10) div 4'\n"
      "  quittance xpath --ns cbc=urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2 \\\n"
      "    'count(//cbc:ID[. = $id])' --var \"id='17'\" invoice.xml");
  command->callback([asked, &exit_code] { exit_code = run(*asked); });
}

}  // namespace quittance::cli
