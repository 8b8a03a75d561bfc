// A rule source as its author wrote it, whichever form it came in (ISO .sch, the .xslt of the ISO skeleton or
// of SchXslt): patterns, rules, asserts and everything they lean on, each with its place. Nothing here is
// evaluated.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "formats/xml/tree.h"

namespace quittance::schematron {

/// Where something stands: the end of its start tag. `file` indexes Schema::files.
struct Place {
  std::uint32_t file = 0;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

/// Prefixes an expression may use. Scope 0 holds those of sch:ns; elements of XSLT bring their own.
struct Scope {
  std::vector<std::pair<std::string, std::string>> namespaces;  ///< prefix, URI
  std::string default_element_namespace;                        ///< xpath-default-namespace
  bool operator==(const Scope&) const = default;
};

/// XPath text and where it comes from.
struct Text {
  std::string source;
  Place place;
  std::uint32_t scope = 0;
  explicit operator bool() const { return !source.empty(); }
};

/// How xsl:for-each-group puts items together (XSLT 2.0, 14.3).
enum class Grouping : std::uint32_t { by, adjacent, starting_with, ending_with };

struct SortKey;

/// An XSLT instruction inside a function, a key, a template or a variable: what a rule author may use to
/// compute a value. A literal element is an `element`; attribute value templates are instructions as well.
struct Instruction {
  enum class Kind {
    sequence,
    value_of,
    text,
    variable,
    choose,
    for_each,
    copy_of,
    perform_sort,
    group,       ///< for-each-group
    analyze,     ///< analyze-string; its branches: matching, not matching
    call,        ///< call-template
    apply,       ///< apply-templates
    next_match,  ///< also apply-imports
    stop,        ///< a message that terminates
    element,
    attribute,
    comment,
    processing_instruction,
    document,
    copy,
  };
  struct Branch;
  Kind kind = Kind::sequence;
  Text select;                      ///< empty: the body computes the value
  std::string name;                 ///< variable, template that is called, mode of what is applied
  std::string as;                   ///< variable: declared type, "" = item()*
  std::string literal;              ///< text: the characters
  std::vector<Instruction> body;    ///< variable, for_each and what makes nodes
  std::vector<Branch> branches;     ///< choose, in order
  std::vector<Instruction> called;  ///< name of the node that is made; regular expression of analyze
  std::vector<Instruction> detail;  ///< its namespace; flags of analyze; separator of value_of
  bool has_detail = false;          ///< was it written?
  std::vector<Instruction> handed;  ///< with-param of a call, each a variable
  std::vector<SortKey> sorts;
  Text by;  ///< key or pattern of a group; of a name only its scope
  Grouping grouping = Grouping::by;
  Place place;
};
struct Instruction::Branch {
  Text test;  ///< empty: otherwise
  std::vector<Instruction> body;
};

/// xsl:sort.
struct SortKey {
  Text select;  ///< empty: the body computes the value
  std::vector<Instruction> body;
  std::vector<Instruction> order, data_type;  ///< attribute value templates; empty: not written
};

/// A parameter of a template: a variable that the caller may set.
struct TemplateParameter {
  Instruction by_default;
  bool is_required = false;
};

/// xsl:template of the pack's own, besides those its rules were compiled to.
struct Template {
  std::string name;  ///< as written; "" without
  Text match;        ///< one alternative of a pattern; empty without
  std::string as;
  std::vector<std::string> modes;  ///< as written; "#default", "#all"
  std::string priority;            ///< as written; "" = by the form of the pattern
  std::uint32_t precedence = 0;    ///< of import: the higher wins
  std::uint32_t scope = 0;
  std::vector<TemplateParameter> parameters;
  std::vector<Instruction> body;
  Place place;
};

struct Let {
  std::string name;
  Text value;                                ///< empty when one of the following holds the value
  std::vector<Instruction> body;             ///< computed by XSLT instructions
  std::shared_ptr<const xml::Tree> content;  ///< literal element content: a document of its own
  std::string as;
  Place place;
};

/// A piece of a message: literal text, or an expression whose string value stands in its place.
struct MessagePart {
  std::string text;
  Text expression;       ///< value-of/@select, name/@path
  bool is_name = false;  ///< <name/> without path: the name of the context node
};
using Message = std::vector<MessagePart>;

/// sch:diagnostic or sch:property: text shown beside the assert that refers to it.
struct Diagnostic {
  std::string id, language;
  std::string role, scheme;  ///< properties only
  Message message;
  Place place;
};

struct Assertion {
  bool is_report = false;  ///< a report fires when its test holds, an assert when it does not
  std::string id, flag, role, see;
  Text test;
  Text over;  ///< the nodes it is decided on, one by one, instead of the rule's own: compiled forms edited by
              ///< hand
  Text subject;
  Message message;
  std::vector<std::string> diagnostics, properties;         ///< ids of the schema's
  std::vector<Diagnostic> own_diagnostics, own_properties;  ///< compiled forms keep them with each assert
  Place place;
};

struct Rule {
  std::string id, flag, role;
  Text context;
  std::vector<Let> lets;
  std::vector<Assertion> assertions;
  Place place;
};

struct Pattern {
  std::string id, title;
  Text documents;  ///< expression that names the documents to look at instead of the instance
  std::vector<Let> lets;
  std::vector<Rule> rules;
  Place place;
};

struct Phase {
  std::string id;
  std::vector<Let> lets;
  std::vector<std::string> active;  ///< pattern ids
  Place place;
};

struct Parameter {
  std::string name, as;
};

/// xsl:function. `name` is as written; the prefix is resolved in `scope`.
struct Function {
  std::string name, as;
  std::uint32_t scope = 0;
  std::uint32_t precedence = 0;  ///< of import: the higher hides the lower
  std::vector<Parameter> parameters;
  std::vector<Instruction> body;
  Place place;
};

/// xsl:key. `name` as written.
struct Key {
  std::string name;
  Text match, use;
  std::vector<Instruction> body;  ///< when there is no use
  Place place;
};

/// Which kinds of node are offered to the rules. Compiled forms say so themselves; a .sch means all of them.
struct Visit {
  bool attributes = true;
  bool text = true;
  bool comments = true;
  bool instructions = true;
};

/// Something in the source that makes no finding and was left out, as the pack's own processor makes nothing
/// of it either: an instruction that writes no assert, a rule that nothing applies. Or a form the standard
/// forbids and the ISO skeleton takes.
struct Remark {
  Place place;
  std::string text;
};

struct Schema {
  std::vector<std::string> files;  ///< [0] is the main one
  std::vector<Scope> scopes;
  std::string title, query_binding, schema_version, default_phase;
  std::vector<Let> lets;
  std::vector<Phase> phases;
  std::vector<Pattern> patterns;
  std::vector<Function> functions;
  std::vector<Key> keys;
  std::vector<Template> templates;
  std::vector<Diagnostic> diagnostics, properties;
  std::vector<Remark> remarks;
  Visit visit;
  bool pattern_lets_are_global = false;  ///< compiled forms have written them down as global variables
};

/// "file:line:column".
std::string to_string(const Schema& schema, const Place& place);

}  // namespace quittance::schematron
