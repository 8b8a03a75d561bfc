// What Unicode and XML say about characters. The only home of ICU; the version of Unicode is that of the ICU
// in use (15.0 with Debian 12's 72.1), which Xerces-C brings into the process anyway.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "validators/regex/char_set.h"

namespace quittance::unicode {

/// \p{Lu}, \p{L} …: the characters of a general category; nothing for a name XML Schema does not know.
std::optional<CharSet> category(std::string_view name);
/// \p{IsBasicLatin}: the characters of a block, named as XML Schema does (the Unicode name without its
/// spaces, or one of the older names of XSD 1.0, appendix F.1.1). `name` comes without "Is".
std::optional<CharSet> block(std::string_view name);
/// Adds to a set every character that differs from one in it by case only (F&O 7.6.1.1, flag i).
void add_case_variants(CharSet& set);

bool is_name_start(char32_t c);  ///< NameStartChar of XML 1.0, fifth edition, with ':'
bool is_name_char(char32_t c);   ///< NameChar
const CharSet& name_start();
const CharSet& name_chars();
bool is_ncname(std::string_view text);
bool is_nmtoken(std::string_view text);
/// Char of XML 1.0: what may stand in a document, and so in a string.
constexpr bool is_xml_char(char32_t c) {
  return c == 9 || c == 10 || c == 13 || (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) ||
         (c >= 0x10000 && c <= 0x10FFFF);
}

/// Simple case folding: the same for characters that differ by case only.
char32_t fold(char32_t c);
/// Full case mapping, without a language (SpecialCasing included: "ß" becomes "SS").
std::string to_upper(std::string_view text);
std::string to_lower(std::string_view text);

enum class NormalForm { nfc, nfd, nfkc, nfkd };
std::string normalize(std::string_view text, NormalForm form);

}  // namespace quittance::unicode
