// Code of paths: axis steps, predicates, the "/" operator, unions (XPath 2.0, 3.2 and 3.3.3).
#pragma once

#include <optional>
#include <utility>

#include "validators/xpath/code/code.h"
#include "validators/xpath/code/join.h"
#include "validators/xpath/code/node_test.h"
#include "validators/xpath/syntax/ast.h"
#include "validators/xpath/syntax/mark.h"

namespace quittance::xpath {

/// Sorts into document order and drops nodes that come twice, where that is needed.
Sequence in_document_order(SequenceBuilder& nodes);

/// [e]: keeps an item if e is its position, or true (3.2.2).
class Predicate {
 public:
  explicit Predicate(CodePtr code, const Mark& mark = {});
  /// `frame` looks at the item; its position is set.
  [[nodiscard]] bool keeps(Frame& frame) const;
  [[nodiscard]] const Traits& traits() const { return code_->traits; }
  /// What it is for the item, and for all of that kind and name whatever they hold and wherever they stand;
  /// nothing where it may differ among them.
  [[nodiscard]] std::optional<bool> by_name(Frame& frame) const {
    return how_ == How::truth && code_->by_name() ? std::optional(code_->test(frame)) : std::nullopt;
  }
  /// Does it keep no element of that shape?
  [[nodiscard]] bool rules_out(xml::Shape shape) const {
    return how_ == How::truth && code_->told(shape) == false;
  }
  /// When it keeps no item of that place: alternatives.
  [[nodiscard]] Code::Alternatives keeps_none(const Place& place) const;
  [[nodiscard]] When safe(const Place& place) const;
  [[nodiscard]] bool needs_size() const { return code_->traits.size; }
  /// Is it a plain test, whose answer does not hang on the position?
  [[nodiscard]] bool positional() const { return how_ != How::truth || traits().position || traits().size; }
  /// The one position that passes; 0 when that is not known.
  [[nodiscard]] std::int64_t only_position() const { return how_ == How::position ? position_ : 0; }
  [[nodiscard]] bool may_fail() const { return how_ != How::position && code_->traits.may_fail; }
  [[nodiscard]] const Join& join() const { return join_; }
  [[nodiscard]] const Mark& mark() const { return mark_; }

 private:
  enum class How : std::uint8_t { truth, position, decided_at_run_time };
  How how_ = How::decided_at_run_time;
  std::int64_t position_ = 0;
  Join join_;
  CodePtr code_;
  Mark mark_;
};

/// Several predicates, one behind the other; each sees positions among what the ones before kept.
class Predicates {
 public:
  void add(CodePtr code, const Mark& mark = {}) { add(Predicate(std::move(code), mark)); }
  void append(Predicates&& more);
  /// Each by itself.
  std::vector<Predicate> release();
  /// The mark of something followed by these.
  [[nodiscard]] Mark marked(Mark mark) const {
    for (const Predicate& predicate : list_) {
      mark = mark.with(predicate.mark());
    }
    return mark;
  }
  void add(Predicate&& predicate);
  [[nodiscard]] bool empty() const { return list_.empty(); }
  [[nodiscard]] bool need_size() const { return need_size_; }
  [[nodiscard]] bool positional() const { return positional_; }
  /// Do all keep the item that `frame` looks at? For predicates that are not positional.
  [[nodiscard]] bool keep(Frame& frame, std::size_t from = 0) const {
    for (std::size_t i = from; i < list_.size(); ++i) {
      if (!list_[i].keeps(frame)) {
        return false;
      }
    }
    return true;
  }
  [[nodiscard]] bool may_fail() const;
  /// False where one of them is by the name alone, true where all are.
  [[nodiscard]] std::optional<bool> by_name(Frame& frame) const;
  /// Does the first one pass only one position, so that at most one item is kept?
  [[nodiscard]] bool keep_one() const { return !list_.empty() && list_.front().only_position() > 0; }
  void add_dependencies(Traits& to) const;
  [[nodiscard]] const std::vector<Predicate>& all() const { return list_; }
  [[nodiscard]] When safe(const Place& place) const;
  /// Adds what makes these keep nothing of that place to a condition of one clause; false when one of them
  /// may fail, so that what comes behind says nothing.
  bool add_keeps_none(Condition& to, const Place& place) const;
  /// The one to look items up by; no key where there is none. Nothing fails before it is asked.
  [[nodiscard]] const Join& join() const { return join_; }
  /// How many predicates, from the first, hold for what is looked up by it.
  [[nodiscard]] std::size_t told_by_join() const { return told_by_join_; }

  /// Filters a stream. `inner` is a frame to look at the items with.
  class Stream {
   public:
    Stream(const Predicates& predicates, const Frame& outer);
    [[nodiscard]] bool keeps(const Item& item);
    /// Can no later item pass?
    [[nodiscard]] bool exhausted() const { return exhausted_; }

   private:
    static constexpr std::size_t kMost = 8;
    const Predicates& predicates_;
    Frame inner_;
    std::int64_t passed_[kMost] = {};
    bool exhausted_ = false;
  };
  /// Filters a whole sequence, for predicates that ask for last().
  void filter(const Frame& outer, std::vector<Item>& items, std::size_t from = 0) const;
  [[nodiscard]] bool streams() const { return !need_size_ && list_.size() <= 8; }

 private:
  std::vector<Predicate> list_;
  Join join_;
  std::size_t told_by_join_ = 0;
  bool need_size_ = false;
  bool positional_ = false;
};

/// axis::test[predicates]
struct Step {
  Axis axis = Axis::child;
  NodeTest test;
  Predicates predicates;
  Mark mark;  ///< without the predicates

  /// What the step finds from nodes of an origin.
  [[nodiscard]] Origin origin(const Origin& from) const;
};

/// Axis steps behind one another, from each node of `base`, or from the context item when there is none.
class AxisPathCode final : public Code {
 public:
  AxisPathCode(CodePtr base, std::vector<Step> steps);
  Sequence evaluate(Frame& frame) const override;
  bool each(Frame& frame, Visitor visit) const override;
  bool any_order(Frame& frame, Visitor visit) const override;
  Item single(Frame& frame) const override;
  Item only_node(Frame& frame) const override;
  bool test(Frame& frame) const override;
  [[nodiscard]] When empty(const Place& place) const override;
  [[nodiscard]] When lacks(std::string_view text, const Place& place) const override;
  [[nodiscard]] When present(const Place& place) const override;
  [[nodiscard]] When filled(const Place& place) const override;
  [[nodiscard]] When alone(const Place& place) const override;
  [[nodiscard]] When safe(const Place& place) const override;
  [[nodiscard]] std::optional<bool> told(xml::Shape shape) const override;
  [[nodiscard]] Origin origin(const Place& place) const override;
  [[nodiscard]] bool by_name() const override;
  /// [predicates] that do not count positions, behind the whole path: the same as behind its last step.
  void narrow(Predicates&& predicates);

 private:
  /// Adds what is known from the base; false when nothing is, or its nodes may be of another document.
  bool begin(Condition& condition, Place& at, const Place& place) const;
  bool stream(Frame& frame, Visitor visit, bool ordered) const;
  bool from(Frame& frame, const Item& node, Visitor visit) const;
  bool run(Frame& frame, std::size_t step, const Item& node, Visitor visit) const;
  /// A step that goes to a parent, or to attributes or child elements of one name or of any; of children to
  /// the `only`th, where that is not 0.
  struct Move {
    enum class To : std::uint8_t { parent, attribute, child, any_child };
    To to;
    PooledName name;
    std::int64_t only = 0;
  };
  static std::optional<Move> as_move(const Step& step);
  template <typename Take>
  bool move(State& state, BoundTree& in, std::size_t at, xml::NodeId node, Take& take) const;
  template <typename Take>
  bool move_to_children(State& state, BoundTree& in, std::size_t at, xml::NodeId node, Take& take) const;
  [[nodiscard]] bool starts_plain(const Frame& frame) const;
  [[nodiscard]] bool lacks_names(const BoundTree& in) const;
  [[nodiscard]] bool sweeps(std::size_t step) const;
  bool sweep(Frame& frame, std::size_t step, const Item& node, Visitor visit) const;
  bool run_filtered(Frame& frame, std::size_t step, const Item& node, Visitor visit) const;
  static JoinIndex* index_for(Frame& frame, const Step& step, const Item& node);
  bool run_joined(Frame& frame, std::size_t step, const Item& node, Visitor visit, bool& wanted) const;
  bool run_collected(Frame& frame, std::size_t step, const Item& node, Visitor visit) const;
  bool run_namespaces(Frame& frame, std::size_t step, const Item& element, Visitor visit) const;
  void describe();

  CodePtr base_;
  std::vector<Step> steps_;
  /// Names without which the path is empty, of steps that are reached before anything can fail.
  std::vector<PooledName> required_;
  /// The steps where all are moves: what most paths are. Empty where they are not.
  std::vector<Move> moves_;
};

/// E1/E2 where E2 is no axis step.
class MapCode final : public Code {
 public:
  MapCode(CodePtr base, CodePtr step);
  [[nodiscard]] When empty(const Place& place) const override;
  [[nodiscard]] When lacks(std::string_view text, const Place& place) const override;
  [[nodiscard]] When alone(const Place& place) const override;
  [[nodiscard]] When safe(const Place& place) const override;
  [[nodiscard]] Origin origin(const Place& place) const override;
  Sequence evaluate(Frame& frame) const override;
  bool each(Frame& frame, Visitor visit) const override;
  bool any_order(Frame& frame, Visitor visit) const override;
  Item single(Frame& frame) const override;

 private:
  bool stream(Frame& frame, Visitor visit, bool ordered) const;
  CodePtr base_;
  CodePtr step_;
};

/// (E)[p]
class FilterCode final : public Code {
 public:
  FilterCode(CodePtr base, Predicates predicates);
  [[nodiscard]] When empty(const Place& place) const override;
  [[nodiscard]] When lacks(std::string_view text, const Place& place) const override;
  [[nodiscard]] When alone(const Place& place) const override;
  [[nodiscard]] When safe(const Place& place) const override;
  [[nodiscard]] Origin origin(const Place& place) const override;
  Sequence evaluate(Frame& frame) const override;
  bool each(Frame& frame, Visitor visit) const override;
  bool any_order(Frame& frame, Visitor visit) const override;

 private:
  bool run(Frame& frame, Visitor visit, bool ordered) const;
  CodePtr base_;
  Predicates predicates_;
};

/// union, intersect, except
class SetCode final : public Code {
 public:
  SetCode(Operator op, CodePtr left, CodePtr right);
  Sequence evaluate(Frame& frame) const override;
  bool any_order(Frame& frame, Visitor visit) const override;
  bool test(Frame& frame) const override;
  [[nodiscard]] When empty(const Place& place) const override;
  [[nodiscard]] When lacks(std::string_view text, const Place& place) const override;
  [[nodiscard]] When safe(const Place& place) const override;
  [[nodiscard]] Origin origin(const Place& place) const override;

 private:
  void collect(Frame& frame, const Code& code, SequenceBuilder& nodes) const;
  Operator op_;
  CodePtr left_;
  CodePtr right_;
};

}  // namespace quittance::xpath
