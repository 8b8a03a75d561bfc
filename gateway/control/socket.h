// The local stream socket under both sides: a descriptor that closes itself, and lines with a limit and a
// deadline.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "formats/base/result.h"

namespace quittance::control {

/// Owns a file descriptor.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { reset(); }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  [[nodiscard]] int get() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }
  void reset();

 private:
  int number_ = -1;
};

/// A connected socket. Fails with the errno's text; `denied` tells a refusal by mode from an absent daemon.
Result<Descriptor> connect_to(const std::string& path, bool& denied);

/// A bound and listening socket of that mode; an existing file there is replaced. Fails with CONTROL-SOCKET.
Result<Descriptor> listen_at(const std::string& path, unsigned mode, std::optional<unsigned> group);

/// Why a line did not come.
enum class LineEnd { complete, closed, silent, too_long, stopped };

/// Reads lines from one descriptor.
class LineReader {
 public:
  /// `stop`: a descriptor that becomes readable when reading has to end, or -1.
  LineReader(int descriptor, int stop, std::size_t longest)
      : descriptor_(descriptor), stop_(stop), longest_(longest) {}
  /// The next line without its line feed.
  LineEnd next(std::string& line, std::chrono::milliseconds within);

 private:
  LineEnd fill(std::chrono::steady_clock::time_point until);

  int descriptor_;
  int stop_;
  std::size_t longest_;
  std::string pending_;
};

/// Writes everything; false when the other side went away or took nothing for `within`.
bool write_all(int descriptor, std::string_view bytes, std::chrono::milliseconds within);

}  // namespace quittance::control
