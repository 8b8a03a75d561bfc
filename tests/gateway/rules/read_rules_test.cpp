#include "gateway/rules/read_rules.h"

#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <map>
#include <utility>
#include <vector>

#include "keys/crypto.h"
#include "tests/gateway/config/scratch.h"
#include "tests/gateway/rules/shelf.h"

namespace quittance::rules {
namespace {

namespace fs = std::filesystem;

/// Files that count how often one is read whole, which only reading anew does.
struct CountedFiles : HashedFiles {
  std::map<std::string, Bytes> files;
  keys::OpenSslDigest digest;
  mutable int reads = 0;

  [[nodiscard]] Result<Bytes> read(const std::string& name) const override {
    ++reads;
    const auto found = files.find(name);
    if (found == files.end()) return Error{"FILE", Retry::never, "no file " + name};
    return found->second;
  }
  [[nodiscard]] Result<Sha256> hash(const std::string& name) const override {
    const auto found = files.find(name);
    if (found == files.end()) return Error{"FILE", Retry::never, "no file " + name};
    return digest.of(found->second);
  }
};

class KeptRules : public testing::Test {
 protected:
  KeptRules() {
    files_.files["main.sch"] = schematron("OLD", "<include href='part.sch'/>");
    files_.files["part.sch"] = part("PART-OLD");
  }

  static Bytes part(const std::string& id) {
    return "<pattern xmlns='http://purl.oclc.org/dsdl/schematron'><rule context='/*'><assert id='" + id +
           "' test='1'/></rule></pattern>";
  }

  [[nodiscard]] ReadRules rules(const std::string& engine = "engine 1") const {
    return {Cache(cache_, files_.digest), engine, files_.digest};
  }
  /// The ids of all asserts, as one reading gives them.
  [[nodiscard]] std::string ids(const std::string& engine = "engine 1") const {
    const auto schema = rules(engine).read("main.sch", files_);
    if (!schema) return schema.error().detail;
    std::string all;
    for (const auto& pattern : schema->patterns) {
      for (const auto& rule : pattern.rules) all += rule.assertions.at(0).id + " ";
    }
    return all;
  }
  /// Whether the last reading took the rules from the cache.
  bool was_kept() { return std::exchange(files_.reads, 0) == 0; }
  [[nodiscard]] fs::path kept_file() const {
    for (const auto& entry : fs::directory_iterator(cache_)) return entry.path();
    return {};
  }

  Scratch scratch_;
  fs::path cache_ = scratch_.path() / "cache";
  CountedFiles files_;
};

TEST_F(KeptRules, AreReadOnce) {
  EXPECT_EQ(ids(), "PART-OLD OLD ");
  EXPECT_FALSE(was_kept());
  EXPECT_EQ(ids(), "PART-OLD OLD ");
  EXPECT_TRUE(was_kept());
}

TEST_F(KeptRules, AreReadAnewWhenAFileHasChanged) {
  EXPECT_NE(ids(), "");
  files_.files["main.sch"] = schematron("NEW", "<include href='part.sch'/>");
  was_kept();
  EXPECT_EQ(ids(), "PART-OLD NEW ");
  EXPECT_FALSE(was_kept());
  files_.files["part.sch"] = part("PART-NEW");
  EXPECT_EQ(ids(), "PART-NEW NEW ");
  EXPECT_FALSE(was_kept());
  EXPECT_EQ(ids(), "PART-NEW NEW ");
  EXPECT_TRUE(was_kept());
}

TEST_F(KeptRules, AreNotTakenWhenAnIncludedFileIsGone) {
  EXPECT_NE(ids(), "");
  files_.files.erase("part.sch");
  EXPECT_NE(ids().find("cannot read part.sch"), std::string::npos);
}

TEST_F(KeptRules, OfAnotherEngineAreNotTaken) {
  EXPECT_NE(ids(), "");
  was_kept();
  EXPECT_NE(ids("engine 2"), "");
  EXPECT_FALSE(was_kept());
}

TEST_F(KeptRules, AreNotTakenWhenTheirFileIsDamaged) {
  EXPECT_NE(ids(), "");
  was_kept();
  const auto size = fs::file_size(kept_file());
  for (std::uintmax_t cut : {std::uintmax_t{0}, std::uintmax_t{30}, size / 2, size - 1}) {
    fs::resize_file(kept_file(), cut);
    EXPECT_EQ(ids(), "PART-OLD OLD ") << "cut to " << cut;
    EXPECT_FALSE(was_kept()) << "cut to " << cut;
  }
  for (const std::streamoff at :
       {std::streamoff{3}, std::streamoff{25}, std::streamoff(size / 2), std::streamoff(size - 1)}) {
    std::fstream file(kept_file(), std::ios::binary | std::ios::in | std::ios::out);
    file.seekg(at);
    const char octet = static_cast<char>(file.get());
    file.seekp(at);
    file.put(static_cast<char>(octet ^ 4));
    file.close();
    EXPECT_EQ(ids(), "PART-OLD OLD ") << "bit flipped at " << at;
    EXPECT_FALSE(was_kept()) << "bit flipped at " << at;
  }
}

TEST_F(KeptRules, AreGoneWithoutWhereNothingCanBeWritten) {
  cache_ = "/proc/nowhere";
  EXPECT_EQ(ids(), "PART-OLD OLD ");
  EXPECT_EQ(ids(), "PART-OLD OLD ");
  EXPECT_FALSE(was_kept());
}

TEST_F(KeptRules, WithoutAnEngineOfAKnownNameAreNotKept) {
  EXPECT_NE(ids(""), "");
  EXPECT_FALSE(fs::exists(cache_));
}

TEST_F(KeptRules, MayBeWrittenByTwoProcessesAtOnce) {
  std::vector<pid_t> children;
  for (int i = 0; i < 4; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      bool right = true;
      for (int round = 0; round < 50; ++round) {
        right = right && ids() == "PART-OLD OLD ";
        std::error_code error;
        if (round % 10 == 0) fs::remove_all(cache_, error);
      }
      ::_exit(right ? 0 : 1);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(ids(), "PART-OLD OLD ");
}

}  // namespace
}  // namespace quittance::rules
