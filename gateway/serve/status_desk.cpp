#include "gateway/serve/status_desk.h"

#include <Poco/Exception.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Parser.h>
#include <fmt/format.h>

#include "formats/response.h"
#include "formats/service_provider.h"

namespace quittance::serve {
namespace {

/// A status is for people and machines to act on, not a second copy of the report.
constexpr std::size_t kMostIssues = 100;

using Issues = std::vector<formats::ResponseIssue>;
using Object = Poco::JSON::Object;

/// Errors of a report: "BR-CO-10: [BR-CO-10]-Sum of …" at "/*:Invoice[1]/…".
formats::ResponseIssue issue_of(const Object& finding) {
  const auto rule = finding.optValue<std::string>("rule", "");
  const auto kind = finding.optValue<std::string>("kind", "");
  auto text = finding.optValue<std::string>("text", "");
  if (!rule.empty() && rule != "~" && text.find(rule) == std::string::npos) text = rule + ": " + text;
  const bool syntax = kind == "schema" || kind == "xml" || kind == "pdf";
  return {finding.optValue<std::string>("location", ""), syntax ? "SV" : "BV", text.empty() ? rule : text};
}

/// What the rules found, as the stored report tells it; none when there is no report or it is not read.
Issues issues_of(const std::optional<Bytes>& report) {
  Issues issues;
  if (!report) return issues;
  try {
    Poco::JSON::Parser parser;
    const auto root = parser.parse(*report).extract<Object::Ptr>();
    const auto findings = root->getArray("findings");
    for (std::size_t i = 0; findings && i < findings->size(); ++i) {
      const auto finding = findings->getObject(static_cast<unsigned>(i));
      if (finding && finding->optValue<std::string>("severity", "") == "error")
        issues.push_back(issue_of(*finding));
    }
  } catch (const Poco::Exception&) {
    issues.clear();  // our own report is read by nobody else's parser; without it the reason still stands
  }
  return issues;
}

void describe(const core::Fate& fate, formats::MessageLevelStatus& status) {
  status.code = fate.delivered ? "AB" : "RE";
  if (fate.delivered) return;
  status.issues = issues_of(fate.report);
  const std::size_t found = status.issues.size();
  if (found == 0) {
    const std::string reason = fate.detail.empty() ? fate.code : fate.detail;
    status.issues.push_back({"NA", "FD", reason.empty() ? "not delivered" : reason});
    status.description = "The document was not delivered to its receiver: " + status.issues.front().text;
    return;
  }
  status.description = fmt::format("The document was rejected: {} {} of its syntax or rules", found,
                                   found == 1 ? "violation" : "violations");
  if (found > kMostIssues) {
    status.issues.resize(kMostIssues);
    status.description += fmt::format(", of which the first {} are named", kMostIssues);
  }
}

}  // namespace

bool StatusDesk::takes_statuses(const formats::ParticipantId& receiver) {
  core::InvoiceFacts facts;
  facts.seller = {"", provider_.id, "", "", provider_.country};
  facts.buyer.endpoint = receiver.value();
  facts.syntax = "ubl-applicationresponse";
  facts.customization = formats::kStatusCustomization;
  facts.profile = formats::kStatusProcess;
  facts.document_type = formats::kStatusDocumentType;
  const auto found = lookup_.find(facts, {}, false);
  return !std::holds_alternative<core::ReceiverUnknown>(found.outcome);
}

Result<Bytes> StatusDesk::write(const core::InboundMessage& message, const core::Fate& fate) {
  const auto sender = formats::ParticipantId::parse(provider_.id);
  const auto usual = formats::service_provider_of(message.peer);
  if (!sender || !usual)
    return Error{"STATUS-WHO", Retry::never,
                 "a status goes between service providers: " + provider_.id + " and " + message.peer};
  auto receiver = *usual;
  const auto wished = formats::ParticipantId::parse(message.mls_to);
  if (wished && *wished != *usual && formats::main_identifier(*wished) == formats::main_identifier(*usual) &&
      takes_statuses(*wished))
    receiver = *wished;
  formats::MessageLevelStatus status{
      random_.uuid(), clock_.wall(), *sender, receiver, "", "", message.instance_id.text(), {}};
  describe(fate, status);
  return formats::write(status);
}

}  // namespace quittance::serve
