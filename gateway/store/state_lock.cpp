#include "gateway/store/state_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace quittance::store {

Result<std::unique_ptr<StateLock>> StateLock::take(const std::string& state_directory) {
  const std::string path = state_directory + "/lock";
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640);
  if (descriptor < 0) return Error{"DISK-IO", Retry::never, path + ": " + std::strerror(errno)};
  std::unique_ptr<StateLock> lock(new StateLock(descriptor));
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    std::array<char, 32> holder{};
    const ssize_t count = ::read(descriptor, holder.data(), holder.size() - 1);
    const std::string pid(holder.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
    return Error{"STORE-LOCKED", Retry::later,
                 state_directory + " is in use by process " + (pid.empty() ? "unknown" : pid) +
                     ": stop it first, or give this one a state directory of its own"};
  }
  // For the message above only; the lock itself is the kernel's.
  const std::string pid = std::to_string(::getpid());
  const bool noted = ::ftruncate(descriptor, 0) == 0 && ::pwrite(descriptor, pid.data(), pid.size(), 0) > 0;
  if (!noted) return Error{"DISK-IO", Retry::never, path + ": " + std::strerror(errno)};
  return lock;
}

StateLock::~StateLock() { ::close(descriptor_); }

}  // namespace quittance::store
