#include "gateway/http/message.h"

#include <algorithm>
#include <array>
#include <utility>

#include "gateway/http/head.h"

namespace quittance::http {

namespace {

constexpr std::array kPhrases{
    std::pair{100, "Continue"},
    std::pair{200, "OK"},
    std::pair{201, "Created"},
    std::pair{202, "Accepted"},
    std::pair{204, "No Content"},
    std::pair{301, "Moved Permanently"},
    std::pair{302, "Found"},
    std::pair{303, "See Other"},
    std::pair{304, "Not Modified"},
    std::pair{307, "Temporary Redirect"},
    std::pair{308, "Permanent Redirect"},
    std::pair{400, "Bad Request"},
    std::pair{401, "Unauthorized"},
    std::pair{403, "Forbidden"},
    std::pair{404, "Not Found"},
    std::pair{405, "Method Not Allowed"},
    std::pair{406, "Not Acceptable"},
    std::pair{408, "Request Timeout"},
    std::pair{409, "Conflict"},
    std::pair{410, "Gone"},
    std::pair{411, "Length Required"},
    std::pair{412, "Precondition Failed"},
    std::pair{413, "Content Too Large"},
    std::pair{414, "URI Too Long"},
    std::pair{415, "Unsupported Media Type"},
    std::pair{417, "Expectation Failed"},
    std::pair{421, "Misdirected Request"},
    std::pair{422, "Unprocessable Content"},
    std::pair{429, "Too Many Requests"},
    std::pair{431, "Request Header Fields Too Large"},
    std::pair{500, "Internal Server Error"},
    std::pair{501, "Not Implemented"},
    std::pair{502, "Bad Gateway"},
    std::pair{503, "Service Unavailable"},
    std::pair{504, "Gateway Timeout"},
    std::pair{505, "HTTP Version Not Supported"},
    std::pair{507, "Insufficient Storage"},
};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_field_value(std::string_view value) {
  return std::all_of(value.begin(), value.end(), [](char c) {
    return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
  });
}

/// The server alone frames messages and ends connections.
bool is_ours(std::string_view name) {
  return equal_without_case(name, "Content-Length") || equal_without_case(name, "Transfer-Encoding") ||
         equal_without_case(name, "Connection") || equal_without_case(name, "Date");
}

void append_field(Bytes& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

bool equal_without_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

std::optional<std::string_view> Fields::find(std::string_view name) const {
  for (const auto& field : fields_) {
    if (equal_without_case(field.name, name)) return field.value;
  }
  return std::nullopt;
}

std::size_t Fields::count(std::string_view name) const {
  return static_cast<std::size_t>(std::count_if(fields_.begin(), fields_.end(), [name](const Field& field) {
    return equal_without_case(field.name, name);
  }));
}

bool Request::is_multipart() const {
  constexpr std::string_view kMultipart = "multipart/";
  return equal_without_case(fields.find("Content-Type").value_or("").substr(0, kMultipart.size()),
                            kMultipart);
}

Response Response::text(int status, std::string_view line) {
  return of(status, "text/plain; charset=utf-8", std::string(line) + "\n");
}

Response Response::of(int status, std::string_view content_type, Bytes body) {
  Response response;
  response.status = status;
  response.fields.add("Content-Type", std::string(content_type));
  response.body = std::move(body);
  return response;
}

std::string_view reason_phrase(int status) {
  const auto* found = std::find_if(kPhrases.begin(), kPhrases.end(),
                                   [status](const auto& row) { return row.first == status; });
  return found == kPhrases.end() ? "Status" : found->second;
}

Result<Bytes> serialize_head(const Response& response, std::string_view date, bool keep_alive) {
  Bytes out = "HTTP/1.1 " + std::to_string(response.status) + " ";
  out.append(reason_phrase(response.status)).append("\r\n");
  append_field(out, "Date", date);
  for (const auto& field : response.fields.all()) {
    if (!is_token(field.name) || !is_field_value(field.value)) {
      return Error{"HTTP-FIELD", Retry::never, "a field that would break the head: " + field.name};
    }
    if (!is_ours(field.name)) append_field(out, field.name, field.value);
  }
  if (response.status != 204 && response.status != 304) {
    append_field(out, "Content-Length", std::to_string(response.body.size()));
  }
  if (!keep_alive) append_field(out, "Connection", "close");
  out.append("\r\n");
  return out;
}

}  // namespace quittance::http
