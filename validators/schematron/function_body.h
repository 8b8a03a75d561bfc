// Bodies of xsl:function, and of variables, keys and templates that are computed by XSLT instructions.
#pragma once

#include <functional>

#include "validators/schematron/body_code.h"

namespace quittance::schematron {

using Variables = std::map<xpath::Name, xpath::Variable>;

/// What compile_body() asks about the schema. All of it throws Refused, with file:line:column, for what is
/// wrong.
struct BodyCompiler {
  /// Compiles XPath text under the schema's context of its scope, with `locals` visible.
  std::function<xpath::Expression(const Text& text, const Variables& locals)> text;
  /// The same for a match pattern, which sees no local variable.
  std::function<xpath::Pattern(const Text& text)> pattern;
  /// Compiles an "as" attribute in a scope; "" is item()*.
  std::function<xpath::SequenceType(const std::string& as, std::uint32_t scope, const Place& place)> type;
  /// Expands the name of a variable, template or mode as written ("u:codes") in a scope.
  std::function<xpath::Name(const std::string& written, std::uint32_t scope, const Place& place)> name;
  std::function<const Scope*(std::uint32_t scope)> scope;
  /// The number of a named template.
  std::function<std::size_t(const xpath::Name& name, const Place& place)> find_template;
  const Templates* templates = nullptr;
};

/// What a body gives: the items of a function, or the one value of a variable without "as", whose content is
/// a temporary tree: a document, or only its text as xs:untypedAtomic where no node can be in it.
enum class Construct { items, tree };

struct TypedParameter {
  std::string name;  ///< as written
  xpath::SequenceType type;
};
/// A first parameter of this name becomes the context item of the body.
inline constexpr std::string_view kContextParameter = ".";

/// Compiles a sequence constructor. `parameters` are the names of the arguments. Variables are evaluated when
/// an instruction first names them.
std::shared_ptr<const xpath::FunctionBody> compile_body(const std::vector<Instruction>& body,
                                                        const std::vector<TypedParameter>& parameters,
                                                        std::uint32_t scope, Construct construct,
                                                        const BodyCompiler& compiler);

/// Compiles parameters and body of a template; its pattern and rank are the caller's.
void compile_template(const Template& source, const BodyCompiler& compiler, TemplateCode& out);

}  // namespace quittance::schematron
