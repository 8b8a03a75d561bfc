#include "formats/xml/transform.h"

#include <algorithm>
#include <array>
#include <new>
#include <sstream>
#include <string_view>
#include <utility>
#include <xalanc/XSLT/XSLTInputSource.hpp>
#include <xalanc/XSLT/XSLTResultTarget.hpp>
#include <xalanc/XalanTransformer/XalanCompiledStylesheet.hpp>
#include <xalanc/XalanTransformer/XalanDocumentBuilder.hpp>
#include <xalanc/XalanTransformer/XalanTransformer.hpp>
#include <xercesc/framework/MemBufInputSource.hpp>
#include <xercesc/sax/EntityResolver.hpp>
#include <xercesc/sax/SAXException.hpp>

#include "formats/xml/encoding.h"
#include "formats/xml/parse.h"
#include "formats/xml/platform.h"
#include "formats/xml/tree_events.h"

namespace quittance::xml {
namespace {

constexpr std::string_view kXslt = "http://www.w3.org/1999/XSL/Transform";

/// Second lock behind the check of the stylesheet: whatever Xalan still wants to open, it does not get.
class RefusingResolver : public xercesc::EntityResolver {
 public:
  xercesc::InputSource* resolveEntity(const XMLCh*, const XMLCh*) override {
    throw xercesc::SAXException("a stylesheet may not open anything");
  }
};

void start_xalan() {
  static const bool started = [] {
    start_platform();
    xalanc::XalanTransformer::initialize();
    return true;
  }();
  static_cast<void>(started);
}

Error xslt_error(std::string detail) {
  while (!detail.empty() && (detail.back() == '\n' || detail.back() == ' ')) detail.pop_back();
  std::replace(detail.begin(), detail.end(), '\n', ' ');
  return Error{"XSLT", Retry::never, std::move(detail)};
}

/// What would let a stylesheet reach out of itself, or "".
std::string_view reaches_out(const Tree& tree, NodeId element) {
  if (tree.namespace_uri(element) == kXslt) {
    const auto name = tree.local_name(element);
    if (name == "import" || name == "include") return name;
  }
  for (NodeId at = tree.attributes_begin(element); at < tree.attributes_end(element); ++at) {
    if (tree.local_name(at) == "extension-element-prefixes") return "extension-element-prefixes";
    // White space may stand between a function's name and its bracket.
    const auto value = tree.text(at);
    for (std::size_t found = value.find("document"); found != std::string_view::npos;
         found = value.find("document", found + 1)) {
      const std::size_t next = value.find_first_not_of(" \t\r\n", found + 8);
      if (next != std::string_view::npos && value[next] == '(') return "document()";
    }
  }
  return "";
}

Result<void> check_stands_alone(BytesView xslt) {
  Reader reader;
  const auto tree = reader.read(xslt);
  if (!tree) return tree.error();
  for (NodeId n = 0; n < tree->size(); ++n) {
    if (!tree->is_element(n)) continue;
    if (const auto what = reaches_out(*tree, n); !what.empty())
      return xslt_error("line " + std::to_string(tree->position(n).line) + ": " + std::string(what) +
                        " is not allowed in a stylesheet");
  }
  return {};
}

/// A string as an XPath 1.0 expression, which has no escape for quotes.
std::u16string literal(std::string_view value) {
  if (value.find('\'') == std::string_view::npos) return to_utf16("'" + std::string(value) + "'");
  std::string parts = "concat(''";
  for (std::size_t at = 0; at < value.size();) {
    const bool apostrophe = value[at] == '\'';
    const std::size_t end = apostrophe ? at + 1 : std::min(value.find('\'', at), value.size());
    parts += apostrophe ? ",\"'\"" : ",'" + std::string(value.substr(at, end - at)) + "'";
    at = end;
  }
  return to_utf16(parts + ")");
}

}  // namespace

struct Stylesheet::Parts {
  RefusingResolver resolver;
  xalanc::XalanTransformer owner;  ///< Xalan's compiled stylesheets die with the transformer that made them
  const xalanc::XalanCompiledStylesheet* compiled = nullptr;
};

Result<Stylesheet> Stylesheet::compile(BytesView xslt) {
  start_xalan();
  if (auto alone = check_stands_alone(xslt); !alone) return alone.error();
  auto parts = std::make_shared<Parts>();
  parts->owner.setEntityResolver(&parts->resolver);
  std::ostringstream warnings;
  parts->owner.setWarningStream(&warnings);
  std::istringstream in{std::string(xslt)};
  const int failed = parts->owner.compileStylesheet(xalanc::XSLTInputSource(in), parts->compiled);
  parts->owner.setWarningStream(nullptr);
  if (failed != 0) return xslt_error(parts->owner.getLastError());
  return Stylesheet(std::move(parts));
}

Result<Bytes> Stylesheet::apply(const Tree& document,
                                const std::map<std::string, std::string>& parameters) const {
  RefusingResolver resolver;
  xalanc::XalanTransformer transformer;
  std::ostringstream warnings;
  transformer.setEntityResolver(&resolver);
  transformer.setWarningStream(&warnings);
  for (const auto& [name, value] : parameters)
    transformer.setStylesheetParam(xalanc::XalanDOMString(to_utf16(name).c_str()),
                                   xalanc::XalanDOMString(literal(value).c_str()));
  auto* builder = transformer.createDocumentBuilder();
  send(document, *builder->getContentHandler(), builder->getLexicalHandler());
  std::ostringstream out;
  const int failed = transformer.transform(*builder, parts_->compiled, xalanc::XSLTResultTarget(out));
  if (failed != 0) return xslt_error(transformer.getLastError());
  return out.str();
}

}  // namespace quittance::xml
