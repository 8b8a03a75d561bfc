// Node tests and sequence types (XPath 2.0, 2.5.3 and 3.2.1.2).
#include "validators/xpath/failure.h"
#include "validators/xpath/syntax/grammar.h"

namespace quittance::xpath {

WrittenName Grammar::take_name() {
  if (!at(Token::name)) {
    unexpected("a name");
  }
  WrittenName name{std::string(peek().prefix), std::string(peek().local)};
  ++at_;
  return name;
}

WrittenTest Grammar::node_test() {
  if (starts_kind_test()) {
    return kind_test();
  }
  WrittenTest test;
  test.is_name_test = true;
  const Lexeme& lexeme = peek();
  test.name = {std::string(lexeme.prefix), std::string(lexeme.local)};
  switch (lexeme.token) {
    case Token::name: test.names = WrittenTest::Names::exact; break;
    case Token::prefix_wildcard: test.names = WrittenTest::Names::any_local; break;
    case Token::local_wildcard: test.names = WrittenTest::Names::any_prefix; break;
    case Token::star: test.names = WrittenTest::Names::any; break;
    default: unexpected("a node test");
  }
  ++at_;
  return test;
}

WrittenTest Grammar::kind_test() {
  WrittenTest test;
  const std::string_view word = peek().local;
  at_ += 2;
  if (word == "node") {
    test.kind = ItemKind::node;
  } else if (word == "text") {
    test.kind = ItemKind::text;
  } else if (word == "comment") {
    test.kind = ItemKind::comment;
  } else if (word == "processing-instruction") {
    test.kind = ItemKind::processing_instruction;
  } else if (word == "document-node") {
    test.kind = ItemKind::document;
  } else {
    test.kind = word.ends_with("attribute") ? ItemKind::attribute : ItemKind::element;
    test.schema = word.starts_with("schema-");
  }
  kind_test_arguments(test, word);
  expect(Token::right_parenthesis, "')'");
  return test;
}

void Grammar::kind_test_arguments(WrittenTest& test, std::string_view word) {
  if (at(Token::right_parenthesis)) {
    if (test.schema) {
      unexpected("a name");
    }
    return;
  }
  if (test.kind == ItemKind::processing_instruction) {
    test.names = WrittenTest::Names::exact;
    if (at(Token::string)) {
      test.name.local = peek().string;
      ++at_;
    } else {
      if (!peek().prefix.empty()) {
        unexpected("an NCName");
      }
      test.name = take_name();
    }
    return;
  }
  if (test.kind == ItemKind::document) {
    if (!at_word("element") && !at_word("schema-element")) {
      unexpected("element()");
    }
    if (peek(1).token != Token::left_parenthesis) {
      unexpected("element()");
    }
    test.document_element = std::make_unique<WrittenTest>(kind_test());
    return;
  }
  if (test.kind != ItemKind::element && test.kind != ItemKind::attribute) {
    unexpected("')' after " + std::string(word));
  }
  if (test.schema || !take(Token::star)) {
    test.names = WrittenTest::Names::exact;
    test.name = take_name();
  }
  if (!test.schema && take(Token::comma)) {
    test.type = take_name();
    if (test.kind == ItemKind::element) {
      take(Token::question);
    }
  }
}

WrittenType Grammar::sequence_type() {
  WrittenType type;
  type.offset = peek().begin;
  const bool call = peek(1).token == Token::left_parenthesis;
  if (call && at_word("empty-sequence")) {
    at_ += 2;
    expect(Token::right_parenthesis, "')'");
    type.item.kind = ItemKind::item;
    type.occurrence = Occurrence::empty;
    return type;
  }
  if (call && at_word("item")) {
    at_ += 2;
    expect(Token::right_parenthesis, "')'");
    type.item.kind = ItemKind::item;
  } else if (starts_kind_test()) {
    type.item = kind_test();
  } else {
    type.item.kind = ItemKind::atomic;
    type.item.name = take_name();
  }
  if (take(Token::question)) {
    type.occurrence = Occurrence::optional;
  } else if (take(Token::star)) {
    type.occurrence = Occurrence::many;
  } else if (take(Token::plus)) {
    type.occurrence = Occurrence::at_least_one;
  }
  return type;
}

WrittenType Grammar::single_type() {
  WrittenType type;
  type.offset = peek().begin;
  type.item.kind = ItemKind::atomic;
  type.item.name = take_name();
  if (take(Token::question)) {
    type.occurrence = Occurrence::optional;
  }
  return type;
}

WrittenType Grammar::whole_type() {
  WrittenType type = sequence_type();
  if (!at(Token::end)) {
    unexpected("the end");
  }
  return type;
}

}  // namespace quittance::xpath
