#include "tests/conformance/qt3/runner.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>

#include "validators/xpath/evaluation.h"
#include "validators/xpath/xpath.h"

namespace quittance::qt3 {
namespace {

using xpath::Expression;
using xpath::Focus;

/// The namespaces that every test of the suite may use.
const std::map<std::string, std::string> kNamespaces{
    {"fn", "http://www.w3.org/2005/xpath-functions"},           {"xs", "http://www.w3.org/2001/XMLSchema"},
    {"xsi", "http://www.w3.org/2001/XMLSchema-instance"},       {"err", "http://www.w3.org/2005/xqt-errors"},
    {"local", "http://www.w3.org/2005/xquery-local-functions"},
};

std::vector<std::string> words(const std::string& text) {
  std::istringstream in(text);
  return {std::istream_iterator<std::string>(in), {}};
}

/// The suite has documents in Latin-1, which the product refuses: what is on trial here is XPath.
std::string as_utf8(const std::string& text) {
  const std::string declaration = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>";
  if (!text.starts_with(declaration)) return text;
  std::string out;
  for (const char c : text.substr(declaration.size())) {
    const auto octet = static_cast<unsigned char>(c);
    if (octet >= 0x80) out += static_cast<char>(0xC0 | octet >> 6);
    out += octet < 0x80 ? c : static_cast<char>(0x80 | (octet & 0x3F));
  }
  return out;
}

/// One case with its module: everything is compiled before the evaluation starts.
class Trial {
 public:
  explicit Trial(const Case& test) : test_(test) {
    statics_.module = std::make_shared<xpath::Module>();
    for (const auto& [prefix, uri] : kNamespaces) statics_.namespaces[prefix] = uri;
    for (const auto& [prefix, uri] : test.namespaces)
      (prefix.empty() ? statics_.default_element_namespace : statics_.namespaces[prefix]) = uri;
  }

  void add_source(const std::string& role, std::shared_ptr<const xml::Tree> tree) {
    if (role == ".") {
      context_ = tree;
    } else {
      const std::string uri = "source:" + role.substr(1);
      statics_.module->add_document(uri, tree);
      declare(role.substr(1), "doc('" + uri + "')");
    }
    kept_.push_back(std::move(tree));
  }
  void add_parameter(const std::string& name, const std::string& expression) { declare(name, expression); }

  std::optional<std::string> run(xml::Reader& reader) {
    const auto expression = xpath::compile(test_.expression, statics_);
    if (!expression) return judge_error(expression.error());
    declare("result", {});
    if (auto trouble = prepare(test_.expected, reader)) return trouble;
    for (auto& variable : variables_)
      if (!variable.source.empty()) {
        auto compiled = xpath::compile(variable.source, statics_);
        if (!compiled) return "variable $" + variable.name + ": " + compiled.error().detail;
        variable.expression = *compiled;
      }
    xpath::Evaluation evaluation(statics_.module);
    const xml::Tree nothing;
    evaluation.start(context_ ? *context_ : nothing);
    evaluation.set_clock(Instant{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24}});
    Focus focus;
    if (context_) focus.item = evaluation.document();
    for (const auto& variable : variables_)
      if (variable.expression) evaluation.bind_lazily(variable.slot, variable.expression, focus);
    const auto value = expression->evaluate(evaluation, focus);
    if (!value) return judge_error(value.error());
    evaluation.bind(variables_.back().slot, *value);
    for (const auto& expected : test_.expected)
      if (!holds(expected, evaluation, focus))
        return "expected " + tell(expected) + ", got " + shown(evaluation);
    return {};
  }

 private:
  struct Variable {
    std::string name;
    std::string source;
    std::uint32_t slot;
    Expression expression;
  };

  void declare(const std::string& name, const std::string& source) {
    const std::uint32_t slot = statics_.module->new_global();
    statics_.variables[{"", name}] = {xpath::Variable::Kind::global, slot, xpath::type::items};
    variables_.push_back({name, source, slot, {}});
  }

  static std::string tell(const Expectation& e) {
    std::string out = e.kind + (e.value.empty() ? "" : " " + e.value);
    for (const auto& part : e.parts) out += " [" + tell(part) + "]";
    return out;
  }

  static bool allows_error(const Expectation& e, const std::string& code) {
    if (e.kind == "error") return e.value == "*" || e.value == code;
    bool any = false;
    for (const auto& part : e.parts) any = any || allows_error(part, code);
    return any;
  }
  [[nodiscard]] std::optional<std::string> judge_error(const Error& error) const {
    for (const auto& expected : test_.expected)
      if (!allows_error(expected, error.code))
        return "expected " + tell(expected) + ", got " + error.code + ": " + error.detail;
    return {};
  }

  /// What an expectation says of $result, as an expression; "" where it is no question to a value.
  static std::string question(const Expectation& e) {
    const std::string value = "(" + e.value + ")";
    if (e.kind == "assert-true") return "$result instance of xs:boolean and $result";
    if (e.kind == "assert-false") return "$result instance of xs:boolean and not($result)";
    if (e.kind == "assert-empty") return "empty($result)";
    if (e.kind == "assert-count") return "count($result) = " + e.value;
    if (e.kind == "assert-type") return "$result instance of " + e.value;
    if (e.kind == "assert-eq") return "$result eq " + value;
    if (e.kind == "assert-deep-eq") return "deep-equal($result, " + value + ")";
    if (e.kind == "assert") return e.value;
    if (e.kind == "assert-permutation")
      return "count($result) = count(" + value + ") and (every $x in " + value +
             " satisfies some $y in $result satisfies deep-equal($x, $y)) and (every $y in $result satisfies "
             "some $x in " +
             value + " satisfies deep-equal($x, $y))";
    return "";
  }

  std::optional<std::string> prepare(const std::vector<Expectation>& expectations, xml::Reader& reader) {
    for (const auto& e : expectations) {
      if (e.kind == "assert-xml") {
        auto tree = reader.read("<r>" + e.value + "</r>");
        if (!tree) return "the expected XML cannot be read: " + tree.error().detail;
        const std::string uri = "expected:" + std::to_string(questions_.size());
        statics_.module->add_document(uri, std::make_shared<const xml::Tree>(std::move(*tree)));
        ask(e, "deep-equal($result, doc('" + uri + "')/r/node()) or deep-equal($result/node(), doc('" + uri +
                   "')/r/node())");
      } else if (const std::string text = question(e); !text.empty()) {
        ask(e, text);
      } else if (e.kind != "all-of" && e.kind != "any-of" && e.kind != "error" &&
                 e.kind != "assert-string-value") {
        return "unknown kind of expectation: " + e.kind;
      }
      if (auto trouble = prepare(e.parts, reader)) return trouble;
    }
    return {};
  }
  void ask(const Expectation& e, const std::string& text) {
    auto compiled = xpath::compile(text, statics_);
    if (compiled) {
      questions_[&e] = *compiled;
    } else {
      broken_ += "; " + text + ": " + compiled.error().code + " " + compiled.error().detail;
    }
  }

  bool holds(const Expectation& e, xpath::Evaluation& evaluation, const Focus& focus) {
    const auto part_holds = [&](const Expectation& part) { return holds(part, evaluation, focus); };
    if (e.kind == "all-of") return std::all_of(e.parts.begin(), e.parts.end(), part_holds);
    if (e.kind == "any-of") return std::any_of(e.parts.begin(), e.parts.end(), part_holds);
    if (e.kind == "error") return false;
    if (e.kind == "assert-string-value")
      return e.normalize_space ? words(text_of_result(evaluation)) == words(e.value)
                               : text_of_result(evaluation) == e.value;
    const auto found = questions_.find(&e);
    if (found == questions_.end()) return false;
    const auto answer = found->second.test(evaluation, focus);
    if (!answer) broken_ += "; " + answer.error().code + " " + answer.error().detail;
    return answer && *answer;
  }

  std::string text_of_result(xpath::Evaluation& evaluation) {
    const auto joined = xpath::compile("$result", statics_);
    if (!joined) return joined.error().detail;
    const auto text = joined->text(evaluation, {}, " ");
    return text ? *text : text.error().code + ": " + text.error().detail;
  }
  std::string shown(xpath::Evaluation& evaluation) {
    return "'" + text_of_result(evaluation) + "'" + broken_;
  }

  const Case& test_;
  xpath::StaticContext statics_;
  std::shared_ptr<const xml::Tree> context_;
  std::vector<std::shared_ptr<const xml::Tree>> kept_;
  std::vector<Variable> variables_;
  std::map<const Expectation*, Expression> questions_;
  std::string broken_;
};

}  // namespace

std::shared_ptr<const xml::Tree> Runner::document(const std::string& file) {
  auto& known = documents_[file];
  if (known) return known;
  std::ifstream in(sources_ / file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  auto tree = reader_.read(as_utf8(text.str()));
  if (tree) known = std::make_shared<const xml::Tree>(std::move(*tree));
  return known;
}

std::optional<std::string> Runner::run(const Case& test) {
  Trial trial(test);
  for (const auto& [role, file] : test.sources) {
    auto tree = document(file);
    if (!tree) return "the document " + file + " cannot be read";
    trial.add_source(role, std::move(tree));
  }
  for (const auto& [name, expression] : test.parameters) trial.add_parameter(name, expression);
  return trial.run(reader_);
}

}  // namespace quittance::qt3
