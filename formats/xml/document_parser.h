// The document reader's Xerces parser: fills a TreeBuilder. Internal to this folder; others use Reader.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>
#include <xercesc/parsers/SAX2XMLReaderImpl.hpp>
#include <xercesc/sax2/DefaultHandler.hpp>

#include "formats/base/result.h"
#include "formats/xml/guard.h"
#include "formats/xml/tree_builder.h"

namespace quittance::xml {

/// Xerces' SAX2 parser, hearing the scanner's own events instead of the SAX2 ones: those copy and sort every
/// attribute once more. One document at a time.
class DocumentParser : private xercesc::SAX2XMLReaderImpl {
 public:
  explicit DocumentParser(const Limits& limits);
  ~DocumentParser() override = default;

  /// Parses UTF-8 text that has passed the guard. Fails with XML-SYNTAX or XML-DEPTH.
  Result<Tree> parse(BytesView text);

 private:
  class LocatorCatcher : public xercesc::DefaultHandler {
   public:
    void setDocumentLocator(const xercesc::Locator* locator) override { locator_ = locator; }
    [[nodiscard]] Position position() const;

   private:
    const xercesc::Locator* locator_ = nullptr;
  };

  // xercesc::XMLDocumentHandler
  void docCharacters(const XMLCh* chars, XMLSize_t length, bool cdata) override;
  void ignorableWhitespace(const XMLCh* chars, XMLSize_t length, bool cdata) override;
  void docComment(const XMLCh* comment) override;
  void docPI(const XMLCh* target, const XMLCh* data) override;
  void startElement(const xercesc::XMLElementDecl& declaration, unsigned uri, const XMLCh* prefix,
                    const xercesc::RefVectorOf<xercesc::XMLAttr>& attributes, XMLSize_t attribute_count,
                    bool empty, bool root) override;
  void endElement(const xercesc::XMLElementDecl& declaration, unsigned uri, bool root,
                  const XMLCh* prefix) override;
  void startEntityReference(const xercesc::XMLEntityDecl& entity) override;
  // xercesc::XMLErrorReporter
  void error(unsigned code, const XMLCh* domain, ErrTypes type, const XMLCh* text, const XMLCh* system_id,
             const XMLCh* public_id, XMLFileLoc line, XMLFileLoc column) override;
  // xercesc::XMLEntityHandler
  xercesc::InputSource* resolveEntity(xercesc::XMLResourceIdentifier* what) override;

  /// One attribute of the current start tag: lengths of its strings in scratch_.
  struct Written {
    std::size_t prefix, local, value;
    unsigned uri;
  };
  void collect(const xercesc::RefVectorOf<xercesc::XMLAttr>& attributes, XMLSize_t count);
  std::size_t keep(const XMLCh* text);
  std::string_view namespace_of(unsigned uri);

  const Limits& limits_;
  LocatorCatcher locator_;
  TreeBuilder builder_;
  std::string scratch_;  ///< converted strings of the current event, one after the other
  std::string name_;     ///< of the current element
  std::deque<std::optional<std::string>> namespaces_;  ///< by Xerces' id, of the current document
  std::vector<Written> written_;
  std::vector<AttributeEvent> attributes_;
  std::vector<NamespaceDeclaration> declarations_;
};

}  // namespace quittance::xml
