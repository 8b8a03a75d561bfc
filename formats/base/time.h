// Instants (UTC) and civil dates. The clock is a port: nothing below gateway asks the machine for the time.
#pragma once

#include <chrono>
#include <compare>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

#include "formats/base/result.h"

namespace quittance {

/// A point in time, UTC, microseconds.
using Instant = std::chrono::sys_time<std::chrono::microseconds>;

/// "2026-11-24T09:52:44.123456Z"; always six fraction digits, so that text order is time order.
std::string to_string(Instant at);

/// xs:dateTime with a zone, any number of fraction digits (cut to microseconds).
/// Fails with FORG0001 when it is not, or has no zone.
Result<Instant> parse_instant(std::string_view text);

/// A civil day without zone, as BT-2 and BT-9 have it.
using Date = std::chrono::year_month_day;

/// "2026-11-24".
std::string to_string(Date day);

/// "2026-11-24" (a trailing zone is ignored: EN 16931 dates have none). Fails with FORG0001.
Result<Date> parse_date(std::string_view text);

/// What the world's clocks say. wall() is for records, steady() for waits.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Instant wall() const = 0;
  [[nodiscard]] virtual std::chrono::steady_clock::time_point steady() const = 0;
};

/// Unpredictable octets for identifiers and keys.
class Random {
 public:
  virtual ~Random() = default;
  /// `count` octets from a cryptographic source.
  virtual std::string bytes(std::size_t count) = 0;
  /// A version 4 UUID in lower case (RFC 4122).
  std::string uuid();
};

}  // namespace quittance
