// The recursive-descent parser behind parser.h: a method for each production that matters.
#pragma once

#include <algorithm>

#include <string_view>
#include <vector>

#include "validators/xpath/syntax/ast.h"
#include "validators/xpath/syntax/lexer.h"

namespace quittance::xpath {

class Grammar {
 public:
  explicit Grammar(std::string_view source, bool version3 = false)
      : source_(source), tokens_(tokenize(source, version3)), version3_(version3) {}

  ExprPtr whole_expression();
  WrittenType whole_type();

 private:
  // grammar.cpp: operators, from loose to tight
  ExprPtr expression();
  ExprPtr single();
  ExprPtr bindings(Kind kind, std::string_view last_word);
  ExprPtr concatenation();
  ExprPtr conditional();
  ExprPtr disjunction();
  ExprPtr conjunction();
  ExprPtr comparison();
  ExprPtr range();
  ExprPtr additive();
  ExprPtr multiplicative();
  ExprPtr union_();
  ExprPtr intersection();
  ExprPtr instance();
  ExprPtr treat();
  ExprPtr castable();
  ExprPtr cast();
  ExprPtr arrow();
  ExprPtr unary();
  ExprPtr simple_map();

  // grammar_path.cpp
  ExprPtr path();
  void relative_path(Expr& into);
  ExprPtr step();
  ExprPtr axis_step(Axis axis, std::size_t offset);
  ExprPtr filter_or_primary();
  ExprPtr primary();
  ExprPtr call();
  ExprPtr literal(Kind kind);
  bool predicates(Expr& into);
  [[nodiscard]] bool starts_step() const;
  [[nodiscard]] bool starts_kind_test() const;

  // grammar_type.cpp
  WrittenTest node_test();
  WrittenTest kind_test();
  void kind_test_arguments(WrittenTest& test, std::string_view word);
  WrittenType sequence_type();
  WrittenType single_type();

  // Tokens
  [[nodiscard]] const Lexeme& peek(std::size_t ahead = 0) const {
    return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
  }
  [[nodiscard]] bool at(Token token) const { return peek().token == token; }
  /// Is the next token this bare word?
  [[nodiscard]] bool at_word(std::string_view word, std::size_t ahead = 0) const {
    return peek(ahead).token == Token::name && peek(ahead).prefix.empty() && peek(ahead).local == word;
  }
  bool take(Token token);
  bool take_word(std::string_view word);
  void expect(Token token, std::string_view what);
  void expect_word(std::string_view word);
  [[noreturn]] void unexpected(std::string_view wanted) const;
  WrittenName take_name();

  // Tree
  [[nodiscard]] ExprPtr make(Kind kind) const { return std::make_unique<Expr>(kind, peek().begin); }
  static ExprPtr binary(Kind kind, Operator op, ExprPtr left, ExprPtr right);
  static void adopt(Expr& parent, ExprPtr child);

  /// Counts how deep the parser itself is in; ends by raise(BUDGET) beyond kMaxHeight.
  struct Deeper {
    explicit Deeper(Grammar& grammar);
    ~Deeper() { --grammar_.depth_; }
    Grammar& grammar_;
  };

  std::string_view source_;
  std::vector<Lexeme> tokens_;
  bool version3_;
  std::size_t at_ = 0;
  std::uint32_t depth_ = 0;
};

}  // namespace quittance::xpath
