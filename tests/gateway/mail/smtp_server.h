// Runs tests/support/smtp/server.py for the length of a test.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/temporary_folder.h"

namespace quittance::test {

class SmtpServer {
 public:
  explicit SmtpServer(const std::vector<std::string>& options = {}) {
    const std::string server = std::string(QUITTANCE_SOURCE_DIR) + "/tests/support/smtp/server.py";
    std::vector<std::string> words{"/usr/bin/python3", server, "--dir", folder_.path(), "--until-stdin-ends"};
    words.insert(words.end(), options.begin(), options.end());
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    int in[2];
    int out[2];
    if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0) return;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in[0], 0);
    posix_spawn_file_actions_adddup2(&actions, out[1], 1);
    ::posix_spawn(&process_, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    ::close(in[0]);
    ::close(out[1]);
    stdin_ = in[1];
    read_port(out[0]);
    ::close(out[0]);
  }
  ~SmtpServer() {
    ::close(stdin_);
    if (process_ > 0) {
      ::kill(process_, SIGTERM);
      ::waitpid(process_, nullptr, 0);
    }
  }
  SmtpServer(const SmtpServer&) = delete;
  SmtpServer& operator=(const SmtpServer&) = delete;

  /// 0 when it did not start (python3-aiosmtpd is missing).
  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// What it stored: "0001.eml", "0001.json"; empty when there is no such file.
  [[nodiscard]] std::string stored(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(folder_ / name, std::ios::binary).rdbuf();
    return text.str();
  }
  [[nodiscard]] std::size_t count() const {
    std::size_t messages = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
      messages += entry.path().extension() == ".json" ? 1 : 0;
    }
    return messages;
  }
  /// Waits until it has stored that many; false after a minute.
  [[nodiscard]] bool comes_to(std::size_t messages) const {
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (count() < messages && std::chrono::steady_clock::now() < end)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return count() == messages;
  }

 private:
  void read_port(int from) {
    std::string line;
    char c = 0;
    while (::read(from, &c, 1) == 1 && c != '\n') line.push_back(c);
    const auto colon = line.rfind(':');
    if (colon != std::string::npos) port_ = static_cast<std::uint16_t>(std::stoi(line.substr(colon + 1)));
  }

  TemporaryFolder folder_;
  pid_t process_ = -1;
  int stdin_ = -1;
  std::uint16_t port_ = 0;
};

}  // namespace quittance::test
