// multipart/related (RFC 2387 over RFC 2046) as AS4 uses it: octets in, parts of them out. Strict, for
// whoever reads a message differently from the next reader can be fed two messages in one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "formats/base/body.h"
#include "formats/base/result.h"

namespace quittance::as4 {

/// A media type with its parameters ("application/soap+xml; charset=UTF-8"): names in lower case, values
/// unquoted.
struct MediaType {
  std::string type;  ///< "multipart/related", lower case
  std::vector<std::pair<std::string, std::string>> parameters;

  /// Fails with MIME on anything that is not type/subtype *(; name=token-or-quoted-string), or names a
  /// parameter twice.
  static Result<MediaType> parse(std::string_view text);
  /// Value of a parameter; "" when there is none.
  [[nodiscard]] std::string_view parameter(std::string_view name) const;
};

/// One part: its content lies in the message's own octets.
struct Part {
  std::string content_type;  ///< as written; "" when absent
  std::string content_id;    ///< without angle brackets; "" when absent
  Body content;
};

struct MimeLimits {
  std::size_t parts = 30;
  std::size_t part_header_bytes = std::size_t{16} << 10;
};

/// The parts of a multipart/related body, the root first: the one `start` names, else the first.
/// Fails with MIME when: the type is another, or `type` is not the root's media type; no or a bad boundary; a
/// line of a part's header that does not end in CRLF or is folded, repeated or malformed; a part in another
/// transfer encoding than binary, 8bit or 7bit (nothing said means binary); a part that is multipart itself;
/// two parts with one Content-ID; no closing delimiter; a line that begins like the delimiter and goes on;
/// more than the limits; with the codes of Body when it cannot be read. The preamble and what follows the
/// closing delimiter are skipped. The body is read once, in pieces.
Result<std::vector<Part>> read_related(std::string_view content_type, const Body& body,
                                       const MimeLimits& limits = {});

/// Writes what read_related reads: the SOAP part (UTF-8, without Content-ID: no peer needs one) and one
/// encrypted part as application/octet-stream. `boundary` is of [0-9A-Za-z_.-] and must not occur in the
/// content.
struct RelatedWriter {
  static std::string content_type(std::string_view boundary);
  static Body body(std::string_view boundary, BytesView soap, std::string_view content_id,
                   const Body& encrypted);
};

/// Undoes percent-encoding of a cid: URL (RFC 2392) and checks that it has that scheme and an id of printable
/// ASCII. Fails with CID.
Result<std::string> content_id_of(std::string_view cid_url);

}  // namespace quittance::as4
