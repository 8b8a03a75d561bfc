#include "gateway/folder/hint.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <cstring>

namespace quittance::folder {
namespace {

/// CREATE and DELETE too: the SFTP servers' older rename is a link and an unlink.
constexpr std::uint32_t kChanges = IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_DELETE | IN_ONLYDIR;

void drain(int descriptor) {
  alignas(inotify_event) std::array<char, 65536> events;
  while (::read(descriptor, events.data(), events.size()) > 0) {
  }
}

}  // namespace

Result<std::unique_ptr<Hint>> Hint::watch(const std::vector<std::string>& folders) {
  std::unique_ptr<Hint> hint(
      new Hint(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC), ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)));
  if (hint->changes_ < 0 || hint->bell_ < 0) {
    return Error{"DISK-IO", Retry::later, std::string("inotify: ") + std::strerror(errno)};
  }
  for (const std::string& folder : folders)
    (void)::inotify_add_watch(hint->changes_, folder.c_str(), kChanges);
  return hint;
}

Hint::~Hint() {
  if (changes_ >= 0) ::close(changes_);
  if (bell_ >= 0) ::close(bell_);
}

bool Hint::wait(std::chrono::milliseconds at_most) {
  std::array<pollfd, 2> wanted{pollfd{changes_, POLLIN, 0}, pollfd{bell_, POLLIN, 0}};
  const auto limit = std::clamp<std::chrono::milliseconds::rep>(at_most.count(), 0, INT_MAX);
  const int ready = ::poll(wanted.data(), wanted.size(), static_cast<int>(limit));
  if (ready <= 0) return false;
  drain(changes_);
  drain(bell_);
  return true;
}

void Hint::wake() {
  const std::uint64_t one = 1;
  (void)!::write(bell_, &one, sizeof one);
}

}  // namespace quittance::folder
