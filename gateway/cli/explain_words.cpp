#include "gateway/cli/explain_words.h"

#include <Poco/JSON/Array.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "as4/discovery/codes.h"
#include "as4/ebms_errors.h"
#include "gateway/cli/text.h"
#include "gateway/core/delivery.h"
#include "gateway/log/codes.h"

namespace quittance::cli {
namespace {

using control::Object;

struct KindWords {
  std::string_view kind, words;
};

/// Kinds of events (core::Event, core::kind) as sentences without their end.
constexpr std::array kWords{
    KindWords{"taken_in", "It was taken in"},
    KindWords{"rules_passed", "It passed the rules"},
    KindWords{"rules_failed", "It broke the rules and is not sent"},
    KindWords{"not_checked", "It could not be checked; a person must decide"},
    KindWords{"endpoint_found", "The way to the recipient was found"},
    KindWords{"receiver_unknown", "The recipient, or this kind of document at the recipient, is not known"},
    KindWords{"lookup_failed", "The way to the recipient could not be looked up; it will be tried again"},
    KindWords{"attempt_started", "It was sent"},
    KindWords{"not_taken", "Nothing of it reached the partner; it will be tried again"},
    KindWords{"answer_lost", "The partner may have it, but his answer was lost"},
    KindWords{"receipt_verified", "The partner's signed receipt came, was verified and is kept"},
    KindWords{"refused_by_peer", "The partner refused it"},
    KindWords{"duplicate_reported",
              "The partner says that he has it already, which is good news but no receipt"},
    KindWords{"retry_due", "It was time for another try"},
    KindWords{"gave_up", "The time for tries was over"},
    KindWords{"status_accepted", "The recipient's side reported it accepted"},
    KindWords{"status_rejected", "The recipient's side reported it rejected"},
    KindWords{"status_window_closed", "No bad news came in time, so it counts as delivered"},
    KindWords{"cancelled", "It was cancelled"},
    KindWords{"held", "It was held"},
    KindWords{"released", "It was released"},
    KindWords{"note", "A note"},
    KindWords{"unexpected", "Something happened that the table has no row for; its state was kept"},
    KindWords{"letter_sent", "A mail about it was sent"},
    KindWords{"letter_failed", "A mail about it could not be sent"},
    KindWords{"watch_expired", "Nothing was heard for too long"},
    KindWords{"received", "It was received, and its receipt committed with it"},
    KindWords{"handed_over", "It was handed over"},
    KindWords{"quarantined", "It was put aside; a person must look"},
    KindWords{"repeated", "The same message came again and was answered the same"},
    KindWords{"conflict", "A message with a known id and other content was refused"},
};

std::string with_detail(std::string words, const Object::Ptr& event) {
  if (const auto attempt = text_of(event, "attempt"); !attempt.empty()) words += " (attempt " + attempt + ")";
  if (const auto actor = text_of(event, "actor"); !actor.empty() && actor != "daemon")
    words += " by " + actor;
  std::string detail = text_of(event, "code");
  if (const auto text = text_of(event, "text"); !text.empty()) detail += (detail.empty() ? "" : " ") + text;
  if (!detail.empty()) words += ": " + detail;
  return words.ends_with('.') ? words : words + ".";
}

std::string head_of(const Object::Ptr& item) {
  const auto invoice = item->getObject("invoice");
  const bool out = text_of(item, "direction") == "out";
  const auto number = text_of(invoice, "number");
  std::string head = number.empty()
                         ? (out ? "A document to send" : "A received document")
                         : fmt::format("{} {} of {} for {}", out ? "Invoice" : "Received invoice", number,
                                       text_of(invoice, "seller"), text_of(invoice, "buyer"));
  if (const auto total = text_of(invoice, "total"); !total.empty())
    head += ", " + total + " " + text_of(invoice, "currency");
  return head + " (" + text_of(item, "id") + ").\n";
}

std::string now_of(const Object::Ptr& item) {
  const auto delivery = item->getObject("delivery");
  const auto state = text_of(delivery, "state");
  std::string now = "Now it is " + state;
  if (const auto known = core::state_named(state)) now += ": " + std::string(core::meaning(*known));
  if (!now.ends_with('.')) now += ".";
  if (const auto held = text_of(delivery, "held"); !held.empty()) now += " It is held: " + held + ".";
  return now + "\n";
}

std::string next_of(const Object::Ptr& item) {
  const auto next = item->getArray("next");
  if (next.isNull() || next->empty()) return "Nothing is waited for.\n";
  std::string text = "What comes next:\n";
  for (std::size_t i = 0; i < next->size(); ++i) {
    const auto step = next->getObject(static_cast<unsigned>(i));
    const auto at = text_of(step, "at");
    text += fmt::format("  {}{}, because: {}\n", at.empty() ? "" : short_time(at) + "  ",
                        text_of(step, "what"), text_of(step, "why"));
  }
  return text;
}

}  // namespace

std::string explain_state(std::string_view name) {
  const auto state = core::state_named(name);
  if (!state) return "";
  std::string after, before;
  for (const auto& row : core::kDelivery) {
    if (row.from == *state)
      after += fmt::format("  {:<22} -> {}\n", core::name(row.event), core::name(row.to));
    if (row.to == *state)
      before += fmt::format("  {:<22} in {}\n", core::name(row.event), core::name(row.from));
  }
  return fmt::format("{}: {}\n{}{}", name, core::meaning(*state),
                     before.empty() ? "It is the first state.\n" : "It comes from:\n" + before,
                     after.empty() ? "It is an end: nothing follows.\n" : "What may follow:\n" + after);
}

std::string explain_any_code(std::string_view code) {
  if (auto text = log::explain_code(code); !text.empty()) return text;
  if (const auto* lookup = as4::find_lookup_code(code))
    return fmt::format("{}: {}\n  {}\n", lookup->code, lookup->meaning, lookup->advice);
  const auto* error = as4::find_ebms_error(code);
  if (error == nullptr) return "";
  return fmt::format("{} {}: an ebMS {} of category {}.\n  {}\n", error->code, error->short_description,
                     error->severity == as4::Severity::failure ? "failure" : "warning", error->category,
                     error->description);
}

std::string sentence(const Object::Ptr& event) {
  const auto kind = text_of(event, "kind");
  if (kind == "placed") return "";  // a file was moved: no news
  const auto known = std::ranges::find(kWords, kind, &KindWords::kind);
  return with_detail(std::string(known == kWords.end() ? kind : known->words), event);
}

std::string explain_item(const Object::Ptr& item, const std::string& as_of) {
  std::string text = head_of(item);
  const auto events = item->getArray("events");
  for (std::size_t i = 0; !events.isNull() && i < events->size(); ++i) {
    const auto event = events->getObject(static_cast<unsigned>(i));
    const auto at = text_of(event, "at");
    if (!as_of.empty() && at.substr(0, as_of.size()) > as_of) continue;
    if (const auto words = sentence(event); !words.empty())
      text += "  " + short_time(at) + "  " + words + "\n";
  }
  return as_of.empty() ? text + now_of(item) + next_of(item) : text;
}

std::string readable(std::string_view expression, std::string_view indent) {
  std::string out(indent);
  std::size_t depth = 0;
  char quote = 0;
  for (std::size_t i = 0; i < expression.size(); ++i) {
    const char c = expression[i];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '(' || c == '[') {
      ++depth;
    } else if ((c == ')' || c == ']') && depth > 0) {
      --depth;
    } else if (c == ' ' &&
               (expression.substr(i).starts_with(" and ") || expression.substr(i).starts_with(" or "))) {
      out += "\n" + std::string(indent) + std::string(2 * std::min<std::size_t>(depth, 20), ' ');
      continue;
    }
    out += c;
  }
  return out + "\n";
}

}  // namespace quittance::cli
