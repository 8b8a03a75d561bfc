#include "gateway/folder/complete.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

namespace quittance::folder {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::string_view trim_end(std::string_view text) {
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

/// UTF-16 as the ASCII in it; other text as it is. Enough to see tags' ends.
Bytes narrowed(BytesView text, bool utf16) {
  if (!utf16) return Bytes(text);
  Bytes out;
  for (const char c : text) {
    if (c != '\0') out += c;
  }
  return out;
}

/// Name of the root element: the first tag that is neither declaration, comment nor processing instruction.
/// Empty when it does not end in what there is.
std::string_view root_name(std::string_view head) {
  while (true) {
    const auto open = head.find('<');
    if (open == std::string_view::npos) return {};
    head.remove_prefix(open + 1);
    std::string_view end = ">";
    if (head.starts_with("!--")) {
      end = "-->";
    } else if (head.starts_with("?")) {
      end = "?>";
    } else if (!head.starts_with("!")) {
      const auto end_of_name = head.find_first_of(" \t\r\n/>");
      return end_of_name == std::string_view::npos ? std::string_view() : head.substr(0, end_of_name);
    }
    const auto close = head.find(end);
    if (close == std::string_view::npos) return {};
    head.remove_prefix(close + end.size());
  }
}

/// What may follow the root element is taken off the end: white space, comments, processing instructions.
/// Nothing when one of them begins before what there is.
std::optional<std::string_view> without_epilogue(std::string_view tail) {
  while (true) {
    tail = trim_end(tail);
    std::string_view begin;
    if (tail.ends_with("-->")) begin = "<!--";
    if (tail.ends_with("?>")) begin = "<?";
    if (begin.empty()) return tail;
    const auto at = tail.rfind(begin);
    if (at == std::string_view::npos) return std::nullopt;
    tail = tail.substr(0, at);
  }
}

Wholeness xml_wholeness(std::string_view head, std::string_view tail) {
  const auto root = root_name(head);
  if (root.empty()) return Wholeness::beyond;
  const auto end = without_epilogue(tail);
  if (!end) return Wholeness::beyond;
  tail = *end;
  if (!tail.ends_with('>')) return Wholeness::partial;
  const auto last = tail.rfind('<');
  if (last == std::string_view::npos) return Wholeness::partial;
  std::string_view tag = tail.substr(last + 1, tail.size() - last - 2);
  if (tag.ends_with('/')) {
    const auto name = tag.substr(0, tag.find_first_of(" \t\r\n/"));
    return name == root ? Wholeness::whole : Wholeness::partial;
  }
  if (!tag.starts_with('/')) return Wholeness::partial;
  return trim_end(tag.substr(1)) == root ? Wholeness::whole : Wholeness::partial;
}

bool looks_like_utf16(std::string_view head) {
  return head.starts_with("\xff\xfe") || head.starts_with("\xfe\xff") ||
         (head.size() > 1 && (head[0] == '\0' || head[1] == '\0'));
}

}  // namespace

Wholeness wholeness(BytesView head, BytesView tail) {
  if (head.empty()) return Wholeness::partial;
  const auto yes = [](bool whole) { return whole ? Wholeness::whole : Wholeness::partial; };
  if (head.starts_with("%PDF-")) {
    const auto end = tail.size() > 1024 ? tail.substr(tail.size() - 1024) : tail;
    return yes(end.find("%%EOF") != std::string_view::npos);
  }
  if (head.starts_with("PK\x03\x04")) return yes(tail.find("PK\x05\x06") != std::string_view::npos);
  if (head.starts_with("UNA") || head.starts_with("UNB")) {
    const char terminator = head.starts_with("UNA") && head.size() > 8 ? head[8] : '\'';
    const auto interchange_end = tail.rfind("UNZ");
    return yes(interchange_end != std::string_view::npos &&
               trim_end(tail.substr(interchange_end)).ends_with(terminator));
  }
  const bool utf16 = looks_like_utf16(head);
  const Bytes first = narrowed(head, utf16);
  std::string_view start = first;
  if (start.starts_with("\xef\xbb\xbf")) start.remove_prefix(3);
  if (utf16 && (start.starts_with("\xff\xfe") || start.starts_with("\xfe\xff"))) start.remove_prefix(2);
  while (!start.empty() && is_space(start.front())) start.remove_prefix(1);
  if (!start.starts_with('<')) return Wholeness::unknown;
  const Bytes last = narrowed(tail, utf16);
  return xml_wholeness(start, last);
}

namespace {

/// Up to so many octets from here on: one read may give fewer than there are.
Result<Bytes> look(core::ReadFile& file, std::size_t octets) {
  Bytes all;
  while (all.size() < octets) {
    auto part = file.read(octets - all.size());
    if (!part) return part.error();
    if (part->empty()) break;
    all += *part;
  }
  return all;
}

}  // namespace

Result<Wholeness> wholeness(core::ReadFile& file) {
  const auto entry = file.entry();
  if (!entry) return entry.error();
  for (std::size_t octets = kLook;; octets = std::min(octets * 8, kLongestLook)) {
    if (auto at = file.seek(0); !at) return at.error();
    const auto head = look(file, octets);
    if (!head) return head.error();
    if (auto at = file.seek(entry->size > octets ? entry->size - octets : 0); !at) return at.error();
    const auto tail = look(file, octets);
    if (!tail) return tail.error();
    const auto found = wholeness(*head, *tail);
    if (found != Wholeness::beyond) return found;
    if (octets >= entry->size || octets >= kLongestLook) return Wholeness::partial;
  }
}

}  // namespace quittance::folder
