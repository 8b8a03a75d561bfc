#include "gateway/validation/confined.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <vector>

#include "tests/support/temporary_folder.h"

namespace quittance::validation {
namespace {

using testing::HasSubstr;

TEST(ConfinedWork, GivesWhatItReturned) {
  const Bytes large(1'000'000, 'x');
  const auto answer = run_confined({}, [&] { return Bytes(large); });
  ASSERT_TRUE(answer) << answer.error();
  EXPECT_EQ(*answer, large);
  EXPECT_EQ(run_confined({}, [] { return Bytes(); }).value(), "");
}

TEST(ConfinedWork, ThatCrashesIsAnErrorAndNoCrashOfOurs) {
  const auto answer = run_confined({}, []() -> Bytes {
    std::signal(SIGABRT, SIG_DFL);
    ::raise(SIGKILL);
    return "";
  });
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, "CONFINED");
}

TEST(ConfinedWork, ThatThrowsHasNoAnswer) {
  EXPECT_FALSE(run_confined({}, []() -> Bytes { throw std::bad_alloc(); }));
}

TEST(ConfinedWork, WritesNoFileAndGoesOn) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "file";
  const auto answer = run_confined({}, [&] {
    std::ofstream file(path);
    file << "words" << std::flush;
    return Bytes(file ? "written" : "refused");
  });
  ASSERT_TRUE(answer) << answer.error();
  EXPECT_EQ(*answer, "refused");
  EXPECT_EQ(std::filesystem::file_size(path), 0U);
}

TEST(ConfinedWork, IsStoppedAtItsMemory) {
  Confinement bounds;
  bounds.memory_bytes = std::size_t{64} * 1024 * 1024;
  const auto answer = run_confined(bounds, [] {
    std::vector<Bytes> all;
    all.reserve(1000);
    for (int i = 0; i < 1000; ++i) all.emplace_back(1'000'000, 'x');
    return Bytes(all.back());
  });
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.error().detail, HasSubstr("memory"));
}

TEST(ConfinedWork, IsStoppedAtItsTime) {
  Confinement bounds;
  bounds.cpu = std::chrono::seconds(1);
  const auto answer = run_confined(bounds, [] {
    for (std::atomic<unsigned> n = 0;;) ++n;
    return Bytes();
  });
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.error().detail, HasSubstr("too much time"));
}

TEST(ConfinedWork, ThatAnswersTooMuchIsStopped) {
  Confinement bounds;
  bounds.answer_bytes = 1000;
  EXPECT_FALSE(run_confined(bounds, [] { return Bytes(5'000'000, 'x'); }));
}

TEST(ConfinedWork, HasNoneOfOurFilesOpen) {
  const int ours = ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 50);
  ASSERT_GE(ours, 50);
  const auto answer = run_confined({}, [&] { return Bytes(::fcntl(ours, F_GETFD) < 0 ? "closed" : "open"); });
  ::close(ours);
  EXPECT_EQ(answer.value(), "closed");
}

}  // namespace
}  // namespace quittance::validation
