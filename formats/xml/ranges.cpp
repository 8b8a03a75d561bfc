#include "formats/xml/ranges.h"

#include <algorithm>
#include <string_view>

namespace quittance::xml {
namespace {

/// One past the ">" that ends the start tag at `at`: a ">" in an attribute value ends nothing.
std::size_t start_tag_end(BytesView text, std::size_t at) {
  char quote = '\0';
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '>') {
      return at + 1;
    }
  }
  return text.size();
}

std::size_t after(BytesView text, std::string_view mark, std::size_t from) {
  const std::size_t found = text.find(mark, from);
  return found == BytesView::npos ? text.size() : found + mark.size();
}

class RangeScan {
 public:
  explicit RangeScan(BytesView text) : text_(text) {}

  ElementRanges run() {
    std::size_t at = 0;
    while ((at = text_.find('<', at)) != BytesView::npos) {
      const auto rest = text_.substr(at);
      if (rest.starts_with("<!--"))
        at = after(text_, "-->", at + 4);
      else if (rest.starts_with("<![CDATA["))
        at = after(text_, "]]>", at + 9);
      else if (rest.starts_with("<?"))
        at = after(text_, "?>", at + 2);
      else if (rest.starts_with("</"))
        close(at = after(text_, ">", at));
      else
        at = open(at);
    }
    return std::move(ranges_);
  }

 private:
  std::size_t open(std::size_t at) {
    const std::size_t end = start_tag_end(text_, at);
    if (depth_ == 0) root_ = at;
    if (depth_ == 1) child_ = at;
    ++depth_;
    if (text_[end - 2] == '/') close(end);
    return end;
  }

  void close(std::size_t end) {
    if (depth_ == 0) return;
    --depth_;
    if (depth_ == 1) ranges_.children.push_back(text_.substr(child_, end - child_));
    if (depth_ == 0) ranges_.root = text_.substr(root_, end - root_);
  }

  BytesView text_;
  ElementRanges ranges_;
  std::size_t depth_ = 0;
  std::size_t root_ = 0;
  std::size_t child_ = 0;
};

}  // namespace

ElementRanges element_ranges(BytesView text) { return RangeScan(text).run(); }

}  // namespace quittance::xml
