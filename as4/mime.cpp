#include "as4/mime.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "as4/namespaces.h"

namespace quittance::as4 {

namespace {

constexpr std::string_view kCrlf = "\r\n";
constexpr std::size_t kLongestBoundary = 70;  // RFC 2046, 5.1.1
constexpr std::size_t kLongestMediaType = 1024;

Error mime(std::string why) { return {"MIME", Retry::never, std::move(why)}; }

std::string lower(std::string_view text) {
  std::string folded(text);
  for (char& c : folded)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return folded;
}

/// RFC 2045 token.
bool is_token(std::string_view text) {
  constexpr std::string_view kSpecials = "()<>@,;:\\\"/[]?=";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return c > 0x20 && c < 0x7f && kSpecials.find(c) == std::string_view::npos;
  });
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// Takes a quoted-string off the front of `rest`; false when it is broken.
bool take_quoted(std::string_view& rest, std::string& value) {
  rest.remove_prefix(1);
  while (!rest.empty() && rest.front() != '"') {
    if (rest.front() == '\\') rest.remove_prefix(1);
    if (rest.empty() || static_cast<unsigned char>(rest.front()) < 0x20) return false;
    value.push_back(rest.front());
    rest.remove_prefix(1);
  }
  if (rest.empty()) return false;
  rest.remove_prefix(1);
  return true;
}

bool is_boundary(std::string_view text) {  // RFC 2046 bchars, not ending in a space
  constexpr std::string_view kMarks = "'()+_,-./:=? ";
  return !text.empty() && text.size() <= kLongestBoundary && text.back() != ' ' &&
         std::all_of(text.begin(), text.end(), [&](char c) {
           return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                  kMarks.find(c) != std::string_view::npos;
         });
}

bool is_content_id(std::string_view id) {
  return !id.empty() && id.size() <= 255 && std::all_of(id.begin(), id.end(), [](char c) {
    return c > 0x20 && c < 0x7f && c != '<' && c != '>' && c != '"' && c != '\\';
  });
}

/// Header fields of one part; nullopt-like "" for what is absent.
struct Fields {
  std::string content_type, content_id, encoding;
};

Result<void> take_field(std::string_view line, Fields& fields, std::set<std::string>& seen) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon)))
    return mime("malformed part header");
  const std::string name = lower(line.substr(0, colon));
  const std::string_view value = trim(line.substr(colon + 1));
  if (std::any_of(value.begin(), value.end(),
                  [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; }))
    return mime("control character in a part header");
  if (!seen.insert(name).second) return mime("part header field twice: " + name);
  if (name == "content-type") fields.content_type = value;
  if (name == "content-transfer-encoding") fields.encoding = lower(value);
  if (name == "content-id") {
    if (value.size() < 3 || value.front() != '<' || value.back() != '>' ||
        !is_content_id(value.substr(1, value.size() - 2)))
      return mime("malformed Content-ID");
    fields.content_id = value.substr(1, value.size() - 2);
  }
  return {};
}

/// Splits header from content, which begins after the first empty line.
Result<Part> read_part(const Body& entity, const MimeLimits& limits) {
  Bytes buffer;
  const Body beginning = entity.range(0, limits.part_header_bytes + kCrlf.size());
  const auto head = beginning.whole(buffer);
  if (!head) return head.error();
  Fields fields;
  std::set<std::string> seen;
  std::size_t at = 0;
  while (true) {
    const std::size_t end = head->find(kCrlf, at);
    if (end == std::string_view::npos) return mime("part header without end, or too large");
    const std::string_view line = head->substr(at, end - at);
    at = end + kCrlf.size();
    if (line.empty()) break;
    if (line.find_first_of("\r\n") != std::string_view::npos) return mime("bare line end in a part header");
    if (line.front() == ' ' || line.front() == '\t') return mime("folded part header");
    if (auto taken = take_field(line, fields, seen); !taken) return taken.error();
  }
  if (!fields.encoding.empty() && fields.encoding != "binary" && fields.encoding != "8bit" &&
      fields.encoding != "7bit")
    return mime("transfer encoding " + fields.encoding);
  if (lower(fields.content_type).starts_with("multipart/")) return mime("multipart inside a part");
  return Part{fields.content_type, fields.content_id, entity.range(at)};
}

/// Finds a body's delimiters, one after the other. A delimiter is only looked for behind a line end, so that
/// a body full of what looks like one is read once all the same.
class Delimiters {
 public:
  Delimiters(const Body& body, std::string_view boundary)
      : body_(body), mark_(std::string(kCrlf) + "--" + std::string(boundary)) {}

  struct Found {
    std::uint64_t line_end = 0;  ///< where the line end before it begins, which is its own
    std::uint64_t after = 0;     ///< behind it and its own line end
    bool closing = false;
  };

  /// The first one may stand at the very beginning, without a line end before it.
  Result<Found> first() {
    const BytesView delimiter = BytesView(mark_).substr(kCrlf.size());
    Bytes buffer;
    const Body beginning = body_.range(0, delimiter.size());
    const auto start = beginning.whole(buffer);
    if (!start) return start.error();
    return *start == delimiter ? at(0, delimiter.size()) : next(0);
  }

  /// The next one whose line end begins at or after `from`.
  Result<Found> next(std::uint64_t from) {
    const auto found = body_.find(mark_, from);
    if (!found) return found.error();
    if (*found == Body::kNowhere) return mime("closing delimiter missing");
    return at(*found, *found + mark_.size());
  }

 private:
  static constexpr std::size_t kMostPadding = 256;

  Result<Found> at(std::uint64_t line_end, std::uint64_t after) {
    Bytes buffer;
    const Body line = body_.range(after, kMostPadding + kCrlf.size());
    const auto octets = line.whole(buffer);
    if (!octets) return octets.error();
    if (octets->starts_with("--")) return Found{line_end, after, true};
    const std::size_t padding = std::min(octets->find_first_not_of(" \t"), octets->size());
    if (octets->substr(padding, kCrlf.size()) != kCrlf)
      return mime("a line begins like the delimiter and goes on");
    return Found{line_end, after + padding + kCrlf.size(), false};
  }

  const Body& body_;
  std::string mark_;
};

/// Cuts the body at its delimiters. Each piece is a part's header and content.
Result<std::vector<Body>> cut(const Body& body, std::string_view boundary, std::size_t most) {
  Delimiters delimiters(body, boundary);
  std::vector<Body> pieces;
  auto open = delimiters.first();
  while (open && !open->closing) {
    if (pieces.size() >= most) return mime("more than " + std::to_string(most) + " parts");
    const std::uint64_t begin = open->after;
    open = delimiters.next(begin - kCrlf.size());
    if (!open) break;
    // An empty part shares the line end of its delimiter; then there is no header either.
    if (open->line_end < begin) return mime("part without header");
    pieces.push_back(body.range(begin, open->line_end - begin));
  }
  if (!open) return open.error();
  return pieces;
}

Result<void> bring_root_first(std::vector<Part>& parts, const MediaType& type) {
  std::string_view start = type.parameter("start");
  if (!start.empty()) {
    if (start.size() > 2 && start.front() == '<' && start.back() == '>')
      start = start.substr(1, start.size() - 2);
    const auto root =
        std::find_if(parts.begin(), parts.end(), [&](const Part& p) { return p.content_id == start; });
    if (root == parts.end()) return mime("start names no part");
    std::rotate(parts.begin(), root, root + 1);
  }
  auto root_type = MediaType::parse(parts.front().content_type);
  if (!root_type) return mime("root part without media type");
  auto named = MediaType::parse(type.parameter("type"));
  if (!named || named->type != root_type->type) return mime("type is not the root part's media type");
  return {};
}

}  // namespace

Result<MediaType> MediaType::parse(std::string_view text) {
  const Error malformed = mime("malformed media type");
  if (text.size() > kLongestMediaType) return malformed;
  MediaType media;
  std::size_t end = std::min(text.find(';'), text.size());
  const std::string_view type = trim(text.substr(0, end));
  const std::size_t slash = type.find('/');
  if (slash == std::string_view::npos || !is_token(type.substr(0, slash)) ||
      !is_token(type.substr(slash + 1)))
    return malformed;
  media.type = lower(type);
  std::string_view rest = text.substr(end);
  while (!(rest = trim(rest)).empty()) {
    if (rest.front() != ';') return malformed;
    rest = trim(rest.substr(1));
    if (rest.empty()) break;  // a trailing semicolon is common and means nothing
    const std::size_t equals = rest.find('=');
    if (equals == std::string_view::npos || !is_token(trim(rest.substr(0, equals)))) return malformed;
    const std::string name = lower(trim(rest.substr(0, equals)));
    rest = trim(rest.substr(equals + 1));
    std::string value;
    if (!rest.empty() && rest.front() == '"') {
      if (!take_quoted(rest, value)) return malformed;
    } else {
      end = std::min(rest.find_first_of("; \t"), rest.size());
      value = rest.substr(0, end);
      // Unquoted values with specials are seen (charset=utf-8 is fine, boundaries with '=' are not quoted by
      // some).
      if (value.empty() || value.find_first_of("\"\\,<>@()") != std::string::npos) return malformed;
      rest.remove_prefix(end);
    }
    if (std::any_of(media.parameters.begin(), media.parameters.end(),
                    [&](const auto& p) { return p.first == name; }))
      return mime("media type parameter twice: " + name);
    media.parameters.emplace_back(name, value);
  }
  return media;
}

std::string_view MediaType::parameter(std::string_view name) const {
  for (const auto& [known, value] : parameters)
    if (known == name) return value;
  return {};
}

Result<std::vector<Part>> read_related(std::string_view content_type, const Body& body,
                                       const MimeLimits& limits) {
  const auto type = MediaType::parse(content_type);
  if (!type) return type.error();
  if (type->type != "multipart/related") return mime("not multipart/related");
  if (!is_boundary(type->parameter("boundary"))) return mime("no usable boundary");
  const auto pieces = cut(body, type->parameter("boundary"), limits.parts);
  if (!pieces) return pieces.error();
  if (pieces->empty()) return mime("no part");
  std::vector<Part> parts;
  std::set<std::string> ids;
  for (const Body& piece : *pieces) {
    auto part = read_part(piece, limits);
    if (!part) return part.error();
    if (!part->content_id.empty() && !ids.insert(part->content_id).second) return mime("Content-ID twice");
    parts.push_back(std::move(part).value());
  }
  if (auto rooted = bring_root_first(parts, *type); !rooted) return rooted.error();
  return parts;
}

std::string RelatedWriter::content_type(std::string_view boundary) {
  return "multipart/related; boundary=\"" + std::string(boundary) + "\"; type=\"" +
         std::string(kSoapMediaType) + "\"";
}

Body RelatedWriter::body(std::string_view boundary, BytesView soap, std::string_view content_id,
                         const Body& encrypted) {
  const std::string delimiter = "--" + std::string(boundary);
  const std::string end = std::string(kCrlf) + delimiter + "--\r\n";
  Bytes out;
  out.reserve(soap.size() + (encrypted.in_memory() ? encrypted.size() : 0) + 512);
  out.append(delimiter).append("\r\nContent-Type: application/soap+xml; charset=UTF-8\r\n");
  out.append("Content-Transfer-Encoding: binary\r\n\r\n").append(soap).append(kCrlf);
  out.append(delimiter).append("\r\nContent-Type: application/octet-stream\r\n");
  out.append("Content-Transfer-Encoding: binary\r\nContent-ID: <").append(content_id).append(">\r\n\r\n");
  if (encrypted.in_memory()) return Body(std::move(out.append(encrypted.view()).append(end)));
  return Body(std::move(out)).append(encrypted).append(end);
}

Result<std::string> content_id_of(std::string_view cid_url) {
  const Error malformed{"CID", Retry::never, "not a cid: URL"};
  if (lower(cid_url.substr(0, 4)) != "cid:") return malformed;
  std::string id;
  for (std::size_t at = 4; at < cid_url.size(); ++at) {
    if (cid_url[at] != '%') {
      id.push_back(cid_url[at]);
      continue;
    }
    const auto digit = [](char c) {
      return c >= '0' && c <= '9'   ? c - '0'
             : c >= 'a' && c <= 'f' ? c - 'a' + 10
             : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                    : -1;
    };
    if (at + 2 >= cid_url.size()) return malformed;
    const int high = digit(cid_url[at + 1]), low = digit(cid_url[at + 2]);
    if (high < 0 || low < 0) return malformed;
    id.push_back(static_cast<char>(high * 16 + low));
    at += 2;
  }
  if (!is_content_id(id)) return malformed;
  return id;
}

}  // namespace quittance::as4
