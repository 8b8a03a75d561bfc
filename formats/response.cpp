#include "formats/response.h"

#include "formats/document.h"
#include "formats/reading.h"
#include "formats/xml/write.h"

namespace quittance::formats {
namespace {

constexpr std::string_view kRoot = "urn:oasis:names:specification:ubl:schema:xsd:ApplicationResponse-2";
constexpr std::string_view kAggregates =
    "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2";
constexpr std::string_view kBasics = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2";

ResponseKind kind_of(std::string_view customization) {
  if (customization.starts_with("urn:peppol:edec:mls:1.")) return ResponseKind::message_level_status;
  if (customization.starts_with("urn:fdc:peppol.eu:poacc:trns:invoice_response:3"))
    return ResponseKind::invoice_response;
  return ResponseKind::other;
}

ResponseParty party_of(const Element& party) {
  ResponseParty read{party.at("cbc:EndpointID").attribute("schemeID"), party.text("cbc:EndpointID"),
                     party.text("cac:PartyLegalEntity/cbc:RegistrationName")};
  if (read.name.empty()) read.name = party.text("cac:PartyName/cbc:Name");
  return read;
}

/// T111 has its reasons in the statuses of the one answer, MLS a line for each issue.
void read_issues(const Element& answer, std::vector<ResponseIssue>& issues) {
  for (const auto& status : answer.at("cac:Response").all("cac:Status"))
    issues.push_back({"", status.text("cbc:StatusReasonCode"), status.text("cbc:StatusReason")});
  for (const auto& line : answer.all("cac:LineResponse")) {
    const Element response = line.at("cac:Response");
    issues.push_back({line.text("cac:LineReference/cbc:LineID"),
                      response.text("cac:Status/cbc:StatusReasonCode"), response.text("cbc:Description")});
  }
}

void write_party(xml::Writer& writer, std::string_view name, const ParticipantId& id) {
  writer.start(name);
  writer.start("cbc:EndpointID").attribute("schemeID", id.code()).text(id.identifier()).end();
  writer.end();
}

void write_issue(xml::Writer& writer, const ResponseIssue& issue) {
  writer.start("cac:LineResponse");
  writer.start("cac:LineReference").leaf("cbc:LineID", issue.place.empty() ? "NA" : issue.place).end();
  writer.start("cac:Response").leaf("cbc:Description", issue.text);
  writer.start("cac:Status").leaf("cbc:StatusReasonCode", issue.reason).end();
  writer.end().end();
}

}  // namespace

Result<Instant> Response::stated() const {
  if (issue_time.empty()) return parse_instant(issue_date.substr(0, 10) + "T23:59:59Z");
  const bool zoned = issue_time.ends_with('Z') || issue_time.find_first_of("+-") != std::string::npos;
  return parse_instant(issue_date.substr(0, 10) + "T" + issue_time + (zoned ? "" : "Z"));
}

Result<Response> read_response(const xml::Tree& document) {
  const Element root = Element::root(document);
  const auto identity = identify(document);
  if (identity.syntax != Syntax::ubl_application_response)
    return Error{"FORMAT", Retry::never, "the document is no ApplicationResponse"};
  Response response;
  response.kind = kind_of(identity.customization);
  response.customization = identity.customization;
  response.profile = identity.profile;
  response.id = root.text("cbc:ID");
  response.issue_date = root.text("cbc:IssueDate");
  response.issue_time = root.text("cbc:IssueTime");
  response.sender = party_of(root.at("cac:SenderParty"));
  response.receiver = party_of(root.at("cac:ReceiverParty"));
  const Element answer = root.at("cac:DocumentResponse");
  response.code = answer.text("cac:Response/cbc:ResponseCode");
  response.description = answer.text("cac:Response/cbc:Description");
  const Element reference = answer.at("cac:DocumentReference");
  response.reference = reference.text("cbc:ID");
  response.reference_date = reference.text("cbc:IssueDate");
  response.reference_type = reference.text("cbc:DocumentTypeCode");
  read_issues(answer, response.issues);
  return response;
}

Bytes write(const MessageLevelStatus& status) {
  const std::string at = quittance::to_string(status.at);
  xml::Writer writer(xml::Writer::Layout::indented);
  writer.start("ApplicationResponse").declare("", kRoot).declare("cac", kAggregates).declare("cbc", kBasics);
  writer.leaf("cbc:CustomizationID", kStatusCustomization).leaf("cbc:ProfileID", kStatusProcess);
  writer.leaf("cbc:ID", status.id);
  writer.leaf("cbc:IssueDate", at.substr(0, 10)).leaf("cbc:IssueTime", at.substr(11, 8) + "Z");
  write_party(writer, "cac:SenderParty", status.sender);
  write_party(writer, "cac:ReceiverParty", status.receiver);
  writer.start("cac:DocumentResponse");
  writer.start("cac:Response").leaf("cbc:ResponseCode", status.code);
  if (!status.description.empty()) writer.leaf("cbc:Description", status.description);
  writer.end();
  writer.start("cac:DocumentReference").leaf("cbc:ID", status.reference).end();
  for (const ResponseIssue& issue : status.issues) write_issue(writer, issue);
  return writer.finish();
}

}  // namespace quittance::formats
