// What XSLT a pack brings besides its rules: functions, keys, templates and variables, also those of files
// that are included or imported.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "validators/schematron/elements.h"

namespace quittance::schematron {

class XsltLibrary {
 public:
  /// `top` reads what stands at the top of an included file: it is as if it stood in the main one.
  XsltLibrary(Schema& schema, Elements& elements, std::function<void(const Element&)> top)
      : schema_(schema), elements_(elements), top_(std::move(top)) {}

  /// Reads an element that stands at the top of the main file or one that is included there. False when it is
  /// none that a library is made of.
  bool read(const Element& child);

 private:
  bool read(const Element& child, std::uint32_t precedence);
  Element stylesheet(const Element& from);
  void import(const Element& element);
  void variable(const Element& element, std::uint32_t precedence);

  static constexpr std::uint32_t kMain = 0xffffffff;
  Schema& schema_;
  Elements& elements_;
  std::function<void(const Element&)> top_;
  std::uint32_t imported_ = 0;                      ///< files so far: a later one hides an earlier one
  std::map<std::string, std::uint32_t> variables_;  ///< precedence by name as written
};

}  // namespace quittance::schematron
