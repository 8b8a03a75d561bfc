#include "gateway/testbed/child.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <thread>
#include <utility>

namespace quittance::testbed {
namespace {

constexpr auto kPatience = std::chrono::seconds(20);
constexpr auto kLook = std::chrono::milliseconds(20);

/// Between fork and exec: only what is safe there. `failed` takes errno when the program cannot be started.
[[noreturn]] void become(char* const* words, int log, int failed, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != parent) ::_exit(1);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::setpgid(0, 0);  // Ctrl-C is for us: we end the others in order
  ::dup2(log, STDOUT_FILENO);
  ::dup2(log, STDERR_FILENO);
  const int nothing = ::open("/dev/null", O_RDONLY);
  if (nothing >= 0) ::dup2(nothing, STDIN_FILENO);
  ::execvp(words[0], words);
  const int why = errno;
  [[maybe_unused]] const auto told = ::write(failed, &why, sizeof why);
  ::_exit(127);
}

}  // namespace

Result<Child> Child::start(const std::vector<std::string>& words, const std::string& log_file) {
  const auto error = [&](int number) {
    return Error{"TESTBED", Retry::never, words.front() + ": " + std::strerror(number)};
  };
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  int pipe[2];
  const int log = ::open(log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (log < 0 || ::pipe2(pipe, O_CLOEXEC) != 0) return error(errno);
  const pid_t parent = ::getpid(), process = ::fork();
  if (process == 0) become(arguments.data(), log, pipe[1], parent);
  const int fork_failed = errno;
  ::close(log);
  ::close(pipe[1]);
  int why = 0;
  const bool failed = process > 0 && ::read(pipe[0], &why, sizeof why) == static_cast<ssize_t>(sizeof why);
  ::close(pipe[0]);
  if (process < 0) return error(fork_failed);
  if (!failed) return Child(process, words.front());
  ::waitpid(process, nullptr, 0);
  return error(why);
}

Child::Child(Child&& other) noexcept
    : process_(std::exchange(other.process_, -1)), name_(std::move(other.name_)) {}

Child& Child::operator=(Child&& other) noexcept {
  std::swap(process_, other.process_);
  std::swap(name_, other.name_);
  return *this;
}

bool Child::running() {
  if (process_ > 0 && ::waitpid(process_, nullptr, WNOHANG) == process_) process_ = -1;
  return process_ > 0;
}

Child::~Child() {
  if (!running()) return;
  ::kill(process_, SIGTERM);
  for (const auto end = std::chrono::steady_clock::now() + kPatience;
       std::chrono::steady_clock::now() < end;) {
    if (!running()) return;
    std::this_thread::sleep_for(kLook);
  }
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
}

}  // namespace quittance::testbed
