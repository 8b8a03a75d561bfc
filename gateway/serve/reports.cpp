#include "gateway/serve/reports.h"

#include <fmt/format.h>

#include "formats/service_provider.h"

namespace quittance::serve {
namespace {

using control::Object;

Instant start_of(std::chrono::year_month month) { return std::chrono::sys_days(formats::first_day(month)); }

std::string name_of(std::chrono::year_month month) {
  return fmt::format("{:04}-{:02}", static_cast<int>(month.year()), static_cast<unsigned>(month.month()));
}

Object::Ptr counts_of(const std::vector<formats::Exchanges>& exchanges) {
  std::uint64_t sent = 0, received = 0;
  for (const auto& each : exchanges) (each.sent ? sent : received) += each.count;
  Object::Ptr counts = new Object(Poco::JSON_PRESERVE_KEY_ORDER);
  counts->set("sent", sent);
  counts->set("received", received);
  counts->set("without_country", formats::without_country(exchanges));
  return counts;
}

Object::Ptr times_json(const core::StatusTimes& times, std::chrono::seconds limit, Instant now) {
  const auto told = core::punctuality_of(times, limit, now);
  Object::Ptr json = new Object(Poco::JSON_PRESERVE_KEY_ORDER);
  json->set("within", told.within);
  json->set("late", told.late);
  json->set("pending", told.pending);
  const auto settled = told.within + told.late;
  // As a text: Poco turns decimals into doubles.
  json->set("share", settled == 0 ? ""
                                  : fmt::format("{:.2f}", 100.0 * static_cast<double>(told.within) /
                                                              static_cast<double>(settled)));
  json->set("longest_seconds", std::chrono::ceil<std::chrono::seconds>(told.longest).count());
  json->set("limit_seconds", limit.count());
  return json;
}

}  // namespace

Result<Object::Ptr> punctuality_json(core::Reading& store, std::chrono::year_month month, Instant now) {
  const Instant from = start_of(month), until = start_of(month + std::chrono::months{1});
  const auto told = store.statuses_told(from, until);
  if (!told) return told.error();
  const auto heard = store.statuses_heard(from, until);
  if (!heard) return heard.error();
  Object::Ptr json = new Object(Poco::JSON_PRESERVE_KEY_ORDER);
  json->set("month", name_of(month));
  json->set("sent", times_json(*told, core::kStatusSentWithin, now));
  json->set("received", times_json(*heard, core::kStatusHeardWithin, now));
  return json;
}

Result<Reports::Made> Reports::make(const std::string& kind, const std::string& month_text) {
  const auto month = formats::parse_month(month_text);
  if (!month) return month.error();
  if (!formats::service_provider_of(provider_.seat))
    return Error{"REPORT-WHO", Retry::never,
                 "reports are of an access point with a seat id (P, two letters, six digits); ours is \"" +
                     provider_.seat + "\""};
  auto exchanges = store_.exchanges(start_of(*month), start_of(*month + std::chrono::months{1}));
  if (!exchanges) return exchanges.error();
  const formats::ReportHead head{*month, provider_.seat};
  Made made{kind, *month, {}, std::move(*exchanges)};
  if (kind == "tsr") made.document = formats::transaction_statistics_report(head, made.exchanges);
  if (kind == "eusr") made.document = formats::end_user_statistics_report(head, made.exchanges);
  if (made.document.empty()) return Error{"REPORT-KIND", Retry::never, "there are tsr and eusr, not " + kind};
  return made;
}

Result<core::DeliveryId> Reports::send(const Made& made, const control::Caller& caller) {
  if (provider_.country.empty())
    return Error{"REPORT-WHO", Retry::never, "its envelope must name our country: set peppol.country"};
  if (clock_.wall() < start_of(made.month + std::chrono::months{1}))
    return Error{"REPORT-MONTH", Retry::later,
                 name_of(made.month) + " has not ended yet: what is sent is final"};
  auto hash = blobs_.put(made.document);
  if (!hash) return hash.error();
  const core::TakenIn taken{
      core::draw_delivery_id(random_),
      *hash,
      made.document.size(),
      {"", made.kind + "-" + name_of(made.month) + ".xml", "person:uid-" + std::to_string(caller.uid)},
      clock_.wall(),
      {}};
  auto done = store_.commit([&](core::Writing& writing) { return writing.take_in(taken); });
  if (!done) return done.error();
  return taken.id;
}

Result<control::Value> Reports::report(const Object& arguments, const control::Caller& caller) {
  if (arguments.optValue<std::string>("kind", "") == "mls") {
    const auto month = formats::parse_month(arguments.optValue<std::string>("month", ""));
    if (!month) return month.error();
    auto told = punctuality_json(store_, *month, clock_.wall());
    if (!told) return told.error();
    return control::Value(*told);
  }
  auto made = make(arguments.optValue<std::string>("kind", ""), arguments.optValue<std::string>("month", ""));
  if (!made) return made.error();
  Object::Ptr answer = new Object(Poco::JSON_PRESERVE_KEY_ORDER);
  answer->set("report", made->kind);
  answer->set("month", name_of(made->month));
  answer->set("reporter", provider_.seat);
  answer->set("messages", counts_of(made->exchanges));
  if (arguments.optValue<bool>("send", false)) {
    auto id = send(*made, caller);
    if (!id) return id.error();
    answer->set("delivery", id->text());
  }
  answer->set("document", made->document);
  return control::Value(answer);
}

}  // namespace quittance::serve
