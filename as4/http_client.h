// The port through which we ask others: one request, one answer, and the plain truth about how far it got.
#pragma once

#include <chrono>
#include <ostream>
#include <string>

#include "formats/base/body.h"

namespace quittance::as4 {

/// One POST. The body is read while it is sent.
struct HttpRequest {
  std::string url;
  std::string content_type;
  Body body;
  std::chrono::milliseconds time_limit{
      std::chrono::seconds(120)};                         ///< from connecting to the answer's last octet
  std::size_t answer_limit_bytes = std::size_t{1} << 20;  ///< more is not read
};

/// One GET: a document that somebody publishes.
struct HttpGet {
  std::string url;
  std::chrono::milliseconds time_limit{std::chrono::seconds(30)};
  std::size_t answer_limit_bytes = std::size_t{1} << 20;  ///< more is not read: the answer is then not whole
};

/// How far an exchange got: what the sender must know before he may say "not delivered".
enum class Reach {
  not_taken,  ///< the peer cannot have the whole body: no connection, TLS failed, cut before its last octet
              ///< left
  perhaps_taken,  ///< the last octet left us, but no complete answer came back
  answered        ///< a complete answer is here
};

inline std::ostream& operator<<(std::ostream& out, Reach reach) {
  return out << (reach == Reach::not_taken       ? "not_taken"
                 : reach == Reach::perhaps_taken ? "perhaps_taken"
                                                 : "answered");
}

struct HttpExchange {
  Reach reach = Reach::not_taken;
  std::string detail;  ///< one line: what went wrong, naming the endpoint; "" when answered
  int status = 0;      ///< 0 = no status line came
  std::string content_type;
  Bytes body;  ///< content codings undone; what came of it when not `answered`
};

/// Never follows redirects, never retries, never throws. Calls may come from any thread.
class HttpClient {
 public:
  virtual ~HttpClient() = default;
  virtual HttpExchange post(const HttpRequest& request) = 0;
  /// `perhaps_taken` where no whole answer came.
  virtual HttpExchange get(const HttpGet& request) = 0;
};

}  // namespace quittance::as4
