#include "gateway/core/answers.h"

#include <algorithm>
#include <array>
#include <utility>

namespace quittance::core {
namespace {

constexpr std::array<std::string_view, 2> kKinds{"message-level-status", "invoice-response"};

struct Row {
  std::string_view code, state;
};
/// In the order of BIS 63: any may be first or missing.
constexpr std::array kRows{Row{"AB", "acknowledged"}, Row{"IP", "in_process"},
                           Row{"UQ", "under_query"},  Row{"CA", "conditionally_accepted"},
                           Row{"RE", "refused"},      Row{"AP", "accepted"},
                           Row{"PD", "accepted"}};

const Row* row_of(const Answer& answer) {
  if (answer.kind != AnswerKind::invoice_response) return nullptr;
  const auto found = std::ranges::find(kRows, answer.code, &Row::code);
  return found == kRows.end() ? nullptr : &*found;
}

}  // namespace

std::string_view name(AnswerKind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

std::optional<AnswerKind> answer_kind_named(std::string_view text) {
  const auto at = std::ranges::find(kKinds, text);
  if (at == kKinds.end()) return {};
  return static_cast<AnswerKind>(at - kKinds.begin());
}

Acceptance acceptance_of(const std::vector<Answer>& answers) {
  Acceptance acceptance;
  std::pair<Instant, const Row*> best{Instant::min(), nullptr};
  for (const Answer& answer : answers) {
    const Row* const row = row_of(answer);
    if (row == nullptr) continue;
    if (row->code == "PD") acceptance.payment = "announced";
    best = std::max(best, {answer.stated, row});
  }
  if (best.second == nullptr) return acceptance;
  acceptance.state = best.second->state;
  acceptance.since = best.first;
  return acceptance;
}

}  // namespace quittance::core
