// log: one line a state change, with a stable code (codes.h) and the delivery it is about. To the journal
// with fields of its own under systemd, else to standard error, plain or as JSON. No personal data and no
// secrets: there is a place for identifiers and none for names, addresses or the content of an invoice.
#pragma once

#include <chrono>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "formats/base/time.h"
#include "gateway/log/codes.h"

namespace quittance::log {

/// What is said of one case. Members that do not matter stay empty.
struct Facts {
  std::string delivery = {};    ///< DeliveryId
  std::string partner = {};     ///< participant id, PartyId or network address; never a person's name
  std::string message_id = {};  ///< eb:MessageId or Message-ID
  std::string state = {};       ///< of the delivery, now
  std::string subject = {};     ///< the thing the sentence speaks of: a folder, a pack, an address
  std::string reason = {};      ///< the standard's code: "EBMS:0004", "BR-CO-10", "5.1.1"
  std::string detail = {};  ///< a peer's or library's own words: cut, and mail addresses are masked in them
  unsigned attempt = 0;
  std::optional<std::chrono::microseconds> duration = std::nullopt;
};

/// One line as it will be written.
struct Line {
  const Message* message = nullptr;
  Instant at;
  Facts facts;
};

enum class To { automatic, journal, plain, json };

class Log {
 public:
  virtual ~Log() = default;
  /// Writes the line of a code of the catalogue (any other is a broken invariant). Any thread. Never fails
  /// and never waits for a reader: what cannot be written is lost.
  virtual void write(std::string_view code, const Facts& facts) = 0;
};

/// `automatic`: the journal when standard error is connected to it (systemd's JOURNAL_STREAM), else plain.
/// Lines of less weight than `least` are not written. The clock must outlive the log.
std::unique_ptr<Log> open_log(To to, Level least, const Clock& clock);

/// The same to a stream, for tests and tools; it must outlive the log. `to` is plain or json.
std::unique_ptr<Log> open_log(To to, Level least, const Clock& clock, std::ostream& stream);

}  // namespace quittance::log
