// The document reader's Xerces parser: fills a TreeBuilder. Internal to this folder; others use Reader.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>
#include <xercesc/framework/XMLDocumentHandler.hpp>
#include <xercesc/framework/XMLEntityHandler.hpp>
#include <xercesc/framework/XMLErrorReporter.hpp>

#include "formats/base/result.h"
#include "formats/xml/guard.h"
#include "formats/xml/schema.h"
#include "formats/xml/tree_builder.h"

XERCES_CPP_NAMESPACE_BEGIN
class GrammarResolver;
class XMLScanner;
XERCES_CPP_NAMESPACE_END

namespace quittance::xml {

class GrammarView;

/// Drives a Xerces scanner as its SAX2 parser does, but hears the scanner's own events: the SAX2 ones would
/// copy and sort every attribute once more, and could not be had as written when a schema applies. Without
/// grammars it uses the scanner that only checks well-formedness, with grammars the one that knows schemas
/// and no DTD. One document at a time.
class DocumentParser : private xercesc::XMLDocumentHandler,
                       private xercesc::XMLErrorReporter,
                       private xercesc::XMLEntityHandler {
 public:
  /// Without grammars when `grammars` is null. `limits` must outlive the parser.
  DocumentParser(const Limits& limits, std::unique_ptr<GrammarView> grammars);
  ~DocumentParser() override;
  DocumentParser(const DocumentParser&) = delete;
  DocumentParser& operator=(const DocumentParser&) = delete;

  /// Parses UTF-8 text that has passed the guard. Fails with XML-SYNTAX, XML-DEPTH, XML-NAMES or XML-DOCTYPE.
  Result<Validated> parse(BytesView text);

  /// Whether the schema made the parser keep text from the last tree: text where only elements may be.
  [[nodiscard]] bool lost_text() const { return lost_text_; }

 private:
  /// A name as Xerces gave it and as the tree knows it: the same element of a document mostly comes with the
  /// same prefix and the same attributes in the same order, and need not be looked up again.
  struct KnownName {
    std::u16string prefix, local;
    unsigned uri = 0;
    NameId name = kNoName;
    std::uint32_t tree_prefix = 0;
    bool declares = false;  ///< it is xmlns or xmlns:…
  };
  struct KnownElement {
    KnownName name;
    std::vector<KnownName> attributes;  ///< of the last start tag of that name
  };
  /// One attribute of the current start tag: lengths of its strings in scratch_.
  struct Written {
    const KnownName* known;
    std::size_t local, value;  ///< local: only of a namespace declaration
  };
  struct Pending {
    SchemaFinding finding;
    NodeId element = kNoNode;
  };

  // xercesc::XMLDocumentHandler
  void docCharacters(const XMLCh* chars, XMLSize_t length, bool cdata) override;
  void docComment(const XMLCh* comment) override;
  void docPI(const XMLCh* target, const XMLCh* data) override;
  void endDocument() override { complete_ = true; }
  void endElement(const xercesc::XMLElementDecl& declaration, unsigned uri, bool root,
                  const XMLCh* prefix) override;
  void endEntityReference(const xercesc::XMLEntityDecl&) override {}
  void ignorableWhitespace(const XMLCh* chars, XMLSize_t length, bool cdata) override;
  void resetDocument() override {}
  void startDocument() override {}
  void startElement(const xercesc::XMLElementDecl& declaration, unsigned uri, const XMLCh* prefix,
                    const xercesc::RefVectorOf<xercesc::XMLAttr>& attributes, XMLSize_t attribute_count,
                    bool empty, bool root) override;
  void startEntityReference(const xercesc::XMLEntityDecl& entity) override;
  void XMLDecl(const XMLCh*, const XMLCh*, const XMLCh*, const XMLCh*) override {}
  // xercesc::XMLErrorReporter
  void error(unsigned code, const XMLCh* domain, ErrTypes type, const XMLCh* text, const XMLCh* system_id,
             const XMLCh* public_id, XMLFileLoc line, XMLFileLoc column) override;
  void resetErrors() override {}
  // xercesc::XMLEntityHandler
  void endInputSource(const xercesc::InputSource&) override {}
  bool expandSystemId(const XMLCh*, xercesc::XMLBuffer&) override { return false; }
  void resetEntities() override {}
  xercesc::InputSource* resolveEntity(xercesc::XMLResourceIdentifier* what) override;
  void startInputSource(const xercesc::InputSource&) override {}

  void configure();
  void begin(BytesView text);
  Validated finish();
  [[noreturn]] void incomplete();
  Position position();
  void collect(const xercesc::RefVectorOf<xercesc::XMLAttr>& attributes, XMLSize_t count,
               std::vector<KnownName>& known);
  void know(KnownName& name, const XMLCh* prefix, const XMLCh* local, unsigned uri);
  void take_attributes();
  std::size_t keep(const XMLCh* text);
  std::string_view converted(const XMLCh* text);
  std::string_view namespace_of(unsigned uri);
  void add_finding(const char* rule, const XMLCh* text);
  void place_findings(NodeId element);

  const Limits& limits_;
  std::unique_ptr<GrammarView> grammars_;
  std::unique_ptr<xercesc::GrammarResolver> resolver_;
  std::unique_ptr<xercesc::XMLScanner> scanner_;
  TreeBuilder builder_;
  std::string converted_;
  std::string scratch_;  ///< converted strings of the current event, one after the other
  std::unordered_map<const xercesc::XMLElementDecl*, KnownElement> elements_;
  std::deque<std::optional<std::string>> namespaces_;  ///< by Xerces' id, of the current document
  std::vector<Written> written_;
  std::vector<KnownAttribute> attributes_;
  std::vector<NamespaceDeclaration> declarations_;
  Position last_;  ///< of the last event
  std::vector<Pending> findings_;
  std::size_t placed_ = 0;  ///< findings that know their element
  bool more_findings_ = false;
  bool lost_text_ = false;
  bool complete_ = false;  ///< the scanner came to the document's end
};

}  // namespace quittance::xml
