// Peppol's Service Metadata Locator: a participant is a DNS name, and its U-NAPTR record names the publisher
// (SML 1.3.0; Policy for use of Identifiers 4.4.0, POLICY 7; RFC 4848).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "as4/egress.h"
#include "as4/resolver.h"
#include "formats/base/result.h"
#include "formats/identifiers.h"

namespace quittance::as4 {

/// The name that is asked for: base32(sha256(lower case value)) without padding, the scheme, the zone.
/// "0088:123abc" in "sml.example" is y7dzfxaf….iso6523-actorid-upis.sml.example.
std::string sml_name(const formats::ParticipantId& participant, std::string_view zone);

/// Where we go for metadata, beside what Url::parse() asks for.
enum class Reachable {
  internet,  ///< https on port 443 of a named host only
  anywhere   ///< any scheme and port: tests and closed networks
};

/// A publisher's base URL without its last "/". Fails with SMP-URL: no URL, a query (user information and
/// fragment never pass), or not `reachable`.
Result<std::string> smp_base(std::string_view url, Reachable reachable);

/// What the replacement of a U-NAPTR regexp field gives for any text: "!^.*$!https://smp.example!" is
/// https://smp.example. Read by its shape, not by a regular expression engine: patterns that match everything
/// (".*", with anchors or a group) and replacements without back-references. Fails with NAPTR.
Result<std::string> rewritten(std::string_view regexp);

/// The publishers that records name, best first (order, then preference): flag "U", service "Meta:SMP", both
/// in any case, no replacement name. Other records are passed over. None: the participant is not registered
/// for metadata. Fails with NAPTR or SMP-URL, worth asking again, when there are such records and none is
/// usable.
Result<std::vector<std::string>> publishers(std::vector<Naptr> records, Reachable reachable);

}  // namespace quittance::as4
