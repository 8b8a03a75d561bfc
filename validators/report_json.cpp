#include <fmt/format.h>

#include "validators/report.h"

namespace quittance::validators {

namespace {

/// A JSON string (RFC 8259). The text is UTF-8 already: it came out of a checked document or out of our own
/// words.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          out += fmt::format("\\u{:04x}", static_cast<int>(c));
        } else {
          out += c;
        }
    }
  }
  return out + "\"";
}

template <typename T, typename F>
std::string list(const std::vector<T>& items, F&& item) {
  std::string out = "[";
  for (const T& each : items) {
    if (out.size() > 1) out += ",";
    out += item(each);
  }
  return out + "]";
}

std::string pack(const PackResult& p) {
  return fmt::format(R"({{"pack":{},"version":{},"sha256":{},"verdict":{}}})", quoted(p.pack),
                     quoted(p.version), quoted(p.sha256), quoted(to_string(p.verdict)));
}

std::string finding(const Finding& f) {
  return fmt::format(
      R"({{"pack":{},"rule":{},"kind":{},"flag":{},"severity":{},"text":{},"location":{},"line":{},"column":{},"terms":{}}})",
      quoted(f.pack), quoted(f.rule), quoted(to_string(f.kind)), quoted(f.flag),
      quoted(to_string(f.severity)), quoted(f.text), quoted(f.location), f.position.line, f.position.column,
      list(f.terms, quoted));
}

std::string not_checked(const NotChecked& n) {
  return fmt::format(R"({{"pack":{},"rule":{},"code":{},"location":{},"line":{},"reason":{}}})",
                     quoted(n.pack), quoted(n.rule), quoted(n.code), quoted(n.location), n.line,
                     quoted(n.reason));
}

std::string embedded(const std::optional<Embedded>& e) {
  if (!e) return "";
  return fmt::format(R"("embedded":{{"name":{},"relationship":{},"sha256":{},"bytes":{}}},)", quoted(e->name),
                     quoted(e->relationship), quoted(e->sha256), e->size_bytes);
}

}  // namespace

std::string to_json(const Report& report) {
  return fmt::format(
      R"({{"file":{},"sha256":{},"bytes":{},{}"verdict":{},"scenario":{},"syntax":{},"packs":{},"findings":{},"not_checked":{},"cpu_us":{{"parse":{},"schema":{},"rules":{}}}}})",
      quoted(report.file), quoted(report.sha256), report.size_bytes, embedded(report.embedded),
      quoted(to_string(report.verdict)), quoted(report.scenario), quoted(report.syntax),
      list(report.packs, pack), list(report.findings, finding), list(report.not_checked, not_checked),
      report.cpu.parse.count(), report.cpu.schema.count(), report.cpu.rules.count());
}

}  // namespace quittance::validators
