// What an Evaluation holds while a document is under way.
#pragma once

#include <array>
#include <cassert>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "formats/xml/tree.h"
#include "validators/regex/cache.h"
#include "validators/xpath/evaluation.h"
#include "validators/xpath/facts/fact.h"
#include "validators/xpath/facts/one_text.h"
#include "validators/xpath/tree_names.h"

namespace quittance::xpath {

/// A global variable of one evaluation.
struct Global {
  enum class Status : std::uint8_t { unbound, known, waiting, under_way, failed };
  Status status = Status::unbound;
  bool scoped = false;  ///< bound inside a scope: the value dies with it
  Sequence value;
  const Expression* expression = nullptr;
  Focus focus;
  std::shared_ptr<const Failure> failure;
};

/// One tree as this evaluation sees it.
struct BoundTree {
  const xml::Tree* tree;
  TreeNames names;
  /// Nodes by declared key and value, made when first asked for.
  std::map<std::size_t, std::unordered_map<std::string, std::vector<xml::NodeId>>> keys;
};

/// Code that looks up, and the node it starts from (0 where that is the whole document).
struct JoinKey {
  const void* code;
  std::uint64_t from;
  bool operator==(const JoinKey&) const = default;
  struct Hash {
    std::size_t operator()(const JoinKey& key) const {
      return (reinterpret_cast<std::uintptr_t>(key.code) ^ key.from) * 0x9E3779B97F4A7C15ULL >> 16U;
    }
  };
};

/// Items, by the values of the key that a condition compares with.
struct JoinIndex {
  std::uint32_t asked = 0;
  bool made = false;
  bool useless = false;  ///< too few nodes to be worth it
  Sequence items;        ///< those that are numbered; without them the numbers are nodes
  std::unordered_map<std::string_view, std::vector<std::uint32_t>> nodes;
};

struct Evaluation::State {
  explicit State(Evaluation& of, std::shared_ptr<const Module> m) : evaluation(of), module(std::move(m)) {}

  /// Counts work; ends by raise(BUDGET) when the document has had its share.
  void step() {
    if (--left == 0) {
      out_of_steps();
    }
  }
  /// The same for what takes as long as that many steps.
  void work(std::uint64_t steps) {
    if (steps < left) {
      left -= steps;
      return;
    }
    granted += steps - left;
    left = 0;
    out_of_steps();
  }
  /// The same for passing over a text once.
  void pass_over(std::size_t octets) { work(octets / kOctetsPerStep); }
  static constexpr std::size_t kOctetsPerStep = 64;
  [[nodiscard]] BoundTree& bound(TreeNumber number) {
    assert(number < trees.size());
    return *trees.data()[number];
  }
  [[nodiscard]] const BoundTree& bound(TreeNumber number) const {
    assert(number < trees.size());
    return *trees.data()[number];
  }
  /// The number of a tree; it is bound when it is seen for the first time. Ends by raise(BUDGET) beyond
  /// 65,535.
  TreeNumber bind_tree(const xml::Tree& tree);
  /// Value of a global variable, evaluated when this is the first time.
  const Sequence& global(std::uint32_t slot);
  /// A copy of the value that lives as long as `arena`.
  static Sequence keep(const Sequence& value, Arena& arena);
  /// Takes a tree that a function body made.
  TreeNumber adopt(xml::Tree tree);
  /// To be called for each value that is kept beyond the evaluation under way: trees it has nodes of stay.
  void retain(const Sequence& value);
  /// Lets go of the trees made in evaluations that are over, but for those that are still needed.
  void drop_built() {
    if (built.size() > retained) {
      drop_built(retained);
    }
  }
  void drop_built(std::size_t but_for);
  /// Lets go of the trees themselves; nothing refers to them any more.
  void forget_built(std::size_t but_for);
  /// May it be a tree that a function body made? Its number is given to another before the document ends.
  [[nodiscard]] bool is_passing(TreeNumber number) const {
    return !built.empty() && number >= built.front().number;
  }
  void begin_budget(const Budget& given);
  /// Makes `instance` number 0 and the documents of the module those after it.
  void bind_instance(const xml::Tree& instance);
  /// Is it a tree of the module, the same for all instances?
  [[nodiscard]] bool lasting(TreeNumber number) const { return number > 0 && number <= module_documents; }

  Evaluation& evaluation;
  std::shared_ptr<const Module> module;
  std::vector<std::unique_ptr<BoundTree>> trees;
  std::size_t module_documents = 0;  ///< trees 1 to this
  struct Built {
    TreeNumber number;
    std::size_t octets;  ///< held, as the quota counts them
    std::unique_ptr<const xml::Tree> tree;
  };
  std::vector<Built> built;  ///< by function bodies, by number
  std::size_t retained = 0;  ///< so many of them are needed until the next document
  Arena::Quota quota;        ///< of the three that follow together
  Arena temporary{&quota};   ///< intermediate values of the evaluation under way
  Arena scope{&quota};       ///< values kept until the scope ends
  Arena document{&quota};    ///< values kept as long as the document
  Arena module_values;       ///< values kept as long as the documents of the module are the same
  FactSheet facts;           ///< of the instance; all refuted as long as nobody has looked at it
  std::vector<Global> globals;
  std::vector<std::uint32_t> scoped_globals;  ///< slots bound since begin_scope()
  bool in_scope = false;
  /// Value of a subexpression that is the same for the whole document.
  struct Cache {
    Sequence value;
    std::uint32_t document = 0;  ///< the rest is of that document_number; kOfModule: of the module
    std::uint16_t asked = 0;
    bool known = false;
    bool too_large = false;
  };
  /// What an expression gives for the nodes it was asked about last.
  struct Memo {
    struct Entry {
      std::uint32_t document = 0;  ///< document_number
      xml::NodeId node = 0;
      Item local;  ///< value of the variable it hangs on, where there is one
      Item value;
    };
    std::array<Entry, 16> entries;
  };
  std::vector<Memo> memos;             ///< by slot of the code that asks
  std::vector<AnswersByText> answers;  ///< by Compiled::answers, kept from document to document
  std::uint32_t document_number = 0;   ///< counts start(), so that caches need not be cleared
  /// Those of the module's documents stay from instance to instance.
  using Joins = std::unordered_map<JoinKey, JoinIndex, JoinKey::Hash>;
  Joins joins;
  Joins module_joins;
  std::vector<Cache> caches;  ///< by slot of the code that asks
  regex::Cache regexes;       ///< of patterns, kept from document to document
  Instant now{};
  std::chrono::minutes zone{};
  Budget budget;
  std::uint64_t left = 1;               ///< steps until the clock is looked at
  std::uint64_t granted = 0;            ///< steps given out since start()
  std::chrono::nanoseconds deadline{};  ///< by the budget's meter
  std::uint32_t depth = 0;
  const char* stack = nullptr;  ///< where it was when the outermost of those calls began
  std::size_t failure_offset = kNoOffset;

 private:
  void out_of_steps();
};
using State = Evaluation::State;

/// One more function call or evaluation inside another, as long as it lives. Ends by raise(BUDGET) when too
/// deep.
class Nested {
 public:
  explicit Nested(State& state);
  ~Nested() { --state_.depth; }
  Nested(const Nested&) = delete;
  Nested& operator=(const Nested&) = delete;

 private:
  State& state_;
};

/// Gives temporary memory back at the end of a block whose result is no value.
class Temporary {
 public:
  explicit Temporary(State& state) : arena_(state.temporary), mark_(arena_.mark()) {}
  ~Temporary() { arena_.release(mark_); }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;

 private:
  Arena& arena_;
  Arena::Mark mark_;
};

}  // namespace quittance::xpath
