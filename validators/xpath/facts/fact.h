// Facts: what one look at each node tells of a whole document – which names stand under which, which texts a
// name never has, what comes once. Most asserts forbid or count what is not there; an assert that facts
// settle is not evaluated.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "validators/xpath/syntax/mark.h"
#include "validators/xpath/value/type.h"

namespace quittance::xpath {

/// Nodes by their names and those of their parents. Names ascend.
struct Origin {
  std::vector<PooledName> parents;  ///< elements; none: any
  std::vector<PooledName> names;    ///< of elements, or of attributes; none: not known
  bool attribute = false;

  [[nodiscard]] bool known() const { return !names.empty(); }
  bool operator==(const Origin&) const = default;
};

/// Something that may hold for all nodes of an origin in a tree. It holds where there are no such nodes.
struct Fact {
  enum class Kind : std::uint8_t {
    none,     ///< there are none
    no_text,  ///< none has `text`, white space normalized
    single,   ///< none has a sibling of that origin
    has,      ///< each element among the parents has such a node
    filled,   ///< none has a text of nothing but white space, nor one in pieces
    castable  ///< the text of each can be cast to `type`: boolean, decimal or double
  };
  Kind kind = Kind::none;
  Origin origin;
  std::string text = {};
  Type type = Type::none;
};
using FactNumber = std::uint32_t;

/// When something is known: all of `all` hold, and of each of `clauses` at least one fact does.
struct Condition {
  std::vector<FactNumber> all;
  std::vector<std::vector<FactNumber>> clauses;

  /// Makes this ask for the other as well.
  void add(const Condition& other);
};
using When = std::optional<Condition>;  ///< nothing where no condition is known

/// Facts that the expressions of a module ask for.
class FactPool {
 public:
  FactNumber intern(Fact fact);
  [[nodiscard]] std::size_t size() const { return facts_.size(); }
  [[nodiscard]] const Fact& fact(FactNumber number) const { return facts_[number]; }
  /// Those that a node of that name, under an element of that name, is looked at for; kAnyPooled as parent is
  /// an element no expression mentions.
  [[nodiscard]] std::vector<FactNumber> concerning(bool attribute, PooledName name, PooledName parent) const;
  /// Those of Fact::Kind::has that the children of an element of that name are looked at for.
  [[nodiscard]] std::vector<FactNumber> wanted_below(PooledName parent) const;

  /// What was found of expressions that are the same for the whole document, by the number they are kept
  /// under: they stand in many asserts.
  struct Found {
    std::optional<When> empty;
    std::optional<When> safe;
    std::optional<Origin> origin;
  };
  [[nodiscard]] Found& found(std::uint32_t number) { return found_[number]; }

 private:
  std::vector<Fact> facts_;
  std::unordered_map<Mark, FactNumber, Mark::Hash> index_;
  std::unordered_map<std::uint32_t, Found> found_;
  std::vector<std::vector<FactNumber>> by_name_;       ///< by PooledName
  std::vector<std::vector<FactNumber>> wanted_below_;  ///< by PooledName of a parent
};

/// A value that is certain under a condition.
struct KnownInteger {
  Condition when;
  std::int64_t value = 0;
};

/// Conditions as one row of numbers, for asking again and again: see FactSheet::any_holds().
using FlatConditions = std::vector<std::uint32_t>;
FlatConditions flat(const std::vector<Condition>& alternatives);
/// Some facts that together make one of them hold, few of them; nothing where none can ever hold.
std::optional<std::vector<FactNumber>> enough_for(std::span<const std::uint32_t> flat);

/// Both conditions, where both are known.
When both(When a, const When& b);

/// Which facts of a pool hold for the document under way.
class FactSheet {
 public:
  /// All hold: no node has been looked at.
  void start(std::size_t facts) {
    refuted_.assign(facts, 0);
    list_.clear();
    all_refuted_ = false;
  }
  void refute(FactNumber number) {
    if (std::exchange(refuted_[number], 1) == 0) {
      list_.push_back(number);
    }
  }
  void refute_all() {
    refuted_.assign(refuted_.size(), 1);
    all_refuted_ = true;
  }
  /// Does none hold?
  [[nodiscard]] bool all_refuted() const { return all_refuted_; }
  /// Those that do not hold, where not all are refuted together.
  [[nodiscard]] std::span<const FactNumber> refuted() const { return list_; }
  [[nodiscard]] bool holds(FactNumber number) const { return refuted_.data()[number] == 0; }
  /// Does one of these conditions hold?
  [[nodiscard]] bool any_holds(std::span<const std::uint32_t> flat) const;

 private:
  [[nodiscard]] bool all_hold(const std::uint32_t* at, const std::uint32_t* end) const;
  std::vector<std::uint8_t> refuted_;  ///< octets: looked at far more often than they are filled
  std::vector<FactNumber> list_;
  bool all_refuted_ = false;
};

/// What is known of the place an expression is asked about, while it is compiled.
struct Place {
  FactPool& facts;
  Origin item;  ///< the context item
};

}  // namespace quittance::xpath
