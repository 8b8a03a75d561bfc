#include "gateway/log/line.h"

#include <algorithm>

#include <fmt/format.h>

#include "gateway/config/interpret.h"

namespace quittance::log {

namespace {

constexpr std::size_t kLongest = 300;
constexpr std::string_view kUnknown =
    "(unknown)";  ///< where the sentence has a place and the case has nothing

using Fields = std::vector<std::pair<std::string_view, std::string>>;

/// What is said of the case, by name, without what is empty.
Fields fields_of(const Facts& facts) {
  Fields fields;
  const auto add = [&](std::string_view name, std::string value) {
    if (!value.empty()) fields.emplace_back(name, std::move(value));
  };
  add("delivery", harmless(facts.delivery));
  add("partner", harmless(facts.partner));
  // An eb:MessageId has the shape of a mail address and is none: it is not masked.
  add("message_id", clean(facts.message_id));
  add("state", harmless(facts.state));
  add("subject", harmless(facts.subject));
  add("reason", harmless(facts.reason));
  add("detail", harmless(facts.detail));
  if (facts.attempt != 0) add("attempt", std::to_string(facts.attempt));
  if (facts.duration) add("duration_us", std::to_string(facts.duration->count()));
  return fields;
}

std::string_view value_of(const Fields& fields, std::string_view name) {
  const auto found = std::ranges::find(fields, name, &Fields::value_type::first);
  return found == fields.end() ? std::string_view() : std::string_view(found->second);
}

std::string upper_case(std::string_view name) {
  std::string text(name);
  for (auto& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

/// syslog(3): error 3 … debug 7.
int priority_of(Level level) { return 3 + static_cast<int>(level); }

bool is_address_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("!#$%&'*+-/=?^_`{|}~.").find(c) != std::string_view::npos;
}

/// "bob@example.com" becomes "b…@example.com".
std::string masked(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '@') {
      auto begin = result.size();
      while (begin > 0 && is_address_character(result[begin - 1])) --begin;
      if (begin < result.size()) result.replace(begin + 1, std::string::npos, "…");
    }
    result += c;
  }
  return result;
}

/// The length of the UTF-8 sequence that `text` begins with; 0 when there is none (RFC 3629).
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto tail = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return tail(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const bool fits = (first != 0xE0 || byte(1) >= 0xA0) && (first != 0xED || byte(1) <= 0x9F);
    return fits && tail(1) && tail(2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const bool fits = (first != 0xF0 || byte(1) >= 0x90) && (first != 0xF4 || byte(1) <= 0x8F);
    return fits && tail(1) && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

}  // namespace

std::string clean(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const auto length = utf8_length(text);
    if (result.size() + std::max<std::size_t>(length, 1) > kLongest) return result + "…";
    const auto first = static_cast<unsigned char>(text.front());
    // C1 controls (U+0080 to U+009F) steer terminals as well as C0 ones do.
    const bool c1 = length == 2 && first == 0xC2 && static_cast<unsigned char>(text[1]) < 0xA0;
    if (length == 0 || first < 0x20 || first == 0x7F || c1) {
      result += '?';
    } else {
      result += text.substr(0, length);
    }
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return result;
}

std::string harmless(std::string_view text) { return masked(clean(text)); }

std::string sentence(const Line& line) {
  const auto fields = fields_of(line.facts);
  std::string text;
  for (auto rest = line.message->text; !rest.empty();) {
    const auto open = std::min(rest.find('{'), rest.size());
    const auto close = std::min(rest.find('}', open), rest.size());
    text += rest.substr(0, open);
    if (open < rest.size()) {
      const auto value = value_of(fields, rest.substr(open + 1, close - open - 1));
      text += value.empty() ? kUnknown : value;
    }
    rest.remove_prefix(std::min(close + 1, rest.size()));
  }
  const auto reason = value_of(fields, "reason");
  const auto detail = value_of(fields, "detail");
  if (!reason.empty()) text += fmt::format(" [{}]", reason);
  if (!detail.empty()) text += fmt::format(" ({})", detail);
  return text;
}

std::string plain(const Line& line) {
  auto text = fmt::format("{} {} {} {}", quittance::to_string(line.at), level_name(line.message->level),
                          line.message->code, sentence(line));
  for (const auto& [name, value] : fields_of(line.facts)) {
    if (name == "attempt" || name == "message_id" || name == "state" || name == "duration_us") {
      text += fmt::format(" {}={}", name, value);
    }
  }
  return text;
}

std::string json(const Line& line) {
  using config::quote;
  auto text = fmt::format(R"({{"at":"{}","level":"{}","code":"{}")", quittance::to_string(line.at),
                          level_name(line.message->level), line.message->code);
  for (const auto& [name, value] : fields_of(line.facts)) {
    const bool number = name == "attempt" || name == "duration_us";
    text += fmt::format(R"(,"{}":{})", name, number ? value : quote(value));
  }
  return text + fmt::format(R"(,"text":{}}})", quote(sentence(line)));
}

std::vector<std::pair<std::string, std::string>> journal_fields(const Line& line) {
  std::vector<std::pair<std::string, std::string>> fields{
      {"MESSAGE", sentence(line)},
      {"PRIORITY", std::to_string(priority_of(line.message->level))},
      {"MESSAGE_ID", std::string(line.message->journal)},
      {"SYSLOG_IDENTIFIER", "quittance"},
      {"QUITTANCE_CODE", std::string(line.message->code)},
  };
  for (const auto& [name, value] : fields_of(line.facts)) {
    const auto as = name == "delivery" ? "ID" : name == "message_id" ? "MSGID" : upper_case(name);
    fields.emplace_back(fmt::format("QUITTANCE_{}", as), value);
  }
  return fields;
}

}  // namespace quittance::log
