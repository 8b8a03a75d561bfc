// The schema of SVRL, as the set-up installs it, for tests of what we write.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/xml/parse.h"
#include "formats/xml/schema.h"

namespace quittance {

class SvrlSchema {
 public:
  SvrlSchema() {
    namespace fs = std::filesystem;
    const fs::path source = fs::path(QUITTANCE_SOURCE_DIR) / "build/rules/schemas/SVRL/svrl.xsd";
    if (!fs::exists(source)) return;
    const fs::path folder = with_xml_attributes(source);
    const std::vector<std::string> main{"svrl.xsd"};
    auto loaded = xml::Grammars::load(folder, main);
    fs::remove_all(folder);
    if (loaded) grammars_ = std::move(loaded).value();
  }
  [[nodiscard]] bool installed() const { return grammars_.has_value(); }

  /// What the schema says against a document, a line each; "" when it is valid.
  [[nodiscard]] std::string complaints(std::string_view svrl) const {
    xml::Reader reader;
    const auto checked = reader.read(svrl, *grammars_);
    if (!checked) return checked.error().detail;
    std::string out;
    for (const auto& finding : checked->findings) out += finding.message + "\n";
    return out;
  }

 private:
  /// The schema imports the xml: attributes without saying from where; a copy beside a schema of those two
  /// says it.
  static std::filesystem::path with_xml_attributes(const std::filesystem::path& source) {
    const auto folder =
        std::filesystem::temp_directory_path() / ("quittance-svrl-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    std::ifstream in(source);
    std::string text(std::istreambuf_iterator<char>(in), {});
    const std::string import = "<xs:import namespace=\"http://www.w3.org/XML/1998/namespace\"";
    text.insert(text.find(import) + import.size(), " schemaLocation=\"xml.xsd\"");
    std::ofstream(folder / "svrl.xsd") << text;
    std::ofstream(folder / "xml.xsd") << "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' "
                                         "targetNamespace='http://www.w3.org/XML/1998/namespace'>"
                                         "<xs:attribute name='lang' type='xs:language'/><xs:attribute "
                                         "name='space' type='xs:NCName'/></xs:schema>";
    return folder;
  }

  std::optional<xml::Grammars> grammars_;
};

}  // namespace quittance
