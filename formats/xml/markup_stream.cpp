#include "formats/xml/markup_stream.h"

#include <fmt/format.h>

#include <algorithm>

#include "formats/xml/encoding.h"

namespace quittance::xml {
namespace {

constexpr std::string_view kSpace = " \t\r\n";
constexpr std::string_view kEndsName = " \t\r\n/><=\"'";

bool is_one_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

/// Octets of the sequence that a lead octet begins; 1 for what begins none.
std::size_t sequence_size(char lead) {
  const auto octet = static_cast<unsigned char>(lead);
  return octet >= 0xf0 ? 4 : octet >= 0xe0 ? 3 : octet >= 0xc0 ? 2 : 1;
}

/// How many octets at the end begin a sequence that is not complete.
std::size_t unfinished(BytesView text) {
  for (std::size_t back = 1; back <= std::min<std::size_t>(3, text.size()); ++back) {
    const char c = text[text.size() - back];
    if ((static_cast<unsigned char>(c) & 0xc0) == 0x80) continue;
    return sequence_size(c) > back ? back : 0;
  }
  return 0;
}

}  // namespace

Result<void> MarkupStream::feed(BytesView piece) {
  if (offset_ + piece.size() > limits_.size_bytes)
    refuse("XML-SIZE", fmt::format("a document of more than {} bytes", limits_.size_bytes));
  check_encoding(piece);
  while (!refused_ && !piece.empty()) {
    const std::size_t used = take(piece);
    offset_ += used;
    piece.remove_prefix(used);
  }
  return refused_ ? Result<void>(*refused_) : Result<void>{};
}

Result<void> MarkupStream::end() {
  if (offset_ == 0) refuse("XML-EMPTY", "an empty document");
  if (!sequence_.empty()) refuse("XML-ENCODING", "not valid UTF-8");
  return refused_ ? Result<void>(*refused_) : Result<void>{};
}

void MarkupStream::refuse(const char* code, const std::string& reason) {
  if (!refused_) refused_ = Error{code, Retry::never, fmt::format("octet {}: {}", offset_ + 1, reason)};
}

void MarkupStream::check_encoding(BytesView piece) {
  const auto check = [this](BytesView text) {
    if (const std::size_t bad = find_invalid_utf8(text); bad != kAllValid)
      refuse("XML-ENCODING", text[bad] == '\0' ? "a NUL character" : "not valid UTF-8");
  };
  if (!sequence_.empty()) {
    const std::size_t wanted = sequence_size(sequence_.front()) - sequence_.size();
    sequence_ += piece.substr(0, wanted);
    piece.remove_prefix(std::min(wanted, piece.size()));
    if (sequence_.size() < sequence_size(sequence_.front())) return;
    check(sequence_);
    sequence_.clear();
  }
  const std::size_t later = unfinished(piece);
  check(piece.substr(0, piece.size() - later));
  sequence_ = piece.substr(piece.size() - later);
}

/// Takes at least one octet.
std::size_t MarkupStream::take(BytesView rest) {
  if (at_ == At::value) return value(rest);
  if (at_ == At::text && rest.front() != '<') {
    const std::size_t count = std::min(rest.find('<'), rest.size());
    add_text(count);
    return count;
  }
  octet(rest.front());
  return 1;
}

void MarkupStream::octet(char c) {
  switch (at_) {
    case At::text:
      begin_ = offset_;
      at_ = At::less;
      return;
    case At::less: return less(c);
    case At::bang: return bang(c);
    case At::comment: return comment(c);
    case At::cdata: return cdata(c);
    case At::instruction: return instruction(c);
    case At::name: return name(c);
    case At::tag: return tag(c);
    case At::end_tag:
      if (c != '>') return;
      close_element();
      at_ = At::text;
      return;
    case At::value: return;  // value() takes them
  }
}

void MarkupStream::begin(At at) {
  at_ = at;
  length_ = 0;
  mark_.clear();
}

void MarkupStream::less(char c) {
  if (c == '!') return begin(At::bang);
  text_length_ = 0;
  if (c == '/') return begin(At::end_tag);
  if (c == '?') {
    target_.clear();
    in_target_ = true;
    return begin(At::instruction);
  }
  // No name, so no tag: the parser stops here, and nothing after it matters.
  if (is_one_of(c, kEndsName)) return begin(At::text);
  open_element();
  begin(At::name);
  length_ = 1;
}

void MarkupStream::bang(char c) {
  constexpr std::string_view kComment = "--", kCdata = "[CDATA[";
  mark_ += c;
  if (mark_ == kComment) {
    text_length_ = 0;
    return begin(At::comment);
  }
  if (mark_ == kCdata) return begin(At::cdata);
  if (!kComment.starts_with(mark_) && !kCdata.starts_with(mark_))
    refuse("XML-DOCTYPE", "document type and other markup declarations are not allowed");
}

bool MarkupStream::ends(char c, std::string_view mark) {
  mark_ += c;
  if (mark_.size() > mark.size()) mark_.erase(0, 1);
  return mark_ == mark;
}

void MarkupStream::comment(char c) {
  if (ends(c, "-->")) return begin(At::text);
  if (++length_ > limits_.text_bytes + 2)
    refuse("XML-TEXT", fmt::format("a comment of more than {} bytes", limits_.text_bytes));
}

void MarkupStream::cdata(char c) {
  if (ends(c, "]]>")) return begin(At::text);
  add_text(1);
}

void MarkupStream::instruction(char c) {
  if (ends(c, "?>")) {
    if (in_target_) check_target(length_ - 1);
    const bool declaration = begin_ == 0 && (target_ == "xml" || target_ == "xml?");
    if (!declaration && ++instructions_ > limits_.processing_instructions)
      refuse("XML-INSTRUCTION",
             fmt::format("more than {} processing instructions", limits_.processing_instructions));
    return begin(At::text);
  }
  if (in_target_ && is_one_of(c, kSpace)) {
    check_target(length_);
    in_target_ = false;
    length_ = 0;
  }
  ++length_;
  if (in_target_ && target_.size() <= 4) target_ += c;
  // The last octet counted may be the first of the end mark; and the space before the data is no part of it.
  if (in_target_) check_target(length_ - 1);
  if (!in_target_ && length_ > limits_.instruction_data_bytes + 2)
    refuse("XML-INSTRUCTION", fmt::format("a processing instruction has more than {} bytes of data",
                                          limits_.instruction_data_bytes));
}

void MarkupStream::check_target(std::uint64_t length) {
  if (length > limits_.instruction_target_bytes)
    refuse("XML-INSTRUCTION", fmt::format("a processing instruction's target has more than {} bytes",
                                          limits_.instruction_target_bytes));
}

void MarkupStream::name(char c) {
  if (is_one_of(c, kEndsName)) {
    begin(At::tag);
    return tag(c);
  }
  if (++length_ > limits_.name_bytes)
    refuse("XML-NAME", fmt::format("a name of more than {} bytes", limits_.name_bytes));
}

void MarkupStream::tag(char c) {
  if (c == '"' || c == '\'') {
    if (++attributes_ > limits_.attributes_per_element)
      refuse("XML-ATTRIBUTES",
             fmt::format("more than {} attributes on one element", limits_.attributes_per_element));
    quote_ = c;
    begin(At::value);
  } else if (c == '>') {
    if (last_ == '/') close_element();
    begin(At::text);
  } else if (c == '<') {
    begin(At::text);  // not well-formed: the parser stops here
  } else if (!is_one_of(c, kSpace) && c != '=' && c != '/') {
    begin(At::name);
    length_ = 1;
  }
  last_ = c;
}

std::size_t MarkupStream::value(BytesView rest) {
  const std::size_t found = rest.find(quote_);
  const std::size_t count = std::min(found, rest.size());
  length_ += count;
  if (length_ > limits_.attribute_value_bytes)
    refuse("XML-ATTRIBUTE-VALUE",
           fmt::format("an attribute value of more than {} bytes", limits_.attribute_value_bytes));
  if (found == BytesView::npos) return count;
  begin(At::tag);
  return count + 1;
}

void MarkupStream::add_text(std::uint64_t count) {
  text_length_ += count;
  if (text_length_ > limits_.text_bytes)
    refuse("XML-TEXT", fmt::format("a text of more than {} bytes", limits_.text_bytes));
}

void MarkupStream::open_element() {
  attributes_ = 0;
  last_ = '\0';
  if (++elements_ > limits_.elements)
    refuse("XML-ELEMENTS", fmt::format("more than {} elements", limits_.elements));
  if (++depth_ > limits_.depth)
    refuse("XML-DEPTH", fmt::format("elements nested deeper than {}", limits_.depth));
  if (depth_ == 1) root_.begin = begin_;
  if (depth_ == 2) child_.begin = begin_;
}

void MarkupStream::close_element() {
  if (depth_ == 0) return;
  --depth_;
  if (depth_ == 0) root_.end = offset_ + 1;
  if (depth_ != 1 || children_.size() >= kOutlinedChildren) return;
  child_.end = offset_ + 1;
  children_.push_back(child_);
}

}  // namespace quittance::xml
