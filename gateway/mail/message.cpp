#include "gateway/mail/message.h"

#include <gmime/gmime.h>

#include <algorithm>
#include <array>
#include <memory>
#include <mutex>

namespace quittance::mail {

namespace {

struct Unref {
  void operator()(gpointer object) const { g_object_unref(object); }
};
template <typename T>
using Owned = std::unique_ptr<T, Unref>;

constexpr auto kUtf8 = "utf-8";

void initialize_gmime() {
  static std::once_flag once;
  std::call_once(once, [] { g_mime_init(); });
}

Error header_error(std::string_view name, std::string_view why) {
  return Error{"MAIL-HEADER", Retry::never, std::string(name) + ": " + std::string(why)};
}

bool is_utf8(std::string_view text) {
  return g_utf8_validate(text.data(), static_cast<gssize>(text.size()), nullptr) != FALSE;
}

/// C0, DEL, C1, and the two Unicode line ends: none has a place in a header, and each has been taken for a
/// line end somewhere.
bool is_control(gunichar c) { return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x2028 || c == 0x2029; }

Result<void> check_value(std::string_view name, std::string_view value) {
  if (value.find('\0') != std::string_view::npos || !is_utf8(value))
    return header_error(name, "not UTF-8 text");
  for (const char* at = value.data(); at < value.data() + value.size(); at = g_utf8_next_char(at)) {
    if (is_control(g_utf8_get_char(at))) return header_error(name, "a control character or line end");
  }
  // GMime passes on what is encoded already, so this would be decoded by the reader's program: CR, LF and
  // all.
  const auto encoded = value.find("=?");
  if (encoded != std::string_view::npos && value.find("?=", encoded + 2) != std::string_view::npos) {
    return header_error(name, "an encoded-word (RFC 2047)");
  }
  return {};
}

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return c > 0x20 && c < 0x7f && std::string_view("()<>@,;:\\\"/[]?=").find(c) == std::string_view::npos;
  });
}

/// What the builder itself writes; a caller's second one would contradict it.
bool is_ours(std::string_view name) {
  static constexpr std::array<std::string_view, 13> kOurs{"from",
                                                          "to",
                                                          "cc",
                                                          "bcc",
                                                          "sender",
                                                          "reply-to",
                                                          "subject",
                                                          "date",
                                                          "message-id",
                                                          "mime-version",
                                                          "content-type",
                                                          "content-transfer-encoding",
                                                          "content-disposition"};
  std::string lower(name);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return static_cast<char>(g_ascii_tolower(c)); });
  return std::find(kOurs.begin(), kOurs.end(), lower) != kOurs.end();
}

Result<void> check_attachment(const Attachment& attachment) {
  if (auto fine = check_value("attachment name", attachment.name); !fine.ok()) return fine;
  if (attachment.name.empty() || attachment.name.find_first_of("/\\") != std::string::npos) {
    return header_error("attachment name", "empty, or a path");
  }
  const std::string_view type = attachment.content_type;
  const auto slash = type.find('/');
  if (slash == std::string_view::npos || !is_token(type.substr(0, slash)) ||
      !is_token(type.substr(slash + 1))) {
    return header_error("attachment type", "not type/subtype");
  }
  // RFC 2046 5.2.1: these must not be encoded, so they cannot be carried as octets.
  if (type.starts_with("message/") || type.starts_with("multipart/"))
    return header_error("attachment type", "composite");
  return {};
}

Result<void> check_message_id(std::string_view id) {
  const auto at = id.find('@');
  const auto is_part = [](std::string_view part) {
    return !part.empty() && std::all_of(part.begin(), part.end(), [](char c) {
      return c > 0x20 && c < 0x7f && std::string_view("()<>@,;:\\\"[] ").find(c) == std::string_view::npos;
    });
  };
  if (at == std::string_view::npos || !is_part(id.substr(0, at)) || !is_part(id.substr(at + 1)) ||
      id.size() > 250) {
    return header_error("Message-ID", "not left@right");
  }
  return {};
}

Result<void> check(const Message& message) {
  if (auto fine = check_message_id(message.message_id); !fine.ok()) return fine;
  if (auto fine = check_value("Subject", message.subject); !fine.ok()) return fine;
  if (auto fine = check_value("From", message.from.name); !fine.ok()) return fine;
  if (auto fine = check_value("To", message.to.name); !fine.ok()) return fine;
  if (message.reply_to) {
    if (auto fine = check_value("Reply-To", message.reply_to->name); !fine.ok()) return fine;
  }
  for (const auto& header : message.headers) {
    if (!is_token(header.name) || is_ours(header.name))
      return header_error(header.name, "no header a caller may add");
    if (auto fine = check_value(header.name, header.value); !fine.ok()) return fine;
  }
  for (const auto& attachment : message.attachments) {
    if (auto fine = check_attachment(attachment); !fine.ok()) return fine;
  }
  const bool text_fine = is_utf8(message.text) && message.text.find('\0') == std::string::npos;
  const bool html_fine =
      !message.html || (is_utf8(*message.html) && message.html->find('\0') == std::string::npos);
  if (!text_fine || !html_fine) return Error{"MAIL-BODY", Retry::never, "the text is not UTF-8"};
  return {};
}

/// Line ends of either kind become LF, which the writer turns into CRLF.
std::string with_line_feeds(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      out.push_back(text[i]);
    } else if (i + 1 == text.size() || text[i + 1] != '\n') {
      out.push_back('\n');
    }
  }
  if (!out.empty() && out.back() != '\n') out.push_back('\n');
  return out;
}

void set_content(GMimePart* part, BytesView octets, GMimeContentEncoding encoding) {
  const Owned<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(octets.data(), octets.size()));
  const Owned<GMimeDataWrapper> content(
      g_mime_data_wrapper_new_with_stream(stream.get(), GMIME_CONTENT_ENCODING_DEFAULT));
  g_mime_part_set_content(part, content.get());
  g_mime_part_set_content_encoding(part, encoding);
}

Owned<GMimeObject> text_part(const char* subtype, std::string_view text) {
  GMimePart* part = g_mime_part_new_with_type("text", subtype);
  g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset", kUtf8);
  set_content(part, with_line_feeds(text), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  return Owned<GMimeObject>(GMIME_OBJECT(part));
}

/// Left alone, GMime writes the first charset that fits, ISO-8859-1 for most of Europe.
void write_in_utf8(GMimeParamList* parameters, const char* name) {
  GMimeParam* parameter = g_mime_param_list_get_parameter(parameters, name);
  if (parameter != nullptr) g_mime_param_set_charset(parameter, kUtf8);
}

Owned<GMimeObject> attachment_part(const Attachment& attachment) {
  const auto slash = attachment.content_type.find('/');
  GMimePart* part = g_mime_part_new_with_type(attachment.content_type.substr(0, slash).c_str(),
                                              attachment.content_type.substr(slash + 1).c_str());
  g_mime_object_set_disposition(GMIME_OBJECT(part), "attachment");
  g_mime_part_set_filename(part, attachment.name.c_str());
  auto* disposition = g_mime_object_get_content_disposition(GMIME_OBJECT(part));
  auto* type = g_mime_object_get_content_type(GMIME_OBJECT(part));
  write_in_utf8(g_mime_content_disposition_get_parameters(disposition), "filename");
  write_in_utf8(g_mime_content_type_get_parameters(type), "name");
  set_content(part, attachment.content, GMIME_CONTENT_ENCODING_BASE64);
  return Owned<GMimeObject>(GMIME_OBJECT(part));
}

/// Neither base64 nor quoted-printable can contain "=_", and every part is in one of them: no need to search,
/// and no randomness, so that the same message always gives the same bytes.
Owned<GMimeObject> multipart(const char* subtype, const char* boundary,
                             const std::vector<Owned<GMimeObject>>& parts) {
  GMimeMultipart* whole = g_mime_multipart_new_with_subtype(subtype);
  g_mime_multipart_set_boundary(whole, boundary);
  for (const auto& part : parts) g_mime_multipart_add(whole, part.get());
  return Owned<GMimeObject>(GMIME_OBJECT(whole));
}

Owned<GMimeObject> body_of(const Message& message) {
  auto body = text_part("plain", message.text);
  if (message.html) {
    std::vector<Owned<GMimeObject>> both;
    both.push_back(std::move(body));
    both.push_back(text_part("html", *message.html));
    body = multipart("alternative", "=_alternative_=", both);
  }
  if (message.attachments.empty()) return body;
  std::vector<Owned<GMimeObject>> parts;
  parts.push_back(std::move(body));
  for (const auto& attachment : message.attachments) parts.push_back(attachment_part(attachment));
  return multipart("mixed", "=_mixed_=", parts);
}

void add_mailbox(GMimeMessage* message, GMimeAddressType type, const Mailbox& mailbox) {
  const Owned<InternetAddress> one(internet_address_mailbox_new(
      mailbox.name.empty() ? nullptr : mailbox.name.c_str(), mailbox.address.text().c_str()));
  internet_address_set_charset(one.get(), kUtf8);
  internet_address_list_add(g_mime_message_get_addresses(message, type), one.get());
}

void set_date(GMimeMessage* message, Instant date) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(date).time_since_epoch().count();
  GDateTime* at = g_date_time_new_from_unix_utc(seconds);
  g_mime_message_set_date(message, at);
  g_date_time_unref(at);
}

Bytes write(GMimeMessage* message) {
  GMimeFormatOptions* options = g_mime_format_options_new();
  g_mime_format_options_set_newline_format(options, GMIME_NEWLINE_FORMAT_DOS);
  g_mime_format_options_set_param_encoding_method(options, GMIME_PARAM_ENCODING_METHOD_RFC2231);
  const Owned<GMimeStream> stream(g_mime_stream_mem_new());
  g_mime_object_write_to_stream(GMIME_OBJECT(message), options, stream.get());
  g_mime_format_options_free(options);
  const GByteArray* octets = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
  return {reinterpret_cast<const char*>(octets->data), octets->len};
}

}  // namespace

Result<Bytes> build(const Message& message) {
  if (auto fine = check(message); !fine.ok()) return fine.error();
  initialize_gmime();
  const Owned<GMimeMessage> mail(g_mime_message_new(TRUE));
  add_mailbox(mail.get(), GMIME_ADDRESS_TYPE_FROM, message.from);
  add_mailbox(mail.get(), GMIME_ADDRESS_TYPE_TO, message.to);
  if (message.reply_to) add_mailbox(mail.get(), GMIME_ADDRESS_TYPE_REPLY_TO, *message.reply_to);
  g_mime_message_set_subject(mail.get(), message.subject.c_str(), kUtf8);
  set_date(mail.get(), message.date);
  g_mime_message_set_message_id(mail.get(), message.message_id.c_str());
  for (const auto& header : message.headers) {
    g_mime_object_set_header(GMIME_OBJECT(mail.get()), header.name.c_str(), header.value.c_str(), kUtf8);
  }
  g_mime_message_set_mime_part(mail.get(), body_of(message).get());
  return write(mail.get());
}

}  // namespace quittance::mail
