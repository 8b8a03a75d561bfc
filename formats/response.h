// UBL ApplicationResponse 2.1 as Peppol uses it: the Invoice Response (T111, BIS 63) by which a buyer answers
// an invoice, and the Message Level Status (MLS 1.0) by which an access point says what became of a message.
// The same code means different things in the two: never read one without the kind.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "formats/base/bytes.h"
#include "formats/base/result.h"
#include "formats/base/time.h"
#include "formats/identifiers.h"
#include "formats/xml/tree.h"

namespace quittance::formats {

inline constexpr std::string_view kStatusDocumentType =
    "busdox-docid-qns::urn:oasis:names:specification:ubl:schema:xsd:ApplicationResponse-2::"
    "ApplicationResponse##"
    "urn:peppol:edec:mls:1.0::2.1";
inline constexpr std::string_view kStatusCustomization = "urn:peppol:edec:mls:1.0";
inline constexpr std::string_view kStatusProcess = "urn:peppol:edec:mls";

enum class ResponseKind {
  invoice_response,      ///< about an invoice, by its number
  message_level_status,  ///< about a message, by its SBDH InstanceIdentifier
  other
};

struct ResponseParty {
  std::string scheme, endpoint, name;

  bool operator==(const ResponseParty&) const = default;
};

/// What is wrong at one place, or why.
struct ResponseIssue {
  std::string place;   ///< MLS: LineID, an XPath or "NA"
  std::string reason;  ///< StatusReasonCode: MLS BV, BW, FD, SV; T111 of OPStatusReason or OPStatusAction
  std::string text;

  bool operator==(const ResponseIssue&) const = default;
};

struct Response {
  ResponseKind kind = ResponseKind::other;
  std::string customization, profile;
  std::string id;
  std::string issue_date, issue_time;  ///< as they stand there
  ResponseParty sender, receiver;
  std::string code;  ///< ResponseCode
  std::string description;
  std::string reference;       ///< DocumentReference/ID
  std::string reference_date;  ///< of the invoice, "" when not said
  std::string reference_type;  ///< its type code (UNTDID 1001), "" when not said
  std::vector<ResponseIssue> issues;

  /// When it was said by its own word. Without a time: the end of that day; without a zone: UTC. Fails with
  /// FORG0001.
  [[nodiscard]] Result<Instant> stated() const;
};

/// Fails with FORMAT when it is no ApplicationResponse. What is missing is "".
Result<Response> read_response(const xml::Tree& document);

/// A Message Level Status to write. `code` RE needs a description and an issue of BV, FD or SV (SCH-MLS-20,
/// -23 and -24); others may only have issues of BW.
struct MessageLevelStatus {
  std::string id;
  Instant at;
  ParticipantId sender, receiver;  ///< service providers: 0242:…
  std::string code;                ///< AP, AB, RE
  std::string description;         ///< English; "" for none
  std::string reference;           ///< SBDH InstanceIdentifier of the message
  std::vector<ResponseIssue> issues;
};
Bytes write(const MessageLevelStatus& status);

}  // namespace quittance::formats
