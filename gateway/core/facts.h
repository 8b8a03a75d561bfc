// What the gateway must know of a document and of its way, as plain values. The document itself stays bytes.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/base/bytes.h"
#include "formats/base/digest.h"
#include "formats/base/time.h"
#include "gateway/core/ids.h"

namespace quittance::core {

/// One side of the invoice, as far as delivery and messages to persons need it.
struct PartyFacts {
  std::string name;  // BT-27 / BT-44
  std::string
      endpoint;      // BT-34 / BT-49, "scheme:value" (0088:7300010000001); a bare value for mail (scheme EM)
  std::string vat;   // BT-31 / BT-48
  std::string mail;  // BT-43 / BT-58
  std::string country;  // BT-40 / BT-55, ISO 3166-1 alpha-2

  bool operator==(const PartyFacts&) const = default;
};

/// What the document says of itself. Text stays as it stood in the document; amounts are never doubles.
struct InvoiceFacts {
  std::string number;         // BT-1
  std::string type;           // BT-3, UNTDID 1001
  std::string issued;         // BT-2, YYYY-MM-DD
  std::string due;            // BT-9, YYYY-MM-DD or empty
  std::string currency;       // BT-5
  std::string payable;        // BT-115
  std::string customization;  // BT-24
  std::string profile;        // BT-23
  std::string syntax;         // a name of `validate --json`: ubl-invoice, cii, …
  std::string document_type;  // document type identifier with its scheme: "busdox-docid-qns::…"
  PartyFacts seller, buyer;

  bool operator==(const InvoiceFacts&) const = default;
};

enum class Channel : std::uint8_t { as4, mail };
std::string_view name(Channel channel);
std::optional<Channel> channel_named(std::string_view text);

/// Where and how the recipient takes the document. Kept with the delivery: while it is in doubt nothing of it
/// changes.
struct Endpoint {
  Channel channel = Channel::as4;
  std::string url;  ///< AS4: the access point's URL. Mail: the address
  std::string
      peer;  ///< who answers there (AS4: CN of its certificate; mail: the domain); limits are per peer
  Bytes certificate;   ///< AS4: DER of the certificate to encrypt to, the one a receipt must be signed with
  std::string sender;  ///< C1, "scheme:value"
  std::string recipient;      ///< C4, "scheme:value" or the address
  std::string document_type;  ///< with scheme: "busdox-docid-qns::…"
  std::string process;        ///< with scheme: "cenbii-procid-ubl::…"
  std::string profile;        ///< transport profile, e.g. peppol-transport-as4-v2_0
  std::string country;        ///< C1's country, ISO 3166-1 alpha-2 (SBDH COUNTRY_C1)

  bool operator==(const Endpoint&) const = default;
};

/// The identifiers of one delivery. Drawn once, committed before the first byte leaves, never drawn again.
struct Envelope {
  MessageId message_id;
  InstanceId instance_id;
  Instant created;  ///< CreationDateAndTime of the SBDH, eb:Timestamp

  bool operator==(const Envelope&) const = default;
};

/// Where a document came in, so that the answer finds its way back. Both empty: not by a folder.
struct Origin {
  std::string folder;     ///< the drop folder's path as configured
  std::string file_name;  ///< what the submitter called it: data, never a path
  std::string by;         ///< actor: "folder:/srv/in", "http:TOKEN-NAME", "person:NAME", "peer:POP000001"

  bool operator==(const Origin&) const = default;
};

/// Bytes that prove or show something, with the name they are asked for by (`quittance blob ID NAME`):
/// document, request, answer, receipt, report.json, report.html, status.
struct Attachment {
  std::string name;
  Sha256 blob;
  /// The octets, to be committed with what names them; nothing: they are kept already.
  std::shared_ptr<const Bytes> fresh = nullptr;

  bool operator==(const Attachment& other) const { return name == other.name && blob == other.blob; }
};

}  // namespace quittance::core
