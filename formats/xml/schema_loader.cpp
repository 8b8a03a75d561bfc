#include "formats/xml/schema_loader.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <system_error>
#include <xercesc/framework/MemBufInputSource.hpp>
#include <xercesc/parsers/SAX2XMLReaderImpl.hpp>
#include <xercesc/sax/SAXParseException.hpp>
#include <xercesc/util/XMLResourceIdentifier.hpp>
#include <xercesc/util/XMLUni.hpp>
#include <xercesc/validators/common/Grammar.hpp>

#include "formats/xml/encoding.h"

namespace quittance::xml {
namespace {

namespace fs = std::filesystem;

std::string utf8(const XMLCh* text) {
  std::string converted;
  if (text != nullptr) append_utf8(text, converted);
  return converted;
}

/// A copy of the bytes that lives as long as the source it returns, which Xerces deletes.
xercesc::InputSource* source_of(const Bytes& bytes, const fs::path& name) {
  auto* owned = new XMLByte[bytes.size() + 1];
  std::copy(bytes.begin(), bytes.end(), owned);
  return new xercesc::MemBufInputSource(owned, bytes.size(), to_utf16(name.string()).c_str(),
                                        /*adoptBuffer=*/true);
}

/// Blanks the identifiers of an external DTD: the library leaks memory when it meets one, whether it reads it
/// or not.
void forget_external_dtd(Bytes& schema) {
  std::size_t at = schema.find("<!DOCTYPE");
  if (at == Bytes::npos) return;
  const std::size_t end = std::min(schema.find_first_of("[>", at), schema.size());
  at = std::min({schema.find("PUBLIC", at), schema.find("SYSTEM", at), end});
  std::fill(schema.begin() + static_cast<std::ptrdiff_t>(at),
            schema.begin() + static_cast<std::ptrdiff_t>(end), ' ');
}

}  // namespace

SchemaLoader::SchemaLoader(const fs::path& folder, xercesc::XMLGrammarPool& pool)
    : folder_(fs::weakly_canonical(folder)), pool_(pool) {}

Result<void> SchemaLoader::load(const std::string& file) {
  const fs::path path = fs::weakly_canonical(folder_ / file);
  first_error_.clear();
  const std::unique_ptr<xercesc::InputSource> source(open(path));
  if (!source) return Error{"XSD", Retry::never, file + ": cannot be read"};
  using xercesc::XMLUni;
  xercesc::SAX2XMLReaderImpl parser(xercesc::XMLPlatformUtils::fgMemoryManager, &pool_);
  parser.setXMLEntityResolver(this);
  parser.setErrorHandler(this);
  parser.setFeature(XMLUni::fgXercesDisableDefaultEntityResolution, true);
  parser.setFeature(XMLUni::fgSAX2CoreValidation, true);
  parser.setFeature(XMLUni::fgXercesDynamic, false);
  parser.setFeature(XMLUni::fgXercesSchema, true);
  parser.setFeature(XMLUni::fgXercesSchemaFullChecking, true);
  parser.setFeature(XMLUni::fgXercesHandleMultipleImports, true);
  parser.setFeature(XMLUni::fgXercesUseCachedGrammarInParse, true);
  const auto* grammar = parser.loadGrammar(*source, xercesc::Grammar::SchemaGrammarType, true);
  if (!first_error_.empty()) return Error{"XSD", Retry::never, first_error_};
  if (grammar == nullptr) return Error{"XSD", Retry::never, file + ": is not a schema"};
  return {};
}

bool SchemaLoader::inside(const fs::path& file) const {
  const auto [end, rest] = std::mismatch(folder_.begin(), folder_.end(), file.begin(), file.end());
  return end == folder_.end() && rest != file.end();
}

xercesc::InputSource* SchemaLoader::open(const fs::path& file) {
  if (!inside(file) || !fs::is_regular_file(file)) return nullptr;
  std::ifstream in(file, std::ios::binary);
  Bytes bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  forget_external_dtd(bytes);
  return in.bad() ? nullptr : source_of(bytes, file);
}

xercesc::InputSource* SchemaLoader::resolveEntity(xercesc::XMLResourceIdentifier* what) {
  const std::string written = utf8(what->getSystemId());
  const fs::path base = utf8(what->getBaseURI());
  std::error_code unreadable;
  const fs::path file = fs::weakly_canonical(base.parent_path() / written, unreadable);
  if (auto* found = unreadable ? nullptr : open(file)) return found;
  if (first_error_.empty())
    first_error_ = fmt::format("{}: names {}, which is not in the folder", base.filename().string(), written);
  return source_of("<schema xmlns='http://www.w3.org/2001/XMLSchema'/>", written);
}

void SchemaLoader::error(const xercesc::SAXParseException& e) {
  if (!first_error_.empty()) return;
  first_error_ = fmt::format("{}:{}:{}: {}", fs::path(utf8(e.getSystemId())).filename().string(),
                             e.getLineNumber(), e.getColumnNumber(), utf8(e.getMessage()));
}

}  // namespace quittance::xml
