// What was found out about one document: the verdict, each finding with its place and terms, and what could
// not be checked. The three answers are kept apart: "could not be checked" is neither valid nor invalid.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "formats/base/digest.h"
#include "formats/xml/tree.h"

namespace quittance::validators {

enum class Verdict { valid, invalid, not_checked };
enum class Severity { error, warning, information };
enum class Kind { assertion, report, schema, xml, pdf };

std::string_view to_string(Verdict verdict);    ///< "valid", "invalid", "not-checked"
std::string_view to_string(Severity severity);  ///< "error", "warning", "information"
std::string_view to_string(Kind kind);          ///< "assert", "report", "schema", "xml", "pdf"
std::ostream& operator<<(std::ostream& out, Verdict verdict);

/// How grave a flag is: fatal, error or none: error; warning; info, information; any other word: error. A
/// report without flag is information.
Severity severity_of(std::string_view flag, Kind kind);

/// The business terms named in a rule's id and text, each once, in order: "BT-106", "BG-23", "BT-X-12".
std::vector<std::string> terms_of(std::string_view id, std::string_view text);

/// A rule that is broken, or a report that has something to say.
struct Finding {
  std::string pack;  ///< "" for schema, xml and pdf
  std::string rule;  ///< the rule's own id; "~" where its source has none
  Kind kind = Kind::assertion;
  std::string flag;
  Severity severity = Severity::error;
  std::string text;
  std::string location;  ///< "/*:Invoice[1]/*:ID[1]"
  xml::Position position;
  std::vector<std::string> terms;
};

/// What could not be decided and why. `rule` is "" when it concerns the whole document.
struct NotChecked {
  std::string pack;
  std::string rule;
  std::string code;
  std::string location;
  std::uint32_t line = 0;
  std::string reason;
};

struct PackResult {
  std::string pack;
  std::string version;
  std::string sha256;
  Verdict verdict = Verdict::not_checked;
};

/// CPU time of this thread, not what the clock on the wall says.
struct CpuTime {
  std::chrono::microseconds parse{}, schema{}, rules{};
};

/// A rule that claimed a node, for SVRL; `number` is what SvrlFinding::firing refers to.
struct RuleFiring {
  std::string context, id, role, flag;
  std::size_t number = 0;
};

/// What one pack said, in the words of SVRL. Filled only when asked for.
struct SvrlPattern {
  std::string id, name;
  std::vector<RuleFiring> rules;
};
struct SvrlReference {
  std::string id, language, text;
};
struct SvrlFinding {
  std::string test, role, see;
  std::vector<SvrlReference> diagnostics, properties;
  std::size_t pattern = 0;
  std::size_t firing = 0;
};
struct SvrlPack {
  std::string pack, title, schema_version, phase;
  std::vector<std::pair<std::string, std::string>> namespaces;  ///< prefix, URI
  std::vector<SvrlPattern> patterns;
  std::vector<std::size_t> findings;  ///< into Report::findings, by pattern and document order
  std::vector<SvrlFinding> details;   ///< of `findings`
};

/// The XML that was checked instead of the file it travels in.
struct Embedded {
  std::string name;          ///< "factur-x.xml"
  std::string relationship;  ///< what it is to the PDF: "Alternative", …; may be ""
  std::string sha256;
  std::size_t size_bytes = 0;
};

struct Report {
  std::string file;
  std::string sha256;
  std::size_t size_bytes = 0;
  Verdict verdict = Verdict::not_checked;
  std::string scenario;
  std::string syntax = "other";
  std::vector<PackResult> packs;
  std::vector<Finding> findings;
  std::vector<NotChecked> not_checked;
  CpuTime cpu;
  std::optional<Embedded> embedded;  ///< of a PDF; positions are those in it
  std::vector<SvrlPack> svrl;
};

/// Invalid when there is an error; else not checked when anything was not, or nothing was applied; else
/// valid.
Verdict verdict_of(const std::vector<Finding>& findings, const std::vector<NotChecked>& not_checked,
                   bool applied);

/// The report as one line of JSON, without line feed (facts of the command line contract).
std::string to_json(const Report& report);

/// SVRL (ISO/IEC 19757-3 annex D) of one pack.
std::string to_svrl(const Report& report, const SvrlPack& pack);

/// The report as XML for the stylesheet that makes HTML of it.
std::string to_xml(const Report& report);

}  // namespace quittance::validators
