// The dynamic context (XPath 2.0, 2.1.2): everything an expression needs that is not in its text. One for a
// thread, reused from document to document.
#pragma once

#include <memory>
#include <vector>

#include "validators/xpath/facts/fact.h"
#include "validators/xpath/xpath.h"

namespace quittance::xpath {

class Evaluation {
 public:
  /// All expressions of the module must be compiled before start() is called.
  explicit Evaluation(std::shared_ptr<const Module> module);
  ~Evaluation();
  Evaluation(const Evaluation&) = delete;
  Evaluation& operator=(const Evaluation&) = delete;

  /// Begins a document: forgets everything about the one before. `document` must outlive the evaluation of
  /// it.
  void start(const xml::Tree& document, const Budget& budget = {});
  /// The instant that current-dateTime() gives; the same throughout a document. `zone` is the implicit
  /// timezone.
  void set_clock(Instant now, std::chrono::minutes zone = {});

  /// Binds a global variable for the rest of the document.
  void bind(std::uint32_t slot, const Sequence& value);
  /// Binds a global variable to the value `expression` has with `focus`, evaluated when first needed and then
  /// kept, as is its error. `expression` must outlive the binding. A variable that needs itself ends with
  /// XTDE0640. A value that is the same for all nodes of the document is kept until start(), any other until
  /// the scope it was bound in ends.
  void bind_lazily(std::uint32_t slot, const Expression& expression, const Focus& focus);
  /// Begins and ends what is kept for one node: values of variables bound lazily in between are dropped at
  /// the end.
  void begin_scope();
  void end_scope();

  /// What facts hold for the document: none before somebody starts the sheet and looks at all nodes.
  [[nodiscard]] FactSheet& facts();

  /// Makes a further tree known until the next start() and gives its document node; it must live as long.
  Item attach(const xml::Tree& tree);
  /// Takes a tree that a function body made and gives its document node. It lives as long as the values of
  /// the evaluation it is part of. Ends by raise(BUDGET) when there are too many.
  Item adopt(xml::Tree tree);

  /// The document under validation.
  [[nodiscard]] Item document() const { return Item::node(0, xml::Tree::document()); }
  [[nodiscard]] const xml::Tree& tree(TreeNumber number = 0) const;
  [[nodiscard]] const xml::Tree& tree_of(const Item& node) const { return tree(node.tree()); }
  [[nodiscard]] const Module& module() const;
  /// The pooled name of one of the document's; kAnyPooled when no expression of the module mentions it.
  [[nodiscard]] PooledName pooled(xml::NameId name) const;
  [[nodiscard]] Instant now() const;
  [[nodiscard]] std::chrono::minutes implicit_zone() const;

  /// String value of a node (XPath data model 5.13); a copy in `arena` when it is not stored in one piece.
  [[nodiscard]] std::string_view string_value(const Item& node, Arena& arena) const;
  /// Typed value of an item: atomic items are themselves, nodes are xs:untypedAtomic (comments, processing
  /// instructions and namespace nodes xs:string).
  [[nodiscard]] Item atomize(const Item& item, Arena& arena) const;

  [[nodiscard]] bool is_text_node(const Item& item) const;

  /// For function bodies: memory that lives as long as the values of the evaluation they are part of.
  [[nodiscard]] Arena& arena();

  /// Where the last failed Expression or Pattern failed, in octets of its source; kNoOffset where not known.
  [[nodiscard]] std::size_t failure_offset() const;
  /// Steps used since start().
  [[nodiscard]] std::uint64_t steps() const;

  struct State;  ///< of this folder
  [[nodiscard]] State& state() { return *state_; }
  [[nodiscard]] const State& state() const { return *state_; }

 private:
  std::unique_ptr<State> state_;
};

}  // namespace quittance::xpath
