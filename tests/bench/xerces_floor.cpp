#include "tests/bench/xerces_floor.h"

#include <cstdlib>
#include <iostream>
#include <xercesc/framework/MemBufInputSource.hpp>
#include <xercesc/framework/XMLGrammarPoolImpl.hpp>
#include <xercesc/sax2/DefaultHandler.hpp>
#include <xercesc/sax2/SAX2XMLReader.hpp>
#include <xercesc/sax2/XMLReaderFactory.hpp>
#include <xercesc/util/PlatformUtils.hpp>
#include <xercesc/util/XMLUni.hpp>
#include <xercesc/validators/common/Grammar.hpp>

namespace quittance::bench {
namespace {

struct Platform {
  Platform() { xercesc::XMLPlatformUtils::Initialize(); }
  ~Platform() { xercesc::XMLPlatformUtils::Terminate(); }
};

}  // namespace

struct XercesFloor::Parts {
  Platform platform;  // first in, last out
  xercesc::XMLGrammarPoolImpl pool;
  xercesc::DefaultHandler silent;  // invalid documents are parsed to the end like valid ones
  std::unique_ptr<xercesc::SAX2XMLReader> reader{
      xercesc::XMLReaderFactory::createXMLReader(xercesc::XMLPlatformUtils::fgMemoryManager, &pool)};
};

XercesFloor::XercesFloor(const std::filesystem::path& folder, std::span<const std::string> schemas)
    : parts_(std::make_unique<Parts>()) {
  using xercesc::XMLUni;
  auto& reader = *parts_->reader;
  reader.setFeature(XMLUni::fgSAX2CoreNameSpaces, true);
  reader.setFeature(XMLUni::fgSAX2CoreValidation, !schemas.empty());
  reader.setFeature(XMLUni::fgXercesDynamic, false);
  reader.setFeature(XMLUni::fgXercesSchema, !schemas.empty());
  reader.setFeature(XMLUni::fgXercesSchemaFullChecking, true);
  reader.setFeature(XMLUni::fgXercesHandleMultipleImports, true);
  for (const std::string& name : schemas) {
    if (reader.loadGrammar((folder / name).c_str(), xercesc::Grammar::SchemaGrammarType, true) == nullptr) {
      std::cerr << "bench: " << folder / name << " does not load\n";
      std::exit(2);
    }
  }
  parts_->pool.lockPool();
  reader.setFeature(XMLUni::fgXercesUseCachedGrammarInParse, true);
  reader.setFeature(XMLUni::fgXercesLoadSchema, false);
  reader.setContentHandler(&parts_->silent);
  reader.setErrorHandler(&parts_->silent);
}

XercesFloor::~XercesFloor() = default;

void XercesFloor::parse(BytesView document) {
  const xercesc::MemBufInputSource source(reinterpret_cast<const XMLByte*>(document.data()), document.size(),
                                          "document");
  parts_->reader->parse(source);
}

}  // namespace quittance::bench
