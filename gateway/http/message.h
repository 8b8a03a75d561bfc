// What an HTTP exchange is made of, as handlers see it: a complete request and the answer to it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/base/bytes.h"
#include "gateway/http/body.h"

namespace quittance::http {

/// One field line. Names compare without regard to case (RFC 9110 5.1); the value has no surrounding white
/// space.
struct Field {
  std::string name;
  std::string value;
  bool operator==(const Field&) const = default;
};

/// Field lines in the order they came.
class Fields {
 public:
  Fields() = default;
  Fields(std::initializer_list<Field> fields) : fields_(fields) {}

  void add(std::string name, std::string value) { fields_.push_back({std::move(name), std::move(value)}); }
  /// The first value of that name, or nothing.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
  /// How many field lines have that name.
  [[nodiscard]] std::size_t count(std::string_view name) const;
  [[nodiscard]] const std::vector<Field>& all() const { return fields_; }
  bool operator==(const Fields&) const = default;

 private:
  std::vector<Field> fields_;
};

/// True when the two are the same but for the case of ASCII letters.
bool equal_without_case(std::string_view a, std::string_view b);

/// Who asks. With TLS and a client certificate, `certificate` is its DER.
struct Peer {
  std::string address;  ///< numeric, without port: "192.0.2.7", "2001:db8::1"
  std::string group;    ///< what limits per peer count by (allowance.h)
  std::uint16_t port = 0;
  bool tls = false;
  std::optional<Bytes> certificate;
};

/// A request that came whole: a body cut short never reaches a handler.
struct Request {
  std::string method;
  std::string target;  ///< as sent, in origin form: "/v1/validate?lang=fr"
  std::string path;    ///< the target up to '?', still percent-encoded
  std::string query;   ///< behind '?', or empty
  Fields fields;
  Peer peer;
  Body body;

  /// Is the body parts of a form (RFC 7578), not the thing itself?
  [[nodiscard]] bool is_multipart() const;
};

/// The answer. Content-Length, Date and Connection are the server's to write.
struct Response {
  int status = 200;
  Fields fields;
  Bytes body;
  bool close = false;  ///< end the connection behind this answer

  static Response text(int status, std::string_view line);
  static Response of(int status, std::string_view content_type, Bytes body);
};

/// "Not Found" for 404; "Status" for a number without a registered phrase.
std::string_view reason_phrase(int status);

/// The bytes of the answer's head. Fails with HTTP-FIELD when a name is no token or a value holds CR, LF, NUL
/// or another control: such an answer would let whoever wrote the value add fields of his own.
Result<Bytes> serialize_head(const Response& response, std::string_view date, bool keep_alive);

}  // namespace quittance::http
