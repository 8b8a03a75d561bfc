// Runs one case of the QT3 suite against the XPath engine.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "formats/xml/parse.h"
#include "formats/xml/tree.h"
#include "tests/conformance/qt3/case.h"

namespace quittance::qt3 {

class Runner {
 public:
  /// `sources` is the folder that the cases' documents are found in.
  explicit Runner(std::filesystem::path sources) : sources_(std::move(sources)) {}

  /// Nothing when the case gives what the W3C expects; else what was expected and what came.
  std::optional<std::string> run(const Case& test);

 private:
  std::shared_ptr<const xml::Tree> document(const std::string& file);
  std::shared_ptr<const xml::Tree> parsed(const std::string& text);

  std::filesystem::path sources_;
  xml::Reader reader_;
  std::map<std::string, std::shared_ptr<const xml::Tree>> documents_;
};

}  // namespace quittance::qt3
