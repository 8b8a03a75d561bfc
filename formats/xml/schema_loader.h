// Reads pinned schema files into a grammar pool. Internal to this folder; others use Grammars::load().
#pragma once

#include <filesystem>
#include <string>
#include <xercesc/framework/XMLGrammarPool.hpp>
#include <xercesc/sax/ErrorHandler.hpp>
#include <xercesc/util/XMLEntityResolver.hpp>

#include "formats/base/bytes.h"
#include "formats/base/result.h"

namespace quittance::xml {

/// The other product of Xerces beside the document reader: for our own files only. It may meet a document
/// type declaration, but opens nothing outside of its folder.
class SchemaLoader : private xercesc::XMLEntityResolver, private xercesc::ErrorHandler {
 public:
  SchemaLoader(const std::filesystem::path& folder, xercesc::XMLGrammarPool& pool);

  /// Adds a file, named relative to the folder, with all it imports and includes. Fails with XSD.
  Result<void> load(const std::string& file);

 private:
  xercesc::InputSource* resolveEntity(xercesc::XMLResourceIdentifier* what) override;
  void warning(const xercesc::SAXParseException&) override {}
  void error(const xercesc::SAXParseException& e) override;
  void fatalError(const xercesc::SAXParseException& e) override { error(e); }
  void resetErrors() override {}

  [[nodiscard]] bool inside(const std::filesystem::path& file) const;
  xercesc::InputSource* open(const std::filesystem::path& file);

  std::filesystem::path folder_;
  xercesc::XMLGrammarPool& pool_;
  std::string first_error_;
};

}  // namespace quittance::xml
