#include "as4/discovery/ares_resolver.h"

#include <ares.h>
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <optional>

#include "as4/discovery/dns_answer.h"

namespace quittance::as4 {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int kNaptrType = 35, kInternetClass = 1;
/// What passes every path without fragments (DNS flag day 2020); more comes by TCP.
constexpr int kUdpOctets = 1232;

Error failed(const std::string& what, std::string_view why) {
  return {"DNS", Retry::later, what + ": " + std::string(why)};
}

/// One channel for one question: nothing is shared between threads, and each question leaves by a port of its
/// own.
class Channel {
 public:
  ~Channel() {
    if (channel_ != nullptr) ares_destroy(channel_);
  }
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;
  Channel() = default;

  std::optional<Error> open(const AresResolver::Settings& settings) {
    static std::once_flag once;
    std::call_once(once, [] { ares_library_init(ARES_LIB_INIT_ALL); });
    ares_options options{};
    std::string lookups = "fb";  // hosts file, then DNS
    options.flags = ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES | ARES_FLAG_EDNS;
    options.timeout = static_cast<int>(settings.patience.count());
    options.tries = settings.rounds;
    options.ednspsz = kUdpOctets;
    options.lookups = lookups.data();
    const int mask =
        ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_EDNSPSZ | ARES_OPT_LOOKUPS;
    if (const int status = ares_init_options(&channel_, &options, mask); status != ARES_SUCCESS) {
      channel_ = nullptr;
      return failed("resolver", ares_strerror(status));
    }
    if (settings.server.empty()) return std::nullopt;
    const int status = ares_set_servers_ports_csv(channel_, settings.server.c_str());
    if (status == ARES_SUCCESS) return std::nullopt;
    return failed("DNS server " + settings.server, ares_strerror(status));
  }

  /// Lets the question run until `done` or the deadline; its callback has been called when this returns.
  void run(const bool& done, Clock::time_point deadline) {
    while (!done) {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
      if (left.count() <= 0) break;
      wait(left);
    }
    if (!done) ares_cancel(channel_);
  }

  [[nodiscard]] ares_channel get() const { return channel_; }

 private:
  void wait(std::chrono::milliseconds at_most) {
    std::array<ares_socket_t, ARES_GETSOCK_MAXNUM> sockets{};
    const auto bits = static_cast<unsigned>(ares_getsock(channel_, sockets.data(), ARES_GETSOCK_MAXNUM));
    std::array<pollfd, ARES_GETSOCK_MAXNUM> polled{};
    nfds_t count = 0;
    for (unsigned i = 0; i < ARES_GETSOCK_MAXNUM; ++i) {
      const int events = (ARES_GETSOCK_READABLE(bits, i) != 0 ? POLLIN : 0) |
                         (ARES_GETSOCK_WRITABLE(bits, i) != 0 ? POLLOUT : 0);
      if (events != 0) polled[count++] = {sockets[i], static_cast<short>(events), 0};
    }
    timeval most{static_cast<time_t>(at_most.count() / 1000),
                 static_cast<suseconds_t>(at_most.count() % 1000 * 1000)};
    timeval next{};
    const timeval* chosen = ares_timeout(channel_, &most, &next);
    const auto wait_ms = chosen->tv_sec * 1000 + chosen->tv_usec / 1000 + 1;
    ::poll(polled.data(), count, static_cast<int>(wait_ms));
    for (nfds_t i = 0; i < count; ++i) {
      const auto ready = static_cast<unsigned>(polled[i].revents);
      ares_process_fd(channel_, (ready & (POLLIN | POLLERR | POLLHUP)) != 0 ? polled[i].fd : ARES_SOCKET_BAD,
                      (ready & POLLOUT) != 0 ? polled[i].fd : ARES_SOCKET_BAD);
    }
    if (count == 0) ares_process_fd(channel_, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
  }

  ares_channel channel_ = nullptr;
};

struct Reply {
  bool done = false;
  int status = ARES_SUCCESS;
  Bytes message;
};

void take_reply(void* target, int status, int, unsigned char* octets, int size) {
  auto& reply = *static_cast<Reply*>(target);
  reply.done = true;
  reply.status = status;
  if (octets != nullptr && size > 0)
    reply.message.assign(reinterpret_cast<const char*>(octets), static_cast<std::size_t>(size));
}

struct Addresses {
  bool done = false;
  int status = ARES_SUCCESS;
  std::vector<Bytes> found;
};

Bytes octets_of(const void* from, std::size_t size) { return {static_cast<const char*>(from), size}; }

void take_addresses(void* target, int status, int, ares_addrinfo* info) {
  auto& addresses = *static_cast<Addresses*>(target);
  addresses.done = true;
  addresses.status = status;
  for (const ares_addrinfo_node* node = info != nullptr ? info->nodes : nullptr; node != nullptr;
       node = node->ai_next) {
    if (node->ai_family == AF_INET)
      addresses.found.push_back(octets_of(&reinterpret_cast<const sockaddr_in*>(node->ai_addr)->sin_addr, 4));
    if (node->ai_family == AF_INET6)
      addresses.found.push_back(
          octets_of(&reinterpret_cast<const sockaddr_in6*>(node->ai_addr)->sin6_addr, 16));
  }
  if (info != nullptr) ares_freeaddrinfo(info);
}

/// "192.0.2.7" or "2001:db8::7" as octets; "" when the host is a name.
Bytes numeric_address(const std::string& host) {
  in_addr four{};
  if (inet_pton(AF_INET, host.c_str(), &four) == 1) return octets_of(&four, sizeof four);
  in6_addr six{};
  if (inet_pton(AF_INET6, host.c_str(), &six) == 1) return octets_of(&six, sizeof six);
  return {};
}

}  // namespace

Result<std::unique_ptr<AresResolver>> AresResolver::make(Settings settings, Random& random) {
  Channel channel;
  if (auto fault = channel.open(settings)) return *fault;
  return std::unique_ptr<AresResolver>(new AresResolver(std::move(settings), random));
}

Result<NaptrAnswer> AresResolver::naptr(const std::string& name, std::chrono::milliseconds time_limit) {
  const auto deadline = Clock::now() + time_limit;
  Channel channel;
  if (auto fault = channel.open(settings_)) return *fault;
  // The id is ours, from the system's source: c-ares 1.18 draws from a weaker one.
  const std::string drawn = random_.bytes(2);
  const auto id = static_cast<unsigned short>(static_cast<unsigned char>(drawn[0]) << 8 |
                                              static_cast<unsigned char>(drawn[1]));
  unsigned char* query = nullptr;
  int size = 0;
  if (const int status =
          ares_create_query(name.c_str(), kInternetClass, kNaptrType, id, 1, &query, &size, kUdpOctets);
      status != ARES_SUCCESS)
    return Error{"DNS", Retry::never, name + ": " + ares_strerror(status)};
  Reply reply;
  ares_send(channel.get(), query, size, take_reply, &reply);
  ares_free_string(query);
  channel.run(reply.done, deadline);
  if (reply.status == ARES_ECANCELLED) return failed(name, "no answer within the time limit");
  if (reply.status != ARES_SUCCESS) return failed(name, ares_strerror(reply.status));
  auto answer = read_naptr_answer(reply.message, name);
  if (!answer) return failed(name, answer.error().detail);
  return answer;
}

Result<std::vector<Bytes>> AresResolver::addresses(const std::string& host,
                                                   std::chrono::milliseconds time_limit) {
  if (Bytes numeric = numeric_address(host); !numeric.empty()) return std::vector<Bytes>{std::move(numeric)};
  const auto deadline = Clock::now() + time_limit;
  Channel channel;
  if (auto fault = channel.open(settings_)) return *fault;
  ares_addrinfo_hints hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  Addresses addresses;
  ares_getaddrinfo(channel.get(), host.c_str(), nullptr, &hints, take_addresses, &addresses);
  channel.run(addresses.done, deadline);
  if (addresses.status == ARES_ECANCELLED) return failed(host, "no address within the time limit");
  if (addresses.status != ARES_SUCCESS) return failed(host, ares_strerror(addresses.status));
  if (addresses.found.empty()) return failed(host, "has no address");
  return std::move(addresses.found);
}

}  // namespace quittance::as4
