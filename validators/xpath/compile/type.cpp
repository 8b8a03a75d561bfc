#include "validators/xpath/code/type.h"
#include "validators/xpath/code/basic.h"
#include "validators/xpath/compile/compiler.h"
#include "validators/xpath/syntax/lexer.h"
#include "validators/xpath/syntax/name_characters.h"
#include "validators/xpath/value/cast.h"
#include "validators/xpath/value/number.h"

namespace quittance::xpath {

std::string Compiler::namespace_of(const std::string& prefix, std::size_t offset) {
  if (auto uri = braced_uri(prefix)) {
    return *std::move(uri);
  }
  const auto declared = statics().namespaces.find(prefix);
  if (declared != statics().namespaces.end()) {
    return declared->second;
  }
  if (prefix == "xml") {
    return "http://www.w3.org/XML/1998/namespace";
  }
  if (prefix == "xs") {
    return std::string(kSchemaUri);
  }
  if (prefix == "fn") {
    return std::string(kFunctionsUri);
  }
  raise("XPST0081", "prefix '" + prefix + "' is bound to no namespace", offset);
}

Name Compiler::element_name(const WrittenName& name, std::size_t offset, bool use_default) {
  if (!name.prefix.empty()) {
    return {namespace_of(name.prefix, offset), name.local};
  }
  return {use_default ? statics().default_element_namespace : std::string(), name.local};
}

Type Compiler::atomic_type(const WrittenName& name, std::size_t offset) {
  const Name expanded = element_name(name, offset, true);
  if (expanded.uri == kSchemaUri) {
    if (const auto found = find_type(expanded.local)) {
      return *found;
    }
  }
  raise("XPST0051", "there is no atomic type '" + name.local + "'", offset);
}

namespace {

/// Does a node test that asks for this type accept nodes that no schema has typed?
bool accepts_untyped(ItemKind kind, const Name& type, std::size_t offset) {
  if (type.uri != kSchemaUri) {
    raise("XPST0008", "there is no type '" + type.local + "'", offset);
  }
  if (type.local == "anyType") {
    return true;
  }
  if (type.local == "untyped") {
    return kind == ItemKind::element;
  }
  const bool simple =
      type.local == "anySimpleType" || type.local == "anyAtomicType" || type.local == "untypedAtomic";
  if (simple) {
    return kind == ItemKind::attribute;
  }
  const bool list = type.local == "NMTOKENS" || type.local == "IDREFS" || type.local == "ENTITIES";
  if (!list && !find_type(type.local)) {
    raise("XPST0008", "there is no type '" + type.local + "'", offset);
  }
  return false;
}

}  // namespace

NodeTest Compiler::node_test(const WrittenTest& written, std::size_t offset) {
  NodeTest test;
  test.kind = written.kind;
  if (written.schema) {
    element_name(written.name, offset, false);  // an unbound prefix is the first mistake
    raise("XPST0008", "there is no schema to declare '" + written.name.local + "'", offset);
  }
  if (written.document_element) {
    const NodeTest element = node_test(*written.document_element, offset);
    test.kind = ItemKind::document_with_element;
    test.names = element.names;
    test.name = element.name;
    test.never = element.never;
    return test;
  }
  if (!written.type.local.empty()) {
    test.never = !accepts_untyped(written.kind, element_name(written.type, offset, true), offset);
  }
  switch (written.names) {
    case WrittenTest::Names::any: break;
    case WrittenTest::Names::any_local:
      test.names = NodeTest::Names::any_local;
      test.text = namespace_of(written.name.prefix, offset);
      break;
    case WrittenTest::Names::any_prefix:
      test.names = NodeTest::Names::any_prefix;
      test.text = written.name.local;
      break;
    case WrittenTest::Names::exact: {
      test.names = NodeTest::Names::exact;
      const Name name = element_name(written.name, offset, written.kind == ItemKind::element);
      test.name = module().intern(name.uri, name.local);
      test.text = name.local;
      break;
    }
  }
  return test;
}

SequenceType Compiler::sequence_type(const WrittenType& written) {
  SequenceType type;
  type.kind = written.item.kind;
  type.occurrence = written.occurrence;
  if (type.kind == ItemKind::atomic) {
    type.atomic = atomic_type(written.item.name, written.offset);
  } else if (type.kind != ItemKind::item) {
    const NodeTest test = node_test(written.item, written.offset);
    type.kind = test.kind;
    type.name = test.name;
    type.never = test.never;
  }
  return type;
}

CodePtr Compiler::cast(const Expr& expr) {
  const Type target = atomic_type(expr.type->item.name, expr.type->offset);
  if (target == Type::notation || target == Type::any_atomic) {
    raise("XPST0080", "nothing can be cast to " + std::string(name_of(target)), expr.type->offset);
  }
  const bool empty_allowed = expr.type->occurrence == Occurrence::optional;
  CodePtr operand = compile(*expr.children.front());
  if (expr.kind == Kind::cast_as) {
    return cast_to(std::move(operand), target, empty_allowed, expr.offset);
  }
  if (target == Type::qname && operand->constant() != nullptr && is_string(operand->traits.atomic)) {
    try {
      return std::make_unique<ConstantCode>(Item::boolean(cast_to_name(*operand, expr.offset) != nullptr));
    } catch (const Failure&) {
      return std::make_unique<ConstantCode>(Item::boolean(false));
    }
  }
  return std::make_unique<CastableCode>(std::move(operand), target, empty_allowed);
}

CodePtr Compiler::cast_to(CodePtr operand, Type target, bool empty_allowed, std::size_t offset) {
  if (target == Type::qname) {
    if (CodePtr name = cast_to_name(*operand, offset)) {
      return name;
    }
  }
  return std::make_unique<CastCode>(std::move(operand), target, empty_allowed);
}

/// A string literal becomes a QName by the static namespaces (XPath 2.0, 3.10.2); nullptr when it is no
/// string literal.
CodePtr Compiler::cast_to_name(const Code& operand, std::size_t offset) {
  const Sequence* value = operand.constant();
  if (value == nullptr || value->size() != 1 || !is_string(value->front().type())) {
    return nullptr;
  }
  const std::string_view text = collapsed(value->front().text());
  const std::size_t colon = text.find(':');
  const std::string_view prefix =
      colon == std::string_view::npos ? std::string_view("") : text.substr(0, colon);
  const std::string_view local = colon == std::string_view::npos ? text : text.substr(colon + 1);
  if (!is_ncname(local) || (colon != std::string_view::npos && !is_ncname(prefix))) {
    raise("FORG0001", "'" + std::string(text) + "' is no QName", offset);
  }
  std::string uri = statics().default_element_namespace;
  if (!prefix.empty()) {
    try {
      uri = namespace_of(std::string(prefix), offset);
    } catch (const Failure&) {
      raise("FONS0004", "prefix '" + std::string(prefix) + "' is bound to no namespace", offset);
    }
  }
  Arena& arena = target_.constants;
  const QName name{arena.copy(uri), arena.copy(local), arena.copy(prefix)};
  return std::make_unique<ConstantCode>(Item::qname(arena.make(name)));
}

}  // namespace quittance::xpath
