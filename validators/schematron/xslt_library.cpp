#include "validators/schematron/xslt_library.h"

#include <algorithm>

#include "validators/schematron/compiled.h"
#include "validators/schematron/instructions.h"

namespace quittance::schematron {

bool XsltLibrary::read(const Element& child) { return read(child, kMain); }

bool XsltLibrary::read(const Element& child, std::uint32_t precedence) {
  if (child.is_xsl("function")) {
    schema_.functions.push_back(read_function(schema_, elements_, child));
    schema_.functions.back().precedence = precedence;
  } else if (child.is_xsl("key")) {
    schema_.keys.push_back(read_key(schema_, elements_, child));
  } else if (child.is_xsl("template")) {
    const std::size_t before = schema_.templates.size();
    read_template(schema_, elements_, child);
    for (std::size_t i = before; i < schema_.templates.size(); ++i)
      schema_.templates[i].precedence = precedence;
  } else if (child.is_xsl("variable") || child.is_xsl("param")) {
    variable(child, precedence);
  } else if (child.is_xsl("include")) {
    for (const Element& each : elements_.children(stylesheet(child))) {
      if (precedence == kMain) {
        top_(each);
      } else if (!read(each, precedence) && each.uri() == kXslt) {
        each.refuse("<" + each.name() + "> is not supported in a stylesheet of the pack");
      }
    }
  } else if (child.is_xsl("import")) {
    import(child);
  } else {
    return child.is_xsl("output");
  }
  return true;
}

Element XsltLibrary::stylesheet(const Element& from) {
  from.allow({"href"});
  const Element root = elements_.resolve(from, from.required("href"));
  const bool is_stylesheet = root.is_xsl("stylesheet") || root.is_xsl("transform") || root.is_xsl("package");
  if (!is_stylesheet) from.refuse("<" + root.name() + "> is no stylesheet (XTSE0165)");
  return root;
}

/// What is imported is hidden by what imports it, and by what is imported later (XSLT 2.0, 3.10.3).
void XsltLibrary::import(const Element& element) {
  const Element root = stylesheet(element);
  const std::vector<Element> children = elements_.children(root);
  for (const Element& child : children) {
    if (child.is_xsl("import")) import(child);
  }
  const std::uint32_t precedence = imported_++;
  for (const Element& child : children) {
    if (child.is_xsl("import") || child.uri() != kXslt) continue;
    if (!read(child, precedence))
      child.refuse("<" + child.name() + "> is not supported in a stylesheet of the pack");
  }
}

void XsltLibrary::variable(const Element& element, std::uint32_t precedence) {
  Let let = read_compiled_let(schema_, elements_, element);
  const auto known = variables_.find(let.name);
  if (known != variables_.end() && known->second < precedence) {
    std::erase_if(schema_.lets, [&](const Let& other) { return other.name == let.name; });
  } else if (known != variables_.end() && known->second > precedence) {
    return;
  }
  variables_[let.name] = precedence;
  schema_.lets.push_back(std::move(let));
}

}  // namespace quittance::schematron
