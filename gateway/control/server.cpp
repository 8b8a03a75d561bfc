#include "gateway/control/server.h"

#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <list>
#include <mutex>
#include <thread>

#include "gateway/control/socket.h"

namespace quittance::control {

namespace {

constexpr std::chrono::minutes kIdle{10};
constexpr std::chrono::seconds kWriteStall{30};
constexpr std::size_t kMostNames = 4096;

std::optional<Caller> caller_of(int descriptor) {
  ucred credentials{};
  socklen_t length = sizeof credentials;
  if (::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &length) != 0) return std::nullopt;
  return Caller{credentials.pid, credentials.uid, credentials.gid};
}

/// The kernel gives the primary group only; the others stand in the user database.
bool in_group(const Caller& caller, gid_t group) {
  if (caller.gid == group) return true;
  passwd entry{};
  passwd* found = nullptr;
  std::array<char, 16384> text{};
  if (::getpwuid_r(caller.uid, &entry, text.data(), text.size(), &found) != 0 || found == nullptr)
    return false;
  std::vector<gid_t> groups(kMostNames);
  int count = static_cast<int>(groups.size());
  if (::getgrouplist(found->pw_name, found->pw_gid, groups.data(), &count) < 0) return false;
  groups.resize(static_cast<std::size_t>(count));
  return std::find(groups.begin(), groups.end(), group) != groups.end();
}

bool may_call(const Caller& caller, const std::optional<gid_t>& group) {
  return caller.uid == 0 || caller.uid == ::geteuid() || (group && in_group(caller, *group));
}

Error error_of(std::string code, std::string detail, Retry retry = Retry::never) {
  return Error{std::move(code), retry, std::move(detail)};
}

}  // namespace

class Server::Engine {
 public:
  Engine(Place place, std::map<std::string, Handler, std::less<>> handlers)
      : place_(std::move(place)), handlers_(std::move(handlers)) {}

  Result<void> start() {
    bool denied = false;
    if (connect_to(place_.path, denied).ok()) {
      return error_of("CONTROL-BUSY", "another daemon answers at " + place_.path);
    }
    stop_ = Descriptor(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    auto socket = listen_at(place_.path, place_.group ? 0660 : 0600, place_.group);
    if (!socket.ok()) return socket.error();
    socket_ = std::move(socket).value();
    acceptor_ = std::thread([this] { accept_callers(); });
    return {};
  }

  void stop() {
    if (!acceptor_.joinable()) return;
    const std::uint64_t one = 1;
    while (::write(stop_.get(), &one, sizeof one) < 0 && errno == EINTR) {
    }
    acceptor_.join();
    for (auto& session : sessions_) session.thread.join();
    sessions_.clear();
    socket_.reset();
    ::unlink(place_.path.c_str());
  }

 private:
  struct Session {
    std::thread thread;
    bool ended = false;
  };

  void accept_callers() {
    while (true) {
      std::array<pollfd, 2> polled{pollfd{socket_.get(), POLLIN, 0}, pollfd{stop_.get(), POLLIN, 0}};
      if (::poll(polled.data(), polled.size(), -1) < 0 && errno != EINTR) return;
      if (polled[1].revents != 0) return;
      if (polled[0].revents == 0) continue;
      Descriptor caller(::accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (caller) admit(std::move(caller));
    }
  }

  void admit(Descriptor descriptor) {
    reap();
    const auto caller = caller_of(descriptor.get());
    if (!caller || !may_call(*caller, place_.group)) {
      answer(descriptor, error_of("CONTROL-DENIED", "this socket is not for you"));
      return;
    }
    if (sessions_.size() >= place_.callers) {
      answer(descriptor, error_of("CONTROL-BUSY", "too many callers at once: try again", Retry::later));
      return;
    }
    auto& session = sessions_.emplace_back();
    session.thread = std::thread([this, &session, who = *caller, socket = std::move(descriptor)]() mutable {
      serve(socket, who);
      socket.reset();
      const std::lock_guard lock(mutex_);
      session.ended = true;
    });
  }

  void reap() {
    const std::lock_guard lock(mutex_);
    for (auto session = sessions_.begin(); session != sessions_.end();) {
      if (!session->ended) {
        ++session;
        continue;
      }
      session->thread.join();  // it has given up the lock's last use: this returns at once
      session = sessions_.erase(session);
    }
  }

  void serve(const Descriptor& socket, const Caller& caller) {
    LineReader lines(socket.get(), stop_.get(), kLongestLine);
    std::string line;
    while (true) {
      const auto end = lines.next(line, kIdle);
      if (end == LineEnd::too_long) {
        answer(socket,
               error_of("CONTROL-JSON", "a call longer than " + std::to_string(kLongestLine) + " octets"));
      }
      if (end != LineEnd::complete || !answer(socket, perform(line, caller))) return;
    }
  }

  Result<Value> perform(const std::string& line, const Caller& caller) const {
    const auto call = read_call(line);
    if (!call.ok()) return call.error();
    const auto handler = handlers_.find(call->name);
    if (handler == handlers_.end()) {
      return error_of("CONTROL-UNKNOWN", "this daemon knows no call named " + call->name);
    }
    try {
      return handler->second(*call->arguments, caller);
    } catch (const std::exception& error) {
      return error_of("CONTROL-FAILED", call->name + ": " + error.what());
    }
  }

  static bool answer(const Descriptor& socket, const Result<Value>& result) {
    return write_all(socket.get(), write_answer(result), kWriteStall);
  }

  Place place_;
  std::map<std::string, Handler, std::less<>> handlers_;
  Descriptor socket_;
  Descriptor stop_;
  std::thread acceptor_;
  std::mutex mutex_;  ///< guards Session::ended
  std::list<Session> sessions_;
};

Server::Server(Place place, std::map<std::string, Handler, std::less<>> handlers)
    : engine_(std::make_unique<Engine>(std::move(place), std::move(handlers))) {}

Server::~Server() { stop(); }

Result<void> Server::start() { return engine_->start(); }

void Server::stop() { engine_->stop(); }

}  // namespace quittance::control
