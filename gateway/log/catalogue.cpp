// The journal's catalogue, written from the messages.
#include <fmt/format.h>

#include "gateway/log/codes.h"

namespace quittance::log {

namespace {

/// The sentence with the journal's own fields in it: "{delivery}" is @QUITTANCE_ID@.
std::string with_fields(std::string_view text) {
  std::string result;
  for (; !text.empty();) {
    const auto open = std::min(text.find('{'), text.size());
    const auto close = std::min(text.find('}', open), text.size());
    result += text.substr(0, open);
    if (open < text.size()) {
      const auto name = text.substr(open + 1, close - open - 1);
      std::string field(name == "delivery" ? "ID" : name == "message_id" ? "MSGID" : name);
      for (auto& c : field) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
      }
      result += "@QUITTANCE_" + field + "@";
    }
    text.remove_prefix(std::min(close + 1, text.size()));
  }
  return result;
}

}  // namespace

std::string journal_catalogue() {
  std::string text = "# For journalctl -x. Made by `quittance config reference --journal`.\n";
  for (const auto& message : messages()) {
    text += fmt::format(
        "\n-- {}\nSubject: {}\nDefined-By: quittance\nDocumentation: man:quittance-serve(8)\n\n{}\n{}\n",
        message.journal, message.code, with_fields(message.text), message.advice);
  }
  return text;
}

}  // namespace quittance::log
