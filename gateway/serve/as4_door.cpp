#include "gateway/serve/as4_door.h"

#include "gateway/http/tls.h"
#include "gateway/serve/policies.h"

namespace quittance::serve {
namespace {

constexpr std::chrono::seconds kDrain{30};

http::Route as4_route(const config::Config& config, As4Receiver& receiver) {
  http::Route route{.method = "POST", .path = "/as4", .handler = [&receiver](const http::Request& request) {
                      return receiver.answer(request);
                    }};
  // The message is at most as large as its payload before compression, and SOAP part, boundaries and headers.
  route.body.limit_bytes = config.limits.as4_message_bytes + (std::uint64_t{2} << 20);
  return route;
}

}  // namespace

As4Door::As4Door(const config::Config& config, As4Station& station, LogLines& lines,
                 As4Receiver::Commit commit)
    : config_(config),
      receiver_(station, as4_limits(config), participants_of(config), config.node.name, std::move(commit),
                [&lines](const std::string& id, const std::string& code, const std::string& reason) {
                  lines.as4_refused(id, code, reason);
                }),
      server_(std::move(http::Routes().add(as4_route(config, receiver_))), http_limits(config), station.clock,
              lines) {}

Result<std::uint16_t> As4Door::start() {
  http::Listen listen{.address = config_.as4.listen->host, .port = config_.as4.listen->port, .tls = {}};
  if (!config_.as4.tls_certificate.empty()) {
    auto context = http::server_context({.certificate_file = config_.as4.tls_certificate.string(),
                                         .key_file = config_.as4.tls_key.string(),
                                         .client_ca_file = {}});
    if (!context) return context.error();
    listen.tls = std::move(context).value();
  }
  return server_.start(listen);
}

void As4Door::stop() { server_.drain(kDrain); }

}  // namespace quittance::serve
