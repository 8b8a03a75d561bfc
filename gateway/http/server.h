// gateway/http: an HTTP/1.1 server that can stand in the open internet.
// One thread watches all sockets, two move bytes and never wait for a peer, sixteen run handlers, and a
// handler is called only when its request came whole. So silent or slow peers cost a descriptor each, not a
// thread, and a body cut short is never taken for a complete one. What RFC 9112 leaves to interpretation is
// refused (head.h, chunked.h): a proxy in front of us must not be able to read a request differently.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <Poco/Net/Context.h>

#include "formats/base/result.h"
#include "formats/base/time.h"
#include "gateway/http/head.h"
#include "gateway/http/listener.h"
#include "gateway/http/message.h"

namespace quittance::http {

/// Answers one request. It runs on a worker thread and may block there. What it throws becomes a 500.
using Handler = std::function<Response(const Request&)>;

/// Which requests a handler gets.
struct Route {
  enum class Match { exact, below };  ///< below: `path` ends in '/', every path that begins with it matches
  std::string method;                 ///< a GET route answers HEAD as well
  std::string path;
  Handler handler;
  BodyPolicy body{};
  Match match = Match::exact;
};

/// Routes. Exact paths win over the longest one below. An unknown path is 404, an unknown method 405 with
/// Allow.
class Routes {
 public:
  Routes& add(Route route);
  /// The route, or the refusal to answer with.
  [[nodiscard]] const Route* find(std::string_view method, std::string_view path, Response& refusal) const;

 private:
  std::vector<Route> routes_;
};

/// Where to listen: `address` and `port` as Listener takes them, or a listener that is open already.
struct Listen {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;
  Poco::Net::Context::Ptr tls;                         ///< a server context (tls.h), or null for plain HTTP
  std::shared_ptr<const Listener> listener = nullptr;  ///< address and port are then ignored
};

/// All limits. Times are of the clock handed to the server.
struct Limits {
  std::size_t head_bytes = HeadLimits{}.total_bytes;  ///< of one request; beyond: 431
  std::chrono::milliseconds head{
      30'000};  ///< from the first octet (or accept) to the end of the head, TLS included
  std::chrono::milliseconds idle{60'000};        ///< between two requests of one connection
  std::chrono::milliseconds body_grace{30'000};  ///< a body, and the reading of an answer, may take this long
  std::uint64_t least_bytes_per_second = 1024;   ///< plus one second for each so many octets
  std::chrono::milliseconds exchange{600'000};   ///< no request takes longer to come in, no answer to go out
  std::chrono::milliseconds linger{
      2'000};                      ///< how long a refused peer's octets are still read, so that it sees why
  std::size_t connections = 4096;  ///< at once; the oldest silent one makes room
  std::size_t connections_per_peer = 256;  ///< likewise, for one address (peer_group() in allowance.h)
  std::size_t requests_per_second = 0;     ///< of one address, and as many at once; beyond: 429; 0: no limit
  std::size_t waiting_requests = 1024;     ///< complete requests without a free worker; beyond: 503
  std::size_t handlers_per_peer = 12;      ///< one address never holds all workers: its other requests wait
  std::size_t workers = 16;
  std::string spool = "/tmp";  ///< folder of large bodies
};

/// What the server has to tell. Called from several threads; must not block.
class Events {
 public:
  virtual ~Events() = default;
  /// A request was refused or broken off before a handler saw it: "HTTP:400", "HTTP:408", "HTTP:TRUNCATED",
  /// "TLS".
  virtual void refused(const Peer& peer, std::string_view code, std::string_view why) = 0;
  /// A handler threw.
  virtual void failed(const Request& request, std::string_view why) = 0;
  /// An answer was handed to the network.
  virtual void answered(const Request& request, int status, std::chrono::microseconds took) = 0;
};

class Server {
 public:
  /// `clock` and `events` must outlive the server.
  Server(Routes routes, Limits limits, const Clock& clock, Events& events);
  /// Ends at once: open exchanges are cut.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Binds, starts the threads and returns the bound port. Fails with HTTP-LISTEN, naming address and port.
  /// Call it once.
  Result<std::uint16_t> start(const Listen& listen);

  /// What becomes of connections on which nothing was asked yet when the server stops taking new ones.
  enum class Fresh {
    end,   ///< the service ends: they are closed
    serve  ///< another server has taken over: their first request is still answered
  };
  /// Stops taking connections, lets begun exchanges end (their answers say `Connection: close`), at most that
  /// long; then cuts what is left. Returns how many were cut.
  std::size_t drain(std::chrono::milliseconds at_most, Fresh fresh = Fresh::end);

 private:
  class Engine;
  std::unique_ptr<Engine> engine_;
};

}  // namespace quittance::http
