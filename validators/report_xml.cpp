#include <cctype>

#include "formats/xml/write.h"
#include "validators/regex/unicode.h"
#include "validators/report.h"
#include "validators/term_names.h"

namespace quittance::validators {

namespace {

using xml::Writer;

// SVRL types ids as NCName and roles and flags as NMTOKEN; what is no such thing is left out, the text says
// it anyway.
using unicode::is_ncname;
using unicode::is_nmtoken;

void attribute_if(Writer& out, const char* name, const std::string& value, bool allowed) {
  if (allowed) out.attribute(name, value);
}

/// xs:language: parts of one to eight letters, after the first one digits too.
bool is_language(std::string_view text) {
  std::size_t length = 0;
  bool first = true;
  for (const unsigned char c : text) {
    if (c == '-' && length > 0) {
      length = 0;
      first = false;
    } else if ((std::isalpha(c) || (!first && std::isdigit(c))) && length < 8) {
      ++length;
    } else {
      return false;
    }
  }
  return length > 0;
}

/// SVRL has no word for an assert that could not be decided, and its silence means that the assert held.
void undecided(Writer& out, const Report& report, const SvrlPack& pack) {
  for (const NotChecked& each : report.not_checked) {
    if (each.pack != pack.pack) continue;
    std::string told = "Not checked: ";
    if (!each.rule.empty()) told.append(each.rule).append(" ");
    told.append("(").append(each.code).append(")");
    if (!each.location.empty()) told.append(" at ").append(each.location);
    out.leaf("svrl:text", told.append(": ").append(each.reason));
  }
}

void references(Writer& out, const char* element, const char* attribute,
                const std::vector<SvrlReference>& all) {
  for (const SvrlReference& reference : all) {
    if (!is_nmtoken(reference.id)) continue;
    out.start(element).attribute(attribute, reference.id);
    out.start("svrl:text");
    attribute_if(out, "xml:lang", reference.language, is_language(reference.language));
    out.text(reference.text).end().end();
  }
}

void svrl_finding(Writer& out, const Finding& finding, const SvrlFinding& detail) {
  out.start(finding.kind == Kind::report ? "svrl:successful-report" : "svrl:failed-assert");
  attribute_if(out, "id", finding.rule, is_ncname(finding.rule));
  out.attribute("location", finding.location).attribute("test", detail.test);
  attribute_if(out, "role", detail.role, is_nmtoken(detail.role));
  attribute_if(out, "flag", finding.flag, is_nmtoken(finding.flag));
  attribute_if(out, "see", detail.see, !detail.see.empty());
  references(out, "svrl:diagnostic-reference", "diagnostic", detail.diagnostics);
  references(out, "svrl:property-reference", "property", detail.properties);
  out.leaf("svrl:text", finding.text).end();
}

void fired_rule(Writer& out, const RuleFiring& rule) {
  out.start("svrl:fired-rule");
  attribute_if(out, "id", rule.id, is_ncname(rule.id));
  out.attribute("context", rule.context);
  attribute_if(out, "role", rule.role, is_nmtoken(rule.role));
  attribute_if(out, "flag", rule.flag, is_nmtoken(rule.flag));
  out.end();
}

/// Findings are ordered by pattern and within it as the rules fired, so that one pass meets each once.
void svrl_pattern(Writer& out, const Report& report, const SvrlPack& pack, std::size_t index,
                  std::size_t& next) {
  const SvrlPattern& pattern = pack.patterns[index];
  out.start("svrl:active-pattern");
  attribute_if(out, "id", pattern.id, is_ncname(pattern.id));
  attribute_if(out, "name", pattern.name, !pattern.name.empty());
  out.end();
  for (const RuleFiring& rule : pattern.rules) {
    fired_rule(out, rule);
    while (next < pack.findings.size() && pack.details[next].pattern == index &&
           pack.details[next].firing == rule.number) {
      svrl_finding(out, report.findings[pack.findings[next]], pack.details[next]);
      ++next;
    }
  }
}

void result(Writer& out, const PackResult& pack) {
  out.start("pack").attribute("name", pack.pack).attribute("version", pack.version);
  out.attribute("verdict", to_string(pack.verdict)).end();
}

void finding(Writer& out, const Finding& f) {
  out.start("finding").attribute("rule", f.rule).attribute("pack", f.pack);
  out.attribute("kind", to_string(f.kind)).attribute("severity", to_string(f.severity));
  out.attribute("line", std::to_string(f.position.line))
      .attribute("column", std::to_string(f.position.column));
  out.leaf("text", f.text).leaf("location", f.location);
  for (const std::string& term : f.terms) {
    out.start("term").attribute("name", term_name(term)).text(term).end();
  }
  out.end();
}

}  // namespace

std::string to_svrl(const Report& report, const SvrlPack& pack) {
  Writer out(Writer::Layout::indented);
  out.start("svrl:schematron-output").declare("svrl", "http://purl.oclc.org/dsdl/svrl");
  attribute_if(out, "title", pack.title, !pack.title.empty());
  attribute_if(out, "phase", pack.phase, !pack.phase.empty());
  attribute_if(out, "schemaVersion", pack.schema_version, !pack.schema_version.empty());
  undecided(out, report, pack);
  for (const auto& [prefix, uri] : pack.namespaces) {
    if (!is_nmtoken(prefix)) continue;
    out.start("svrl:ns-prefix-in-attribute-values").attribute("prefix", prefix).attribute("uri", uri).end();
  }
  std::size_t next = 0;
  for (std::size_t i = 0; i < pack.patterns.size(); ++i) svrl_pattern(out, report, pack, i, next);
  out.end();
  return out.finish();
}

std::string to_xml(const Report& report) {
  Writer out;
  out.start("report").attribute("verdict", to_string(report.verdict)).attribute("file", report.file);
  out.attribute("sha256", report.sha256).attribute("bytes", std::to_string(report.size_bytes));
  out.attribute("scenario", report.scenario).attribute("syntax", report.syntax);
  if (report.embedded) out.attribute("embedded", report.embedded->name);
  for (const PackResult& pack : report.packs) result(out, pack);
  for (const Finding& each : report.findings) finding(out, each);
  for (const NotChecked& each : report.not_checked) {
    out.start("not-checked").attribute("rule", each.rule).attribute("pack", each.pack);
    out.attribute("code", each.code).attribute("line", std::to_string(each.line));
    out.leaf("reason", each.reason).leaf("location", each.location).end();
  }
  out.end();
  return out.finish();
}

}  // namespace quittance::validators
