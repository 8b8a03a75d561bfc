#include "gateway/validation/batch.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>

#include "keys/crypto.h"

namespace quittance::validation {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

struct NoSources : validators::Sources {
  [[nodiscard]] Result<validators::PackSource> pack(const std::string& name,
                                                    const validators::Days&) const override {
    return Error{"PACK", Retry::never, name};
  }
  [[nodiscard]] Result<std::string> schema_part(const std::string& name, std::string_view) const override {
    return Error{"SCHEMA-SET", Retry::never, name};
  }
  [[nodiscard]] Result<xml::Grammars> schema(const std::string& name, const std::string&) const override {
    return Error{"SCHEMA-SET", Retry::never, name};
  }
};

class BatchTest : public testing::Test {
 protected:
  BatchTest() : folder_(fs::temp_directory_path() / ("quittance-batch-" + std::to_string(getpid()))) {
    fs::create_directories(folder_ / "sub");
  }
  ~BatchTest() override { fs::remove_all(folder_); }
  std::string write(const std::string& name, const std::string& content) {
    std::ofstream(folder_ / name) << content;
    return (folder_ / name).string();
  }
  fs::path folder_;
};

TEST_F(BatchTest, TakesFilesAsTheyAreAndFoldersInTheOrderOfNames) {
  const std::string b = write("b.xml", "");
  const std::string a = write("sub/a.xml", "");
  const auto files = input_files(std::vector<std::string>{b, folder_.string(), "-"});
  EXPECT_THAT(files, ElementsAre(b, b, a, "-"));
}

TEST_F(BatchTest, KeepsWhatCannotBeReadAmongTheOthersSoThatItIsTold) {
  const std::string good = write("good.xml", "<a/>");
  const fs::path dangling = folder_ / "dangling.xml";
  fs::create_symlink("nowhere", dangling);
  fs::create_directory_symlink(folder_, folder_ / "loop");
  const std::string none = (folder_ / "none").string();
  const std::string empty = (folder_ / "sub").string();
  EXPECT_THAT(input_files(std::vector<std::string>{folder_.string(), none, empty}),
              ElementsAre(dangling.string(), good, none, empty));
  EXPECT_EQ(read_input(none).error(), (Error{"FILE", Retry::never, none + ": there is no such file"}));
  EXPECT_EQ(read_input(empty).error(), (Error{"FILE", Retry::never, empty + ": no file in this folder"}));
  EXPECT_EQ(read_input(dangling.string()).error().code, "FILE");
}

TEST_F(BatchTest, ReadsWhatHasNoSizeUpToTheLargestDocument) {
  EXPECT_EQ(read_input("/dev/zero").error(),
            (Error{"XML-SIZE", Retry::never, "/dev/zero: larger than 104857600 bytes"}));
}

TEST_F(BatchTest, HandsReportsOverInTheOrderOfTheInput) {
  std::vector<std::string> files;
  for (int i = 0; i < 60; ++i) files.push_back(write("f" + std::to_string(i), i % 2 == 0 ? "<a/>" : "<a>"));
  files.push_back(write("pdf", "%PDF-1.7"));
  const NoSources sources;
  validators::Library library(sources);
  const keys::OpenSslDigest digest;
  std::vector<std::string> seen;
  std::vector<validators::Verdict> verdicts;
  check_files({library, {}, digest, {}, 4}, files, [&](const validators::Report& report) {
    seen.push_back(report.file);
    verdicts.push_back(report.verdict);
  });
  EXPECT_EQ(seen, files);
  EXPECT_EQ(verdicts.at(0), validators::Verdict::not_checked) << "no scenario";
  EXPECT_EQ(verdicts.at(1), validators::Verdict::invalid) << "not well-formed";
  EXPECT_EQ(verdicts.at(60), validators::Verdict::not_checked) << "a PDF";
}

}  // namespace
}  // namespace quittance::validation
