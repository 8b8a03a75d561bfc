#include "formats/xml/guard.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <limits>
#include <optional>

#include "formats/xml/encoding.h"

namespace quittance::xml {
namespace {

constexpr bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// Octets that end a name inside a tag.
constexpr std::array<bool, 256> kEndsName = [] {
  std::array<bool, 256> ends{};
  for (const char c : {' ', '\t', '\r', '\n', '/', '>', '<', '=', '"', '\''})
    ends[static_cast<unsigned char>(c)] = true;
  return ends;
}();

/// Line and column of an offset, counted as the parser counts: columns are UTF-16 code units, CR LF is one
/// line end.
Position position_at(BytesView text, std::size_t offset) {
  Position here{1, 1};
  for (std::size_t at = 0; at < offset && at < text.size(); ++at) {
    const auto octet = static_cast<unsigned char>(text[at]);
    if (octet == '\n' || (octet == '\r' && !(at + 1 < text.size() && text[at + 1] == '\n'))) {
      ++here.line;
      here.column = 1;
    } else if ((octet & 0xc0) != 0x80 && octet != '\r') {
      here.column += octet >= 0xf0 ? 2 : 1;
    }
  }
  return here;
}

Error refusal(const char* code, BytesView text, std::size_t offset, std::string_view reason) {
  const Position where = position_at(text, offset);
  return Error{code, Retry::never, fmt::format("{}:{}: {}", where.line, where.column, reason)};
}

/// One pass over the markup of a UTF-8 document. It reads tags the way a parser would, so that what looks
/// like markup in comments, CDATA sections, instructions and attribute values does not mislead it.
class MarkupScan {
 public:
  MarkupScan(BytesView text, const Limits& limits) : text_(text), limits_(limits) {}

  std::optional<Error> run() {
    while (!refused_ && at_ < text_.size()) {
      if (text_[at_] == '<')
        markup();
      else
        characters();
    }
    return std::move(refused_);
  }

 private:
  void refuse(const char* code, std::size_t offset, std::string_view reason) {
    if (!refused_) refused_ = refusal(code, text_, offset, reason);
  }

  [[nodiscard]] bool sees(std::string_view start) const {
    return text_.compare(at_, start.size(), start) == 0;
  }

  /// Offset of `mark` at or after `from`; the end of the document when it does not come.
  [[nodiscard]] std::size_t find(std::string_view mark, std::size_t from) const {
    return std::min(text_.find(mark, from), text_.size());
  }

  void characters() {
    const std::size_t start = at_;
    const void* next = std::memchr(text_.data() + at_, '<', text_.size() - at_);
    at_ = next == nullptr ? text_.size()
                          : static_cast<std::size_t>(static_cast<const char*>(next) - text_.data());
    add_text(start, at_ - start);
  }

  void add_text(std::size_t start, std::size_t length) {
    text_length_ += length;
    if (text_length_ > limits_.text_bytes)
      refuse("XML-TEXT", start, fmt::format("a text of more than {} bytes", limits_.text_bytes));
  }

  void markup() {
    if (sees("<![CDATA[")) return character_data();
    text_length_ = 0;
    if (sees("</")) return end_tag();
    if (sees("<!--")) return comment();
    if (sees("<?")) return instruction();
    if (sees("<!"))
      return refuse("XML-DOCTYPE", at_, "document type and other markup declarations are not allowed");
    start_tag();
  }

  void character_data() {
    const std::size_t start = at_ + 9;
    const std::size_t end = find("]]>", start);
    add_text(at_, end - start);
    at_ = std::min(end + 3, text_.size());
  }

  void comment() {
    const std::size_t start = at_ + 4;
    const std::size_t end = find("-->", start);
    if (end - std::min(start, end) > limits_.text_bytes)
      refuse("XML-TEXT", at_, fmt::format("a comment of more than {} bytes", limits_.text_bytes));
    at_ = std::min(end + 3, text_.size());
  }

  void instruction() {
    const std::size_t start = at_ + 2;
    const std::size_t end = find("?>", start);
    std::size_t target_end = start;
    while (target_end < end && !is_space(text_[target_end])) ++target_end;
    if (target_end - start > limits_.instruction_target_bytes)
      refuse("XML-INSTRUCTION", at_,
             fmt::format("a processing instruction's target has more than {} bytes",
                         limits_.instruction_target_bytes));
    if (end - target_end > limits_.instruction_data_bytes + 1)
      refuse("XML-INSTRUCTION", at_,
             fmt::format("a processing instruction has more than {} bytes of data",
                         limits_.instruction_data_bytes));
    if (!(at_ == 0 && text_.substr(start, target_end - start) == "xml") &&
        ++instructions_ > limits_.processing_instructions)
      refuse("XML-INSTRUCTION", at_,
             fmt::format("more than {} processing instructions", limits_.processing_instructions));
    at_ = std::min(end + 2, text_.size());
  }

  void end_tag() {
    if (depth_ > 0) --depth_;
    at_ = std::min(find(">", at_) + 1, text_.size());
  }

  void start_tag() {
    const std::size_t tag = at_++;
    if (at_ < text_.size() && kEndsName[static_cast<unsigned char>(text_[at_])]) {
      at_ = text_.size();  // no name, so no tag: the parser stops here, and nothing after it matters
      return;
    }
    if (++elements_ > limits_.elements)
      refuse("XML-ELEMENTS", tag, fmt::format("more than {} elements", limits_.elements));
    if (++depth_ > limits_.depth)
      refuse("XML-DEPTH", tag, fmt::format("elements nested deeper than {}", limits_.depth));
    name();
    attributes(tag);
  }

  void name() {
    const std::size_t start = at_;
    while (at_ < text_.size() && !kEndsName[static_cast<unsigned char>(text_[at_])]) ++at_;
    if (at_ - start > limits_.name_bytes)
      refuse("XML-NAME", start, fmt::format("a name of more than {} bytes", limits_.name_bytes));
  }

  void attributes(std::size_t tag) {
    std::size_t count = 0;
    while (!refused_ && at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '<') return;  // not well-formed: the parser will stop here
      if (c == '"' || c == '\'') {
        if (++count > limits_.attributes_per_element)
          refuse("XML-ATTRIBUTES", tag,
                 fmt::format("more than {} attributes on one element", limits_.attributes_per_element));
        attribute_value(c);
      } else if (c == '>') {
        ++at_;
        return;
      } else if (sees("/>")) {
        at_ += 2;
        --depth_;
        return;
      } else if (is_space(c) || c == '=' || c == '/') {
        ++at_;
      } else {
        name();
      }
    }
  }

  void attribute_value(char quote) {
    const std::size_t start = at_ + 1;
    const std::size_t end = find(std::string_view(&quote, 1), start);
    if (end - start > limits_.attribute_value_bytes)
      refuse("XML-ATTRIBUTE-VALUE", start,
             fmt::format("an attribute value of more than {} bytes", limits_.attribute_value_bytes));
    at_ = std::min(end + 1, text_.size());
  }

  BytesView text_;
  const Limits& limits_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::size_t elements_ = 0;
  std::size_t instructions_ = 0;
  std::size_t text_length_ = 0;
  std::optional<Error> refused_;
};

/// Value of a pseudo-attribute of the XML declaration; "" when it is not there or not written properly.
std::string_view declared(BytesView declaration, std::string_view name) {
  std::size_t at = declaration.find(name);
  if (at == BytesView::npos) return {};
  at += name.size();
  const auto skip_space = [&] {
    while (at < declaration.size() && is_space(declaration[at])) ++at;
  };
  skip_space();
  if (at >= declaration.size() || declaration[at] != '=') return {};
  ++at;
  skip_space();
  if (at >= declaration.size() || (declaration[at] != '"' && declaration[at] != '\'')) return {};
  const std::size_t end = declaration.find(declaration[at], at + 1);
  return end == BytesView::npos ? std::string_view() : declaration.substr(at + 1, end - at - 1);
}

/// XML declaration against what the bytes are.
std::optional<Error> check_declaration(BytesView text, Encoding encoding) {
  if (!(text.starts_with("<?xml") && text.size() > 5 && is_space(text[5]))) return std::nullopt;
  const BytesView declaration = text.substr(0, std::min(text.find("?>"), text.size()));
  const auto version = declared(declaration, "version");
  if (!version.empty() && version != "1.0")
    return refusal("XML-VERSION", text, 0,
                   fmt::format("XML version {:.20} is not supported, only 1.0", version));
  const auto name = declared(declaration, "encoding");
  if (!name.empty() && !names_encoding(name, encoding))
    return refusal(
        "XML-ENCODING", text, 0,
        fmt::format(
            "the declaration says {:.40}, but only UTF-8 and UTF-16 that the bytes bear out are accepted",
            name));
  return std::nullopt;
}

Result<Guarded> to_utf8(BytesView document, const EncodingMark& mark) {
  const BytesView content = document.substr(mark.mark_size);
  switch (mark.encoding) {
    case Encoding::utf32: return refusal("XML-ENCODING", {}, 0, "UTF-32 is not supported");
    case Encoding::utf7: return refusal("XML-ENCODING", {}, 0, "UTF-7 is not supported");
    case Encoding::ebcdic: return refusal("XML-ENCODING", {}, 0, "EBCDIC is not supported");
    case Encoding::utf8: break;
    default: {
      Bytes converted;
      if (!append_utf16(content, mark.encoding == Encoding::utf16be, converted))
        return refusal("XML-ENCODING", converted, converted.size(), "not valid UTF-16");
      return Guarded(std::move(converted));
    }
  }
  if (const std::size_t bad = find_invalid_utf8(content); bad != kAllValid)
    return refusal("XML-ENCODING", content, bad, content[bad] == 0 ? "a NUL character" : "not valid UTF-8");
  return Guarded(content);
}

}  // namespace

Result<Guarded> guard(BytesView document, const Limits& limits) {
  if (document.size() > limits.size_bytes)
    return refusal("XML-SIZE", {}, 0, fmt::format("a document of more than {} bytes", limits.size_bytes));
  if (document.empty()) return refusal("XML-EMPTY", {}, 0, "an empty document");
  const EncodingMark mark = detect_encoding(document);
  auto guarded = to_utf8(document, mark);
  if (!guarded) return guarded;
  if (auto error = check_declaration(guarded->text(), mark.encoding)) return *error;
  if (auto error = MarkupScan(guarded->text(), limits).run()) return *error;
  return guarded;
}

Position position_of(const Error& error) {
  Position place;
  const char* const end = error.detail.data() + error.detail.size();
  const auto [colon, bad_line] = std::from_chars(error.detail.data(), end, place.line);
  if (bad_line != std::errc() || colon == end || *colon != ':') return {};
  const auto [rest, bad_column] = std::from_chars(colon + 1, end, place.column);
  if (bad_column != std::errc() || rest == end || *rest != ':') return {};
  return place;
}

}  // namespace quittance::xml
