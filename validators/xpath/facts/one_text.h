// Answers that hang on one text: "is this currency in the list", "has this amount two decimals". The same few
// texts come again and again, within a document and from one to the next, so that the answers are kept.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "validators/xpath/syntax/ast.h"
#include "validators/xpath/xpath.h"

namespace quittance::xpath {

/// The path, or context item, on whose text alone the whole expression hangs as long as that is exactly one
/// element, attribute or text node; nullptr where there is none.
const Expr* only_text(const Expr& expr, const StaticContext& statics);

/// The answers of one expression for the texts it was asked about last.
class AnswersByText {
 public:
  [[nodiscard]] std::optional<bool> find(std::string_view text) const {
    const Entry& entry = entries_[place(text)];
    const bool known = entry.size == text.size() && std::string_view(entry.text.data(), entry.size) == text;
    return known ? std::optional(entry.answer) : std::nullopt;
  }
  void keep(std::string_view text, bool answer);
  /// Longer texts are not kept.
  static constexpr std::size_t kLongest = 30;

 private:
  struct Entry {
    std::array<char, kLongest> text = {};
    std::uint8_t size = 0xff;  ///< of no text
    bool answer = false;
  };
  static std::size_t place(std::string_view text) {
    const std::size_t last = text.empty() ? 0 : static_cast<unsigned char>(text.back());
    const std::size_t first = text.empty() ? 0 : static_cast<unsigned char>(text.front());
    return (first * 5 + last * 3 + text.size()) % kEntries;
  }
  static constexpr std::size_t kEntries = 16;
  std::array<Entry, kEntries> entries_;
};

}  // namespace quittance::xpath
