#include "gateway/serve/verdict_text.h"

#include <charconv>

namespace quittance::serve {
namespace {

/// Texts, each behind its size and a blank. One walk over a value serves both ways.
class Writing {
 public:
  explicit Writing(Bytes& out) : out_(out) {}
  void text(const std::string& value) { out_ += std::to_string(value.size()) + ' ' + value; }
  template <typename Number>
  void number(const Number& value) {
    text(std::to_string(static_cast<std::int64_t>(value)));
  }

 private:
  Bytes& out_;
};

class Reading {
 public:
  explicit Reading(BytesView in) : in_(in) {}
  void text(std::string& value) {
    std::size_t size = 0;
    const auto [end, error] = std::from_chars(in_.data(), in_.data() + in_.size(), size);
    const auto digits = static_cast<std::size_t>(end - in_.data());
    if (error != std::errc() || digits >= in_.size() || size > in_.size() - digits - 1) {
      good_ = false;
      in_ = {};
      return;
    }
    value = in_.substr(digits + 1, size);
    in_.remove_prefix(digits + 1 + size);
  }
  template <typename Number>
  void number(Number& value) {
    std::string digits;
    text(digits);
    std::int64_t read = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), read);
    good_ = good_ && error == std::errc() && end == digits.data() + digits.size();
    value = static_cast<Number>(read);
  }
  /// All was there, and nothing is left.
  [[nodiscard]] bool good() const { return good_ && in_.empty(); }
  [[nodiscard]] bool more() const { return good_; }

 private:
  BytesView in_;
  bool good_ = true;
};

void walk(auto& way, auto& party)
  requires requires { party.endpoint; }
{
  for (auto* text : {&party.name, &party.endpoint, &party.vat, &party.mail, &party.country}) way.text(*text);
}

void walk_facts(auto& way, auto& facts) {
  for (auto* text : {&facts.number, &facts.type, &facts.issued, &facts.due, &facts.currency, &facts.payable,
                     &facts.customization, &facts.profile, &facts.syntax, &facts.document_type})
    way.text(*text);
  walk(way, facts.seller);
  walk(way, facts.buyer);
}

void walk_answer(auto& way, auto& answer) {
  way.number(answer.kind);
  for (auto* text : {&answer.code, &answer.reasons, &answer.said, &answer.reference, &answer.reference_date,
                     &answer.reference_type})
    way.text(*text);
}

void write_reports(Writing& way, const std::vector<core::Report>& reports) {
  way.number(reports.size());
  for (const core::Report& report : reports) {
    way.text(report.suffix);
    way.text(report.bytes);
  }
}

std::vector<core::Report> read_reports(Reading& way) {
  std::size_t count = 0;
  way.number(count);
  std::vector<core::Report> reports;
  for (std::size_t i = 0; i < count && way.more(); ++i) {
    core::Report report;
    way.text(report.suffix);
    way.text(report.bytes);
    reports.push_back(std::move(report));
  }
  return reports;
}

void write_facts(Writing& way, const std::optional<core::InvoiceFacts>& facts) {
  way.number(facts ? 1 : 0);
  if (facts) walk_facts(way, *facts);
}

std::optional<core::InvoiceFacts> read_facts(Reading& way) {
  int there = 0;
  way.number(there);
  if (there == 0) return {};
  core::InvoiceFacts facts;
  walk_facts(way, facts);
  return facts;
}

void write(Writing& way, const core::Passed& passed) {
  write_facts(way, passed.facts);
  way.text(passed.detail);
  write_reports(way, passed.reports);
  way.number(passed.answer ? 1 : 0);
  if (!passed.answer) return;
  walk_answer(way, *passed.answer);
  way.number(passed.answer->stated.time_since_epoch().count());
}

core::Passed read_passed(Reading& way) {
  core::Passed passed;
  passed.facts = read_facts(way).value_or(core::InvoiceFacts{});
  way.text(passed.detail);
  passed.reports = read_reports(way);
  int answers = 0;
  way.number(answers);
  if (answers == 0) return passed;
  passed.answer.emplace();
  walk_answer(way, *passed.answer);
  Instant::rep stated = 0;
  way.number(stated);
  passed.answer->stated = Instant(Instant::duration(stated));
  return passed;
}

}  // namespace

Bytes to_bytes(const core::Verdict& verdict) {
  Bytes out;
  Writing way(out);
  way.number(verdict.index());
  if (const auto* passed = std::get_if<core::Passed>(&verdict)) {
    write(way, *passed);
    return out;
  }
  const auto rest = [&](const std::string& code, const std::string& detail, const auto& other) {
    way.text(code);
    way.text(detail);
    write_reports(way, other.reports);
    write_facts(way, other.facts);
  };
  if (const auto* failed = std::get_if<core::Failed>(&verdict)) rest(failed->code, failed->detail, *failed);
  if (const auto* not_checked = std::get_if<core::NotChecked>(&verdict))
    rest(not_checked->code, not_checked->reason, *not_checked);
  return out;
}

Result<core::Verdict> read_verdict(BytesView bytes) {
  Reading way(bytes);
  std::size_t kind = 0;
  way.number(kind);
  core::Verdict verdict;
  if (kind == 0) {
    verdict = read_passed(way);
  } else {
    std::string code, detail;
    way.text(code);
    way.text(detail);
    auto reports = read_reports(way);
    auto facts = read_facts(way);
    if (kind == 1)
      verdict = core::Failed{std::move(code), std::move(detail), std::move(reports), std::move(facts)};
    else
      verdict = core::NotChecked{std::move(code), std::move(detail), std::move(reports), std::move(facts)};
  }
  if (!way.good() || kind > 2) return Error{"VERDICT", Retry::later, "it is not whole"};
  return verdict;
}

}  // namespace quittance::serve
