#include "validators/schematron/template_table.h"

#include <algorithm>
#include <charconv>

#include "validators/schematron/elements.h"
#include "validators/xpath/syntax/name_characters.h"

namespace quittance::schematron {

namespace {

bool is_kind_test(std::string_view pattern) {
  for (const char* known : {"node()", "text()", "comment()", "processing-instruction()", "element()",
                            "element(*)", "attribute()", "attribute(*)", "document-node()"}) {
    if (pattern == known) return true;
  }
  return false;
}

double priority_of(const Template& source, const TextCompiler& texts) {
  if (source.priority.empty()) return default_priority(source.match.source);
  const std::string written = collapse(source.priority);
  double value = 0;
  const auto read = std::from_chars(written.data(), written.data() + written.size(), value);
  if (read.ec != std::errc() || read.ptr != written.data() + written.size())
    texts.refuse(source.place, "XTSE0530", "the priority " + source.priority + " is no number");
  return value;
}

void add_modes(const Template& source, const TextCompiler& texts, TemplateCode& out) {
  for (const std::string& mode : source.modes) {
    if (mode == "#all") {
      out.all_modes = true;
    } else if (mode.starts_with('#')) {
      out.modes.push_back({"", "#default"});
    } else {
      out.modes.push_back(texts.name(mode, source.scope, source.place));
    }
  }
}

}  // namespace

double default_priority(std::string_view pattern) {
  const std::string text = collapse(pattern);
  std::string_view rest = text;
  if (rest == "/" || is_kind_test(rest)) return -0.5;
  for (const std::string_view axis : {"child::", "attribute::", "@"}) {
    if (rest.starts_with(axis)) rest.remove_prefix(axis.size());
  }
  if (rest == "*" || is_kind_test(rest)) return -0.5;
  const std::size_t colon = rest.find(':');
  const std::string_view prefix =
      colon == std::string_view::npos ? std::string_view() : rest.substr(0, colon);
  const std::string_view local = colon == std::string_view::npos ? rest : rest.substr(colon + 1);
  const bool any_local = local == "*" && xpath::is_ncname(prefix);
  const bool any_prefix = prefix == "*" && xpath::is_ncname(local);
  if (any_local || any_prefix) return -0.25;
  if (xpath::is_ncname(local) && (prefix.empty() || xpath::is_ncname(prefix))) return 0;
  return rest.starts_with("processing-instruction(") && rest.ends_with(")") ? 0 : 0.5;
}

Templates rank_templates(const Schema& schema, const TextCompiler& texts) {
  Templates out;
  for (const Template& source : schema.templates) {
    TemplateCode code;
    code.source = &source;
    if (source.match) code.priority = priority_of(source, texts);
    add_modes(source, texts, code);
    out.all.push_back(std::move(code));
  }
  // Of equals the last counts: the reference recovers so too (XTRE0540).
  std::reverse(out.all.begin(), out.all.end());
  std::stable_sort(out.all.begin(), out.all.end(), [](const TemplateCode& a, const TemplateCode& b) {
    return a.source->precedence != b.source->precedence ? a.source->precedence > b.source->precedence
                                                        : a.priority > b.priority;
  });
  for (std::size_t i = 0; i < out.all.size(); ++i) {
    const Template& source = *out.all[i].source;
    if (source.name.empty()) continue;
    const auto added = out.named.emplace(texts.name(source.name, source.scope, source.place), i);
    const bool is_twice =
        !added.second && out.all[added.first->second].source->precedence == source.precedence;
    if (is_twice) texts.refuse(source.place, "XTSE0660", "there are two templates " + source.name);
  }
  return out;
}

void compile_templates(TextCompiler& texts, const Variables& variables, Templates& templates) {
  for (TemplateCode& code : templates.all) {
    if (code.source->match) {
      code.match = texts.pattern(code.source->match, texts.context(code.source->scope, variables),
                                 "pattern of a template");
    }
    compile_template(*code.source, texts.body_compiler(variables), code);
  }
}

}  // namespace quittance::schematron
