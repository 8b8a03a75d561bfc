// discovery: where does a participant take a kind of document? The DNS (SML) names his metadata publisher,
// the publisher (SMP) signs what he registered: an access point's URL and certificate. Everything an answer
// says is checked against the question; an answer that cannot be had or believed is never taken for "not
// registered", nor for an endpoint.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "as4/discovery/sml.h"
#include "as4/discovery/smp_document.h"
#include "as4/http_client.h"
#include "as4/resolver.h"
#include "formats/base/time.h"
#include "formats/identifiers.h"
#include "keys/keys.h"

namespace quittance::as4 {

struct DiscoverySettings {
  std::string zone;  ///< of the SML, e.g. participant.sml.prod.tech.peppol.org
  Reachable reachable = Reachable::internet;
  std::chrono::milliseconds dns_limit{5'000};    ///< for one DNS question
  std::chrono::milliseconds http_limit{10'000};  ///< for one document of a publisher
  std::chrono::milliseconds limit{30'000};       ///< for the whole look-up
  std::size_t answer_bytes = std::size_t{1} << 20;
  std::chrono::seconds keep{900};  ///< publishers' answers; records of the DNS by their own TTL, at most this
  std::chrono::seconds keep_negative{60};      ///< that somebody or something is not registered
  std::chrono::seconds keep_on_error{86'400};  ///< good answers, while their source cannot be asked
};

/// One question of a look-up, and what came: evidence.
struct Inquiry {
  std::string question;  ///< "NAPTR …" or "GET …"
  std::string answer;    ///< one line
  Bytes bytes;           ///< as they came; "" when nothing did
  bool cached = false;   ///< answered from memory
};

enum class Found {
  endpoint,        ///< all is good
  not_registered,  ///< the participant, the kind of document, the process or an active AS4 endpoint is not
                   ///< there
  could_not_ask,   ///< a server did not answer, or not sensibly: worth asking again
  not_believed     ///< an answer whose signature, subject or certificate is not good: asking again, with an
                   ///< alert
};
std::string_view to_string(Found found);
inline std::ostream& operator<<(std::ostream& out, Found found) { return out << to_string(found); }

struct Sought {
  formats::ParticipantId participant;
  formats::DocumentTypeId document_type;
  formats::ProcessId process;
};

/// Where the document goes.
struct AccessPoint {
  std::string url;
  keys::Certificate certificate;
  std::string transport_profile, contact;
};

/// What a look-up came to. `code`: DNS, SML-UNKNOWN, NAPTR, SMP-URL, SMP-UNKNOWN (404), SMP-HTTP, SMP-XML,
/// SMP-SIGNATURE, SMP-SIGNER, SMP-STATUS (of a certificate: not to be learnt), SMP-SUBJECT (answers for
/// somebody or something else), SMP-REDIRECT, SMP-PROCESS, SMP-ENDPOINT, SMP-CERTIFICATE, PEPPOL-ID; "" when
/// all is good.
struct Discovery {
  Found found = Found::could_not_ask;
  std::string code, detail;
  std::optional<AccessPoint> access_point;
  std::optional<ServiceInformation> metadata;  ///< that was believed
  std::optional<keys::Certificate> publisher;  ///< who signed it
  bool stale = false;  ///< an older answer stands in for a source that cannot be asked
  std::vector<Inquiry> inquiries;
};

/// What a participant registered, as his publisher lists it. Unsigned: hints for a person.
struct Listing {
  Found found = Found::could_not_ask;
  std::string code, detail;
  std::string publisher;
  std::vector<std::string> document_types;  ///< with scheme, as registered
  std::vector<Inquiry> inquiries;
};

/// Whom we believe, apart from each other: publishers sign metadata, access points are encrypted to.
struct DiscoveryTrust {
  std::shared_ptr<const keys::TrustStore> publishers, access_points;
};

/// Looks up and remembers. Calls may come from any thread; each ends within the limit.
class Directory {
 public:
  /// All references outlive it.
  Directory(DiscoverySettings settings, DiscoveryTrust trust, Resolver& resolver, HttpClient& client,
            const Clock& clock);
  ~Directory();

  /// `afresh`: sources are asked again although a good answer is remembered (which still stands in for one
  /// that cannot be asked).
  Discovery find(const Sought& sought, bool afresh = false);
  /// What is registered for the kind of document, whatever the process: `access_point` stays empty.
  Discovery describe(const formats::ParticipantId& participant, const formats::DocumentTypeId& document_type);
  Listing list(const formats::ParticipantId& participant);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// The registrations that a document type may be found under, best first (Policy for use of Identifiers
/// 4.4.0, 5.1): itself; in the wildcard scheme then, from the longest, each sequence of its customization's
/// "@" parts with "*". At most 10.
std::vector<formats::DocumentTypeId> registrations_of(const formats::DocumentTypeId& document_type);

}  // namespace quittance::as4
