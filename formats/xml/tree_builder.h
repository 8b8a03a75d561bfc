// Fills a Tree from parser events, in document order. The only way to make one.
#pragma once

#include <span>
#include <string_view>

#include "formats/xml/tree.h"

namespace quittance::xml {

struct AttributeEvent {
  std::string_view uri;
  std::string_view local;
  std::string_view prefix;
  std::string_view value;
};

class TreeBuilder {
 public:
  TreeBuilder();
  /// Expect about this many octets of input: one allocation instead of many.
  void reserve(std::size_t input_size);

  void start_element(std::string_view uri, std::string_view local, std::string_view prefix,
                     std::span<const AttributeEvent> attributes,
                     std::span<const NamespaceDeclaration> declarations, Position position);
  void end_element();
  /// Adjacent pieces become one text node; empty pieces are ignored. Text outside the root is ignored.
  void text(std::string_view piece, Position position);
  void comment(std::string_view value, Position position);
  void processing_instruction(std::string_view target, std::string_view data, Position position);

  [[nodiscard]] std::size_t depth() const { return open_.size() - 1; }
  /// The innermost open element, or the document.
  [[nodiscard]] NodeId current() const { return open_.back(); }
  /// Different names so far, of elements, attributes and instructions.
  [[nodiscard]] std::size_t name_count() const { return tree_.names_.size(); }
  /// Different local names, prefixes and namespaces so far.
  [[nodiscard]] std::size_t string_count() const { return tree_.strings_.size(); }
  /// Takes the finished tree; the builder is empty afterwards and may be used again.
  Tree finish();

 private:
  void begin();
  NodeId add(NodeKind kind, NameId name, std::string_view prefix, Position position);
  void set_text(NodeId n, std::string_view value);
  NameId intern_name(std::string_view uri, std::string_view local);
  std::uint32_t intern(std::string_view text);

  Tree tree_;
  std::vector<NodeId> open_;
  std::vector<NodeId> last_child_;  ///< of each open node
  std::unordered_map<std::string, std::uint32_t> string_index_;
  std::string key_;
};

}  // namespace quittance::xml
