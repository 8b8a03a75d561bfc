// A program that runs beside us and ends with us.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "formats/base/result.h"

namespace quittance::testbed {

class Child {
 public:
  /// Starts a program found by PATH; its output goes to the end of a file. It gets SIGTERM when we die,
  /// however we die. Fails with TESTBED.
  static Result<Child> start(const std::vector<std::string>& words, const std::string& log_file);
  Child(Child&& other) noexcept;
  Child& operator=(Child&& other) noexcept;
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  /// SIGTERM, and SIGKILL after 20 seconds.
  ~Child();

  [[nodiscard]] bool running();
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  Child(pid_t process, std::string name) : process_(process), name_(std::move(name)) {}
  pid_t process_ = -1;
  std::string name_;
};

}  // namespace quittance::testbed
