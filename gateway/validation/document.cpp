#include "gateway/validation/document.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

#include "formats/document.h"

namespace quittance::validation {

namespace {

using formats::EmbeddedDocument;
using validators::Report;

// What the confined process answers: texts, each after its size and a blank.

void add(Bytes& out, std::string_view text) { out += fmt::format("{} {}", text.size(), text); }

std::string take(BytesView& in) {
  std::size_t size = 0;
  const auto [end, error] = std::from_chars(in.data(), in.data() + in.size(), size);
  const auto digits = static_cast<std::size_t>(end - in.data());
  if (error != std::errc() || digits >= in.size() || size > in.size() - digits - 1) return {};
  std::string text(in.substr(digits + 1, size));
  in.remove_prefix(digits + 1 + size);
  return text;
}

Bytes to_bytes(const formats::PdfReading& reading) {
  Bytes out;
  add(out, reading.error);
  add(out, reading.content.metadata);
  for (const auto& each : reading.content.attachments) {
    for (const auto* text : {&each.name, &each.relationship, &each.content}) add(out, *text);
  }
  return out;
}

formats::PdfReading reading_in(BytesView bytes) {
  formats::PdfReading reading;
  reading.error = take(bytes);
  reading.content.metadata = take(bytes);
  while (!bytes.empty()) {
    formats::PdfAttachment each;
    for (auto* text : {&each.name, &each.relationship, &each.content}) *text = take(bytes);
    reading.content.attachments.push_back(std::move(each));
  }
  return reading;
}

void warn(Report& report, const char* rule, std::string text) {
  validators::Finding finding;
  finding.rule = rule;
  finding.kind = validators::Kind::pdf;
  finding.severity = validators::Severity::warning;
  finding.text = std::move(text);
  report.findings.push_back(std::move(finding));
}

/// Factur-X 1.0, 6.2: the metadata name profile and file, the attachment its relationship.
void compare(const EmbeddedDocument& embedded, const std::optional<xml::Tree>& tree, Report& report) {
  const std::string customization = tree ? formats::identify(*tree).customization : "";
  const auto level = formats::conformance_level_of(customization);
  if (embedded.profile.empty()) {
    warn(report, "PDF-METADATA", "The PDF's metadata do not name the profile (fx:ConformanceLevel).");
  } else if (!level.empty() && level != embedded.profile) {
    warn(report, "PDF-PROFILE",
         fmt::format("The PDF's metadata name the profile {}, but the XML says {} (BT-24), which is {}.",
                     embedded.profile, customization, level));
  }
  if (!embedded.file_name.empty() && embedded.file_name != embedded.name) {
    warn(report, "PDF-FILENAME",
         fmt::format("The PDF's metadata name the file {}, but it carries {}.", embedded.file_name,
                     embedded.name));
  }
  if (embedded.relationship.empty())
    warn(report, "PDF-RELATIONSHIP", fmt::format("{} is attached without AFRelationship.", embedded.name));
}

Report not_taken_out(std::string file, const Digest& digest, BytesView pdf, const Error& error) {
  Report report;
  report.file = std::move(file);
  report.sha256 = digest.of(pdf).hex();
  report.size_bytes = pdf.size();
  report.not_checked.push_back({"", "", error.code, "", 0, error.detail});
  return report;
}

}  // namespace

Result<EmbeddedDocument> take_out(BytesView pdf, const formats::PdfLimits& limits,
                                  const Confinement& bounds) {
  const auto answer = run_confined(
      bounds, [&] { return to_bytes(formats::read_pdf(pdf, limits, formats::is_document_name)); });
  if (!answer) return Error{"PDF", answer.error().retry, "the PDF cannot be read: " + answer.error().detail};
  return formats::embedded_document(reading_in(*answer));
}

Result<Bytes> as_xml(Bytes document) {
  if (!formats::is_pdf(document)) return document;
  auto embedded = take_out(document);
  if (!embedded) return embedded.error();
  return std::move(embedded->xml);
}

Report check_document(validators::Checker& checker, const Digest& digest, std::string file,
                      BytesView document, const validators::CheckOptions& options,
                      std::optional<xml::Tree>& tree, const std::function<void()>& parsed) {
  if (!formats::is_pdf(document)) return checker.check(std::move(file), document, options, tree, parsed);
  const auto embedded = take_out(document);
  if (!embedded) return not_taken_out(std::move(file), digest, document, embedded.error());
  Report report = checker.check(std::move(file), embedded->xml, options, tree);
  report.embedded =
      validators::Embedded{embedded->name, embedded->relationship, report.sha256, report.size_bytes};
  report.sha256 = digest.of(document).hex();
  report.size_bytes = document.size();
  compare(*embedded, tree, report);
  return report;
}

}  // namespace quittance::validation
