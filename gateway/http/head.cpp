#include "gateway/http/head.h"

#include <algorithm>
#include <charconv>

namespace quittance::http {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

bool is_tchar(char c) {
  return is_digit(c) || is_alpha(c) || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

/// What may stand in a line at all: HTAB, SP, visible ASCII, and obs-text above it.
bool is_line_octet(char c) { return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f); }

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// An RFC 2047 encoded-word: the sequence has no meaning in HTTP, but libraries decode it (security.md S8).
bool holds_encoded_word(std::string_view value) {
  const auto start = value.find("=?");
  return start != std::string_view::npos && value.find("?=", start + 2) != std::string_view::npos;
}

/// pchar / "/" / "?" of RFC 3986, with every '%' followed by two hexadecimal digits.
bool is_target_text(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size() || !is_hex(text[i + 1]) || !is_hex(text[i + 2])) return false;
    } else if (!is_digit(c) && !is_alpha(c) &&
               std::string_view("-._~!$&'()*+,;=:@/?").find(c) == std::string_view::npos) {
      return false;
    }
  }
  return true;
}

/// uri-host [":" port], without user information.
bool is_authority(std::string_view text) {
  if (text.empty() || text.size() > 262) return false;
  std::string_view port;
  if (text.front() == '[') {
    const auto end = text.find(']');
    if (end == std::string_view::npos || end == 1) return false;
    const auto inside = text.substr(1, end - 1);
    if (!std::all_of(inside.begin(), inside.end(), [](char c) { return is_hex(c) || c == ':' || c == '.'; }))
      return false;
    port = text.substr(end + 1);
  } else {
    const auto colon = text.find(':');
    const auto host = text.substr(0, colon);
    port = colon == std::string_view::npos ? std::string_view{} : text.substr(colon);
    if (host.empty()) return false;
    if (!std::all_of(host.begin(), host.end(),
                     [](char c) { return is_digit(c) || is_alpha(c) || c == '-' || c == '.' || c == '_'; })) {
      return false;
    }
  }
  if (port.empty()) return true;
  return port.front() == ':' && port.size() <= 6 && std::all_of(port.begin() + 1, port.end(), is_digit);
}

/// True when `text` is a list with that element, compared without case.
bool lists(std::string_view text, std::string_view element) {
  while (true) {
    const auto comma = text.find(',');
    if (equal_without_case(trim(text.substr(0, comma)), element)) return true;
    if (comma == std::string_view::npos) return false;
    text.remove_prefix(comma + 1);
  }
}

}  // namespace

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_tchar);
}

std::optional<std::string> split_field(std::string_view line, Field& field) {
  if (line.front() == ' ' || line.front() == '\t') return "a folded field line";
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return "a field line without a colon";
  const auto name = line.substr(0, colon);
  if (!name.empty() && (name.back() == ' ' || name.back() == '\t')) return "white space before the colon";
  if (!is_token(name)) return "a field name that is no token";
  const auto value = trim(line.substr(colon + 1));
  if (holds_encoded_word(value)) return "an encoded-word in a field";
  field = {std::string(name), std::string(value)};
  return std::nullopt;
}

std::size_t HeadReader::feed(BytesView octets) {
  std::size_t used = 0;
  while (used < octets.size() && state_ == State::more) octet(octets[used++]);
  return used;
}

void HeadReader::refuse(int status, std::string why) {
  state_ = State::refused;
  refusal_ = {status, std::move(why)};
}

void HeadReader::octet(char c) {
  if (++taken_ > limits_.total_bytes)
    return refuse(431, "the head is larger than " + std::to_string(limits_.total_bytes) + " octets");
  if (carriage_return_) {
    carriage_return_ = false;
    return c == '\n' ? end_line() : refuse(400, "a carriage return without a line feed");
  }
  if (c == '\r') {
    carriage_return_ = true;
    return;
  }
  if (c == '\n') return refuse(400, "a line feed without a carriage return");
  if (!is_line_octet(c)) return refuse(400, "a control character");
  // The request line is bounded by itself, so that a long target is told apart from too many fields.
  if (first_line_ && line_.size() > limits_.target_bytes + 32)
    return refuse(414, "the request target is too long");
  line_.push_back(c);
}

void HeadReader::end_line() {
  if (first_line_) {
    // RFC 9112 2.2: one empty line in front of a request is ignored (old clients send it behind a body).
    if (line_.empty() && !skipped_empty_) {
      skipped_empty_ = true;
      taken_ = 0;
      return;
    }
    request_line();
    first_line_ = false;
  } else if (line_.empty()) {
    finish();
  } else {
    field_line();
  }
  line_.clear();
}

void HeadReader::request_line() {
  const std::string_view line = line_;
  const auto first = line.find(' ');
  const auto second = first == std::string_view::npos ? first : line.find(' ', first + 1);
  if (second == std::string_view::npos) return refuse(400, "not a request line");
  const auto version = line.substr(second + 1);
  if (!is_token(line.substr(0, first))) return refuse(400, "the method is no token");
  if (version != "HTTP/1.1") {
    const bool other = version.size() == 8 && version.starts_with("HTTP/") && is_digit(version[5]) &&
                       version[6] == '.' && is_digit(version[7]);
    return other ? refuse(505, "only HTTP/1.1 is spoken here") : refuse(400, "not an HTTP version");
  }
  head_.method = line.substr(0, first);
  if (head_.method == "CONNECT") return refuse(501, "this is no proxy");
  request_target(line.substr(first + 1, second - first - 1));
}

void HeadReader::request_target(std::string_view target) {
  if (target.size() > limits_.target_bytes) return refuse(414, "the request target is too long");
  if (target == "*" && head_.method == "OPTIONS") {
    head_.target = target;
    return;
  }
  // RFC 9112 3.2.2: a server has to take the absolute form; its authority then stands for Host.
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (target.size() < scheme.size() || !equal_without_case(target.substr(0, scheme.size()), scheme))
      continue;
    const auto rest = target.substr(scheme.size());
    const auto path = rest.find_first_of("/?");
    authority_ = rest.substr(0, path);
    if (!is_authority(*authority_)) return refuse(400, "the request target names no host");
    target = path == std::string_view::npos ? std::string_view{} : rest.substr(path);
    head_.target = target.empty() || target.front() != '/' ? "/" : "";
    break;
  }
  if (!authority_ && (target.empty() || target.front() != '/'))
    return refuse(400, "the request target is no path");
  if (!is_target_text(target))
    return refuse(400, "the request target holds a character that has to be encoded");
  head_.target += target;
}

void HeadReader::field_line() {
  if (head_.fields.all().size() >= limits_.fields) {
    return refuse(431, "more than " + std::to_string(limits_.fields) + " fields");
  }
  Field field;
  if (auto why = split_field(line_, field)) return refuse(400, std::move(*why));
  head_.fields.add(std::move(field.name), std::move(field.value));
}

void HeadReader::finish() {
  const auto& fields = head_.fields;
  if (fields.count("Host") != 1) return refuse(400, "not exactly one Host");
  const auto host = *fields.find("Host");
  if (!host.empty() && !is_authority(host)) return refuse(400, "Host is no host");
  if (authority_ && !equal_without_case(*authority_, host))
    return refuse(400, "Host is not the host of the request target");
  framing();
  if (state_ == State::refused) return;
  for (const auto& field : fields.all()) {
    if (equal_without_case(field.name, "Connection") && lists(field.value, "close")) head_.close = true;
    if (equal_without_case(field.name, "Expect")) {
      if (!equal_without_case(field.value, "100-continue"))
        return refuse(417, "an expectation we do not know");
      head_.expects_continue = true;
    }
    if (equal_without_case(field.name, "Content-Encoding") && !equal_without_case(field.value, "identity")) {
      return refuse(415, "a Content-Encoding: send the body as it is");
    }
  }
  state_ = State::done;
}

void HeadReader::framing() {
  const auto lengths = head_.fields.count("Content-Length");
  const auto codings = head_.fields.count("Transfer-Encoding");
  if (lengths > 0 && codings > 0) return refuse(400, "Content-Length and Transfer-Encoding together");
  if (lengths > 1) return refuse(400, "more than one Content-Length");
  if (codings > 1) return refuse(400, "more than one Transfer-Encoding");
  if (codings == 1) {
    if (!equal_without_case(*head_.fields.find("Transfer-Encoding"), "chunked")) {
      return refuse(501, "a transfer coding other than chunked");
    }
    head_.framing = Framing::chunked;
  } else if (lengths == 1) {
    const auto text = *head_.fields.find("Content-Length");
    if (text.empty() || text.size() > 18 || !std::all_of(text.begin(), text.end(), is_digit)) {
      return refuse(400, "a Content-Length that is no number");
    }
    std::from_chars(text.data(), text.data() + text.size(), head_.content_length);
    head_.framing = head_.content_length > 0 ? Framing::length : Framing::none;
  }
}

}  // namespace quittance::http
