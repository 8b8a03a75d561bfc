#include "gateway/serve/partner_table.h"

#include <algorithm>

#include "formats/service_provider.h"
#include "gateway/serve/named_file.h"

namespace quittance::serve {
namespace {

constexpr std::string_view kProcessScheme = "cenbii-procid-ubl::";
constexpr std::string_view kTransportProfile = "peppol-transport-as4-v2_0";

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Participant ids compare without regard to case (Peppol Policy for use of Identifiers, POLICY 2).
bool same_without_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

/// VAT numbers are written with and without spaces and dots: "BE 0123.456.789".
std::string bare_vat(std::string_view vat) {
  std::string bare;
  for (const char c : vat)
    if (c != ' ' && c != '.' && c != '-') bare += lower(c);
  return bare;
}

}  // namespace

Result<PartnerTable> PartnerTable::make(const config::Config& config) {
  PartnerTable table;
  table.folders_ = config.folders;
  for (const auto& entry : config.partners) {
    Partner partner{entry, {}, {}};
    if (entry.channel == config::Channel::as4) {
      const auto certificate = certificate_in(entry.certificate);
      if (!certificate) return certificate.error();
      partner.certificate = Bytes(certificate->der());
      partner.peer = std::string(certificate->common_name());
    } else {
      partner.peer = entry.mail.substr(entry.mail.find('@') + 1);
    }
    table.partners_.push_back(std::move(partner));
  }
  return table;
}

const PartnerTable::Partner* PartnerTable::partner_of(const core::PartyFacts& buyer) const {
  const auto first = [&](auto fits) -> const Partner* {
    const auto found = std::find_if(partners_.begin(), partners_.end(), fits);
    return found == partners_.end() ? nullptr : &*found;
  };
  const Partner* found = nullptr;
  if (!buyer.endpoint.empty())
    found = first([&](const Partner& p) { return same_without_case(p.entry.participant, buyer.endpoint); });
  if (const auto provider = formats::ParticipantId::parse(buyer.endpoint);
      found == nullptr && provider && formats::is_service_provider(*provider))
    found = first([&](const Partner& p) {
      const auto own = formats::service_provider_of(p.peer);
      return own && formats::main_identifier(*own) == formats::main_identifier(*provider);
    });
  if (found == nullptr && !buyer.vat.empty())
    found = first([&](const Partner& p) {
      return !p.entry.vat.empty() && bare_vat(p.entry.vat) == bare_vat(buyer.vat);
    });
  if (found == nullptr && !buyer.name.empty())
    found = first([&](const Partner& p) { return p.entry.name == buyer.name; });
  return found;
}

const config::Folder* PartnerTable::folder_of(const core::Origin& origin) const {
  const auto own = std::find_if(folders_.begin(), folders_.end(),
                                [&](const config::Folder& f) { return f.path == origin.folder; });
  return own == folders_.end() ? nullptr : &*own;
}

std::string PartnerTable::sender_of(const core::InvoiceFacts& facts, const core::Origin& origin) const {
  const config::Folder* const own = is_providers_own(facts) ? nullptr : folder_of(origin);
  return own != nullptr && !own->participant.empty() ? own->participant : facts.seller.endpoint;
}

std::string PartnerTable::country_of(const core::InvoiceFacts& facts, const core::Origin& origin) const {
  const config::Folder* const own = is_providers_own(facts) ? nullptr : folder_of(origin);
  return own != nullptr && !own->country.empty() ? own->country : facts.seller.country;
}

core::Found PartnerTable::find(const core::InvoiceFacts& facts, const core::Origin& origin, bool) {
  const Partner* const partner = partner_of(facts.buyer);
  if (partner == nullptr)
    return core::ReceiverUnknown{"PARTNER-UNKNOWN",
                                 "no [[partner]] for " + facts.buyer.endpoint + " " + facts.buyer.name};
  core::Endpoint endpoint;
  endpoint.peer = partner->peer;
  endpoint.sender = sender_of(facts, origin);
  endpoint.country = country_of(facts, origin);
  if (partner->entry.channel == config::Channel::mail) {
    endpoint.channel = core::Channel::mail;
    endpoint.url = endpoint.recipient = partner->entry.mail;
    return endpoint;
  }
  endpoint.channel = core::Channel::as4;
  endpoint.url = partner->entry.url;
  endpoint.certificate = partner->certificate;
  const auto addressee = formats::ParticipantId::parse(facts.buyer.endpoint);
  const bool provider = addressee && formats::is_service_provider(*addressee);
  endpoint.recipient =
      partner->entry.participant.empty() || provider ? facts.buyer.endpoint : partner->entry.participant;
  if (endpoint.recipient.empty() || endpoint.sender.empty() || facts.document_type.empty() ||
      facts.profile.empty())
    return core::ReceiverUnknown{"PARTNER-UNKNOWN",
                                 "AS4 needs the participant ids of both sides, BT-24 and BT-23"};
  if (endpoint.country.empty()) return core::ReceiverUnknown{"COUNTRY-UNKNOWN", std::string(kNoCountry)};
  endpoint.document_type = facts.document_type;
  endpoint.process = std::string(kProcessScheme) + facts.profile;
  endpoint.profile = kTransportProfile;
  return endpoint;
}

}  // namespace quittance::serve
