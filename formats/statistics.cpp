#include "formats/statistics.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "formats/base/time.h"
#include "formats/xml/write.h"

namespace quittance::formats {
namespace {

constexpr std::string_view kProfile = "urn:fdc:peppol.eu:edec:bis:reporting:1.0";
constexpr std::string_view kSeatScheme = "CertSubjectCN";

/// A key of a subtotal or subset: what it is about, and how it is written.
struct Key {
  std::string meta, scheme, value;
  auto operator<=>(const Key&) const = default;
};
using Keys = std::vector<Key>;

struct Messages {
  std::uint64_t incoming = 0, outgoing = 0;
  void add(const Exchanges& exchanges) { (exchanges.sent ? outgoing : incoming) += exchanges.count; }
};

struct EndUsers {
  std::set<std::string> sending, receiving, any;
  void add(const Exchanges& exchanges) {
    (exchanges.sent ? sending : receiving).insert(exchanges.end_user);
    any.insert(exchanges.end_user);
  }
};

/// "scheme::value" as scheme and value.
Key qualified(std::string meta, std::string_view text) {
  const std::size_t end = text.find("::");
  if (end == std::string_view::npos) return {std::move(meta), "", std::string(text)};
  return {std::move(meta), std::string(text.substr(0, end)), std::string(text.substr(end + 2))};
}

Key country_key(std::string_view scheme, std::string_view country) {
  return {"CC", std::string(scheme), country.empty() ? "ZZ" : std::string(country)};
}

const std::string& end_users_country(const Exchanges& exchanges) {
  return exchanges.sent ? exchanges.country_c1 : exchanges.country_c4;
}

void open(xml::Writer& writer, std::string_view root, std::string_view uri, std::string_view customization,
          const ReportHead& head) {
  writer.start(root).declare("", uri);
  writer.leaf("CustomizationID", customization).leaf("ProfileID", kProfile);
  writer.start("Header").start("ReportPeriod");
  writer.leaf("StartDate", to_string(first_day(head.month)));
  writer.leaf("EndDate", to_string(last_day(head.month))).end();
  writer.start("ReporterID").attribute("schemeID", kSeatScheme).text(head.reporter).end();
  writer.end();
}

void write_keys(xml::Writer& writer, const Keys& keys) {
  for (const Key& key : keys) {
    writer.start("Key").attribute("metaSchemeID", key.meta).attribute("schemeID", key.scheme);
    writer.text(key.value).end();
  }
}

void write(xml::Writer& writer, const Messages& messages) {
  writer.leaf("Incoming", std::to_string(messages.incoming));
  writer.leaf("Outgoing", std::to_string(messages.outgoing));
}

void write(xml::Writer& writer, const EndUsers& users) {
  writer.leaf("SendingEndUsers", std::to_string(users.sending.size()));
  writer.leaf("ReceivingEndUsers", std::to_string(users.receiving.size()));
  writer.leaf("SendingOrReceivingEndUsers", std::to_string(users.any.size()));
}

/// What stands under one combination of keys, in the order of the keys.
template <typename Counted>
using Parts = std::map<Keys, Counted>;

template <typename Counted>
void write_parts(xml::Writer& writer, std::string_view element, std::string_view type,
                 const Parts<Counted>& parts) {
  for (const auto& [keys, counted] : parts) {
    writer.start(element).attribute("type", type);
    write_keys(writer, keys);
    write(writer, counted);
    writer.end();
  }
}

}  // namespace

Result<std::chrono::year_month> parse_month(std::string_view text) {
  const auto day =
      text.size() == 7 ? parse_date(std::string(text) + "-01") : Result<Date>(Error{"", Retry::never, ""});
  if (!day) return Error{"REPORT-MONTH", Retry::never, "not a month like 2026-10: " + std::string(text)};
  return std::chrono::year_month{day->year(), day->month()};
}

Date first_day(std::chrono::year_month month) { return month / 1; }
Date last_day(std::chrono::year_month month) { return month / std::chrono::last; }

Bytes transaction_statistics_report(const ReportHead& head, const std::vector<Exchanges>& exchanges) {
  Messages total;
  Parts<Messages> by_transport, by_provider, by_countries;
  for (const Exchanges& each : exchanges) {
    total.add(each);
    by_transport[{{"TP", "Peppol", each.transport}}].add(each);
    Keys keys{{"SP", std::string(kSeatScheme), each.peer},
              qualified("DT", each.document_type),
              qualified("PR", each.process)};
    by_provider[keys].add(each);
    // Where a message ends only C3 knows.
    if (each.sent) continue;
    keys.push_back(country_key("SenderCountry", each.country_c1));
    keys.push_back(country_key("ReceiverCountry", each.country_c4));
    by_countries[keys].add(each);
  }
  xml::Writer writer(xml::Writer::Layout::indented);
  open(writer, "TransactionStatisticsReport", "urn:fdc:peppol:transaction-statistics-report:1.0",
       "urn:fdc:peppol.eu:edec:trns:transaction-statistics-reporting:1.0", head);
  writer.start("Total");
  write(writer, total);
  writer.end();
  write_parts(writer, "Subtotal", "PerTP", by_transport);
  write_parts(writer, "Subtotal", "PerSP-DT-PR", by_provider);
  write_parts(writer, "Subtotal", "PerSP-DT-PR-CC", by_countries);
  return writer.finish();
}

Bytes end_user_statistics_report(const ReportHead& head, const std::vector<Exchanges>& exchanges) {
  EndUsers all;
  Parts<EndUsers> by_type, by_type_and_country, by_type_process_country, by_country;
  for (const Exchanges& each : exchanges) {
    if (is_message_level(each.document_type)) continue;
    const Key type = qualified("DT", each.document_type), process = qualified("PR", each.process);
    all.add(each);
    by_type[{type, process}].add(each);
    if (end_users_country(each).empty()) continue;
    const Key country = country_key("EndUserCountry", end_users_country(each));
    by_type_process_country[{type, process, country}].add(each);
    by_type_and_country[{type, country}].add(each);
    by_country[{country}].add(each);
  }
  xml::Writer writer(xml::Writer::Layout::indented);
  open(writer, "EndUserStatisticsReport", "urn:fdc:peppol:end-user-statistics-report:1.1",
       "urn:fdc:peppol.eu:edec:trns:end-user-statistics-report:1.1", head);
  writer.start("FullSet");
  write(writer, all);
  writer.end();
  write_parts(writer, "Subset", "PerDT-PR", by_type);
  write_parts(writer, "Subset", "PerDT-PR-EUC", by_type_process_country);
  write_parts(writer, "Subset", "PerDT-EUC", by_type_and_country);
  write_parts(writer, "Subset", "PerEUC", by_country);
  return writer.finish();
}

std::uint64_t without_country(const std::vector<Exchanges>& exchanges) {
  std::uint64_t count = 0;
  for (const Exchanges& each : exchanges)
    if (!is_message_level(each.document_type) && end_users_country(each).empty()) count += each.count;
  return count;
}

bool is_message_level(std::string_view document_type) {
  const std::size_t customization = document_type.find("##");
  if (customization == std::string_view::npos) return false;
  const auto rest = document_type.substr(customization + 2);
  return rest.starts_with("urn:peppol:edec:mls:1.") || rest.starts_with("urn:fdc:peppol.eu:poacc:trns:mlr:3");
}

}  // namespace quittance::formats
