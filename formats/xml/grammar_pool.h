// What one parser sees of a schema set shared by all threads. Internal to this folder.
#pragma once

#include <xercesc/framework/XMLGrammarPool.hpp>
#include <xercesc/framework/XMLGrammarPoolImpl.hpp>
#include <xercesc/util/StringPool.hpp>

namespace quittance::xml {

/// Namespace names by number: those of the schema set, which never change, and after them those of one
/// document. Xerces' own pool for locked grammars is shared by all parsers: it keeps every namespace any
/// sender ever wrote, and looks them up without the lock under which others are added.
class DocumentStrings : public xercesc::XMLStringPool {
 public:
  explicit DocumentStrings(const xercesc::XMLStringPool& fixed)
      : fixed_(fixed), count_(fixed.getStringCount()) {}

  unsigned addOrFind(const XMLCh* text) override;
  bool exists(const XMLCh* text) const override;
  bool exists(unsigned id) const override;
  unsigned getId(const XMLCh* text) const override;
  const XMLCh* getValueForId(unsigned id) const override;
  unsigned getStringCount() const override;

 private:
  const xercesc::XMLStringPool& fixed_;
  const unsigned count_;
};

/// A read-only view of a loaded pool, for one parser. It takes in no grammar and builds no schema model.
class GrammarView : public xercesc::XMLGrammarPool {
 public:
  GrammarView(xercesc::XMLGrammarPool& shared, const xercesc::XMLStringPool& fixed)
      : shared_(shared), strings_(fixed) {}

  /// Forgets the namespaces of the last document.
  void forget() { strings_.flushAll(); }

  bool cacheGrammar(xercesc::Grammar*) override { return false; }
  xercesc::Grammar* retrieveGrammar(xercesc::XMLGrammarDescription* what) override;
  xercesc::Grammar* orphanGrammar(const XMLCh*) override { return nullptr; }
  xercesc::RefHashTableOfEnumerator<xercesc::Grammar> getGrammarEnumerator() const override;
  bool clear() override { return false; }
  void lockPool() override {}
  void unlockPool() override {}
  xercesc::DTDGrammar* createDTDGrammar() override;
  xercesc::SchemaGrammar* createSchemaGrammar() override;
  xercesc::XMLDTDDescription* createDTDDescription(const XMLCh* system_id) override;
  xercesc::XMLSchemaDescription* createSchemaDescription(const XMLCh* target_namespace) override;
  xercesc::XSModel* getXSModel(bool& changed) override;
  xercesc::XMLStringPool* getURIStringPool() override { return &strings_; }
  void serializeGrammars(xercesc::BinOutputStream*) override {}
  void deserializeGrammars(xercesc::BinInputStream*) override {}

 private:
  xercesc::XMLGrammarPool& shared_;
  DocumentStrings strings_;
};

/// Builds what Xerces would build on first use, without a lock, while other threads look on: content models
/// and their descriptions, attribute lists, regular expressions. After this a pool is only read.
void complete(xercesc::XMLGrammarPool& pool);

}  // namespace quittance::xml
