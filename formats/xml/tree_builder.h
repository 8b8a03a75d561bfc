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

/// A name or prefix the builder knows, by number: until finish().
struct KnownAttribute {
  NameId name = kNoName;
  std::uint32_t prefix = 0;
  std::string_view value;
};

/// Numbers found by their hash: open addressing, so that a name costs no allocation, and the room is used
/// again for the next document.
class HashSlots {
 public:
  void clear();
  /// The number with that hash for which `same` holds, or `next`, which is then kept.
  template <typename Same>
  std::uint32_t find_or_add(std::size_t hash, std::uint32_t next, Same same);
  /// The number with that hash for which `same` holds, or `otherwise`. Something was added before.
  template <typename Same>
  [[nodiscard]] std::uint32_t find(std::size_t hash, std::uint32_t otherwise, Same same) const;

 private:
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t number = kFree;
  };
  static constexpr std::uint32_t kFree = 0xffffffff;
  void grow();

  std::vector<Slot> slots_;
  std::size_t used_ = 0;
};

class TreeBuilder {
 public:
  TreeBuilder();
  /// Expect about this many octets of input: one allocation instead of many.
  void reserve(std::size_t input_size);
  /// Text outside of any element counts from now on, as in the trees that rules make.
  void keep_text_outside() { least_open_for_text_ = 1; }

  void start_element(std::string_view uri, std::string_view local, std::string_view prefix,
                     std::span<const AttributeEvent> attributes,
                     std::span<const NamespaceDeclaration> declarations, Position position);
  /// The same for names that were asked for before: one who meets them again need not look them up.
  void start_element(NameId name, std::uint32_t prefix, std::span<const KnownAttribute> attributes,
                     std::span<const NamespaceDeclaration> declarations, Position position);
  NameId know_name(std::string_view uri, std::string_view local);
  std::uint32_t know_prefix(std::string_view prefix) { return prefix.empty() ? 0 : intern(prefix); }
  void end_element();
  /// Adjacent pieces become one text node; empty pieces are ignored. Text outside the root is
  /// ignored, but for keep_text_outside().
  void text(std::string_view piece, Position position);
  void text(std::u16string_view piece, Position position);
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
  NodeId add(NodeKind kind, NameId name, std::uint32_t prefix, Position position);
  void classify(NodeKind kind, NameId name, std::uint32_t prefix);
  [[nodiscard]] Shape shape_of_closed(NodeId element) const;
  ClassId class_below(ClassId parent, NodeKind kind, NameId name, std::uint32_t prefix);
  void begin_text(Position position);
  void end_text();
  void set_text(NodeId n, std::string_view value);
  std::uint32_t intern(std::string_view text);

  Tree tree_;
  std::vector<NodeId> open_;
  std::vector<NodeId> last_child_;  ///< of each open node
  HashSlots string_slots_, name_slots_, class_slots_;
  std::vector<KnownAttribute> known_;
  std::size_t least_open_for_text_ = 2;
};

}  // namespace quittance::xml
