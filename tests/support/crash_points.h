// Counts the system calls that change a disk, ours and SQLite's, and ends the process at the n-th, as a kill
// would. The calls are interposed by their names: this program's own definitions come before the C library's
// for all that is linked to it. To be included by one file of a test program.
#pragma once

#include <dlfcn.h>
#include <sys/types.h>
#include <unistd.h>

#include <atomic>

namespace quittance::test {

/// What a process that reached its crash point ends with.
inline constexpr int kCrashed = 77;

class CrashPoints {
 public:
  /// From now on the n-th call does not happen: the process is gone before it. 0: only count.
  static void arm(long n) {
    passed_ = 0;
    at_ = n;
    armed_ = true;
  }
  [[nodiscard]] static long passed() { return passed_; }

  static void pass() {
    if (!armed_) return;
    if (++passed_ == at_) ::_exit(kCrashed);
  }

 private:
  static inline std::atomic<bool> armed_{false};
  static inline std::atomic<long> passed_{0};
  static inline std::atomic<long> at_{0};
};

/// The definition that would have been taken without ours.
template <typename Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

}  // namespace quittance::test

// The names of the C library are given to the assembler, so that its headers' own renaming (large files) does
// not come between.
#define QUITTANCE_CRASH_POINT(result, symbol, parameters, arguments)             \
  extern "C" result quittance_##symbol parameters __asm__(#symbol);              \
  extern "C" result quittance_##symbol parameters {                              \
    static auto* const real = quittance::test::real<result parameters>(#symbol); \
    quittance::test::CrashPoints::pass();                                        \
    return real arguments;                                                       \
  }

QUITTANCE_CRASH_POINT(ssize_t, write, (int fd, const void* data, size_t size), (fd, data, size))
QUITTANCE_CRASH_POINT(ssize_t, pwrite, (int fd, const void* data, size_t size, long at), (fd, data, size, at))
QUITTANCE_CRASH_POINT(ssize_t, pwrite64, (int fd, const void* data, size_t size, long at),
                      (fd, data, size, at))
QUITTANCE_CRASH_POINT(int, fsync, (int fd), (fd))
QUITTANCE_CRASH_POINT(int, fdatasync, (int fd), (fd))
QUITTANCE_CRASH_POINT(int, ftruncate, (int fd, long size), (fd, size))
QUITTANCE_CRASH_POINT(int, ftruncate64, (int fd, long size), (fd, size))
QUITTANCE_CRASH_POINT(int, unlink, (const char* path), (path))
QUITTANCE_CRASH_POINT(int, unlinkat, (int at, const char* path, int flags), (at, path, flags))
QUITTANCE_CRASH_POINT(int, mkdirat, (int at, const char* path, mode_t mode), (at, path, mode))
QUITTANCE_CRASH_POINT(int, renameat, (int from, const char* name, int to, const char* new_name),
                      (from, name, to, new_name))
QUITTANCE_CRASH_POINT(int, renameat2,
                      (int from, const char* name, int to, const char* new_name, unsigned flags),
                      (from, name, to, new_name, flags))
#undef QUITTANCE_CRASH_POINT
