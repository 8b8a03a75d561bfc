// Reads sequence constructors (XSLT 2.0, 5.7): XSLT elements to Instructions. Refuses what it does not know.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "validators/schematron/elements.h"

namespace quittance::schematron {

class BodyReader {
 public:
  BodyReader(Schema& schema, Elements& elements) : schema_(schema), elements_(elements) {}

  /// What `parent` holds, but for its xsl:param, xsl:sort and xsl:with-param.
  std::vector<Instruction> read(const Element& parent);
  /// A variable, a parameter or what is handed to one.
  Instruction variable(const Element& element, std::initializer_list<std::string_view> further = {});

 private:
  // body_reader.cpp
  void add_text(std::string_view text, const Element& parent, std::vector<Instruction>& out);
  Text expression(const Element& element, std::string_view attribute);
  std::vector<Instruction> value_template(const Element& element, std::string_view source);
  /// The template in an attribute; nothing when it is not there.
  std::vector<Instruction> value_template_of(const Element& element, std::string_view attribute);
  static void allow(const Element& element, const std::vector<std::string_view>& attributes);
  Instruction instruction(const Element& element);
  Instruction select(const Element& element, Instruction out);
  void separated(const Element& element, Instruction& out);
  Instruction value_of(const Element& element, Instruction out);
  Instruction text(const Element& element, Instruction out);
  Instruction choose(const Element& element, Instruction out);
  Instruction condition(const Element& element, Instruction out);
  void message(const Element& element, std::vector<Instruction>& out);

  // body_reader_loops.cpp
  std::vector<SortKey> sorts(const Element& element);
  SortKey sort(const Element& element);
  Instruction for_each(const Element& element, Instruction out);
  Instruction perform_sort(const Element& element, Instruction out);
  Instruction group(const Element& element, Instruction out);
  Instruction analyze(const Element& element, Instruction out);
  std::vector<Instruction> handed(const Element& element);
  Instruction call(const Element& element, Instruction out);
  Instruction apply(const Element& element, Instruction out);
  Instruction next_match(const Element& element, Instruction out);

  // body_reader_nodes.cpp
  Instruction literal_element(const Element& element, Instruction out);
  Instruction attribute_of(const Element& element, xml::NodeId attribute);
  Instruction content(const Element& element);
  Instruction named(const Element& element, Instruction::Kind kind, Instruction out);
  Instruction comment(const Element& element, Instruction out);
  Instruction document(const Element& element, Instruction out);
  Instruction copy(const Element& element, Instruction out);

  Schema& schema_;
  Elements& elements_;
};

}  // namespace quittance::schematron
