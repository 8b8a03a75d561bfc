#include "formats/xml/schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <new>
#include <xercesc/framework/BinOutputStream.hpp>
#include <xercesc/internal/BinMemOutputStream.hpp>
#include <xercesc/util/BinMemInputStream.hpp>
#include <xercesc/util/OutOfMemoryException.hpp>
#include <xercesc/util/XMLException.hpp>
#include <xercesc/util/XercesVersion.hpp>
#include <xercesc/validators/schema/SchemaElementDecl.hpp>
#include <xercesc/validators/schema/SchemaGrammar.hpp>

#include "formats/xml/encoding.h"
#include "formats/xml/platform.h"
#include "formats/xml/schema_loader.h"
#include "formats/xml/schema_parts.h"

namespace quittance::xml {
namespace {

Error schema_error(const xercesc::XMLException& e, std::string_view what) {
  std::string message(what);
  append_utf8(e.getMessage(), message);
  return Error{"XSD", Retry::never, message};
}

/// What stored sets begin with: Xerces reads only its own version's, and does not survive a cut one.
std::string stored_head(std::size_t size) {
  return fmt::format("quittance schemas, Xerces-C {}, {} bytes\n", XERCES_FULLVERSIONDOT, size);
}

}  // namespace

Result<Grammars> Grammars::load(const std::filesystem::path& folder,
                                std::span<const std::string> main_files) {
  start_platform();
  auto parts = std::make_shared<Parts>();
  try {
    SchemaLoader loader(folder, parts->pool);
    for (const auto& file : main_files)
      if (auto loaded = loader.load(file); !loaded) return loaded.error();
    complete(parts->pool);
  } catch (const xercesc::OutOfMemoryException&) {
    throw std::bad_alloc();
  } catch (const xercesc::XMLException& e) {
    return schema_error(e, "");
  }
  return Grammars(std::move(parts));
}

Result<Bytes> Grammars::serialise() const {
  try {
    xercesc::BinMemOutputStream out;
    parts_->pool.serializeGrammars(&out);
    const auto size = static_cast<std::size_t>(out.curPos());
    return stored_head(size).append(reinterpret_cast<const char*>(out.getRawBuffer()), size);
  } catch (const xercesc::OutOfMemoryException&) {
    throw std::bad_alloc();
  } catch (const xercesc::XMLException& e) {
    return schema_error(e, "schemas cannot be stored: ");
  }
}

Result<Grammars> Grammars::restore(BytesView bytes) {
  const std::size_t line = bytes.find('\n');
  const BytesView content = line == BytesView::npos ? BytesView() : bytes.substr(line + 1);
  if (bytes.substr(0, bytes.size() - content.size()) != stored_head(content.size()))
    return Error{"XSD", Retry::never, "stored schemas cannot be read: they are cut, or of another version"};
  start_platform();
  auto parts = std::make_shared<Parts>();
  try {
    xercesc::BinMemInputStream in(reinterpret_cast<const XMLByte*>(content.data()), content.size(),
                                  xercesc::BinMemInputStream::BufOpt_Reference);
    parts->pool.deserializeGrammars(&in);
    complete(parts->pool);
  } catch (const xercesc::OutOfMemoryException&) {
    throw std::bad_alloc();
  } catch (const xercesc::XMLException& e) {
    return schema_error(e, "stored schemas cannot be read: ");
  }
  return Grammars(std::move(parts));
}

bool Grammars::declares(std::string_view namespace_uri, std::string_view local_name) const {
  const std::u16string uri = to_utf16(namespace_uri);
  const std::u16string local = to_utf16(local_name);
  auto grammars = parts_->pool.getGrammarEnumerator();
  while (grammars.hasMoreElements()) {
    auto& grammar = grammars.nextElement();
    if (!xercesc::XMLString::equals(grammar.getTargetNamespace(), uri.c_str())) continue;
    const unsigned id = parts_->pool.getURIStringPool()->getId(uri.c_str());
    return grammar.getElemDecl(id, local.c_str(), nullptr, xercesc::Grammar::TOP_LEVEL_SCOPE) != nullptr;
  }
  return false;
}

}  // namespace quittance::xml
