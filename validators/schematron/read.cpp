#include "validators/schematron/read.h"

#include "validators/schematron/compiled.h"
#include "validators/schematron/elements.h"
#include "validators/schematron/sch_reader.h"

namespace quittance::schematron {

namespace {

/// SchXslt names its own namespace in each result; the skeleton's results do not know it.
bool is_schxslt(const xml::Tree& tree) {
  return tree.find_name("https://doi.org/10.5281/zenodo.1495494", "rule") != xml::kNoName ||
         tree.find_name("https://doi.org/10.5281/zenodo.1495494", "pattern") != xml::kNoName;
}

Schema read_root(Elements& elements, const Element& root) {
  if (root.is_sch("schema")) return read_sch(elements, root);
  if (root.is_xsl("stylesheet") || root.is_xsl("transform")) {
    if (is_schxslt2(root)) return read_schxslt2(elements, root);
    return is_schxslt(root.tree()) ? read_schxslt(elements, root) : read_skeleton(elements, root);
  }
  root.refuse("neither a Schematron schema nor a stylesheet compiled from one: <" + root.name() + ">");
}

}  // namespace

std::string to_string(const Schema& schema, const Place& place) {
  const std::string file = place.file < schema.files.size() ? schema.files[place.file] : "";
  return file + ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
}

Result<Schema> read(const std::string& main, const Files& files) {
  try {
    Elements elements(files);
    Schema schema = read_root(elements, elements.open(main));
    schema.files = elements.names();
    return schema;
  } catch (const Refused& refused) {
    return refused.error;
  }
}

}  // namespace quittance::schematron
