#include "gateway/serve/door.h"

#include "gateway/http/tls.h"

namespace quittance::serve {
namespace {

constexpr std::chrono::seconds kDrain{30};

}  // namespace

Result<void> Door::open(std::shared_ptr<const http::Listener> shared) {
  if (!place_.tls_certificate.empty()) {
    auto context = http::server_context({.certificate_file = place_.tls_certificate.string(),
                                         .key_file = place_.tls_key.string(),
                                         .client_ca_file = {},
                                         .names = place_.tls_names},
                                        clock_);
    if (!context) return context.error();
    tls_ = std::move(context).value();
  }
  listener_ = std::move(shared);
  if (listener_) return {};
  auto opened = http::Listener::open(place_.address.host, place_.address.port);
  if (!opened) return opened.error();
  listener_ = std::move(opened).value();
  return {};
}

Result<std::string> Door::start() {
  const auto port = server_.start({.tls = tls_, .listener = listener_});
  if (!port) return port.error();
  const bool colons = place_.address.host.find(':') != std::string::npos;
  return (colons ? "[" + place_.address.host + "]" : place_.address.host) + ":" + std::to_string(*port);
}

void Door::stop(bool taken_over) {
  listener_.reset();
  server_.drain(kDrain, taken_over ? http::Server::Fresh::serve : http::Server::Fresh::end);
}

}  // namespace quittance::serve
