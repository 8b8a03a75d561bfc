#include "gateway/http/server.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <thread>

#include "gateway/http/connection.h"
#include "gateway/http/queues.h"
#include "gateway/http/sigpipe.h"
#include "gateway/http/table.h"

namespace quittance::http {

namespace {

constexpr std::uint64_t kListenerId = 0;
constexpr std::uint64_t kWakeId = UINT64_MAX;
constexpr int kTickMs = 100;
constexpr std::size_t kMovers = 2;
constexpr rlim_t kOtherDescriptors = 256;

/// Raises the soft limit of descriptors towards what is asked, and returns how many connections fit.
std::size_t descriptors_for(std::size_t connections) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return connections;
  const rlim_t wanted = connections + kOtherDescriptors;
  if (limit.rlim_cur < wanted) {
    limit.rlim_cur = std::min(wanted, limit.rlim_max);
    ::setrlimit(RLIMIT_NOFILE, &limit);
  }
  if (limit.rlim_cur >= wanted) return connections;
  return limit.rlim_cur > 2 * kOtherDescriptors ? limit.rlim_cur - kOtherDescriptors : limit.rlim_cur / 2;
}

}  // namespace

class Server::Engine {
 public:
  Engine(Routes routes, Limits limits, const Clock& clock, Events& events)
      : routes_(std::move(routes)),
        limits_(std::move(limits)),
        allowance_(limits_.requests_per_second),
        common_{routes_, limits_, clock, events, draining_, allowance_},
        poller_(::epoll_create1(EPOLL_CLOEXEC)),
        wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
        table_(poller_),
        requests_(limits_.waiting_requests, limits_.handlers_per_peer) {}

  ~Engine() {
    cut();
    if (listener_ >= 0) ::close(listener_);
    ::close(wake_);
    ::close(poller_);
  }

  Result<std::uint16_t> start(const Listen& listen) {
    tls_ = listen.tls;
    const auto port = bind(listen);
    if (!port) return port.error();
    limits_.connections = descriptors_for(limits_.connections);
    watch(listener_, kListenerId);
    accepting_ = true;
    watch(wake_, kWakeId);
    threads_.emplace_back([this] { poll(); });
    for (std::size_t i = 0; i < kMovers; ++i) threads_.emplace_back([this] { move_octets(); });
    for (std::size_t i = 0; i < limits_.workers; ++i) threads_.emplace_back([this] { work(); });
    return *port;
  }

  std::size_t drain(std::chrono::milliseconds at_most, Fresh fresh) {
    serve_fresh_ = fresh == Fresh::serve;
    draining_ = true;
    wake();
    accepting_.wait(true);  // what was accepted before is in the table then
    const auto left = table_.wait_until_empty(at_most);
    cut();
    return left;
  }

 private:
  Result<std::uint16_t> bind(const Listen& listen) {
    auto listener = listen.listener;
    if (!listener) {
      auto opened = Listener::open(listen.address, listen.port);
      if (!opened) return opened.error();
      listener = std::move(opened).value();
    }
    const auto descriptor = listener->copy();
    if (!descriptor) return descriptor.error();
    listener_ = *descriptor;
    ::fcntl(listener_, F_SETFL, ::fcntl(listener_, F_GETFL) | O_NONBLOCK);
    return listener->port();
  }

  void watch(int descriptor, std::uint64_t id) const {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = id;
    ::epoll_ctl(poller_, EPOLL_CTL_ADD, descriptor, &event);
  }

  void wake() const {
    const std::uint64_t one = 1;
    while (::write(wake_, &one, sizeof one) < 0 && errno == EINTR) {
    }
  }

  // --- the poller's thread

  void poll() {
    const NoSigpipe guard;
    std::array<epoll_event, 256> events{};
    while (!stopping_) {
      const int count = ::epoll_wait(poller_, events.data(), static_cast<int>(events.size()), kTickMs);
      for (int i = 0; i < count; ++i) {
        const auto id = events[static_cast<std::size_t>(i)].data.u64;
        if (id == kWakeId) {
          std::uint64_t ignored = 0;
          [[maybe_unused]] const auto got = ::read(wake_, &ignored, sizeof ignored);
        } else if (id == kListenerId) {
          accept_waiting();
        } else if (auto held = table_.hold(id)) {
          movable_.push(std::move(*held));
        }
      }
      for (auto& held : table_.hold_expired(common_.clock.steady())) movable_.push(std::move(held));
      if (draining_) stop_accepting();
    }
  }

  void stop_accepting() {
    if (listener_ >= 0) {
      // Closing alone would not do: the poller watches the socket, of which others may hold a copy.
      ::epoll_ctl(poller_, EPOLL_CTL_DEL, listener_, nullptr);
      ::close(std::exchange(listener_, -1));
      accepting_ = false;
      accepting_.notify_all();
    }
    table_.end_idle(serve_fresh_ ? Table::Idle::asked_before : Table::Idle::all);
  }

  void accept_waiting() {
    constexpr int kAtOnce = 64;
    for (int i = 0; i < kAtOnce && listener_ >= 0; ++i) {
      sockaddr_storage name{};
      socklen_t length = sizeof name;
      const int descriptor =
          ::accept4(listener_, reinterpret_cast<sockaddr*>(&name), &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (descriptor >= 0) {
        admit(descriptor, Poco::Net::SocketAddress(reinterpret_cast<sockaddr*>(&name), length));
      } else if ((errno != EMFILE && errno != ENFILE) || !table_.evict("")) {
        return;
      }
    }
  }

  void admit(int descriptor, const Poco::Net::SocketAddress& address) {
    const std::string host = address.host().toString();
    Peer peer{host, peer_group(host), address.port(), !tls_.isNull(), std::nullopt};
    const bool room =
        (table_.size_of(peer.group) < limits_.connections_per_peer || table_.evict(peer.group)) &&
        (table_.size() < limits_.connections || table_.evict(""));
    // The stream is handed over before the connection is: its descriptor must die with the connection, not
    // with us.
    std::shared_ptr<Connection> connection;
    std::string why = "too many connections";
    if (auto stream = Stream::accepted(descriptor, tls_); !stream.ok()) {
      why = stream.error().detail;
    } else if (room) {
      connection = std::make_shared<Connection>(std::move(stream).value(), peer, common_);
    }
    if (!connection) return common_.events.refused(peer, room ? "TLS" : "HTTP:503", why);
    movable_.push(table_.add(std::move(connection)));
  }

  // --- the movers' threads

  void move_octets() {
    const NoSigpipe guard;
    while (auto held = movable_.pop()) {
      const bool expired = std::exchange(held->expired, false);
      settle(*held, expired ? held->connection->expire() : held->connection->advance());
    }
  }

  void settle(const Table::Held& held, Connection::Step step) {
    if (step == Connection::Step::handler && !requests_.push(held.connection->peer().group, held)) {
      auto busy = Response::text(503, "too many requests are waiting");
      busy.fields.add("Retry-After", "30");
      busy.close = true;
      step = held.connection->answer(std::move(busy));
    }
    switch (step) {
      case Connection::Step::readable: return table_.wait(held, EPOLLIN);
      case Connection::Step::writable: return table_.wait(held, EPOLLOUT);
      case Connection::Step::end: return table_.remove(held);
      case Connection::Step::handler: return;
    }
  }

  // --- the workers' threads

  void work() {
    const NoSigpipe guard;
    while (auto job = requests_.pop()) {
      const auto& [owner, held] = *job;
      auto response = call(*held.connection);
      requests_.done(owner);
      settle(held, held.connection->answer(std::move(response)));
    }
  }

  Response call(const Connection& connection) {
    try {
      return connection.handler()(connection.request());
    } catch (const std::exception& error) {
      common_.events.failed(connection.request(), error.what());
    }
    return Response::text(500, "the request could not be answered");
  }

  void cut() {
    draining_ = true;
    stopping_ = true;
    wake();
    movable_.stop();
    requests_.stop();
    for (auto& thread : threads_) thread.join();
    threads_.clear();
    const NoSigpipe guard;
    table_.clear();
  }

  Routes routes_;
  Limits limits_;
  std::atomic<bool> draining_ = false;
  std::atomic<bool> stopping_ = false;
  std::atomic<bool> serve_fresh_ = false;
  std::atomic<bool> accepting_ = false;
  Allowance allowance_;
  Common common_;
  int poller_;
  int wake_;
  Poco::Net::Context::Ptr tls_;
  int listener_ = -1;  ///< the poller's, once it runs
  Table table_;
  Queue<Table::Held> movable_;
  FairQueue<Table::Held> requests_;
  std::vector<std::thread> threads_;
};

Server::Server(Routes routes, Limits limits, const Clock& clock, Events& events)
    : engine_(std::make_unique<Engine>(std::move(routes), std::move(limits), clock, events)) {}

Server::~Server() = default;

Result<std::uint16_t> Server::start(const Listen& listen) { return engine_->start(listen); }

std::size_t Server::drain(std::chrono::milliseconds at_most, Fresh fresh) {
  return engine_->drain(at_most, fresh);
}

}  // namespace quittance::http
