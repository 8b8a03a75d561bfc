// The compiled form: a tree of Code, each knowing how to give its value whole, item by item, as one item, or
// as a truth. A parent asks for the cheapest form that answers its question, so that most paths stop at their
// first node.
#pragma once

#include <cstdint>
#include <memory>
#include <type_traits>
#include <vector>

#include "validators/xpath/facts/fact.h"
#include "validators/xpath/failure.h"
#include "validators/xpath/state.h"
#include "validators/xpath/xpath.h"

namespace quittance::xpath {

/// The moving part of the dynamic context: focus and local variables.
struct Frame {
  State& state;
  Sequence* locals;
  Focus focus;

  [[nodiscard]] Arena& arena() const { return state.temporary; }
  /// The same place looking at another item.
  [[nodiscard]] Frame at(const Item& item, std::int64_t position = 1, std::int64_t size = 1) const {
    return {state, locals, {item, position, size, focus.current}};
  }
};

/// Takes items one by one; returns false when it wants no more. Refers to the callable, does not own it.
class Visitor {
 public:
  template <typename F>
    requires(!std::is_same_v<std::remove_cvref_t<F>, Visitor>)
  Visitor(F&& f)  // NOLINT(google-explicit-constructor)
      : object_(const_cast<void*>(static_cast<const void*>(&f))), call_([](void* o, const Item& i) -> bool {
          return (*static_cast<std::remove_reference_t<F>*>(o))(i);
        }) {}
  bool operator()(const Item& item) const { return call_(object_, item); }

 private:
  void* object_;
  bool (*call_)(void*, const Item&);
};

/// What is known before any document is seen.
struct Traits {
  /// The bit of a local variable in `locals`; beyond 63 slots they share one, which is never taken away.
  static constexpr std::uint64_t local_bit(std::uint32_t slot) {
    return std::uint64_t{1} << (slot < kShared ? slot : kShared);
  }
  static constexpr std::uint32_t kShared = 63;
  void unbind(std::uint32_t slot) {
    if (slot < kShared) {
      locals &= ~local_bit(slot);
    }
  }

  enum class Items : std::uint8_t { any, nodes, atomic };
  Items items = Items::any;
  Type atomic = Type::any_atomic;  ///< of all items, when they are atomic
  Occurrence occurrence = Occurrence::many;
  // What the value depends on
  bool item = false;     ///< the context item itself
  bool content = false;  ///< … more of it than its kind and its name as written
  bool root = false;     ///< the root of the context item's tree, nothing else of the item
  bool position = false;
  bool size = false;
  bool current = false;      ///< XSLT's current()
  std::uint64_t locals = 0;  ///< local variables bound outside of the code: see local_bit()
  bool globals = false;      ///< variables that are bound anew in each scope
  bool environment = false;  ///< clock, timezone: the same throughout an evaluation
  bool documents = false;    ///< those of the module
  bool opaque = false;       ///< functions of the pack: what they look at is not known
  // Of nodes
  bool ordered = false;  ///< comes in document order, no node twice
  bool peers = false;    ///< no node is an ancestor of another
  /// Can it end in a dynamic error where the context item is a node?
  bool may_fail = true;

  [[nodiscard]] bool at_most_one() const { return !allows_many(occurrence); }
  [[nodiscard]] bool is_boolean() const { return items == Items::atomic && atomic == Type::boolean; }
  /// Does it depend on nothing but the document, the environment and variables of the document?
  [[nodiscard]] bool per_document() const {
    return !item && !position && !size && !current && locals == 0 && !globals && !opaque;
  }
  /// Does it depend on nothing but the documents of the module?
  [[nodiscard]] bool per_module() const { return per_document() && !root && !environment; }
  /// Of the context item, does it depend on nothing but kind and name?
  [[nodiscard]] bool by_name() const {
    return !content && !root && !position && !size && !current && locals == 0 && !globals && !environment &&
           !documents && !opaque;
  }
  [[nodiscard]] bool uses_focus() const { return item || root || position || size || current; }
  /// Adds the dependencies of a part that is evaluated in the same focus.
  void depend_on(const Traits& part);
  /// Adds those of a part whose focus is made by this code: only what reaches beyond the focus.
  void depend_on_inner(const Traits& part);
};

class Code {
 public:
  Code() = default;
  virtual ~Code() = default;
  Code(const Code&) = delete;
  Code& operator=(const Code&) = delete;

  /// The whole value, in order.
  virtual Sequence evaluate(Frame& frame) const = 0;
  /// Item by item, in order. False when the visitor stopped it.
  virtual bool each(Frame& frame, Visitor visit) const;
  /// As each(), but nodes may come in any order and more than once: for questions of existence.
  virtual bool any_order(Frame& frame, Visitor visit) const { return each(frame, visit); }
  /// The only item, absent when there is none. Ends by raise(XPTY0004) when there are more.
  virtual Item single(Frame& frame) const;
  /// The only item where it is a node; absent where there is none, or several.
  virtual Item only_node(Frame& frame) const;
  /// The effective boolean value (XPath 2.0, 2.4.3).
  virtual bool test(Frame& frame) const;
  // What is known from facts, for a context item of the document under validation.
  /// When the effective boolean value is `answer`, and nothing fails before that is certain: alternatives.
  using Alternatives = std::vector<Condition>;
  [[nodiscard]] virtual Alternatives settled(bool answer, const Place& place) const;
  /// When there are no items and nothing fails. When only of code whose nodes are all of that document.
  [[nodiscard]] virtual When empty(const Place& place) const;
  /// When no item has that text, white space normalized, and nothing fails. `text` is normalized, not "".
  [[nodiscard]] virtual When lacks(std::string_view text, const Place& place) const;
  /// When there is an item, and nothing fails before it is found.
  [[nodiscard]] virtual When present(const Place& place) const;
  /// When there is an item, the text of each has more than white space, and nothing fails.
  [[nodiscard]] virtual When filled(const Place& place) const;
  /// When there is at most one item.
  [[nodiscard]] virtual When alone(const Place& place) const;
  /// When nothing can fail, however much of it is evaluated.
  [[nodiscard]] virtual When safe(const Place& place) const;
  /// The integer it is, and when. Nothing fails then.
  [[nodiscard]] virtual std::optional<KnownInteger> integer(const Place& place) const;
  /// What the items are, if all are elements or attributes of the document with known names.
  [[nodiscard]] virtual Origin origin(const Place& place) const;
  /// Does the effective boolean value hang on nothing but kind and name of the context item?
  [[nodiscard]] virtual bool by_name() const;
  /// The effective boolean value where the context item is any element of that shape, and nothing fails
  /// before it is certain. Nothing where the shape does not tell.
  [[nodiscard]] virtual std::optional<bool> told(xml::Shape) const { return std::nullopt; }
  /// Is its value the context item, or its text?
  [[nodiscard]] virtual bool is_context_item() const { return false; }
  /// Is it more work than finding a kept value is?
  [[nodiscard]] virtual bool worth_keeping() const { return true; }
  /// The same value in the constants of the compiled expression, where it is one; nullptr otherwise.
  [[nodiscard]] virtual const Sequence* constant() const { return nullptr; }

  Traits traits;
  std::uint32_t offset = 0;
};
using CodePtr = std::unique_ptr<Code>;

/// The effective boolean value of a whole sequence. Ends by raise(FORG0006).
bool effective_boolean(const Sequence& value);
bool effective_boolean(const Item& item);

/// A compiled expression: what Expression shares.
struct Compiled {
  std::string source;
  StaticContext statics;  ///< without its module once it is compiled
  Arena constants;        ///< what constants in the code refer to
  CodePtr code;
  /// Where the answer hangs on the text of one node: the code of that node, what there is to ask when its
  /// text is the context item (nullptr where that is not to be asked so), and a number for what is kept of
  /// the answers.
  CodePtr text;
  CodePtr of_text;
  std::uint32_t answers = 0;
  std::uint32_t locals = 0;  ///< slots needed, those of the caller included
};

}  // namespace quittance::xpath
