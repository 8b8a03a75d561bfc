// HttpClient over POCO's sockets: connections are kept, every exchange has one deadline, and what reached the
// peer is told exactly.
#pragma once

#include <memory>
#include <string>

#include "as4/http_client.h"
#include "as4/resolver.h"
#include "formats/base/result.h"

namespace quittance::as4 {

/// POST and GET over HTTP/1.1. A peer is asked before a POST's body (Expect: 100-continue), so that a refusal
/// before the body left is known to be one; a peer that does not answer the question is not asked again. Kept
/// connections are used again within 20 seconds, if the peer has not closed them; new ones resume the last
/// TLS session with their endpoint. Calls may come from any thread.
class PocoHttpClient : public HttpClient {
 public:
  struct Settings {
    std::shared_ptr<Resolver> resolver{};  ///< whom addresses are asked of, within each request's time limit
    std::string authorities_file;          ///< PEM: whom TLS believes; "" = the system's list
    bool allow_plain_http = false;         ///< for tests and closed networks
    bool allow_private_addresses = false;  ///< connect to addresses outside of the open internet
    std::string user_agent = "quittance";
    std::size_t kept_per_endpoint = 32;
    bool ask_before_body = true;  ///< off: small bodies are sent at once
    /// How long a peer may take to say 100 Continue before the body is sent without it.
    std::chrono::milliseconds continue_limit{500};
  };

  /// Fails with TLS when the authorities cannot be read, and with DNS when there is no resolver and the
  /// system's cannot be asked.
  static Result<std::unique_ptr<PocoHttpClient>> make(Settings settings);
  ~PocoHttpClient() override;

  HttpExchange post(const HttpRequest& request) override;
  HttpExchange get(const HttpGet& request) override;

 private:
  struct Parts;
  explicit PocoHttpClient(std::unique_ptr<Parts> parts);
  HttpExchange exchange(const std::string& method, const HttpRequest& request);
  std::unique_ptr<Parts> parts_;
};

}  // namespace quittance::as4
