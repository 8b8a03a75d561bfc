// The test bed's metadata publisher: an HTTPS server on loopback that answers what it was given.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "gateway/http/server.h"
#include "gateway/testbed/guests.h"

namespace quittance::testbed {

class Publisher : public http::Events {
 public:
  /// The certificate and key (PEM) it shows, and where large requests are spooled. Fails with TLS-CONTEXT or
  /// HTTP-LISTEN. `clock` must outlive it.
  static Result<std::unique_ptr<Publisher>> open(const std::string& certificate_file,
                                                 const std::string& key_file, const std::string& spool,
                                                 const Clock& clock);

  [[nodiscard]] std::string url() const;
  /// To be told once, before anybody knows of the publisher; what is not among them is 404.
  void answer(std::map<std::string, PublishedAnswer> answers) { answers_ = std::move(answers); }

  void refused(const http::Peer&, std::string_view, std::string_view) override {}
  void failed(const http::Request&, std::string_view) override {}
  void answered(const http::Request&, int, std::chrono::microseconds) override {}

 private:
  Publisher() = default;
  http::Response respond(const http::Request& request) const;

  std::map<std::string, PublishedAnswer> answers_;
  std::uint16_t port_ = 0;
  std::unique_ptr<http::Server> server_;
};

}  // namespace quittance::testbed
