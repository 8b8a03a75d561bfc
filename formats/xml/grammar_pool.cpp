#include "formats/xml/grammar_pool.h"

#include <xercesc/framework/XMLDTDDescription.hpp>
#include <xercesc/framework/XMLSchemaDescription.hpp>
#include <xercesc/validators/DTD/DTDGrammar.hpp>
#include <xercesc/validators/datatype/DatatypeValidatorFactory.hpp>
#include <xercesc/validators/schema/ComplexTypeInfo.hpp>
#include <xercesc/validators/schema/SchemaGrammar.hpp>

#include "formats/xml/patterns.h"

namespace quittance::xml {

unsigned DocumentStrings::addOrFind(const XMLCh* text) {
  if (const unsigned id = fixed_.getId(text); id != 0) return id;
  return count_ + XMLStringPool::addOrFind(text);
}

bool DocumentStrings::exists(const XMLCh* text) const {
  return fixed_.exists(text) || XMLStringPool::exists(text);
}

bool DocumentStrings::exists(unsigned id) const {
  return id <= count_ ? fixed_.exists(id) : XMLStringPool::exists(id - count_);
}

unsigned DocumentStrings::getId(const XMLCh* text) const {
  if (const unsigned id = fixed_.getId(text); id != 0) return id;
  const unsigned own = XMLStringPool::getId(text);
  return own == 0 ? 0 : count_ + own;
}

const XMLCh* DocumentStrings::getValueForId(unsigned id) const {
  return id <= count_ ? fixed_.getValueForId(id) : XMLStringPool::getValueForId(id - count_);
}

unsigned DocumentStrings::getStringCount() const { return count_ + XMLStringPool::getStringCount(); }

xercesc::Grammar* GrammarView::retrieveGrammar(xercesc::XMLGrammarDescription* what) {
  return shared_.retrieveGrammar(what);
}

xercesc::RefHashTableOfEnumerator<xercesc::Grammar> GrammarView::getGrammarEnumerator() const {
  return shared_.getGrammarEnumerator();
}

xercesc::DTDGrammar* GrammarView::createDTDGrammar() { return shared_.createDTDGrammar(); }
xercesc::SchemaGrammar* GrammarView::createSchemaGrammar() { return shared_.createSchemaGrammar(); }

xercesc::XMLDTDDescription* GrammarView::createDTDDescription(const XMLCh* system_id) {
  return shared_.createDTDDescription(system_id);
}

xercesc::XMLSchemaDescription* GrammarView::createSchemaDescription(const XMLCh* target_namespace) {
  return shared_.createSchemaDescription(target_namespace);
}

xercesc::XSModel* GrammarView::getXSModel(bool& changed) {
  changed = false;
  return nullptr;
}

namespace {

void complete(xercesc::SchemaGrammar& grammar) {
  if (auto* types = grammar.getComplexTypeRegistry()) {
    xercesc::RefHashTableOfEnumerator<xercesc::ComplexTypeInfo> at(types);
    while (at.hasMoreElements()) {
      auto& type = at.nextElement();
      type.getContentModel();
      type.getFormattedContentModel();
      type.getAttDefList();
    }
  }
  auto* registry = grammar.getDatatypeRegistry();
  if (registry == nullptr || registry->getUserDefinedRegistry() == nullptr) return;
  xercesc::RefHashTableOfEnumerator<xercesc::DatatypeValidator> at(registry->getUserDefinedRegistry());
  while (at.hasMoreElements()) complete_pattern(at.nextElement());
}

}  // namespace

void complete(xercesc::XMLGrammarPool& pool) {
  auto grammars = pool.getGrammarEnumerator();
  while (grammars.hasMoreElements()) {
    auto& grammar = grammars.nextElement();
    if (grammar.getGrammarType() == xercesc::Grammar::SchemaGrammarType)
      complete(static_cast<xercesc::SchemaGrammar&>(grammar));
  }
}

}  // namespace quittance::xml
