// Bodies of xsl:function, and of variables and keys that are computed by XSLT instructions.
#pragma once

#include <functional>

#include "validators/schematron/source.h"
#include "validators/xpath/xpath.h"

namespace quittance::schematron {

/// Compiles XPath text under the schema's context of that scope, with `locals` visible. Throws Refused when
/// it cannot.
using CompileText =
    std::function<xpath::Expression(const Text& text, const std::map<xpath::Name, xpath::Variable>& locals)>;
/// Compiles an "as" attribute in a scope; "" is item()*. Throws Refused when it cannot.
using CompileType =
    std::function<xpath::SequenceType(const std::string& as, std::uint32_t scope, const Place& place)>;

/// Expands the name of a variable as written ("u:codes") in a scope. Throws Refused when its prefix is not
/// declared.
using ExpandName =
    std::function<xpath::Name(const std::string& written, std::uint32_t scope, const Place& place)>;

struct BodyCompiler {
  ExpandName name;
  CompileText text;
  CompileType type;
};

/// What a body gives: the items of a function, or the one value of a variable without "as", whose content
/// would be a temporary tree: its text, as xs:untypedAtomic. Elements in such a tree are not supported:
/// XTDE-TREE when met.
enum class Construct { items, text };

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

}  // namespace quittance::schematron
