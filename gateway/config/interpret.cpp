#include "gateway/config/interpret.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "gateway/config/quantity.h"
#include "gateway/config/spelling.h"
#include "gateway/config/suggest.h"

namespace quittance::config {

namespace {

Error wrong(std::string sentence) { return {"CONFIG", quittance::Retry::never, std::move(sentence)}; }

std::string shown(const Scalar& scalar) {
  if (const auto* text = std::get_if<std::string>(&scalar)) {
    return text->size() > 60 ? quote(text->substr(0, 60)) + "…" : quote(*text);
  }
  if (const auto* number = std::get_if<std::int64_t>(&scalar)) return fmt::format("the number {}", *number);
  if (const auto* number = std::get_if<double>(&scalar)) return fmt::format("the number {}", *number);
  if (const auto* flag = std::get_if<bool>(&scalar)) return *flag ? "true" : "false";
  return std::string(std::get<Foreign>(scalar).what);
}

std::string shown(const Written& written) {
  if (std::holds_alternative<std::vector<Scalar>>(written)) return "a list";
  return std::visit(
      [](const auto& value) -> std::string {
        if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::vector<Scalar>>)
          return {};
        else
          return shown(Scalar{value});
      },
      written);
}

std::string name_of(const Option& option) { return fmt::format("{}.{}", option.section, option.key); }

Error mismatch(const Option& option, const Written& written) {
  return wrong(fmt::format("{} must be {}, not {}", name_of(option), wanted(option), shown(written)));
}

/// Least and most in the option's own unit, as they would be written.
std::string print_bound(const Option& option, std::uint64_t bound) {
  if (option.kind == Kind::size) return quote(print_size(bound));
  if (option.kind == Kind::integer) return std::to_string(bound);
  return quote(print_duration(Duration(bound)));
}

std::string range_of(const Option& option) {
  if (option.most == std::numeric_limits<std::uint64_t>::max()) return {};
  return fmt::format(", from {} to {}", print_bound(option, option.least), print_bound(option, option.most));
}

Result<Value> bounded(const Option& option, std::uint64_t number, Value value) {
  if (number < option.least || number > option.most) {
    const bool small = number < option.least;
    return wrong(fmt::format("{} is {}, which is {} than {}", name_of(option), print_bound(option, number),
                             small ? "less" : "more",
                             print_bound(option, small ? option.least : option.most)));
  }
  return value;
}

Result<Value> choice(const Option& option, const std::string& text) {
  const auto found = std::ranges::find(option.choices, text);
  if (found != option.choices.end()) return Value(static_cast<std::uint64_t>(found - option.choices.begin()));
  auto error = mismatch(option, text);
  const auto meant = nearest(text, option.choices);
  if (!meant.empty()) error.detail += fmt::format("; did you mean \"{}\"?", meant);
  return error;
}

Result<Value> duration(const Option& option, const std::string& text) {
  const auto parsed = parse_duration(text);
  if (!parsed) return mismatch(option, text);
  return bounded(option, static_cast<std::uint64_t>(parsed->count()), *parsed);
}

Result<Value> size(const Option& option, const std::string& text) {
  const auto parsed = parse_size(text);
  if (!parsed) return mismatch(option, text);
  return bounded(option, *parsed, *parsed);
}

Result<Value> secret(const Option& option, const std::string& text, const Path& folder) {
  auto parsed = Secret::parse(text, folder);
  if (!parsed) {
    return wrong(
        fmt::format("{} must be {}; a secret itself may not stand here", name_of(option), wanted(option)));
  }
  return Value(*parsed);
}

Result<Value> address(const Option& option, const std::string& text) {
  const auto parsed = parse_address(text);
  if (!parsed) return mismatch(option, text);
  return Value(*parsed);
}

Result<Value> spelled(const Option& option, const std::string& text) {
  const bool right = option.kind == Kind::host           ? is_host(text)
                     : option.kind == Kind::participant  ? is_participant(text)
                     : option.kind == Kind::country      ? is_country(text)
                     : option.kind == Kind::mail_address ? is_mail_address(text)
                     : option.kind == Kind::url          ? is_url(text)
                                                         : is_text(text);
  if (!right) return mismatch(option, text);
  return Value(text);
}

Result<Value> from_text(const Option& option, const std::string& text, const Path& folder) {
  switch (option.kind) {
    case Kind::duration: return duration(option, text);
    case Kind::size: return size(option, text);
    case Kind::choice: return choice(option, text);
    case Kind::secret: return secret(option, text, folder);
    case Kind::address: return address(option, text);
    case Kind::path:
      if (!is_text(text)) return mismatch(option, text);
      return Value((folder / text).lexically_normal());
    case Kind::integer:
    case Kind::durations: return mismatch(option, text);
    default: return spelled(option, text);
  }
}

Result<Value> durations(const Option& option, const Written& written) {
  const auto* list = std::get_if<std::vector<Scalar>>(&written);
  if (list == nullptr || list->empty()) return mismatch(option, written);
  std::vector<Duration> values;
  for (const auto& element : *list) {
    const auto* text = std::get_if<std::string>(&element);
    const auto parsed = text != nullptr ? parse_duration(*text) : std::nullopt;
    if (!parsed) {
      return wrong(
          fmt::format("{} must be {}, and {} is none", name_of(option), wanted(option), shown(element)));
    }
    const auto in_range = bounded(option, static_cast<std::uint64_t>(parsed->count()), *parsed);
    if (!in_range) return in_range.error();
    values.push_back(*parsed);
  }
  return Value(std::move(values));
}

}  // namespace

Result<Value> interpret(const Option& option, const Written& written, const Path& folder) {
  if (option.kind == Kind::durations) return durations(option, written);
  if (option.kind == Kind::secret && !std::holds_alternative<std::string>(written))
    return secret(option, {}, folder);
  if (const auto* number = std::get_if<std::int64_t>(&written);
      number != nullptr && option.kind == Kind::integer) {
    if (*number < 0) return mismatch(option, written);
    return bounded(option, static_cast<std::uint64_t>(*number), static_cast<std::uint64_t>(*number));
  }
  if (const auto* text = std::get_if<std::string>(&written)) return from_text(option, *text, folder);
  return mismatch(option, written);
}

Value fallback_of(const Option& option) {
  const auto document = read_document(fmt::format("v = {}", written_fallback(option)), "default");
  auto value = interpret(option, document.blocks.at(0).entries.at(0).value, {});
  assert(value.ok());
  return *value;
}

std::string written_fallback(const Option& option) {
  const bool bare = option.kind == Kind::integer || option.kind == Kind::durations;
  return bare ? std::string(option.fallback) : quote(option.fallback);
}

std::string print_value(const Option& option, const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return quote(*text);
  if (const auto* path = std::get_if<Path>(&value)) return quote(path->string());
  if (const auto* at = std::get_if<Address>(&value)) return quote(print_address(*at));
  if (const auto* secret = std::get_if<Secret>(&value)) return quote(secret->text());
  if (const auto* time = std::get_if<Duration>(&value)) return quote(print_duration(*time));
  if (const auto* number = std::get_if<std::uint64_t>(&value)) {
    if (option.kind == Kind::choice) return quote(option.choices.at(*number));
    return option.kind == Kind::size ? quote(print_size(*number)) : std::to_string(*number);
  }
  std::string list;
  for (const auto& time : std::get<std::vector<Duration>>(value)) {
    list += (list.empty() ? "" : ", ") + quote(print_duration(time));
  }
  return "[" + list + "]";
}

std::string wanted(const Option& option) {
  switch (option.kind) {
    case Kind::text: return "a text in quotes";
    case Kind::host: return "a host name in quotes";
    case Kind::participant: return R"(a participant identifier such as "0088:7300010000001")";
    case Kind::country: return R"(a country's two letters such as "BE")";
    case Kind::mail_address: return R"(a mail address such as "accounts@example.com")";
    case Kind::url: return R"(an address that begins with "https://" or "http://")";
    case Kind::path: return "a path in quotes";
    case Kind::address: return R"(an address with its port such as "127.0.0.1:8080" or "[::1]:8080")";
    case Kind::secret: return R"("credential:NAME" or "file:PATH")";
    case Kind::integer: return "a whole number" + range_of(option);
    case Kind::size: return R"(a size such as "16KB" or "64MB")" + range_of(option);
    case Kind::duration: return R"(a duration such as "30s", "90m" or "24h")" + range_of(option);
    case Kind::durations: return R"(a list of durations such as ["10s", "5m"])" + range_of(option);
    case Kind::choice: break;
  }
  std::string list;
  for (const auto choice : option.choices) list += (list.empty() ? "" : ", ") + quote(choice);
  return "one of " + list;
}

std::string quote(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      quoted += fmt::format("\\u{:04X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    } else {
      quoted += c;
    }
  }
  return quoted + "\"";
}

}  // namespace quittance::config
