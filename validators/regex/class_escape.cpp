#include "validators/regex/class_escape.h"

#include "validators/regex/unicode.h"

namespace quittance::regex {
namespace {

const CharSet& spaces() {
  static const CharSet kSet({{'\t', '\n'}, {'\r', '\r'}, {' ', ' '}});
  return kSet;
}

const CharSet& digits() {
  static const CharSet kSet = *unicode::category("Nd");
  return kSet;
}

/// Everything but punctuation, separators and "other".
const CharSet& word_characters() {
  static const CharSet kSet = [] {
    CharSet others = *unicode::category("P");
    others.add(*unicode::category("Z"));
    others.add(*unicode::category("C"));
    return others.complement();
  }();
  return kSet;
}

}  // namespace

std::optional<CharSet> multi_escape(char32_t letter) {
  switch (letter) {
    case 's': return spaces();
    case 'S': return spaces().complement();
    case 'i': return unicode::name_start();
    case 'I': return unicode::name_start().complement();
    case 'c': return unicode::name_chars();
    case 'C': return unicode::name_chars().complement();
    case 'd': return digits();
    case 'D': return digits().complement();
    case 'w': return word_characters();
    case 'W': return word_characters().complement();
    default: return {};
  }
}

}  // namespace quittance::regex
