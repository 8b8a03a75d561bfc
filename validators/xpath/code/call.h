// Code of function calls (XPath 2.0, 3.1.5) and of XSLT's key() and document().
#pragma once

#include "validators/xpath/code/code.h"
#include "validators/xpath/functions/functions.h"

namespace quittance::xpath {

/// A call of a built-in function. The arguments have their conversions around them.
class CallCode final : public Code {
 public:
  /// `statics` must live as long as the code.
  CallCode(const Function& function, std::vector<CodePtr> arguments, const StaticContext& statics);
  Sequence evaluate(Frame& frame) const override;
  Item single(Frame& frame) const override;
  bool test(Frame& frame) const override;
  /// Is the effective boolean value less work than the value?
  [[nodiscard]] bool has_truth() const { return function_.truth != nullptr; }
  [[nodiscard]] When lacks(std::string_view text, const Place& place) const override;
  [[nodiscard]] When filled(const Place& place) const override;
  [[nodiscard]] When safe(const Place& place) const override;
  [[nodiscard]] std::optional<bool> told(xml::Shape shape) const override;

 private:
  /// Is the text that of the only argument, but for white space?
  [[nodiscard]] bool passes_text_on() const;
  Sequence call(Frame& frame, std::span<const Sequence> arguments) const;
  const Function& function_;
  std::vector<CodePtr> arguments_;
  const StaticContext& statics_;
};

/// A call of a function that the pack declares.
class DeclaredCallCode final : public Code {
 public:
  DeclaredCallCode(FunctionNumber number, const FunctionDeclaration& declaration,
                   std::vector<CodePtr> arguments);
  Sequence evaluate(Frame& frame) const override;

 private:
  FunctionNumber number_;
  std::string what_;
  std::vector<CodePtr> arguments_;
};

/// key(name, value) and key(name, value, top) (XSLT 2.0, 16.3).
class KeyCode final : public Code {
 public:
  KeyCode(const std::vector<KeyDeclaration>& declarations, CodePtr values, CodePtr top);
  Sequence evaluate(Frame& frame) const override;

 private:
  const std::vector<KeyDeclaration>& declarations_;
  CodePtr values_;
  CodePtr top_;
};

/// regex-group(n): the groups of the match under way are a variable (XSLT 2.0, 15.2).
class RegexGroupCode final : public Code {
 public:
  RegexGroupCode(CodePtr groups, CodePtr number);
  Sequence evaluate(Frame& frame) const override;

 private:
  CodePtr groups_, number_;
};

/// doc(uri) and document(uris, base) (F&O 15.5.4; XSLT 2.0, 16.1), from the documents of the module.
class DocumentCode final : public Code {
 public:
  /// `many`: document(), which takes any number of URIs; else doc(). `base`: the node of document()'s second
  /// argument, whose base URI counts; the documents of a pack lie in one folder, so it must be there but
  /// changes nothing.
  DocumentCode(CodePtr uris, bool many, const StaticContext& statics, CodePtr base = nullptr);
  Sequence evaluate(Frame& frame) const override;
  /// Is there such a document? For doc-available().
  static bool available(const StaticContext& statics, const Module& module, std::string_view uri);

 private:
  CodePtr uris_;
  bool many_;
  const StaticContext& statics_;
  CodePtr base_;
};

/// A URI reference made absolute (RFC 3986, 5.2) as far as finding documents needs it; the reference itself
/// where the base is none.
std::string resolve_reference(std::string_view reference, std::string_view base);

}  // namespace quittance::xpath
