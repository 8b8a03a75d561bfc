// Looks at the nodes of a document for what refutes facts. Nodes come in classes: all of a class have the
// same names from the document node down, so that what concerns them is found once for a class.
#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "formats/xml/tree.h"
#include "validators/xpath/facts/fact.h"
#include "validators/xpath/value/arena.h"

namespace quittance::xpath {

class FactFinder {
 public:
  using ClassNumber = std::uint32_t;

  /// The pool must outlive this and grow no more.
  explicit FactFinder(const FactPool& pool) : pool_(pool) {}

  /// The next class, numbered from 0: elements or attributes of a name, children of the nodes of one class.
  void add_class(xml::NodeKind kind, PooledName name, ClassNumber parent, PooledName parent_name);
  void forget_classes();

  /// Begins a document. Both must live as long as it is looked at.
  void start(const xml::Tree& tree, FactSheet& sheet);
  /// Takes note of a class the document has, with how many nodes: all of them, before any node is looked at.
  /// Is there more to look at than that they occur?
  bool see(ClassNumber number, std::uint32_t nodes);
  /// Looks at one node of such a class; nodes come in document order.
  void look_closely(ClassNumber number, xml::NodeId node);
  /// Ends the document: nodes that are missing are told only by all that are there.
  void finish();

 private:
  struct Text {
    std::string_view text;
    FactNumber fact;
  };
  struct Cast {
    Type type;
    FactNumber fact;
  };
  struct Single {
    FactNumber fact;
    std::uint32_t slot;  ///< of latest_
  };
  struct Class {
    std::uint32_t nodes = 0;  ///< of the document it was last seen in
    bool detailed = false;    ///< is there more to look at than that it occurs?
    std::vector<FactNumber> occurrence;
    std::vector<Text> texts;
    std::vector<Cast> casts;
    std::vector<FactNumber> filled;
    std::vector<Single> singles;
    std::vector<std::uint32_t> had;    ///< slots of what is wanted below the parent, and this is
    std::vector<Single> wanted_below;  ///< facts of Kind::has about these nodes as parents
  };
  std::uint32_t slot(FactNumber fact, ClassNumber parent);
  void look_at_text(const Class& of, xml::NodeId node);
  [[nodiscard]] bool is_castable(std::string_view text, Type type);

  const FactPool& pool_;
  const xml::Tree* tree_ = nullptr;
  FactSheet* sheet_ = nullptr;
  std::uint32_t document_ = 0;
  std::vector<Class> classes_;
  std::map<std::pair<FactNumber, ClassNumber>, std::uint32_t> slots_;  ///< by fact and class of the parent
  /// The node whose child was the latest of that fact, with the number of the document above it.
  std::vector<std::uint64_t> latest_;
  std::vector<std::uint32_t> parents_with_;  ///< by slot of Kind::has: parents that have such a child so far
  std::vector<ClassNumber> parents_seen_;    ///< classes of the document with something wanted below
  Arena scratch_;
};

}  // namespace quittance::xpath
