#include "formats/xml/document_parser.h"

#include <fmt/format.h>

#include <new>
#include <xercesc/framework/MemBufInputSource.hpp>
#include <xercesc/framework/XMLAttr.hpp>
#include <xercesc/framework/XMLElementDecl.hpp>
#include <xercesc/sax/Locator.hpp>
#include <xercesc/util/OutOfMemoryException.hpp>
#include <xercesc/util/XMLResourceIdentifier.hpp>
#include <xercesc/util/XMLUni.hpp>

#include "formats/xml/encoding.h"

namespace quittance::xml {
namespace {

/// What a handler throws through Xerces to stop the parse.
struct Stop {
  Error error;
};

[[noreturn]] void stop(const char* code, Position where, std::string_view reason) {
  throw Stop{Error{code, Retry::never, fmt::format("{}:{}: {}", where.line, where.column, reason)}};
}

std::string utf8(const XMLCh* text) {
  std::string converted;
  if (text != nullptr) append_utf8(text, converted);
  return converted;
}

}  // namespace

Position DocumentParser::LocatorCatcher::position() const {
  if (locator_ == nullptr) return {};
  return {static_cast<std::uint32_t>(locator_->getLineNumber()),
          static_cast<std::uint32_t>(locator_->getColumnNumber())};
}

DocumentParser::DocumentParser(const Limits& limits) : limits_(limits) {
  using xercesc::XMLUni;
  // The scanner reports to this object only once each kind of handler is there; they themselves hear nothing.
  setContentHandler(&locator_);
  setErrorHandler(&locator_);
  setEntityResolver(&locator_);
  setFeature(XMLUni::fgSAX2CoreNameSpaces, true);
  setFeature(XMLUni::fgSAX2CoreValidation, false);
  setFeature(XMLUni::fgXercesLoadSchema, false);
  setFeature(XMLUni::fgXercesLoadExternalDTD, false);
  setFeature(XMLUni::fgXercesDisableDefaultEntityResolution, true);
  setProperty(XMLUni::fgXercesScannerName, const_cast<XMLCh*>(XMLUni::fgWFXMLScanner));
}

Result<Tree> DocumentParser::parse(BytesView text) {
  static constexpr XMLCh kName[] = u"document";
  xercesc::MemBufInputSource source(reinterpret_cast<const XMLByte*>(text.data()), text.size(), kName);
  source.setEncoding(xercesc::XMLUni::fgUTF8EncodingString);
  source.setCopyBufToStream(false);
  builder_ = TreeBuilder();
  builder_.reserve(text.size());
  namespaces_.clear();
  try {
    SAX2XMLReaderImpl::parse(source);
    return builder_.finish();
  } catch (const Stop& stopped) {
    return stopped.error;
  } catch (const xercesc::OutOfMemoryException&) {
    throw std::bad_alloc();
  } catch (const xercesc::XMLException& e) {
    const Position where = locator_.position();
    return Error{"XML-SYNTAX", Retry::never,
                 fmt::format("{}:{}: {}", where.line, where.column, utf8(e.getMessage()))};
  } catch (const xercesc::SAXException& e) {
    return Error{"XML-SYNTAX", Retry::never, "0:0: " + utf8(e.getMessage())};
  }
}

void DocumentParser::docCharacters(const XMLCh* chars, XMLSize_t length, bool) {
  scratch_.clear();
  append_utf8({chars, length}, scratch_);
  builder_.text(scratch_, locator_.position());
}

void DocumentParser::ignorableWhitespace(const XMLCh* chars, XMLSize_t length, bool cdata) {
  docCharacters(chars, length, cdata);
}

void DocumentParser::docComment(const XMLCh* comment) {
  builder_.comment(utf8(comment), locator_.position());
}

void DocumentParser::docPI(const XMLCh* target, const XMLCh* data) {
  builder_.processing_instruction(utf8(target), utf8(data), locator_.position());
}

std::size_t DocumentParser::keep(const XMLCh* text) {
  const std::size_t start = scratch_.size();
  if (text != nullptr) append_utf8(text, scratch_);
  return scratch_.size() - start;
}

std::string_view DocumentParser::namespace_of(unsigned uri) {
  if (uri >= namespaces_.size()) namespaces_.resize(uri + 1);
  if (!namespaces_[uri]) namespaces_[uri] = utf8(getURIText(uri));
  return *namespaces_[uri];
}

void DocumentParser::collect(const xercesc::RefVectorOf<xercesc::XMLAttr>& attributes, XMLSize_t count) {
  scratch_.clear();
  written_.clear();
  for (XMLSize_t i = 0; i < count; ++i) {
    const auto& attribute = *attributes.elementAt(i);
    // What a schema adds was not written by the sender.
    if (!attribute.getSpecified()) continue;
    const std::size_t prefix = keep(attribute.getPrefix());
    const std::size_t local = keep(attribute.getName());
    written_.push_back({prefix, local, keep(attribute.getValue()), attribute.getURIId()});
  }
  // Only now: views of a string that still grows would dangle.
  attributes_.clear();
  declarations_.clear();
  std::string_view rest = scratch_;
  const auto take = [&rest](std::size_t length) {
    const std::string_view taken = rest.substr(0, length);
    rest.remove_prefix(length);
    return taken;
  };
  for (const auto& one : written_) {
    const auto prefix = take(one.prefix);
    const auto local = take(one.local);
    const auto value = take(one.value);
    if (prefix == "xmlns")
      declarations_.push_back({local, value});
    else if (prefix.empty() && local == "xmlns")
      declarations_.push_back({"", value});
    else
      attributes_.push_back({namespace_of(one.uri), local, prefix, value});
  }
}

void DocumentParser::startElement(const xercesc::XMLElementDecl& declaration, unsigned uri,
                                  const XMLCh* prefix,
                                  const xercesc::RefVectorOf<xercesc::XMLAttr>& attributes,
                                  XMLSize_t attribute_count, bool empty, bool) {
  const Position where = locator_.position();
  // The guard has counted too; this is the second lock on the same door, for depth costs Xerces its square.
  if (builder_.depth() >= limits_.depth)
    stop("XML-DEPTH", where, fmt::format("elements nested deeper than {}", limits_.depth));
  collect(attributes, attribute_count);
  name_.clear();
  append_utf8(declaration.getBaseName(), name_);
  const std::size_t local = name_.size();
  if (prefix != nullptr) append_utf8(prefix, name_);
  const std::string_view name = name_;
  builder_.start_element(namespace_of(uri), name.substr(0, local), name.substr(local), attributes_,
                         declarations_, where);
  if (empty) builder_.end_element();
}

void DocumentParser::endElement(const xercesc::XMLElementDecl&, unsigned, bool, const XMLCh*) {
  builder_.end_element();
}

void DocumentParser::startEntityReference(const xercesc::XMLEntityDecl&) {
  stop("XML-DOCTYPE", locator_.position(), "entities are not allowed");
}

void DocumentParser::error(unsigned, const XMLCh*, ErrTypes type, const XMLCh* text, const XMLCh*,
                           const XMLCh*, XMLFileLoc line, XMLFileLoc column) {
  if (type == ErrType_Warning) return;
  stop("XML-SYNTAX", {static_cast<std::uint32_t>(line), static_cast<std::uint32_t>(column)}, utf8(text));
}

xercesc::InputSource* DocumentParser::resolveEntity(xercesc::XMLResourceIdentifier*) {
  stop("XML-DOCTYPE", locator_.position(), "nothing outside of the document is read");
}

}  // namespace quittance::xml
