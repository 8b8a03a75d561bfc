// The door every foreign document passes before a parser sees it: bytes are bounded, one encoding is left,
// and no document type declaration gets through. Plain scanning of bytes, one pass, no allocation for UTF-8
// input.
#pragma once

#include <cstddef>

#include "formats/base/bytes.h"
#include "formats/base/result.h"
#include "formats/xml/tree.h"

namespace quittance::xml {

/// Upper bounds of one document; each is allowed, one more is refused. KB and MB are powers of 1024.
struct Limits {
  std::size_t size_bytes = std::size_t{100} << 20;           ///< as received, before any conversion
  std::size_t depth = 128;                                   ///< open elements, the root being 1
  std::size_t elements = 2'000'000;                          ///< in the document
  std::size_t attributes_per_element = 256;                  ///< namespace declarations count; at most 65534
  std::size_t name_bytes = std::size_t{1} << 10;             ///< of an element or attribute, prefix included
  std::size_t attribute_value_bytes = std::size_t{1} << 20;  ///< as written, references not expanded
  std::size_t text_bytes = std::size_t{64} << 20;            ///< of a text node or comment, as written
  std::size_t processing_instructions = 10'000;              ///< in the document
  std::size_t distinct_names =
      20'000;  ///< of any kind, prefixes and namespaces too; counted by the reader, not by guard()
  std::size_t schema_findings = 1'000;  ///< kept of one document
  std::size_t instruction_target_bytes = std::size_t{1} << 10;
  std::size_t instruction_data_bytes = std::size_t{64} << 10;
};

/// A document that may be parsed: UTF-8 without byte order mark. UTF-8 input is borrowed and must outlive it.
class Guarded {
 public:
  explicit Guarded(BytesView borrowed) : borrowed_(borrowed) {}
  explicit Guarded(Bytes converted) : converted_(std::move(converted)), is_converted_(true) {}
  [[nodiscard]] BytesView text() const { return is_converted_ ? BytesView(converted_) : borrowed_; }

 private:
  BytesView borrowed_;
  Bytes converted_;
  bool is_converted_ = false;
};

/// Looks at a whole document without parsing it. It is no judge of well-formedness: what it cannot make sense
/// of it leaves to the parser, which then stops at the same place or before. Fails with a detail of
/// "line:column: reason" and one of the codes
///   XML-SIZE, XML-EMPTY
///   XML-ENCODING    not UTF-8 or UTF-16, broken sequences, NUL, or not what the XML declaration says
///   XML-VERSION     not XML 1.0 (1.1 would let control characters in)
///   XML-DOCTYPE     a document type declaration, or any other markup declaration
///   XML-DEPTH, XML-ELEMENTS, XML-ATTRIBUTES, XML-NAME, XML-ATTRIBUTE-VALUE, XML-TEXT, XML-INSTRUCTION
Result<Guarded> guard(BytesView document, const Limits& limits = {});

/// The place that the detail of an error of guard() or Reader begins with; {0, 0} when it names none.
Position position_of(const Error& error);

}  // namespace quittance::xml
