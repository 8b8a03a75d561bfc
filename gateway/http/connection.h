// One connection: takes in a request, waits for its answer, gives it out, and begins again. It moves octets
// until it would have to wait, then says for what. One thread at a time works on it; it never blocks.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "gateway/http/allowance.h"
#include "gateway/http/chunked.h"
#include "gateway/http/head.h"
#include "gateway/http/server.h"
#include "gateway/http/stream.h"

namespace quittance::http {

using Moment = std::chrono::steady_clock::time_point;

/// What all connections of a server share.
struct Common {
  const Routes& routes;
  const Limits& limits;
  const Clock& clock;
  Events& events;
  const std::atomic<bool>& draining;
  Allowance& allowance;
};

class Connection {
 public:
  /// What it waits for.
  enum class Step { readable, writable, handler, end };

  Connection(Stream stream, Peer peer, const Common& common);

  Step advance();
  /// The deadline has passed.
  Step expire();
  /// After Step::handler: what to call with what. The request stays here until the answer is given.
  [[nodiscard]] const Handler& handler() const { return route_->handler; }
  [[nodiscard]] const Request& request() const { return request_; }
  Step answer(Response response);

  [[nodiscard]] Moment deadline() const { return deadline_; }
  /// No request has come whole to its head: nobody misses much when this connection is ended.
  [[nodiscard]] bool silent() const { return phase_ == Phase::head; }
  /// Not one octet of a request is here.
  [[nodiscard]] bool idle() const { return phase_ == Phase::head && reader_.untouched(); }
  /// No request of it was answered yet.
  [[nodiscard]] bool fresh() const { return first_; }
  [[nodiscard]] int descriptor() const { return stream_.descriptor(); }
  [[nodiscard]] const Peer& peer() const { return peer_; }

 private:
  enum class Phase { head, body, handling, answering, lingering, ended };

  std::optional<Step> send();
  std::optional<Step> receive();
  void consume(BytesView octets);
  std::size_t consume_head(BytesView octets);
  std::size_t consume_body(BytesView octets);
  void begin_body();
  void take_body(BytesView data);
  void request_complete();
  void peer_ended();
  void refuse(const Refusal& refusal);
  void refuse(Response response, std::string_view why);
  void queue_answer(Response response, bool keep_alive);
  void answer_sent();
  void next_request();
  [[nodiscard]] Moment rated(std::uint64_t octets) const;

  Stream stream_;
  Peer peer_;
  const Common& common_;
  Phase phase_ = Phase::head;
  Moment deadline_;
  Moment began_;  ///< of the running phase, for rates
  Moment came_;   ///< when the running request was complete
  bool first_ = true;

  Bytes input_;  ///< octets read beyond the running request
  HeadReader reader_;
  Head head_;
  const Route* route_ = nullptr;
  ChunkedReader chunks_;
  std::uint64_t body_left_ = 0;
  std::uint64_t wire_bytes_ = 0;
  std::unique_ptr<BodyWriter> writer_;
  Request request_;

  Bytes output_;  ///< never changed while it is being sent: TLS wants the same octets again after a wait
  Bytes tail_;    ///< a large answer's body, sent behind output_
  std::size_t sent_ = 0;
  std::uint64_t answer_bytes_ = 0;
  bool keep_alive_ = true;
  bool handled_ = false;
  int status_ = 0;
  std::size_t lingered_ = 0;
};

}  // namespace quittance::http
