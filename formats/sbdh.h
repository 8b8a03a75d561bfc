// The Peppol Business Message Envelope: a business document behind its Standard Business Document Header
// (Peppol Business Message Envelope 2.0).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "formats/base/body.h"
#include "formats/base/result.h"
#include "formats/base/time.h"
#include "formats/identifiers.h"
#include "formats/xml/parse.h"

namespace quittance::formats {

/// What the header says. Standard, Type and TypeVersion follow from the payload and the document type.
struct BusinessHeader {
  ParticipantId sender;          ///< C1
  ParticipantId receiver;        ///< C4
  DocumentTypeId document_type;  ///< scope DOCUMENTID
  ProcessId process;             ///< scope PROCESSID
  std::string country_c1;        ///< scope COUNTRY_C1: two of [A-Z0-9]
  std::string
      instance_identifier;  ///< unique for each transmission: a UUID, neither BT-1 nor the AS4 MessageId
  Instant created;
  std::optional<ParticipantId> mls_to;  ///< scope MLS_TO: who gets the Message Level Status
  std::string mls_type;  ///< scope MLS_TYPE: "FAILURE_ONLY", "ALWAYS_SEND", or "" when not given

  bool operator==(const BusinessHeader&) const = default;
};

/// Puts an XML document behind a header. The document's own bytes go in from the start of its root element to
/// its end: what stands around the root (declaration, comments, instructions) stays behind. A document that
/// does not lie in memory is read in pieces, and stays where it lies. Fails with the codes of Reader::read()
/// and xml::outline(), and with SBDH:… when the document is an envelope itself, or its root is not the one
/// that the document type names.
Result<Body> wrap(const BusinessHeader& header, const Body& document, xml::Reader& reader);

/// Puts a document that is not XML behind a header: BinaryContent with base64. `type` is
/// DocumentIdentification/Type.
Bytes wrap_binary(const BusinessHeader& header, BytesView document, std::string_view mime_type,
                  std::string_view type);

enum class PayloadKind { xml, binary, text };

/// An envelope taken apart.
struct BusinessMessage {
  BusinessHeader header;
  PayloadKind kind = PayloadKind::xml;
  /// xml: a document without XML declaration, the sender's own bytes, with a declaration more in its root for
  /// each prefix that it uses and only the envelope declares; binary: the decoded octets; text: UTF-8.
  Body payload;
  std::string mime_type;       ///< of binary and text
  std::string root_namespace;  ///< of xml
  std::string root_name;
};

struct EnvelopeChecks {
  bool country_c1_required = true;
};

/// Takes an envelope apart and checks it. One that does not lie in memory is read in pieces; its payload
/// stays where it lies, or comes to lie in `spool` when it is decoded. Fails with the codes of
/// Reader::read(), xml::outline() and Spool, or with "SBDH:" and the name that peppol-commons gives to the
/// fault: SBDH:missing-sbdh, invalid-header-version, invalid-sender-count, invalid-sender-authority,
/// invalid-sender-value, the three of receiver, business-scope-missing, invalid-scope-count, missing- or
/// invalid-document-type-identifier, missing- or invalid-process-identifier, missing- or invalid-country-c1,
/// invalid-mls-to, invalid-mls-type, invalid-business-message, invalid-standard, invalid-type-version,
/// invalid-type, invalid-instance-identifier, invalid-creation-date-time, generic-sbdh-error. Of a payload
/// that is not XML only Standard is compared: the code list has no rule for the rest.
Result<BusinessMessage> unwrap(const Body& envelope, xml::Reader& reader, const EnvelopeChecks& checks = {},
                               const Spool& spool = MemorySpool());

}  // namespace quittance::formats
