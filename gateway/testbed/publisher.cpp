#include "gateway/testbed/publisher.h"

#include "gateway/http/tls.h"

namespace quittance::testbed {

Result<std::unique_ptr<Publisher>> Publisher::open(const std::string& certificate_file,
                                                   const std::string& key_file, const std::string& spool,
                                                   const Clock& clock) {
  auto tls = http::server_context({.certificate_file = certificate_file,
                                   .key_file = key_file,
                                   .client_ca_file = {},
                                   .client_required = false},
                                  clock);
  if (!tls) return tls.error();
  std::unique_ptr<Publisher> publisher(new Publisher);
  http::Routes routes;
  routes.add({"GET",
              "/",
              [here = publisher.get()](const http::Request& request) { return here->respond(request); },
              {},
              http::Route::Match::below});
  http::Limits limits;
  limits.spool = spool;
  publisher->server_ = std::make_unique<http::Server>(std::move(routes), limits, clock, *publisher);
  http::Listen listen;
  listen.tls = std::move(tls).value();
  const auto port = publisher->server_->start(listen);
  if (!port) return port.error();
  publisher->port_ = *port;
  return publisher;
}

std::string Publisher::url() const { return "https://localhost:" + std::to_string(port_); }

http::Response Publisher::respond(const http::Request& request) const {
  const auto found = answers_.find(request.path);
  if (found == answers_.end()) return http::Response::text(404, "nothing is registered here");
  const PublishedAnswer& answer = found->second;
  auto response = http::Response::of(answer.status, "application/xml;charset=UTF-8", answer.body);
  if (!answer.location.empty()) response.fields.add("Location", url() + answer.location);
  return response;
}

}  // namespace quittance::testbed
