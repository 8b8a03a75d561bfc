#include "gateway/http/connection.h"

#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeFormatter.h>
#include <Poco/Timestamp.h>

#include <algorithm>
#include <array>
#include <cassert>

namespace quittance::http {

namespace {

constexpr std::size_t kPiece = 16 << 10;
constexpr std::size_t kSmallBody = 16 << 10;
constexpr std::size_t kMostLingered = 4 << 20;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

std::string http_date(Instant at) {
  return Poco::DateTimeFormatter::format(Poco::Timestamp(at.time_since_epoch().count()),
                                         Poco::DateTimeFormat::HTTP_FORMAT);
}

Refusal refusal_of(const Error& error) {
  const auto status = error.code == "HTTP:413" ? 413 : error.code == "HTTP:507" ? 507 : 500;
  return {status, error.detail};
}

}  // namespace

Connection::Connection(Stream stream, Peer peer, const Common& common)
    : stream_(std::move(stream)),
      peer_(std::move(peer)),
      common_(common),
      deadline_(common.clock.steady() + common.limits.head),
      began_(common.clock.steady()),
      reader_({.total_bytes = common.limits.head_bytes}) {}

Connection::Step Connection::advance() {
  while (true) {
    if (!output_.empty()) {
      if (const auto wait = send()) return *wait;
      continue;
    }
    switch (phase_) {
      case Phase::handling: return Step::handler;
      case Phase::ended: return Step::end;
      case Phase::answering: answer_sent(); break;
      case Phase::head:
      case Phase::body:
      case Phase::lingering:
        if (!input_.empty()) {
          const Bytes waiting = std::exchange(input_, {});
          consume(waiting);
        } else if (const auto wait = receive()) {
          return *wait;
        }
    }
  }
}

std::optional<Connection::Step> Connection::send() {
  const auto piece = std::min(kPiece, output_.size() - sent_);
  const auto moved = stream_.write(output_.data() + sent_, piece);
  switch (moved.kind) {
    case Moved::Kind::want_read: return Step::readable;
    case Moved::Kind::want_write: return Step::writable;
    case Moved::Kind::closed:
    case Moved::Kind::failed:
      phase_ = Phase::ended;
      output_.clear();
      return std::nullopt;
    case Moved::Kind::some: break;
  }
  sent_ += moved.count;
  answer_bytes_ += moved.count;
  if (phase_ == Phase::answering) deadline_ = rated(answer_bytes_);
  if (sent_ == output_.size()) {
    output_ = std::exchange(tail_, {});
    sent_ = 0;
  }
  return std::nullopt;
}

std::optional<Connection::Step> Connection::receive() {
  std::array<char, kPiece> piece;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled by read
  const auto moved = stream_.read(piece.data(), piece.size());
  switch (moved.kind) {
    case Moved::Kind::want_read: return Step::readable;
    case Moved::Kind::want_write: return Step::writable;
    case Moved::Kind::some: consume({piece.data(), moved.count}); break;
    case Moved::Kind::failed:
      if (stream_.tls() && first_ && idle()) common_.events.refused(peer_, "TLS", moved.why);
      [[fallthrough]];
    case Moved::Kind::closed: peer_ended(); break;
  }
  return std::nullopt;
}

void Connection::peer_ended() {
  if (phase_ == Phase::body || (phase_ == Phase::head && !reader_.untouched())) {
    common_.events.refused(peer_, "HTTP:TRUNCATED", "the peer ended the connection within a request");
  }
  phase_ = Phase::ended;
}

void Connection::consume(BytesView octets) {
  while (!octets.empty()) {
    switch (phase_) {
      case Phase::head: octets.remove_prefix(consume_head(octets)); break;
      case Phase::body: octets.remove_prefix(consume_body(octets)); break;
      case Phase::lingering:
        lingered_ += octets.size();
        if (lingered_ > kMostLingered) phase_ = Phase::ended;
        return;
      case Phase::handling:
      case Phase::answering: input_.append(octets); return;
      case Phase::ended: return;
    }
  }
}

std::size_t Connection::consume_head(BytesView octets) {
  const bool starts = reader_.untouched();
  const auto used = reader_.feed(octets);
  // The clock of a head starts with its first octet, and with the connection for the first one.
  if (starts && !first_ && !reader_.untouched()) deadline_ = common_.clock.steady() + common_.limits.head;
  if (reader_.state() == HeadReader::State::refused) refuse(reader_.refusal());
  if (reader_.state() == HeadReader::State::done) begin_body();
  return used;
}

void Connection::begin_body() {
  head_ = reader_.take();
  const auto query = head_.target.find('?');
  request_.path = head_.target.substr(0, query);
  request_.query = query == std::string::npos ? "" : head_.target.substr(query + 1);
  if (!common_.allowance.take(peer_.group, common_.clock.steady())) {
    auto later = Response::text(429, "too many requests from this address");
    later.fields.add("Retry-After", "1");
    return refuse(std::move(later), "too many requests from this address");
  }
  Response refusal;
  route_ = common_.routes.find(head_.method, request_.path, refusal);
  if (route_ == nullptr) return refuse(std::move(refusal), "no such route");
  const auto limit = route_->body.limit_bytes;
  if (head_.framing == Framing::length && head_.content_length > limit) {
    return refuse({413, "the body is larger than " + std::to_string(limit) + " octets"});
  }
  writer_ = std::make_unique<BodyWriter>(route_->body, common_.limits.spool);
  began_ = common_.clock.steady();
  wire_bytes_ = 0;
  body_left_ = head_.content_length;
  chunks_ = {};
  if (head_.framing == Framing::none) return request_complete();
  phase_ = Phase::body;
  deadline_ = rated(0);
  if (head_.expects_continue) output_ = kContinue;
}

std::size_t Connection::consume_body(BytesView octets) {
  std::size_t used = 0;
  if (head_.framing == Framing::length) {
    used = static_cast<std::size_t>(std::min<std::uint64_t>(body_left_, octets.size()));
    body_left_ -= used;
    take_body(octets.substr(0, used));
  } else {
    Bytes data;
    used = chunks_.feed(octets, data);
    take_body(data);
    if (phase_ == Phase::body && chunks_.state() == ChunkedReader::State::refused) refuse(chunks_.refusal());
  }
  if (phase_ != Phase::body) return used;
  wire_bytes_ += used;
  deadline_ = rated(wire_bytes_);
  const bool whole =
      head_.framing == Framing::length ? body_left_ == 0 : chunks_.state() == ChunkedReader::State::done;
  if (whole) request_complete();
  return used;
}

void Connection::take_body(BytesView data) {
  if (const auto taken = writer_->write(data); !taken.ok()) refuse(refusal_of(taken.error()));
}

void Connection::request_complete() {
  auto body = writer_->finish();
  writer_.reset();
  if (!body.ok()) return refuse(refusal_of(body.error()));
  if (first_ && stream_.tls()) peer_.certificate = stream_.peer_certificate();
  request_.method = head_.method;
  request_.target = head_.target;
  request_.fields = std::move(head_.fields);
  request_.peer = peer_;
  request_.body = std::move(body).value();
  phase_ = Phase::handling;
  came_ = common_.clock.steady();
  deadline_ = Moment::max();
}

Connection::Step Connection::answer(Response response) {
  assert(phase_ == Phase::handling);
  const bool keep_alive = !head_.close && !response.close && !common_.draining;
  handled_ = true;
  queue_answer(std::move(response), keep_alive);
  return advance();
}

void Connection::refuse(const Refusal& refusal) {
  refuse(Response::text(refusal.status, refusal.why), refusal.why);
}

void Connection::refuse(Response response, std::string_view why) {
  common_.events.refused(peer_, "HTTP:" + std::to_string(response.status), why);
  writer_.reset();
  // A refused request may have octets under way whose meaning is unknown: nothing behind it is read as a
  // request.
  queue_answer(std::move(response), false);
}

void Connection::queue_answer(Response response, bool keep_alive) {
  const auto date = http_date(common_.clock.wall());
  auto head = serialize_head(response, date, keep_alive);
  if (!head.ok()) {
    if (handled_) common_.events.failed(request_, head.error().detail);
    response = Response::text(500, "the answer could not be written");
    keep_alive = false;
    head = serialize_head(response, date, keep_alive);
  }
  const bool bodiless = head_.method == "HEAD" || response.status == 204 || response.status == 304;
  // An interim answer that is still waiting goes first.
  output_ += *head;
  if (!bodiless && response.body.size() <= kSmallBody) output_ += response.body;
  if (!bodiless && response.body.size() > kSmallBody) tail_ = std::move(response.body);
  status_ = response.status;
  keep_alive_ = keep_alive;
  phase_ = Phase::answering;
  began_ = common_.clock.steady();
  answer_bytes_ = 0;
  deadline_ = rated(0);
}

void Connection::answer_sent() {
  if (std::exchange(handled_, false))
    common_.events.answered(
        request_, status_,
        std::chrono::duration_cast<std::chrono::microseconds>(common_.clock.steady() - came_));
  if (keep_alive_) return next_request();
  // Closing with unread octets resets the connection, and the peer may lose the answer: end ours, then read
  // on a little.
  stream_.end_sending();
  phase_ = Phase::lingering;
  deadline_ = common_.clock.steady() + common_.limits.linger;
  input_.clear();
}

void Connection::next_request() {
  reader_ = HeadReader({.total_bytes = common_.limits.head_bytes});
  head_ = {};
  request_ = {};
  route_ = nullptr;
  first_ = false;
  phase_ = Phase::head;
  deadline_ = common_.clock.steady() + common_.limits.idle;
}

Connection::Step Connection::expire() {
  // A peer that does not even take what waits for it gets no explanation; and TLS forbids changing what it
  // began to send.
  if (!output_.empty()) phase_ = Phase::ended;
  switch (phase_) {
    case Phase::head:
      if (first_ && stream_.tls() && idle()) {
        // Perhaps no handshake came: an answer would have to wait for it once more.
        common_.events.refused(peer_, "HTTP:408", "no request came in time");
      } else if (first_ || !idle()) {
        refuse({408, "the request's head did not come in time"});
        return advance();
      }
      break;
    case Phase::body: refuse({408, "the request's body did not come in time"}); return advance();
    case Phase::handling: return Step::handler;
    case Phase::answering:
    case Phase::lingering:
    case Phase::ended: break;
  }
  phase_ = Phase::ended;
  output_.clear();
  return Step::end;
}

Moment Connection::rated(std::uint64_t octets) const {
  const auto& limits = common_.limits;
  const auto earned =
      std::chrono::seconds(octets / std::max<std::uint64_t>(1, limits.least_bytes_per_second));
  return began_ + std::min<std::chrono::milliseconds>(limits.body_grace + earned, limits.exchange);
}

}  // namespace quittance::http
