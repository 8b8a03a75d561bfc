// The guard for octets that come in pieces, which also notes where the outermost elements stand. Internal to
// this folder.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "formats/base/result.h"
#include "formats/xml/guard.h"
#include "formats/xml/outline.h"

namespace quittance::xml {

/// Takes a UTF-8 document without byte order mark, and makes of its octets what guard() makes of them.
class MarkupStream {
 public:
  explicit MarkupStream(const Limits& limits) : limits_(limits) {}

  /// The next piece. Fails with the codes of guard(); it is then of no more use.
  Result<void> feed(BytesView piece);
  /// There are no more.
  Result<void> end();

  [[nodiscard]] const Outline::Range& root() const { return root_; }
  /// The first kOutlinedChildren child elements of the root.
  [[nodiscard]] const std::vector<Outline::Range>& children() const { return children_; }

 private:
  /// What the next octet belongs to.
  enum class At { text, less, bang, comment, cdata, instruction, end_tag, name, tag, value };

  void check_encoding(BytesView piece);
  std::size_t take(BytesView rest);
  void octet(char c);
  void less(char c);
  void bang(char c);
  void comment(char c);
  void cdata(char c);
  void instruction(char c);
  void check_target(std::uint64_t length);
  void name(char c);
  void tag(char c);
  std::size_t value(BytesView rest);
  /// Whether the markup's last octets, this one included, are its end mark.
  bool ends(char c, std::string_view mark);
  void begin(At at);
  void open_element();
  void close_element();
  void add_text(std::uint64_t count);
  void refuse(const char* code, const std::string& reason);

  const Limits& limits_;
  std::optional<Error> refused_;
  At at_ = At::text;
  std::uint64_t offset_ = 0;       ///< of the octet that is looked at
  std::uint64_t begin_ = 0;        ///< of the running markup's "<"
  std::uint64_t length_ = 0;       ///< of the running comment, instruction, name or value
  std::uint64_t text_length_ = 0;  ///< of the running text, over CDATA sections
  std::string mark_;               ///< what was seen of a mark
  std::string target_;             ///< of the running instruction, as far as it counts
  bool in_target_ = false;
  char quote_ = '\0';
  char last_ = '\0';  ///< octet of the running tag, for "/>"
  std::size_t depth_ = 0, elements_ = 0, attributes_ = 0, instructions_ = 0;
  Bytes sequence_;  ///< beginning of a UTF-8 sequence that the next piece goes on with
  Outline::Range root_, child_;
  std::vector<Outline::Range> children_;
};

}  // namespace quittance::xml
