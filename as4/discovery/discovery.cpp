#include "as4/discovery/discovery.h"

#include <algorithm>

#include "as4/discovery/enquiry.h"
#include "as4/namespaces.h"
#include "as4/user_message.h"

namespace quittance::as4 {

namespace {

constexpr std::size_t kMostCandidates = 10;

struct Failure {
  Found found;
  std::string code, detail;
};

/// Which errors of a source mean that an answer came, but is not to be believed.
Failure failure_of(const Error& error) {
  const bool doubtful = error.code == "SMP-SIGNATURE" || error.code == "SMP-SIGNER";
  return {doubtful ? Found::not_believed : Found::could_not_ask, error.code, error.detail};
}

bool is_same_participant(const SmpIdentifier& id, const formats::ParticipantId& participant) {
  const auto parsed = formats::ParticipantId::parse_qualified(id.qualified());
  return parsed && *parsed == participant;
}

/// Fetches, verifies and checks one piece of metadata, over at most one redirect.
class Registration {
 public:
  Registration(Enquiry& enquiry, const formats::ParticipantId& participant)
      : enquiry_(enquiry), participant_(participant) {}

  /// A registration of the document type at one of the publishers. Where a publisher cannot be asked the next
  /// is; where one knows nothing of it the others do not either.
  std::variant<ServiceMetadata, Failure> find(const std::vector<std::string>& publishers,
                                              const formats::DocumentTypeId& document_type) {
    std::variant<ServiceMetadata, Failure> last = Failure{Found::could_not_ask, "SMP-HTTP", "no publisher"};
    for (const std::string& base : publishers) {
      last = at(base, document_type);
      const auto* failure = std::get_if<Failure>(&last);
      if (failure == nullptr || failure->found != Found::could_not_ask) break;
    }
    return last;
  }

 private:
  std::variant<ServiceMetadata, Failure> at(const std::string& base,
                                            const formats::DocumentTypeId& document_type) {
    for (const formats::DocumentTypeId& registered : registrations_of(document_type)) {
      auto found = one(metadata_url(base, participant_, registered), registered);
      const auto* failure = std::get_if<Failure>(&found);
      if (failure == nullptr || failure->found != Found::not_registered) return found;
    }
    return Failure{Found::not_registered, "SMP-UNKNOWN",
                   participant_.value() + " takes no " + document_type.value()};
  }

  std::variant<ServiceMetadata, Failure> one(const std::string& url,
                                             const formats::DocumentTypeId& registered) {
    believed_.clear();
    auto metadata = believed(url);
    if (const auto* redirect = as_redirect(metadata)) metadata = redirected(*redirect);
    if (std::holds_alternative<Failure>(metadata)) return metadata;
    const auto& information = std::get<ServiceInformation>(std::get<ServiceMetadata>(metadata).content);
    if (!is_same_participant(information.participant, participant_))
      return Failure{Found::not_believed, "SMP-SUBJECT",
                     "the answer is about " + information.participant.qualified()};
    if (information.document_type != SmpIdentifier{registered.scheme(), registered.value()})
      return Failure{Found::not_believed, "SMP-SUBJECT",
                     "the answer is about " + information.document_type.qualified()};
    for (const auto& [source, document] : believed_) enquiry_.remember(source, document);
    return metadata;
  }

  static const SmpRedirect* as_redirect(const std::variant<ServiceMetadata, Failure>& metadata) {
    const auto* read = std::get_if<ServiceMetadata>(&metadata);
    return read == nullptr ? nullptr : std::get_if<SmpRedirect>(&read->content);
  }

  /// Follows the one redirect that is allowed, to the publisher whose certificate it names.
  std::variant<ServiceMetadata, Failure> redirected(const SmpRedirect& redirect) {
    const auto target = smp_base(redirect.href, enquiry_.sources().settings.reachable);
    if (!target) return Failure{Found::could_not_ask, "SMP-REDIRECT", target.error().detail};
    const std::string uid = redirect.certificate_uid;
    auto metadata = believed(redirect.href);
    if (std::holds_alternative<Failure>(metadata)) return metadata;
    if (as_redirect(metadata) != nullptr)
      return Failure{Found::could_not_ask, "SMP-REDIRECT", redirect.href + " redirects once more"};
    if (!is_certificate_uid(uid, std::get<ServiceMetadata>(metadata).signer))
      return Failure{Found::not_believed, "SMP-REDIRECT",
                     redirect.href + " is not signed by " + uid.substr(0, 200)};
    return metadata;
  }

  std::variant<ServiceMetadata, Failure> believed(const std::string& url) {
    auto published = enquiry_.get(url);
    if (!published) return failure_of(published.error());
    if (!published->exists) return Failure{Found::not_registered, "SMP-UNKNOWN", url + " is not there"};
    auto metadata =
        read_service_metadata(published->document, *enquiry_.sources().trust.publishers, enquiry_.at());
    if (!metadata) {
      auto failure = failure_of(metadata.error());
      failure.detail = url + ": " + failure.detail;
      return failure;
    }
    believed_.emplace_back(url, std::move(published).value());
    return std::move(metadata).value();
  }

  Enquiry& enquiry_;
  const formats::ParticipantId& participant_;
  std::vector<std::pair<std::string, Published>> believed_;  ///< by URL: one, or a redirect and its target
};

/// The endpoint of a registration that a message may go to.
class Choice {
 public:
  explicit Choice(const Enquiry& enquiry) : sources_(enquiry.sources()), at_(enquiry.at()) {}

  std::variant<AccessPoint, Failure> of(const ServiceInformation& information,
                                        const formats::ProcessId& process) const {
    bool has_process = false;
    std::optional<Failure> why;
    for (const SmpProcess& one : information.processes) {
      if (one.id != SmpIdentifier{process.scheme(), process.value()}) continue;
      has_process = true;
      for (const SmpEndpoint& endpoint : one.endpoints) {
        if (endpoint.transport_profile != peppol::kTransportProfile) continue;
        if (endpoint.active_at(at_)) return usable(endpoint);
        why = Failure{
            Found::not_registered, "SMP-ENDPOINT",
            "its AS4 endpoint is active from \"" + endpoint.from + "\" until \"" + endpoint.until + "\""};
      }
    }
    if (why) return *why;
    if (has_process) return Failure{Found::not_registered, "SMP-ENDPOINT", "no AS4 endpoint is registered"};
    return Failure{Found::not_registered, "SMP-PROCESS", "not registered in process " + process.qualified()};
  }

 private:
  std::variant<AccessPoint, Failure> usable(const SmpEndpoint& endpoint) const {
    const auto url = Url::parse(endpoint.url);
    if (!url) return Failure{Found::could_not_ask, "SMP-ENDPOINT", url.error().detail};
    // Peppol AS4 Profile, 2: access points are reached by https on port 443.
    if (sources_.settings.reachable == Reachable::internet &&
        (!url->tls || url->port != 443 || url->is_address()))
      return Failure{Found::could_not_ask, "SMP-ENDPOINT",
                     endpoint.url + " is not https on port 443 of a named host"};
    const auto doubt = [](std::string why) {
      return Failure{Found::not_believed, "SMP-CERTIFICATE", std::move(why)};
    };
    auto certificate = sources_.trust.access_points->parse(endpoint.certificate);
    if (!certificate) return doubt("the endpoint's certificate: " + certificate.error().detail);
    if (auto good = sources_.trust.access_points->verify(*certificate, at_, keys::Purpose::encryption);
        !good) {
      const std::string why = good.error().code + " " + good.error().detail;
      if (good.error().retry == Retry::later) return Failure{Found::could_not_ask, "SMP-STATUS", why};
      return doubt(why);
    }
    if (!is_seat_id(certificate->common_name()))
      return doubt(std::string(certificate->subject()) + ": its common name is no seat id");
    return AccessPoint{endpoint.url, *certificate, endpoint.transport_profile, endpoint.contact};
  }

  const Sources& sources_;
  Instant at_;
};

/// Others' words in one line of bounded length.
std::string one_line(std::string text) {
  constexpr std::size_t kLongest = 600;
  std::size_t cut = std::min(text.size(), kLongest);
  while (cut < text.size() && cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xc0) == 0x80) --cut;
  if (cut < text.size()) text = text.substr(0, cut) + "...";
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  return text;
}

/// Puts an outcome together with what was asked on the way.
Discovery told(Enquiry& enquiry, const Failure& failure) {
  Discovery discovery;
  discovery.found = failure.found;
  discovery.code = failure.code;
  discovery.detail = one_line(failure.detail);
  discovery.stale = enquiry.stale();
  discovery.inquiries = enquiry.take_inquiries();
  return discovery;
}

}  // namespace

struct Directory::Parts {
  Sources sources;

  std::variant<ServiceMetadata, Failure> register_entry(Enquiry& enquiry,
                                                        const formats::ParticipantId& participant,
                                                        const formats::DocumentTypeId& document_type) const {
    if (document_type.is_wildcard())
      return Failure{Found::not_registered, "PEPPOL-ID", "no message is of a family of document types"};
    const auto publishers = enquiry.publishers_of(participant);
    if (!publishers) return failure_of(publishers.error());
    if (publishers->empty())
      return Failure{Found::not_registered, "SML-UNKNOWN",
                     participant.value() + " is not registered in " + sources.settings.zone};
    return Registration(enquiry, participant).find(*publishers, document_type);
  }
};

std::string_view to_string(Found found) {
  switch (found) {
    case Found::endpoint: return "found";
    case Found::not_registered: return "not-registered";
    case Found::could_not_ask: return "could-not-ask";
    case Found::not_believed: return "not-believed";
  }
  return "";
}

std::vector<formats::DocumentTypeId> registrations_of(const formats::DocumentTypeId& document_type) {
  std::vector<formats::DocumentTypeId> all{document_type};
  if (document_type.scheme() != formats::kWildcardDocumentScheme) return all;
  const std::string& value = document_type.value();
  const std::string_view customization = document_type.customization();
  const std::size_t begin = static_cast<std::size_t>(customization.data() - value.data());
  for (std::string_view part = customization; !part.empty() && all.size() < kMostCandidates;
       part = part.substr(0, part.rfind('@') == std::string_view::npos ? 0 : part.rfind('@'))) {
    auto family = formats::DocumentTypeId::parse(
        formats::kWildcardDocumentScheme,
        value.substr(0, begin) + std::string(part) + "*" + value.substr(begin + customization.size()));
    if (family) all.push_back(std::move(family).value());
  }
  return all;
}

Directory::Directory(DiscoverySettings settings, DiscoveryTrust trust, Resolver& resolver, HttpClient& client,
                     const Clock& clock)
    : parts_(new Parts{{std::move(settings), std::move(trust), resolver, client, clock, {}, {}}}) {}
Directory::~Directory() = default;

Discovery Directory::describe(const formats::ParticipantId& participant,
                              const formats::DocumentTypeId& document_type) {
  Enquiry enquiry(parts_->sources, false);
  auto entry = parts_->register_entry(enquiry, participant, document_type);
  if (const auto* failure = std::get_if<Failure>(&entry)) return told(enquiry, *failure);
  auto& metadata = std::get<ServiceMetadata>(entry);
  Discovery discovery = told(enquiry, {Found::endpoint, "", ""});
  discovery.metadata = std::get<ServiceInformation>(std::move(metadata.content));
  discovery.publisher = metadata.signer.certificate;
  return discovery;
}

Discovery Directory::find(const Sought& sought, bool afresh) {
  Enquiry enquiry(parts_->sources, afresh);
  auto entry = parts_->register_entry(enquiry, sought.participant, sought.document_type);
  if (const auto* failure = std::get_if<Failure>(&entry)) return told(enquiry, *failure);
  auto& metadata = std::get<ServiceMetadata>(entry);
  auto& information = std::get<ServiceInformation>(metadata.content);
  auto chosen = Choice(enquiry).of(information, sought.process);
  const auto* failure = std::get_if<Failure>(&chosen);
  Discovery discovery = told(enquiry, failure != nullptr ? *failure : Failure{Found::endpoint, "", ""});
  if (failure == nullptr) discovery.access_point = std::get<AccessPoint>(std::move(chosen));
  discovery.metadata = std::move(information);
  discovery.publisher = metadata.signer.certificate;
  return discovery;
}

Listing Directory::list(const formats::ParticipantId& participant) {
  Enquiry enquiry(parts_->sources, false);
  Listing listing;
  const auto give = [&](Found found, std::string code, std::string detail) {
    listing.found = found;
    listing.code = std::move(code);
    listing.detail = one_line(std::move(detail));
    listing.inquiries = enquiry.take_inquiries();
    return listing;
  };
  const auto publishers = enquiry.publishers_of(participant);
  if (!publishers) return give(Found::could_not_ask, publishers.error().code, publishers.error().detail);
  if (publishers->empty())
    return give(Found::not_registered, "SML-UNKNOWN",
                participant.value() + " is not registered in " + parts_->sources.settings.zone);
  listing.publisher = publishers->front();
  const auto published = enquiry.get(group_url(listing.publisher, participant));
  if (!published) return give(Found::could_not_ask, published.error().code, published.error().detail);
  if (!published->exists)
    return give(Found::not_registered, "SMP-UNKNOWN", listing.publisher + " does not know the participant");
  const auto group = read_service_group(published->document);
  if (!group) return give(Found::could_not_ask, group.error().code, group.error().detail);
  if (!is_same_participant(group->participant, participant))
    return give(Found::not_believed, "SMP-SUBJECT", "the answer is about " + group->participant.qualified());
  for (const std::string& reference : group->references)
    listing.document_types.push_back(document_type_in(reference));
  return give(Found::endpoint, "", "");
}

}  // namespace quittance::as4
