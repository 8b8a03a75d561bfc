// Looks once an hour whether a certificate ends soon: a line in the log each day, and a task until it is
// renewed.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "gateway/core/store.h"
#include "gateway/serve/log_lines.h"
#include "gateway/serve/watched_certificates.h"

namespace quittance::serve {

class ExpiryWatch {
 public:
  struct World {
    core::Store& store;
    const Clock& clock;
    LogLines& lines;
  };
  ExpiryWatch(World world, std::vector<WatchedCertificate> watched, config::Duration ahead)
      : world_(world), watched_(std::move(watched)), ahead_(ahead) {}
  ~ExpiryWatch() { stop(); }
  ExpiryWatch(const ExpiryWatch&) = delete;
  ExpiryWatch& operator=(const ExpiryWatch&) = delete;

  /// Looks in a thread of its own, at once and then every hour.
  void start();
  void stop();

  /// One look: opens a task for each certificate that ends soon, closes those of certificates that do not any
  /// more, writes the day's lines. Fails with the codes of the store.
  Result<void> look();

 private:
  World world_;
  std::vector<WatchedCertificate> watched_;
  config::Duration ahead_;
  std::map<Sha256, Date> said_;

  std::mutex mutex_;
  std::condition_variable bell_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace quittance::serve
