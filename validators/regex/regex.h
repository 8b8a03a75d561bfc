// regex: XPath's regular expressions (F&O 7.6; XML Schema part 2, appendix F) over UTF-8 text.
//
// An expression is compiled once and shared by threads. Matching takes time linear in the text whatever the
// expression is, since invoices carry text that a sender chose: there is no backtracking. Only expressions
// with back-references need it; they give up after a bounded number of steps.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/base/result.h"
#include "validators/regex/search.h"

namespace quittance::regex {

/// A compiled expression. Copies share it.
class Regex {
 public:
  /// Fails with FORX0001 (flags other than s m i x q) and FORX0002 (grammar, or too large).
  static Result<Regex> compile(std::string_view pattern, std::string_view flags = {});

  // All of these fail with BUDGET when an expression with back-references gives up, or a meter stops them.
  // One search is linear in the text; that for every match can be quadratic.

  /// Does some part of the text match?
  [[nodiscard]] Result<bool> matches(std::string_view text) const;
  /// fn:replace. Fails with FORX0003 when the expression matches "", FORX0004 when the replacement is
  /// malformed.
  [[nodiscard]] Result<std::string> replace(std::string_view text, std::string_view replacement,
                                            Meter* meter = nullptr) const;
  /// fn:tokenize; the tokens are parts of `text`. Fails with FORX0003 when the expression matches "".
  [[nodiscard]] Result<std::vector<std::string_view>> tokenize(std::string_view text,
                                                               Meter* meter = nullptr) const;
  /// Every match, left to right, without overlap; the first span of each is the whole match, the others its
  /// groups.
  [[nodiscard]] Result<std::vector<std::vector<Span>>> find_all(std::string_view text,
                                                                Meter* meter = nullptr) const;

  [[nodiscard]] std::size_t groups() const;

 private:
  struct Compiled;
  explicit Regex(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace quittance::regex
