#include "validators/report.h"

#include <algorithm>
#include <cctype>

namespace quittance::validators {

namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_'; }

std::size_t digits(std::string_view text, std::size_t at) {
  std::size_t count = 0;
  while (at + count < text.size() && std::isdigit(static_cast<unsigned char>(text[at + count]))) ++count;
  return count;
}

/// Length of the term that begins at `at` ("BT-5", "BT-X-5", "BG-5-1"), 0 when there is none.
std::size_t term_length(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  if (!rest.starts_with("BT-") && !rest.starts_with("BG-")) return 0;
  if (at > 0 && is_word(text[at - 1])) return 0;
  std::size_t end = at + 3;
  if (text.substr(end).starts_with("X-")) end += 2;
  std::size_t count = digits(text, end);
  if (count == 0) return 0;
  end += count;
  while (end < text.size() && text[end] == '-' && (count = digits(text, end + 1)) > 0) end += 1 + count;
  return end - at;
}

void add_terms(std::string_view text, std::vector<std::string>& out) {
  for (std::size_t at = text.find('B'); at != std::string_view::npos; at = text.find('B', at + 1)) {
    const std::size_t length = term_length(text, at);
    if (length == 0) continue;
    const std::string term(text.substr(at, length));
    if (std::find(out.begin(), out.end(), term) == out.end()) out.push_back(term);
  }
}

}  // namespace

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::valid: return "valid";
    case Verdict::invalid: return "invalid";
    case Verdict::not_checked: break;
  }
  return "not-checked";
}

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::error: return "error";
    case Severity::warning: return "warning";
    case Severity::information: break;
  }
  return "information";
}

std::string_view to_string(Kind kind) {
  switch (kind) {
    case Kind::assertion: return "assert";
    case Kind::report: return "report";
    case Kind::schema: return "schema";
    case Kind::xml: return "xml";
    case Kind::pdf: break;
  }
  return "pdf";
}

std::ostream& operator<<(std::ostream& out, Verdict verdict) { return out << to_string(verdict); }

Severity severity_of(std::string_view flag, Kind kind) {
  if (flag == "warning") return Severity::warning;
  if (flag == "info" || flag == "information") return Severity::information;
  return flag.empty() && kind == Kind::report ? Severity::information : Severity::error;
}

std::vector<std::string> terms_of(std::string_view id, std::string_view text) {
  std::vector<std::string> out;
  add_terms(id, out);
  add_terms(text, out);
  return out;
}

Verdict verdict_of(const std::vector<Finding>& findings, const std::vector<NotChecked>& not_checked,
                   bool applied) {
  const auto is_error = [](const Finding& f) { return f.severity == Severity::error; };
  if (std::any_of(findings.begin(), findings.end(), is_error)) return Verdict::invalid;
  return not_checked.empty() && applied ? Verdict::valid : Verdict::not_checked;
}

}  // namespace quittance::validators
