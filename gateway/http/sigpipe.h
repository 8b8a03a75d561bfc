// TLS writes with write(2), which raises SIGPIPE when the peer is gone. A library must not decide about the
// process's signals, so the signal is blocked in the thread that writes, and the failure stays a return code.
#pragma once

#include <csignal>

namespace quittance::http {

/// While it lives, SIGPIPE is blocked in this thread; one raised meanwhile is discarded.
class NoSigpipe {
 public:
  NoSigpipe() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~NoSigpipe() {
    if (sigismember(&before_, SIGPIPE) == 1) return;
    const timespec now{};
    while (::sigtimedwait(&pipe_, nullptr, &now) > 0) {
    }
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  NoSigpipe(const NoSigpipe&) = delete;
  NoSigpipe& operator=(const NoSigpipe&) = delete;

 private:
  sigset_t pipe_{};
  sigset_t before_{};
};

}  // namespace quittance::http
