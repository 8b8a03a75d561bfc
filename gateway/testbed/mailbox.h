// A mail server that takes everything and lays it into a folder: for looking at what a gateway writes.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>

#include "formats/base/result.h"
#include "gateway/disk/descriptor.h"

namespace quittance::testbed {

/// SMTP on a free port of loopback, one connection at a time, no TLS, no AUTH. Each mail is a file, 0001.eml,
/// 0002.eml … in the folder.
class Mailbox {
 public:
  /// Fails with TESTBED.
  static Result<std::unique_ptr<Mailbox>> open(const std::string& folder);
  ~Mailbox();
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;
  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  class Dialogue;
  Mailbox(std::string folder, disk::Descriptor listener, std::uint16_t port);
  void serve();

  std::string folder_;
  disk::Descriptor listener_;
  std::uint16_t port_;
  std::atomic<bool> ending_{false};
  unsigned taken_ = 0;
  std::thread thread_;
};

}  // namespace quittance::testbed
