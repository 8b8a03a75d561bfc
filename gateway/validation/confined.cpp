#include "gateway/validation/confined.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>
#include <string>

#include "gateway/disk/descriptor.h"

namespace quittance::validation {

namespace {

using disk::Descriptor;

Error failure(std::string detail) { return {"CONFINED", Retry::later, std::move(detail)}; }

/// Private memory of this process that RLIMIT_DATA counts; proc(5), statm.
std::size_t data_in_use() {
  std::ifstream statm("/proc/self/statm");
  std::size_t pages = 0;
  for (int field = 0; field < 6; ++field) statm >> pages;
  return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

void bound(__rlimit_resource what, std::size_t value) {
  const rlimit limit{value, value};
  ::setrlimit(what, &limit);
}

void write_all(int to, BytesView bytes) {
  while (!bytes.empty()) {
    const auto count = ::write(to, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

/// The child's life. The last octet tells that the answer is whole.
[[noreturn]] void live(const Confinement& bounds, std::size_t memory, int answer,
                       const std::function<Bytes()>& work) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  constexpr int kOnly = 3;
  ::alarm(static_cast<unsigned>(bounds.wall.count()));
  bound(RLIMIT_CORE, 0);
  bound(RLIMIT_CPU, static_cast<std::size_t>(bounds.cpu.count()));
  bound(RLIMIT_DATA, memory);
  // A write to a file fails and is no crash: rules read for the first time are wanted in their cache.
  std::signal(SIGXFSZ, SIG_IGN);
  bound(RLIMIT_FSIZE, 0);
  try {
    if (bounds.first) bounds.first();
    if (answer != kOnly) ::dup2(answer, kOnly);
    ::close_range(kOnly + 1, ~0U, 0);
    write_all(kOnly, work());
    write_all(kOnly, ".");
  } catch (...) {
    ::_exit(1);  // The parent sees that the last octet is missing.
  }
  ::_exit(0);
}

Result<Bytes> read_answer(int from, std::size_t limit) {
  Bytes answer;
  std::array<char, 65536> piece{};
  for (;;) {
    const auto count = ::read(from, piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failure(std::strerror(errno));
    if (count == 0) return answer;
    answer.append(piece.data(), static_cast<std::size_t>(count));
    if (answer.size() > limit) return failure("what was read is too large");
  }
}

std::string cause(int status) {
  if (!WIFSIGNALED(status)) return "it needs too much memory";
  const int signal = WTERMSIG(status);
  if (signal == SIGXCPU || signal == SIGKILL || signal == SIGALRM) return "it takes too much time or memory";
  return std::string("it made the reader crash (") + ::strsignal(signal) + ")";
}

}  // namespace

Result<Bytes> run_confined(const Confinement& bounds, const std::function<Bytes()>& work) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return failure(std::strerror(errno));
  const Descriptor from(ends[0]);
  Descriptor to(ends[1]);
  const std::size_t memory = data_in_use() + bounds.memory_bytes;
  const pid_t child = ::fork();
  if (child != 0 && bounds.forked) bounds.forked();
  if (child < 0) return failure(std::strerror(errno));
  if (child == 0) live(bounds, memory, to.number(), work);
  to = Descriptor(-1);
  auto answer = read_answer(from.number(), bounds.answer_bytes);
  if (!answer) ::kill(child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!answer) return answer;
  if (answer->empty() || answer->back() != '.' || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
    return failure(cause(status));
  answer->pop_back();
  return answer;
}

}  // namespace quittance::validation
