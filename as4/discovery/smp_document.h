// What a Service Metadata Publisher answers with (Peppol SMP 1.4.0, section 5): read only when its signature
// holds.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "as4/discovery/enveloped_signature.h"

namespace quittance::as4 {

/// An identifier as an SMP writes it: scheme attribute and text, white space around it taken away.
struct SmpIdentifier {
  std::string scheme, value;
  [[nodiscard]] std::string qualified() const { return scheme + "::" + value; }
  bool operator==(const SmpIdentifier&) const = default;
  friend std::ostream& operator<<(std::ostream& out, const SmpIdentifier& id) {
    return out << id.qualified();
  }
};

struct SmpEndpoint {
  std::string transport_profile, url;
  std::string from, until;  ///< ServiceActivationDate, ServiceExpirationDate as written; "" when absent
  Bytes certificate;        ///< DER, armour and white space undone; "" when it is no base64
  std::string contact;      ///< TechnicalContactUrl

  /// Inside of both dates. A date without zone is taken as UTC; one that is no date lets nothing be active.
  [[nodiscard]] bool active_at(Instant at) const;
};

struct SmpProcess {
  SmpIdentifier id;
  std::vector<SmpEndpoint> endpoints;
};

struct ServiceInformation {
  SmpIdentifier participant, document_type;
  std::vector<SmpProcess> processes;
};

/// Another publisher answers for this.
struct SmpRedirect {
  std::string href, certificate_uid;
};

struct ServiceMetadata {
  std::variant<ServiceInformation, SmpRedirect> content;
  DocumentSigner signer;
};

/// Reads a SignedServiceMetadata and verifies its signature (enveloped_signature.h). Fails, worth asking
/// again, with SMP-XML (not this document: syntax, limits, structure, an element twice), SMP-SIGNATURE (none,
/// two, or a bad one) or SMP-SIGNER.
Result<ServiceMetadata> read_service_metadata(BytesView document, const keys::TrustStore& publishers,
                                              Instant at);

/// What a participant says he takes: hints for a person, since nobody signed it.
struct ServiceGroup {
  SmpIdentifier participant;
  std::vector<std::string> references;  ///< href of each, at most 10,000
};
/// Reads a ServiceGroup. Fails with SMP-XML.
Result<ServiceGroup> read_service_group(BytesView document);

/// Whether the certificate that signed is the one a Redirect names: by its subject's distinguished name, in
/// any order, spacing and case of the attribute types, or by its common name alone.
bool is_certificate_uid(std::string_view uid, const DocumentSigner& signer);

}  // namespace quittance::as4
