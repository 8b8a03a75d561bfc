// Code of look-ups in lists of literals: what code list rules consist of. The answers are those of the
// expressions as written; only the search is by hash.
#pragma once

#include <string_view>
#include <unordered_set>

#include "validators/xpath/code/logic.h"
#include "validators/xpath/syntax/ast.h"

namespace quittance::xpath {

/// contains(' A B C ', concat(' ', e, ' ')) with any one character for the spaces.
class DelimitedListCode final : public BooleanCode {
 public:
  /// `list` lies in the constants; `of` gives the argument of concat, at most one atomic item.
  DelimitedListCode(std::string_view list, char delimiter, CodePtr of);
  bool test(Frame& frame) const override;
  [[nodiscard]] When safe(const Place& place) const override;

 private:
  std::string_view list_;
  char delimiter_;
  CodePtr of_;
  std::unordered_set<std::string_view> entries_;
};

/// e = ('A', 'B', 'C')
class LiteralListCode final : public BooleanCode {
 public:
  /// `list` is the constant right side, all strings.
  LiteralListCode(CodePtr of, CodePtr list);
  bool test(Frame& frame) const override;
  [[nodiscard]] Alternatives settled(bool answer, const Place& place) const override;
  [[nodiscard]] When safe(const Place& place) const override;

 private:
  [[nodiscard]] bool holds(Frame& frame, const Item& atom) const;
  CodePtr of_;
  CodePtr list_;
  std::unordered_set<std::string_view> entries_;
};

}  // namespace quittance::xpath
