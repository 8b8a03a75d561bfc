// The two reports that a Peppol service provider owes each month (Internal Regulations 4.3 and 4.4): how many
// messages were exchanged (Transaction Statistics Report 1.0), and for how many end users (End User
// Statistics Report 1.1). Both count only what a positive receipt was given for, dated by eb:Timestamp in
// UTC.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "formats/base/bytes.h"
#include "formats/base/result.h"

namespace quittance::formats {

/// Messages that do not differ in anything the reports tell apart.
struct Exchanges {
  bool sent = false;          ///< by us (C2); else received (C3)
  std::string peer;           ///< seat id of the other service provider, e.g. POP000306
  std::string document_type;  ///< with scheme: "busdox-docid-qns::…"
  std::string process;        ///< with scheme: "cenbii-procid-ubl::…"
  std::string transport;      ///< e.g. peppol-transport-as4-v2_0
  std::string country_c1,
      country_c4;        ///< ISO 3166-1 alpha-2, "" where it is not known; C4's is asked of received ones
  std::string end_user;  ///< whom we did it for: C1 of what was sent, C4 of what was received
  std::uint64_t count = 0;

  bool operator==(const Exchanges&) const = default;
};

struct ReportHead {
  std::chrono::year_month month;
  std::string reporter;  ///< our seat id
};

/// "2026-10". Fails with REPORT-MONTH when the text is not a month.
Result<std::chrono::year_month> parse_month(std::string_view text);

/// First and last day of a month, as the reports' periods have them.
std::chrono::year_month_day first_day(std::chrono::year_month month);
std::chrono::year_month_day last_day(std::chrono::year_month month);

/// Totals per transport (PerTP), per provider, type and process (PerSP-DT-PR), and, of received messages, per
/// countries besides (PerSP-DT-PR-CC; an unknown one is "ZZ").
Bytes transaction_statistics_report(const ReportHead& head, const std::vector<Exchanges>& exchanges);

/// Distinct end users: all (FullSet), per type and process, those per country, per type and country, per
/// country. Message Level Statuses have no end users and are left out. Whose country is not known is counted
/// where none is named: this report has no word for "unknown".
Bytes end_user_statistics_report(const ReportHead& head, const std::vector<Exchanges>& exchanges);

/// Messages whose end user's country is not known: the end user report cannot name them by country.
std::uint64_t without_country(const std::vector<Exchanges>& exchanges);

/// Message Level Status (1.x) or its predecessor: what service providers tell each other about a message.
bool is_message_level(std::string_view document_type);

}  // namespace quittance::formats
