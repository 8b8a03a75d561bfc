#include "formats/xml/patterns.h"

#include <xercesc/util/RefVectorOf.hpp>
#include <xercesc/util/regx/RangeToken.hpp>
#include <xercesc/util/regx/RegularExpression.hpp>
#include <xercesc/util/regx/TokenFactory.hpp>
#include <xercesc/validators/datatype/DatatypeValidatorFactory.hpp>
#include <xercesc/validators/schema/SchemaSymbols.hpp>

namespace quittance::xml {

namespace {

// Xerces has no way to the tokens of an expression. An explicit instantiation may name private members
// (C++20, 13.9.1), and so hands them out.
xercesc::TokenFactory* factory_of(xercesc::RegularExpression& expression);
xercesc::RefVectorOf<xercesc::Token>* tokens_of(xercesc::TokenFactory& factory);

template <auto kMember>
struct FactoryDoor {
  friend xercesc::TokenFactory* factory_of(xercesc::RegularExpression& expression) {
    return expression.*kMember;
  }
};
template struct FactoryDoor<&xercesc::RegularExpression::fTokenFactory>;

template <auto kMember>
struct TokensDoor {
  friend xercesc::RefVectorOf<xercesc::Token>* tokens_of(xercesc::TokenFactory& factory) {
    return factory.*kMember;
  }
};
template struct TokensDoor<&xercesc::TokenFactory::fTokens>;

/// The ranges of \d, \c, \p{…} and their like are not among the tokens: the library builds those whole.
void complete(xercesc::RegularExpression& expression) {
  auto& tokens = *tokens_of(*factory_of(expression));
  for (XMLSize_t i = 0; i < tokens.size(); ++i) {
    auto* token = tokens.elementAt(i);
    const auto kind = token->getTokenType();
    if (kind == xercesc::Token::T_RANGE || kind == xercesc::Token::T_NRANGE)
      static_cast<xercesc::RangeToken*>(token)->createMap();
  }
}

/// Reaches the regular expression that Xerces keeps for itself and its own kin.
struct Pattern : xercesc::DatatypeValidator {
  static void complete(xercesc::DatatypeValidator& type) {
    const XMLCh* pattern = (type.*&Pattern::getPattern)();
    if (pattern == nullptr) return;
    if ((type.*&Pattern::getRegex)() == nullptr) {
      (type.*
       &Pattern::setRegex)(new xercesc::RegularExpression(pattern, xercesc::SchemaSymbols::fgRegEx_XOption));
    }
    xml::complete(*(type.*&Pattern::getRegex)());
  }
};

}  // namespace

void complete_pattern(xercesc::DatatypeValidator& type) { Pattern::complete(type); }

void complete_built_in_patterns() {
  auto* types = xercesc::DatatypeValidatorFactory::getBuiltInRegistry();
  xercesc::RefHashTableOfEnumerator<xercesc::DatatypeValidator> at(types);
  while (at.hasMoreElements()) Pattern::complete(at.nextElement());
}

}  // namespace quittance::xml
