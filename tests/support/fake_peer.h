// A peer as a small world: it keeps what reaches it, knows a MessageId again, and answers as it is told to.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "gateway/core/ports.h"

namespace quittance::test {

class FakePeer : public core::Transport {
 public:
  enum class Manner {
    receipts,            ///< takes it and answers with a receipt; a MessageId it knows gets the same again
    loses_the_answer,    ///< takes it, the answer does not arrive
    never_hears,         ///< nothing reaches it, and nobody can tell
    refuses_connection,  ///< surely nothing reached it
    refuses,             ///< a verified ebMS error
    knows_it_already,    ///< EBMS:4001
  };

  Result<core::Packed> pack(const core::Consignment& consignment) override {
    const std::lock_guard lock(mutex_);
    if (!pack_error.empty()) return Error{pack_error, Retry::never, "cannot pack"};
    // As encryption does, packing twice gives different bytes.
    return core::Packed{consignment.envelope.message_id.text() + "#" + std::to_string(++packed_) + "#" +
                            consignment.document.load().value(),
                        "multipart/related"};
  }

  core::Outcome send(const core::Attempt& attempt) override {
    const std::lock_guard lock(mutex_);
    attempts.push_back(attempt);
    Manner manner = usual;
    if (!next.empty()) {
      manner = next.front();
      next.pop_front();
    }
    if (on_send) on_send(attempt);
    if (manner == Manner::refuses_connection) {
      return {core::Event::not_taken, "NOT-TAKEN", "connection refused", {}, {}};
    }
    if (manner == Manner::never_hears) return {core::Event::answer_lost, "ANSWER-LOST", "timed out", {}, {}};
    if (manner == Manner::refuses) {
      return {core::Event::refused_by_peer, "EBMS:0004", "not for us", Bytes("<Error/>"), Bytes("<Error/>")};
    }
    if (manner == Manner::knows_it_already) {
      return {core::Event::duplicate_reported, "EBMS:4001", "duplicate", {}, Bytes("<Error/>")};
    }
    take(attempt);
    if (manner == Manner::loses_the_answer) return {core::Event::answer_lost, "ANSWER-LOST", "cut", {}, {}};
    const Bytes receipt = "<Receipt of='" + attempt.envelope.message_id.text() + "'/>";
    return {core::Event::receipt_verified, "", "", receipt, receipt};
  }

  /// Documents its consumer got, by MessageId: each MessageId once.
  std::map<std::string, Bytes> consumed;
  std::vector<core::Attempt> attempts;
  Manner usual = Manner::receipts;
  std::deque<Manner> next;
  std::string pack_error;
  std::function<void(const core::Attempt&)> on_send;

 private:
  void take(const core::Attempt& attempt) {
    consumed.try_emplace(attempt.envelope.message_id.text(), attempt.request.body.load().value());
  }

  std::mutex mutex_;
  int packed_ = 0;
};

}  // namespace quittance::test
