#include "gateway/validation/batch.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <mutex>
#include <optional>
#include <thread>

#include "gateway/validation/document.h"

namespace quittance::validation {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kWaitingPerThread = 8;

Error file_error(const std::string& path, const std::string& why) {
  return {"FILE", Retry::never, path + ": " + why};
}

std::optional<Error> add_folder(const std::string& folder, std::vector<std::string>& out) {
  std::error_code failed;
  std::vector<std::string> found;
  fs::recursive_directory_iterator it(folder, fs::directory_options::skip_permission_denied, failed);
  for (; !failed && it != fs::recursive_directory_iterator(); it.increment(failed)) {
    if (it->is_regular_file(failed)) found.push_back(it->path().string());
  }
  if (failed) return file_error(folder, failed.message());
  std::sort(found.begin(), found.end());
  out.insert(out.end(), found.begin(), found.end());
  return std::nullopt;
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

Result<std::vector<std::string>> input_files(std::span<const std::string> paths) {
  std::vector<std::string> out;
  for (const std::string& path : paths) {
    std::error_code failed;
    if (path == "-" || fs::is_regular_file(path, failed)) {
      out.push_back(path);
    } else if (fs::is_directory(path, failed)) {
      if (const auto error = add_folder(path, out)) return *error;
    } else {
      return file_error(path,
                        fs::exists(path, failed) ? "neither a file nor a folder" : "there is no such file");
    }
  }
  return out;
}

Result<Bytes> read_input(const std::string& file) {
  if (file == "-") return Bytes(std::istreambuf_iterator<char>(std::cin), {});
  std::ifstream in(file, std::ios::binary);
  if (!in) return file_error(file, "cannot be opened");
  // A regular file is read into one piece of its size; what has no size, as a pipe, grows.
  std::error_code unknown;
  const auto size = fs::file_size(file, unknown);
  Bytes bytes(unknown ? 0 : size, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  if (in && in.peek() != std::ifstream::traits_type::eof())
    bytes.append(std::istreambuf_iterator<char>(in), {});
  if (in.bad()) return file_error(file, "cannot be read");
  return bytes;
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
