#include "gateway/validation/batch.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <istream>
#include <mutex>
#include <optional>
#include <thread>

#include <fmt/format.h>

#include "formats/pdf.h"
#include "formats/xml/guard.h"
#include "gateway/validation/document.h"

namespace quittance::validation {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kWaitingPerThread = 8;

/// The larger one of the limits of XML and PDF: nothing beyond it is ever looked at.
constexpr std::size_t kMostOctets = std::max(xml::Limits().size_bytes, formats::PdfLimits().size_bytes);

Error file_error(const std::string& path, const std::string& why) {
  return {"FILE", Retry::never, path + ": " + why};
}

/// All below a folder that is a file, or that looks like one and may turn out not to be readable: what was
/// asked for and not looked at must be told.
void add_folder(const fs::path& folder, std::vector<std::string>& out) {
  std::error_code failed;
  std::vector<fs::directory_entry> entries;
  fs::directory_iterator it(folder, failed);
  for (; !failed && it != fs::directory_iterator(); it.increment(failed)) entries.push_back(*it);
  if (failed) return out.push_back(folder.string());
  std::sort(entries.begin(), entries.end());
  for (const fs::directory_entry& entry : entries) {
    std::error_code unknown;
    const fs::file_status status = entry.status(unknown);
    if (fs::is_directory(status)) {
      if (!entry.is_symlink(unknown)) add_folder(entry.path(), out);
    } else if (fs::is_regular_file(status) || unknown || !fs::exists(status)) {
      out.push_back(entry.path().string());
    }
  }
}

/// Why a folder stands in the list instead of its files.
Error folder_error(const std::string& folder) {
  std::error_code failed;
  const fs::directory_iterator unused(folder, failed);
  return file_error(folder,
                    failed ? "the folder cannot be read: " + failed.message() : "no file in this folder");
}

/// As much of a stream as any document may have, and an octet more where there is more.
Bytes read_stream(std::istream& in, std::size_t expected) {
  constexpr std::size_t kPiece = 1 << 16;
  Bytes bytes;
  bytes.reserve(std::min(expected, kMostOctets) + 1);
  while (in && bytes.size() <= kMostOctets) {
    const std::size_t before = bytes.size();
    bytes.resize(before + std::min(std::max(expected, kPiece), kMostOctets + 1 - before));
    in.read(bytes.data() + before, static_cast<std::streamsize>(bytes.size() - before));
    bytes.resize(before + static_cast<std::size_t>(in.gcount()));
    expected = 0;
  }
  return bytes;
}

Result<Bytes> bounded(const std::string& file, Bytes bytes) {
  if (bytes.size() <= kMostOctets) return bytes;
  return Error{"XML-SIZE", Retry::never, fmt::format("{}: larger than {} bytes", file, kMostOctets)};
}

validators::Report unreadable(const std::string& file, const Error& error) {
  validators::Report report;
  report.file = file;
  report.not_checked.push_back({"", "", error.code, "", 0, error.detail});
  return report;
}

validators::Report check_one(validators::Checker& checker, const std::string& file, const Batch& batch) {
  Result<Bytes> bytes = read_input(file);
  if (!bytes) return unreadable(file, bytes.error());
  std::optional<xml::Tree> tree;
  return check_document(checker, batch.digest, file, *bytes, batch.options, tree,
                        [&bytes] { Bytes().swap(*bytes); });
}

/// The reports that are done and not taken yet, and how far workers may run ahead.
class Queue {
 public:
  Queue(std::size_t count, std::size_t ahead) : done_(count), ahead_(ahead) {}

  /// Waits until the index may be worked on; false when there is no more.
  bool begin(std::size_t index) {
    std::unique_lock lock(mutex_);
    moved_.wait(lock, [&] { return index < taken_ + ahead_; });
    return index < done_.size();
  }
  void put(std::size_t index, validators::Report report) {
    const std::lock_guard lock(mutex_);
    done_[index] = std::move(report);
    moved_.notify_all();
  }
  validators::Report take(std::size_t index) {
    std::unique_lock lock(mutex_);
    moved_.wait(lock, [&] { return done_[index].has_value(); });
    validators::Report report = std::move(*done_[index]);
    done_[index].reset();
    taken_ = index + 1;
    moved_.notify_all();
    return report;
  }

 private:
  std::mutex mutex_;
  std::condition_variable moved_;
  std::vector<std::optional<validators::Report>> done_;
  std::size_t taken_ = 0;
  std::size_t ahead_;
};

}  // namespace

std::vector<std::string> input_files(std::span<const std::string> paths) {
  std::vector<std::string> out;
  for (const std::string& path : paths) {
    std::error_code failed;
    const std::size_t before = out.size();
    if (path != "-" && fs::is_directory(path, failed)) add_folder(path, out);
    if (out.size() == before) out.push_back(path);
  }
  return out;
}

Result<Bytes> read_input(const std::string& file) {
  if (file == "-") return bounded(file, read_stream(std::cin, 0));
  std::error_code failed;
  if (fs::is_directory(file, failed)) return folder_error(file);
  std::ifstream in(file, std::ios::binary);
  if (!in) {
    const int cause = errno;
    return file_error(file, cause == ENOENT ? "there is no such file"
                                            : std::string("cannot be opened: ") + std::strerror(cause));
  }
  const auto size = fs::file_size(file, failed);
  Bytes bytes = read_stream(in, failed ? 0 : size);
  if (in.bad()) return file_error(file, "cannot be read");
  return bounded(file, std::move(bytes));
}

void check_files(const Batch& batch, std::span<const std::string> files,
                 const std::function<void(const validators::Report&)>& take) {
  const std::size_t threads =
      std::clamp<std::size_t>(batch.threads, 1, std::max<std::size_t>(files.size(), 1));
  Queue queue(files.size(), threads * kWaitingPerThread);
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    validators::Checker checker(batch.library, batch.scenarios, batch.digest);
    for (std::size_t i = next++; i < files.size() && queue.begin(i); i = next++) {
      queue.put(i, check_one(checker, files[i], batch));
    }
  };
  std::vector<std::jthread> workers;
  workers.reserve(threads);
  for (std::size_t i = 0; i < threads; ++i) workers.emplace_back(work);
  for (std::size_t i = 0; i < files.size(); ++i) take(queue.take(i));
}

}  // namespace quittance::validation
