// A self-signed certificate for localhost and 127.0.0.1 with its key, made anew by openssl.
#pragma once

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "tests/support/temporary_folder.h"

namespace quittance::test {

class TestCertificate {
 public:
  explicit TestCertificate(const std::string& names = "DNS:localhost,IP:127.0.0.1",
                           const std::string& kind = "ec -pkeyopt ec_paramgen_curve:P-256") {
    const auto command = "openssl req -x509 -newkey " + kind +
                         " -nodes -days 2 -subj /CN=test "
                         "-addext 'subjectAltName=" +
                         names + "' -keyout " + key() + " -out " + certificate() + " 2>/dev/null";
    made_ = std::system(command.c_str()) == 0;
  }
  /// False when openssl is missing.
  [[nodiscard]] bool made() const { return made_; }
  [[nodiscard]] std::string certificate() const { return folder_ / "certificate.pem"; }
  [[nodiscard]] std::string key() const { return folder_ / "key.pem"; }

 private:
  TemporaryFolder folder_;
  bool made_ = false;
};

}  // namespace quittance::test
