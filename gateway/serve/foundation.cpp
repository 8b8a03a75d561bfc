#include "gateway/serve/foundation.h"

namespace quittance::serve {

void Bell::ring() const {
  // Under the lock, so that who no longer answers is not called any more.
  const std::lock_guard lock(mutex_);
  if (listener_) listener_();
}

void Bell::answered_by(std::function<void()> listener) {
  const std::lock_guard lock(mutex_);
  listener_ = std::move(listener);
}

Result<std::shared_ptr<Foundation>> Foundation::open(const std::filesystem::path& state_dir) {
  std::error_code trouble;
  if (std::filesystem::create_directories(state_dir, trouble))
    std::filesystem::permissions(state_dir, std::filesystem::perms::owner_all, trouble);
  if (trouble)
    return Error{"CONFIG", Retry::never, "[node] state_dir " + state_dir.string() + ": " + trouble.message()};
  std::shared_ptr<Foundation> foundation(new Foundation(state_dir));
  auto opened = store::SqliteStore::open(state_dir.string(), foundation->digest);
  if (!opened) return opened.error();
  foundation->store = std::move(opened).value();
  auto files = store::FileBlobs::open(foundation->disk, foundation->digest, state_dir.string());
  if (!files) return files.error();
  foundation->files = std::move(files).value();
  foundation->blobs =
      std::make_unique<store::KeptBlobs>(*foundation->files, *foundation->store, foundation->digest);
  return foundation;
}

std::shared_ptr<ControlCalls> Foundation::calls() const {
  const std::lock_guard lock(mutex_);
  return calls_;
}

Result<void> Foundation::answer_tools(const std::filesystem::path& socket, core::Policy policy,
                                      Provider provider) {
  auto calls = std::make_shared<ControlCalls>(*store, *blobs, clock, std::move(policy),
                                              Reports(*store, *blobs, clock, random, std::move(provider)),
                                              [this] { bell.ring(); });
  {
    const std::lock_guard lock(mutex_);
    calls_ = calls;
  }
  if (control_) return {};
  std::map<std::string, control::Handler, std::less<>> handlers;
  for (const auto& [name, handler] : calls->handlers())
    handlers[name] = [this, called = name](const control::Object& arguments, const control::Caller& caller) {
      const auto now =
          this->calls();  // held until the answer is there, whatever is put in its place meanwhile
      return now->handlers().at(called)(arguments, caller);
    };
  control_ = std::make_unique<control::Server>(control::Place{socket.string(), {}}, std::move(handlers));
  auto started = control_->start();
  if (!started) control_.reset();
  return started;
}

}  // namespace quittance::serve
