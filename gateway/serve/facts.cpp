#include "gateway/serve/facts.h"

#include <algorithm>

#include "formats/document.h"
#include "formats/identifiers.h"
#include "formats/invoice.h"
#include "formats/reading.h"
#include "formats/response.h"

namespace quittance::serve {
namespace {

/// The journal's line names what is wrong; the stored document has all of it.
constexpr std::size_t kLongestWords = 500;

std::string endpoint_of(std::string_view scheme, std::string_view value) {
  const auto endpoint = formats::ParticipantId::of_endpoint(scheme, value);
  return endpoint ? endpoint->value() : std::string(value);
}

core::PartyFacts party_of(const formats::Party& party) {
  core::PartyFacts facts;
  facts.name = party.name;
  facts.endpoint = endpoint_of(party.endpoint.scheme, party.endpoint.value);
  facts.vat = party.vat_id;
  facts.mail = party.contact.email;
  facts.country = party.address.country;
  return facts;
}

core::PartyFacts party_of(const formats::ResponseParty& party) {
  core::PartyFacts facts;
  facts.name = party.name;
  facts.endpoint = endpoint_of(party.scheme, party.endpoint);
  return facts;
}

std::optional<core::InvoiceFacts> invoice_facts(const xml::Tree& tree) {
  const auto invoice = formats::read_invoice(tree);
  if (!invoice) return {};
  core::InvoiceFacts facts;
  facts.number = invoice->number;
  facts.type = invoice->type_code;
  if (invoice->issued) facts.issued = to_string(*invoice->issued);
  if (invoice->due) facts.due = to_string(*invoice->due);
  facts.currency = invoice->currency;
  facts.payable = invoice->totals.due.text;
  facts.customization = invoice->specification;
  facts.profile = invoice->process;
  facts.seller = party_of(invoice->seller);
  facts.buyer = party_of(invoice->buyer);
  return facts;
}

std::optional<core::InvoiceFacts> response_facts(const xml::Tree& tree) {
  const auto response = formats::read_response(tree);
  if (!response) return {};
  core::InvoiceFacts facts;
  facts.number = response->id;
  facts.issued = response->issue_date.substr(0, 10);
  facts.customization = response->customization;
  facts.profile = response->profile;
  facts.seller = party_of(response->sender);
  facts.buyer = party_of(response->receiver);
  return facts;
}

/// A report is known by its kind and month: it is sent once for each.
core::InvoiceFacts report_facts(const xml::Tree& tree, const formats::DocumentIdentity& identity) {
  const auto root = formats::Element::root(tree);
  core::InvoiceFacts facts;
  facts.issued = root.text("Header/ReportPeriod/StartDate");
  facts.number = (identity.syntax == formats::Syntax::tsr ? "TSR-" : "EUSR-") + facts.issued.substr(0, 7);
  facts.customization = identity.customization;
  facts.profile = identity.profile;
  facts.seller.name = root.text("Header/ReporterID");
  return facts;
}

/// Reasons and texts of a response: its own word first, then each issue's.
void add_words(const formats::Response& response, core::Answer& answer) {
  answer.said = response.description;
  for (const auto& issue : response.issues) {
    if (answer.said.size() > kLongestWords) {
      answer.said += " …";
      return;
    }
    if (!issue.reason.empty()) answer.reasons += (answer.reasons.empty() ? "" : " ") + issue.reason;
    const std::string place = issue.place.empty() || issue.place == "NA" ? "" : issue.place + ": ";
    if (!issue.text.empty()) answer.said += (answer.said.empty() ? "" : "; ") + place + issue.text;
  }
}

}  // namespace

std::optional<core::InvoiceFacts> facts_of(const xml::Tree& tree) {
  const auto identity = formats::identify(tree);
  std::optional<core::InvoiceFacts> facts;
  switch (identity.syntax) {
    case formats::Syntax::ubl_application_response: facts = response_facts(tree); break;
    case formats::Syntax::tsr:
    case formats::Syntax::eusr: facts = report_facts(tree, identity); break;
    default: facts = invoice_facts(tree);
  }
  if (!facts) return {};
  facts->syntax = formats::to_string(identity.syntax);
  if (const auto type = formats::document_type_of(identity)) facts->document_type = type->qualified();
  return facts;
}

std::optional<core::Answer> answer_of(const xml::Tree& tree, Instant now) {
  const auto response = formats::read_response(tree);
  if (!response || response->kind == formats::ResponseKind::other) return {};
  core::Answer answer;
  answer.kind = response->kind == formats::ResponseKind::message_level_status
                    ? core::AnswerKind::message_level_status
                    : core::AnswerKind::invoice_response;
  answer.code = response->code;
  answer.reference = response->reference;
  answer.reference_date = response->reference_date.substr(0, 10);
  answer.reference_type = response->reference_type;
  add_words(*response, answer);
  const auto stated = response->stated();
  answer.stated = stated ? std::min(*stated, now) : now;
  return answer;
}

}  // namespace quittance::serve
