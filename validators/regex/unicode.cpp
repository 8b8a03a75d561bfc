#include "validators/regex/unicode.h"

#include <unicode/ucasemap.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uset.h>
#include <unicode/ustring.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <memory>
#include <utility>

#include "validators/regex/utf8.h"

namespace quittance::unicode {
namespace {

struct SetCloser {
  void operator()(USet* set) const { uset_close(set); }
};
using IcuSet = std::unique_ptr<USet, SetCloser>;

struct CaseMapCloser {
  void operator()(UCaseMap* map) const { ucasemap_close(map); }
};

CharSet ranges_of(const USet* set) {
  std::vector<CharRange> ranges;
  for (int32_t i = 0; i < uset_getItemCount(set); ++i) {
    UChar32 first = 0;
    UChar32 last = 0;
    UErrorCode status = U_ZERO_ERROR;
    // 0 says that the item is a range; strings, which case closure adds too, are no single characters
    if (uset_getItem(set, i, &first, &last, nullptr, 0, &status) == 0 && U_SUCCESS(status))
      ranges.push_back({static_cast<char32_t>(first), static_cast<char32_t>(last)});
  }
  return CharSet(std::move(ranges));
}

std::optional<CharSet> with_property(UProperty property, int32_t value) {
  const IcuSet set(uset_openEmpty());
  UErrorCode status = U_ZERO_ERROR;
  uset_applyIntPropertyValue(set.get(), property, value, &status);
  if (U_FAILURE(status)) return {};
  return ranges_of(set.get());
}

constexpr std::array<std::string_view, 37> kCategories{
    "L",  "Lu", "Ll", "Lt", "Lm", "Lo", "M",  "Mn", "Mc", "Me", "N",  "Nd", "Nl",
    "No", "P",  "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Z",  "Zs", "Zl", "Zp",
    "S",  "Sm", "Sc", "Sk", "So", "C",  "Cc", "Cf", "Co", "Cn", "Cs"};

/// Names that XSD 1.0 took from Unicode 3.1 and Unicode has changed since.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kOlderBlocks{{
    {"Greek", "Greek_And_Coptic"},
    {"CombiningMarksforSymbols", "Combining_Diacritical_Marks_For_Symbols"},
    {"CyrillicSupplementary", "Cyrillic_Supplement"},
    {"PrivateUse", "Private_Use_Area"},
}};

std::string letters_of(std::string_view name) {
  std::string out;
  for (const char c : name)
    if (c != '_' && c != '-' && c != ' ') out += c;
  return out;
}

/// Runs ICU's "give me a buffer, I say how much I need" functions.
template <typename Text, typename Fill>
Text filled(std::size_t guess, Fill fill) {
  Text out(guess, {});
  for (;;) {
    UErrorCode status = U_ZERO_ERROR;
    const int32_t needed = fill(out.data(), static_cast<int32_t>(out.size()), &status);
    if (status != U_BUFFER_OVERFLOW_ERROR) {
      out.resize(U_SUCCESS(status) ? static_cast<std::size_t>(needed) : 0);
      return out;
    }
    out.resize(static_cast<std::size_t>(needed));
  }
}

using CaseMapping = int32_t (*)(const UCaseMap*, char*, int32_t, const char*, int32_t, UErrorCode*);

std::string mapped(std::string_view text, CaseMapping mapping) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UCaseMap, CaseMapCloser> root(ucasemap_open("", 0, &status));
  assert(U_SUCCESS(status));
  return filled<std::string>(text.size() + text.size() / 8, [&](char* to, int32_t room, UErrorCode* error) {
    return mapping(root.get(), to, room, text.data(), static_cast<int32_t>(text.size()), error);
  });
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

const UNormalizer2* normalizer(NormalForm form, UErrorCode* status) {
  switch (form) {
    case NormalForm::nfc: return unorm2_getNFCInstance(status);
    case NormalForm::nfd: return unorm2_getNFDInstance(status);
    case NormalForm::nfkc: return unorm2_getNFKCInstance(status);
    case NormalForm::nfkd: return unorm2_getNFKDInstance(status);
  }
  return nullptr;
}

}  // namespace

std::optional<CharSet> category(std::string_view name) {
  if (std::find(kCategories.begin(), kCategories.end(), name) == kCategories.end()) return {};
  const int32_t mask = u_getPropertyValueEnum(UCHAR_GENERAL_CATEGORY_MASK, std::string(name).c_str());
  if (mask == UCHAR_INVALID_CODE) return {};
  return with_property(UCHAR_GENERAL_CATEGORY_MASK, mask);
}

std::optional<CharSet> block(std::string_view name) {
  std::string wanted(name);
  for (const auto& [older, newer] : kOlderBlocks)
    if (name == older) wanted = newer;
  const int32_t code = u_getPropertyValueEnum(UCHAR_BLOCK, wanted.c_str());
  if (code == UCHAR_INVALID_CODE || code == UBLOCK_NO_BLOCK) return {};
  // ICU forgives case and takes short names ("ASCII"); XML Schema does neither
  const char* full = u_getPropertyValueName(UCHAR_BLOCK, code, U_LONG_PROPERTY_NAME);
  const std::string given = letters_of(wanted);
  const std::string known = letters_of(full);
  const auto same = [](char a, char b) { return u_tolower(a) == u_tolower(b); };
  if (!std::equal(given.begin(), given.end(), known.begin(), known.end(), same)) return {};
  if (name.find('_') != std::string_view::npos || name.empty() || name[0] < 'A' || name[0] > 'Z') return {};
  return with_property(UCHAR_BLOCK, code);
}

void add_case_variants(CharSet& set) {
  const IcuSet icu(uset_openEmpty());
  for (const CharRange& range : set.ranges())
    uset_addRange(icu.get(), static_cast<UChar32>(range.first), static_cast<UChar32>(range.last));
  uset_closeOver(icu.get(), USET_CASE_INSENSITIVE);
  set.add(ranges_of(icu.get()));
}

const CharSet& name_start() {
  static const CharSet kSet({{':', ':'},
                             {'A', 'Z'},
                             {'_', '_'},
                             {'a', 'z'},
                             {0xC0, 0xD6},
                             {0xD8, 0xF6},
                             {0xF8, 0x2FF},
                             {0x370, 0x37D},
                             {0x37F, 0x1FFF},
                             {0x200C, 0x200D},
                             {0x2070, 0x218F},
                             {0x2C00, 0x2FEF},
                             {0x3001, 0xD7FF},
                             {0xF900, 0xFDCF},
                             {0xFDF0, 0xFFFD},
                             {0x10000, 0xEFFFF}});
  return kSet;
}

const CharSet& name_chars() {
  static const CharSet kSet = [] {
    CharSet set = name_start();
    set.add(CharSet({{'-', '.'}, {'0', '9'}, {0xB7, 0xB7}, {0x300, 0x36F}, {0x203F, 0x2040}}));
    return set;
  }();
  return kSet;
}

bool is_name_start(char32_t c) { return name_start().contains(c); }
bool is_name_char(char32_t c) { return name_chars().contains(c); }

bool is_ncname(std::string_view text) {
  if (text.empty()) return false;
  for (std::size_t at = 0; at < text.size();) {
    const bool first = at == 0;
    const char32_t c = utf8::next(text, at);
    if (c == ':' || !(first ? is_name_start(c) : is_name_char(c))) return false;
  }
  return true;
}

bool is_nmtoken(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (!is_name_char(utf8::next(text, at))) return false;
  }
  return !text.empty();
}

char32_t fold(char32_t c) {
  return static_cast<char32_t>(u_foldCase(static_cast<UChar32>(c), U_FOLD_CASE_DEFAULT));
}

std::string to_upper(std::string_view text) {
  if (!is_ascii(text)) return mapped(text, ucasemap_utf8ToUpper);
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

std::string to_lower(std::string_view text) {
  if (!is_ascii(text)) return mapped(text, ucasemap_utf8ToLower);
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::string normalize(std::string_view text, NormalForm form) {
  if (is_ascii(text)) return std::string(text);
  const auto wide = filled<std::u16string>(text.size(), [&](char16_t* to, int32_t room, UErrorCode* error) {
    int32_t needed = 0;
    u_strFromUTF8WithSub(to, room, &needed, text.data(), static_cast<int32_t>(text.size()),
                         utf8::kReplacement, nullptr, error);
    return needed;
  });
  const auto normal =
      filled<std::u16string>(wide.size() * 2, [&](char16_t* to, int32_t room, UErrorCode* error) {
        const UNormalizer2* rules = normalizer(form, error);
        if (U_FAILURE(*error)) return int32_t{0};
        return unorm2_normalize(rules, wide.data(), static_cast<int32_t>(wide.size()), to, room, error);
      });
  return filled<std::string>(normal.size() * 3, [&](char* to, int32_t room, UErrorCode* error) {
    int32_t needed = 0;
    u_strToUTF8(to, room, &needed, normal.data(), static_cast<int32_t>(normal.size()), error);
    return needed;
  });
}

}  // namespace quittance::unicode
