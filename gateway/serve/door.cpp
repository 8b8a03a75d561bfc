#include "gateway/serve/door.h"

#include "gateway/http/tls.h"

namespace quittance::serve {
namespace {

constexpr std::chrono::seconds kDrain{30};

}  // namespace

Result<std::string> Door::start() {
  http::Listen listen{.address = place_.address.host, .port = place_.address.port, .tls = {}};
  if (!place_.tls_certificate.empty()) {
    auto context = http::server_context({.certificate_file = place_.tls_certificate.string(),
                                         .key_file = place_.tls_key.string(),
                                         .client_ca_file = {}});
    if (!context) return context.error();
    listen.tls = std::move(context).value();
  }
  const auto port = server_.start(listen);
  if (!port) return port.error();
  const bool colons = place_.address.host.find(':') != std::string::npos;
  return (colons ? "[" + place_.address.host + "]" : place_.address.host) + ":" + std::to_string(*port);
}

void Door::stop() { server_.drain(kDrain); }

}  // namespace quittance::serve
