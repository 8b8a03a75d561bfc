#include "gateway/serve/address_book.h"

#include <fmt/format.h>

namespace quittance::serve {
namespace {

/// Answers that came, each under its own name: dns, smp, smp-2 …
std::vector<core::Exhibit> exhibits_of(std::vector<as4::Inquiry> inquiries) {
  std::vector<core::Exhibit> exhibits;
  std::size_t dns = 0, smp = 0;
  for (as4::Inquiry& inquiry : inquiries) {
    if (inquiry.bytes.empty()) continue;
    const bool name = inquiry.question.starts_with("NAPTR ");
    const std::size_t number = ++(name ? dns : smp);
    exhibits.push_back(
        {fmt::format("{}{}", name ? "dns" : "smp", number == 1 ? "" : fmt::format("-{}", number)),
         std::move(inquiry.bytes)});
  }
  return exhibits;
}

/// What was asked and answered, in one line for the journal.
std::string source_of(const as4::Discovery& discovery) {
  std::string line = discovery.stale ? "an older answer, its source cannot be asked; " : "";
  line += "looked up";
  for (const as4::Inquiry& inquiry : discovery.inquiries) {
    const std::size_t space = inquiry.question.find(' ');
    const std::string_view asked = std::string_view(inquiry.question).substr(space + 1);
    const std::size_t host_end = asked.find('/', std::min(asked.size(), asked.find("://") + 3));
    line += fmt::format(" {}{}", inquiry.question.starts_with("GET ") ? asked.substr(0, host_end) : asked,
                        inquiry.cached ? " (remembered)" : "");
  }
  return line;
}

core::Found unknown(std::string code, std::string detail) {
  return core::ReceiverUnknown{std::move(code), std::move(detail)};
}

}  // namespace

core::Found AddressBook::find(const core::InvoiceFacts& facts, const core::Origin& origin, bool afresh) {
  const auto whole = completed(provider_, facts);
  return asks_others(facts) ? look_up(whole, origin, afresh) : partners_.find(whole, origin, afresh);
}

core::Found AddressBook::look_up(const core::InvoiceFacts& facts, const core::Origin& origin, bool afresh) {
  const auto participant = formats::ParticipantId::parse(facts.buyer.endpoint);
  const auto document_type = formats::DocumentTypeId::parse_qualified(facts.document_type);
  const auto process = formats::ProcessId::parse(facts.profile);
  const std::string sender = partners_.sender_of(facts, origin);
  if (!participant)
    return unknown("PEPPOL-ID", "the buyer's electronic address (BT-49): " + participant.error().detail);
  if (!document_type) return unknown("PEPPOL-ID", "the document's type: " + document_type.error().detail);
  if (!process) return unknown("PEPPOL-ID", "the document's process (BT-23): " + process.error().detail);
  if (sender.empty()) return unknown("PEPPOL-ID", "the seller has no electronic address (BT-34)");
  const std::string country = partners_.country_of(facts, origin);
  if (country.empty()) return unknown("COUNTRY-UNKNOWN", std::string(kNoCountry));
  auto discovery = directory_->directory().find({*participant, *document_type, *process}, afresh);
  const std::string source = source_of(discovery);
  core::Found found =
      core::LookupFailed{discovery.code, discovery.detail, discovery.found == as4::Found::not_believed};
  if (discovery.found == as4::Found::not_registered) found = unknown(discovery.code, discovery.detail);
  if (discovery.found == as4::Found::endpoint) {
    const as4::AccessPoint& access_point = *discovery.access_point;
    found = core::Endpoint{.channel = core::Channel::as4,
                           .url = access_point.url,
                           .peer = std::string(access_point.certificate.common_name()),
                           .certificate = Bytes(access_point.certificate.der()),
                           .sender = sender,
                           .recipient = participant->value(),
                           .document_type = facts.document_type,
                           .process = process->qualified(),
                           .profile = access_point.transport_profile,
                           .country = country};
  }
  found.source = source;
  found.exhibits = exhibits_of(std::move(discovery.inquiries));
  return found;
}

}  // namespace quittance::serve
