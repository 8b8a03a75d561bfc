#include "formats/xml/document_parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <new>
#include <xercesc/framework/MemBufInputSource.hpp>
#include <xercesc/framework/XMLAttr.hpp>
#include <xercesc/framework/XMLElementDecl.hpp>
#include <xercesc/framework/XMLErrorCodes.hpp>
#include <xercesc/internal/XMLScanner.hpp>
#include <xercesc/internal/XMLScannerResolver.hpp>
#include <xercesc/sax/Locator.hpp>
#include <xercesc/util/OutOfMemoryException.hpp>
#include <xercesc/util/XMLResourceIdentifier.hpp>
#include <xercesc/util/XMLUni.hpp>
#include <xercesc/validators/common/GrammarResolver.hpp>

#include "formats/xml/encoding.h"
#include "formats/xml/grammar_pool.h"
#include "formats/xml/schema_rules.h"

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

DocumentParser::DocumentParser(const Limits& limits, std::unique_ptr<GrammarView> grammars)
    : limits_(limits), grammars_(std::move(grammars)) {
  resolver_ = std::make_unique<xercesc::GrammarResolver>(grammars_.get());
  const XMLCh* kind = grammars_ ? xercesc::XMLUni::fgSGXMLScanner : xercesc::XMLUni::fgWFXMLScanner;
  scanner_.reset(xercesc::XMLScannerResolver::resolveScanner(kind, nullptr, resolver_.get()));
  configure();
}

DocumentParser::~DocumentParser() = default;

void DocumentParser::configure() {
  scanner_->setURIStringPool(resolver_->getStringPool());
  scanner_->setDocHandler(this);
  scanner_->setErrorReporter(this);
  scanner_->setEntityHandler(this);
  scanner_->setDoNamespaces(true);
  scanner_->setLoadExternalDTD(false);
  scanner_->setLoadSchema(false);
  scanner_->setDisableDefaultEntityResolution(true);
  // error() stops the parse itself, for it knows which errors of the library are none to us.
  scanner_->setExitOnFirstFatal(false);
  if (!grammars_) return;
  scanner_->setDoSchema(true);
  scanner_->setValidationScheme(xercesc::XMLScanner::Val_Always);
  scanner_->setIdentityConstraintChecking(true);
  scanner_->useCachedGrammarInParse(true);
  scanner_->cacheGrammarFromParse(false);
  // The tree holds values as written; only the schema's judgement sees them normalised.
  scanner_->setNormalizeData(false);
}

void DocumentParser::begin(BytesView text) {
  builder_ = TreeBuilder();
  builder_.reserve(text.size());
  elements_.clear();
  namespaces_.clear();
  findings_.clear();
  placed_ = 0;
  last_ = {};
  more_findings_ = lost_text_ = complete_ = false;
  // Namespaces of earlier documents are forgotten; the scanner then takes its own few into the pool again.
  resolver_->getStringPool()->flushAll();
  scanner_->setURIStringPool(resolver_->getStringPool());
}

Result<Validated> DocumentParser::parse(BytesView text) {
  static constexpr XMLCh kName[] = u"document";
  begin(text);
  xercesc::MemBufInputSource source(reinterpret_cast<const XMLByte*>(text.data()), text.size(), kName);
  source.setEncoding(xercesc::XMLUni::fgUTF8EncodingString);
  source.setCopyBufToStream(false);
  try {
    scanner_->scanDocument(source);
    if (!complete_) incomplete();
    return finish();
  } catch (const Stop& stopped) {
    return stopped.error;
  } catch (const xercesc::OutOfMemoryException&) {
    throw std::bad_alloc();
  } catch (const xercesc::XMLException& e) {
    return Error{"XML-SYNTAX", Retry::never,
                 fmt::format("{}:{}: {}", last_.line, last_.column, utf8(e.getMessage()))};
  }
}

/// The scanner gives up on an exception of its own, which it reports like a value that a schema refuses.
void DocumentParser::incomplete() {
  stop("XML-SYNTAX", last_,
       findings_.empty() ? "the document ends too early" : findings_.back().finding.message);
}

Validated DocumentParser::finish() {
  place_findings(Tree::document());
  Validated done;
  done.tree = builder_.finish();
  done.more = more_findings_;
  done.findings.reserve(findings_.size());
  for (auto& [finding, element] : findings_) {
    if (element != Tree::document()) finding.position = done.tree.position(element);
    finding.path = done.tree.path(element);
    done.findings.push_back(std::move(finding));
  }
  return done;
}

/// Only during an event: afterwards the library has no place, and does not survive the question.
Position DocumentParser::position() {
  const auto* locator = scanner_->getLocator();
  last_ = {static_cast<std::uint32_t>(locator->getLineNumber()),
           static_cast<std::uint32_t>(locator->getColumnNumber())};
  return last_;
}

void DocumentParser::docCharacters(const XMLCh* chars, XMLSize_t length, bool) {
  place_findings(builder_.current());
  builder_.text(std::u16string_view(chars, length), position());
}

void DocumentParser::ignorableWhitespace(const XMLCh* chars, XMLSize_t length, bool cdata) {
  docCharacters(chars, length, cdata);
}

void DocumentParser::docComment(const XMLCh* comment) {
  place_findings(builder_.current());
  builder_.comment(utf8(comment), position());
}

void DocumentParser::docPI(const XMLCh* target, const XMLCh* data) {
  place_findings(builder_.current());
  builder_.processing_instruction(utf8(target), utf8(data), position());
}

/// Until the next call.
std::string_view DocumentParser::converted(const XMLCh* text) {
  converted_.clear();
  if (text != nullptr) append_utf8(text, converted_);
  return converted_;
}

std::size_t DocumentParser::keep(const XMLCh* text) {
  const std::size_t start = scratch_.size();
  if (text != nullptr) append_utf8(text, scratch_);
  return scratch_.size() - start;
}

std::string_view DocumentParser::namespace_of(unsigned uri) {
  if (uri >= namespaces_.size()) namespaces_.resize(uri + 1);
  if (!namespaces_[uri]) namespaces_[uri] = utf8(scanner_->getURIText(uri));
  return *namespaces_[uri];
}

/// Makes it the known name, if it is not: looked up in the tree's tables once.
void DocumentParser::know(KnownName& name, const XMLCh* prefix, const XMLCh* local, unsigned uri) {
  using xercesc::XMLString;
  if (name.name != kNoName && name.uri == uri && XMLString::equals(name.prefix.c_str(), prefix) &&
      XMLString::equals(name.local.c_str(), local))
    return;
  name.prefix = prefix == nullptr ? u"" : prefix;
  name.local = local;
  name.uri = uri;
  name.declares = name.prefix == u"xmlns" || (name.prefix.empty() && name.local == u"xmlns");
  // A declaration is no attribute of the tree: it takes no name there.
  name.name = name.declares ? 0 : builder_.know_name(namespace_of(uri), converted(local));
  name.tree_prefix = name.declares ? 0 : builder_.know_prefix(converted(prefix));
}

void DocumentParser::collect(const xercesc::RefVectorOf<xercesc::XMLAttr>& attributes, XMLSize_t count,
                             std::vector<KnownName>& known) {
  scratch_.clear();
  written_.clear();
  // All of them now: views and pointers into what still grows would dangle.
  if (known.size() < count) known.resize(count);
  for (XMLSize_t i = 0; i < count; ++i) {
    const auto& attribute = *attributes.elementAt(i);
    // What a schema adds was not written by the sender.
    if (!attribute.getSpecified()) continue;
    know(known[i], attribute.getPrefix(), attribute.getName(), attribute.getURIId());
    const bool needs_name = known[i].declares && !known[i].prefix.empty();
    const std::size_t local = needs_name ? keep(attribute.getName()) : 0;
    written_.push_back({&known[i], local, keep(attribute.getValue())});
  }
  take_attributes();
}

void DocumentParser::take_attributes() {
  attributes_.clear();
  declarations_.clear();
  std::string_view rest = scratch_;
  const auto take = [&rest](std::size_t length) {
    const std::string_view taken = rest.substr(0, length);
    rest.remove_prefix(length);
    return taken;
  };
  for (const auto& one : written_) {
    const auto local = take(one.local);
    const auto value = take(one.value);
    if (one.known->declares)
      declarations_.push_back({local, value});
    else
      attributes_.push_back({one.known->name, one.known->tree_prefix, value});
  }
}

void DocumentParser::startElement(const xercesc::XMLElementDecl& declaration, unsigned uri,
                                  const XMLCh* prefix,
                                  const xercesc::RefVectorOf<xercesc::XMLAttr>& attributes,
                                  XMLSize_t attribute_count, bool empty, bool) {
  const Position where = position();
  // The guard has counted too; this is the second lock on the same door, for depth costs Xerces its square.
  if (builder_.depth() >= limits_.depth)
    stop("XML-DEPTH", where, fmt::format("elements nested deeper than {}", limits_.depth));
  KnownElement& element = elements_[&declaration];
  know(element.name, prefix, declaration.getBaseName(), uri);
  collect(attributes, attribute_count, element.attributes);
  builder_.start_element(element.name.name, element.name.tree_prefix, attributes_, declarations_, where);
  // Every new name or namespace costs Xerces and the tree some hundred octets that are not in the document.
  if (std::max({builder_.name_count(), builder_.string_count(), elements_.size()}) > limits_.distinct_names)
    stop("XML-NAMES", where, fmt::format("more than {} different names", limits_.distinct_names));
  place_findings(builder_.current());
  if (empty) builder_.end_element();
}

void DocumentParser::endElement(const xercesc::XMLElementDecl&, unsigned, bool, const XMLCh*) {
  place_findings(builder_.current());
  builder_.end_element();
}

void DocumentParser::startEntityReference(const xercesc::XMLEntityDecl&) {
  stop("XML-DOCTYPE", position(), "entities are not allowed");
}

void DocumentParser::error(unsigned code, const XMLCh* domain, ErrTypes type, const XMLCh* text, const XMLCh*,
                           const XMLCh*, XMLFileLoc line, XMLFileLoc column) {
  if (type == ErrType_Warning) return;
  const bool from_parser = xercesc::XMLString::equals(domain, xercesc::XMLUni::fgXMLErrDomain);
  // A schemaLocation is not looked at, so it need not be in pairs.
  if (from_parser && code == xercesc::XMLErrs::BadSchemaLocation) return;
  if (!grammars_ || (from_parser && type == ErrType_Fatal))
    stop("XML-SYNTAX", {static_cast<std::uint32_t>(line), static_cast<std::uint32_t>(column)}, utf8(text));
  if (from_parser)
    add_finding("XSD", text);
  else if (xercesc::XMLString::equals(domain, xercesc::XMLUni::fgExceptDomain))
    add_finding(datatype_rule(code), text);
  else {
    lost_text_ = lost_text_ || drops_text(code);
    add_finding(schema_rule(code), text);
  }
}

void DocumentParser::add_finding(const char* rule, const XMLCh* text) {
  if (findings_.size() >= limits_.schema_findings) {
    more_findings_ = true;
    return;
  }
  Pending pending;
  pending.finding.code = rule;
  pending.finding.message = shortened(utf8(text), 500);
  pending.finding.position = position();
  findings_.push_back(std::move(pending));
}

/// The library reports what it finds in a start tag before the element's event, and what it finds at an end
/// tag before the end's: the next event tells which element was meant.
void DocumentParser::place_findings(NodeId element) {
  for (; placed_ < findings_.size(); ++placed_) findings_[placed_].element = element;
}

xercesc::InputSource* DocumentParser::resolveEntity(xercesc::XMLResourceIdentifier*) {
  stop("XML-DOCTYPE", position(), "nothing outside of the document is read");
}

}  // namespace quittance::xml
