#include "formats/xml/schema_rules.h"

#include <xercesc/framework/XMLValidityCodes.hpp>
#include <xercesc/util/XMLExceptMsgs.hpp>

namespace quittance::xml {

using xercesc::XMLValid;

const char* schema_rule(unsigned code) {
  switch (code) {
    case XMLValid::ElementNotDefined:
    case XMLValid::GrammarNotFound: return "cvc-elt.1";
    case XMLValid::NoDirectUseAbstractElement: return "cvc-elt.2";
    case XMLValid::NillNotAllowed: return "cvc-elt.3.1";
    case XMLValid::NilAttrNotEmpty: return "cvc-elt.3.2.1";
    case XMLValid::BadXsiType: return "cvc-elt.4.2";
    case XMLValid::NonDerivedXsiType:
    case XMLValid::ElemNoSubforBlock:
    case XMLValid::TypeNoSubforBlock: return "cvc-elt.4.3";
    case XMLValid::FixedDifferentFromActual: return "cvc-elt.5.2.2";
    case XMLValid::NoUseAbstractType:
    case XMLValid::NoAbstractInXsiType: return "cvc-type.2";
    case XMLValid::SimpleTypeHasChild: return "cvc-type.3.1.2";
    case XMLValid::EmptyElemHasContent: return "cvc-complex-type.2.1";
    case XMLValid::NoCharDataInCM:
    case XMLValid::NonWSContent: return "cvc-complex-type.2.3";
    case XMLValid::ElementNotValidForContent:
    case XMLValid::EmptyNotValidForContent:
    case XMLValid::NotEnoughElemsForCM:
    case XMLValid::ElementNotQualified:
    case XMLValid::ElementNotUnQualified: return "cvc-complex-type.2.4";
    case XMLValid::AttNotDefined:
    case XMLValid::AttNotDefinedForElement:
    case XMLValid::AttributeNotQualified:
    case XMLValid::AttributeNotUnQualified:
    case XMLValid::ProhibitedAttributePresent: return "cvc-complex-type.3.2.2";
    case XMLValid::RequiredAttrNotProvided: return "cvc-complex-type.4";
    case XMLValid::NotSameAsFixedValue: return "cvc-attribute.4";
    case XMLValid::DatatypeError:
    case XMLValid::DatatypeValidationFailure:
    case XMLValid::DoesNotMatchEnumList:
    case XMLValid::InvalidEmptyAttValue:
    case XMLValid::AttrValNotName: return "cvc-datatype-valid.1";
    case XMLValid::ReusedIDValue: return "cvc-id.2";
    case XMLValid::IDNotDeclared: return "cvc-id.1";
    case XMLValid::IC_FieldMultipleMatch: return "cvc-identity-constraint.3";
    case XMLValid::IC_DuplicateUnique: return "cvc-identity-constraint.4.1";
    case XMLValid::IC_UnknownField:
    case XMLValid::IC_AbsentKeyValue:
    case XMLValid::IC_KeyNotEnoughValues: return "cvc-identity-constraint.4.2.1";
    case XMLValid::IC_DuplicateKey: return "cvc-identity-constraint.4.2.2";
    case XMLValid::IC_KeyMatchesNillable: return "cvc-identity-constraint.4.2.3";
    case XMLValid::IC_KeyRefOutOfScope:
    case XMLValid::IC_KeyNotFound: return "cvc-identity-constraint.4.3";
    default: return "XSD";
  }
}

const char* datatype_rule(unsigned code) {
  using xercesc::XMLExcepts;
  switch (code) {
    case XMLExcepts::VALUE_NotMatch_Pattern: return "cvc-pattern-valid";
    case XMLExcepts::VALUE_NotIn_Enumeration: return "cvc-enumeration-valid";
    case XMLExcepts::VALUE_NE_Len: return "cvc-length-valid";
    case XMLExcepts::VALUE_GT_maxLen: return "cvc-maxLength-valid";
    case XMLExcepts::VALUE_LT_minLen: return "cvc-minLength-valid";
    case XMLExcepts::VALUE_exceed_totalDigit: return "cvc-totalDigits-valid";
    case XMLExcepts::VALUE_exceed_fractDigit: return "cvc-fractionDigits-valid";
    case XMLExcepts::VALUE_exceed_maxIncl: return "cvc-maxInclusive-valid";
    case XMLExcepts::VALUE_exceed_maxExcl: return "cvc-maxExclusive-valid";
    case XMLExcepts::VALUE_exceed_minIncl: return "cvc-minInclusive-valid";
    case XMLExcepts::VALUE_exceed_minExcl: return "cvc-minExclusive-valid";
    case XMLExcepts::VALUE_ID_Not_Unique: return "cvc-id.2";
    default: return "cvc-datatype-valid.1";
  }
}

bool drops_text(unsigned code) {
  return code == XMLValid::NoCharDataInCM || code == XMLValid::NonWSContent ||
         code == XMLValid::EmptyElemHasContent || code == XMLValid::ElemChildrenHasInvalidWS;
}

std::string shortened(std::string text, std::size_t size) {
  if (text.size() <= size) return text;
  std::size_t end = size < 3 ? 0 : size - 3;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  text.resize(end);
  return text + "…";
}

}  // namespace quittance::xml
