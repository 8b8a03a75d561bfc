// testbed: a Peppol network of its own on loopback: PKI, DNS (dnsmasq), metadata publisher, two gateways and
// a mailbox. For people who want to see the gateway at work, and for our own end-to-end tests.
#pragma once

#include <memory>
#include <string>

#include "formats/base/result.h"
#include "formats/base/time.h"

namespace quittance::testbed {

/// Where everything is.
struct Addresses {
  std::string folder, program;
  std::string zone, dns;   ///< dns: "127.0.0.1:port"
  std::string publisher;   ///< URL
  std::string receiver;    ///< URL of the receiving gateway
  std::uint16_t mail = 0;  ///< port of the mailbox
  [[nodiscard]] std::string sender_config() const { return folder + "/sender/quittance.toml"; }
  [[nodiscard]] std::string receiver_config() const { return folder + "/receiver/quittance.toml"; }
  /// A sender that goes only where the open internet is: what it refuses is the guard against requests to
  /// inner addresses.
  [[nodiscard]] std::string strict_config() const { return folder + "/strict/quittance.toml"; }
  [[nodiscard]] std::string drop() const { return folder + "/sender/drop"; }
  [[nodiscard]] std::string inbox() const { return folder + "/receiver/inbox"; }
};

class Testbed {
 public:
  /// Sets all up in a folder (made where it is not; keys in it are used again) and waits until both gateways
  /// serve. `program` is quittance itself. Fails with TESTBED (what to do is said), DISK or the codes of the
  /// parts; nothing runs on then.
  static Result<std::unique_ptr<Testbed>> open(const std::string& folder, const std::string& program,
                                               const Clock& clock, Random& random);
  ~Testbed();

  [[nodiscard]] const Addresses& addresses() const;
  /// The program that has ended though it should run; "" while all do.
  std::string broken();

 private:
  struct Parts;
  explicit Testbed(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace quittance::testbed
