// Nodes with the same names from the document node down are of one class: what the names say about the
// contexts of rules, and about facts, is asked once for each class, not for each node, and kept from document
// to document.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "formats/xml/tree.h"
#include "validators/schematron/pack.h"
#include "validators/xpath/evaluation.h"
#include "validators/xpath/fact_finder.h"

namespace quittance::schematron {

/// A rule that may claim nodes of a class, and what is to be asked of them first.
struct ClassCandidate {
  Candidate at;
  const RuleCode* rule = nullptr;
  xpath::Chance chance;
  std::uint32_t asked_in = 0;  ///< FactFinder::document() that `possible` is about
  bool possible = false;       ///< do the facts of that document leave it a chance?
};

/// Belongs to one thread, as the Evaluation does.
class PathClasses {
 public:
  using Number = std::uint32_t;
  /// A node beyond the bound on classes: nothing is known of it.
  static constexpr Number kNone = 0xffffffff;

  /// All must outlive this. The evaluation is the one that is under way.
  PathClasses(const Pack& pack, const Dispatch& dispatch, xpath::Evaluation& evaluation)
      : pack_(pack), dispatch_(dispatch), evaluation_(evaluation), facts_(pack.module()->facts()) {}

  /// Looks at all nodes of a document: finds their classes, and what facts hold for the evaluation.
  void start(const xml::Tree& document);
  /// Class of a node; that of the document node is 0.
  [[nodiscard]] Number of(xml::NodeId node) const { return class_of_[node]; }
  /// The rules for nodes of a class, in the order of Dispatch::find(); `node` is one of them.
  std::span<ClassCandidate> candidates(Number number, xml::NodeId node);
  /// May the rule claim nodes of its class in the document under way, as far as facts tell?
  bool possible(ClassCandidate& candidate) const;

 private:
  /// A name as written. Numbered, so that class keys are small.
  struct Spelling {
    std::string uri, local, prefix;
    xpath::PooledName pooled = xpath::kAnyPooled;
  };
  struct Class {
    Number parent = kNone;
    xml::NodeKind kind = xml::NodeKind::document;
    std::uint32_t spelling = 0;
    bool known = false;  ///< are the candidates found?
    std::vector<ClassCandidate> candidates;
  };
  /// Spelling of the nodes of one name in the document under way.
  struct Spelled {
    std::uint32_t prefix = 0;
    std::uint32_t spelling = kNone;
  };

  /// Classes by their parent's, kind and spelling: open addressing, kNone in empty places.
  struct Entry {
    std::uint64_t key = 0;
    Number number = kNone;
  };

  void forget();
  [[nodiscard]] Number find(xml::NodeId node, Number parent);
  Entry& entry(std::uint64_t key);
  void make_room();
  Number add(std::uint64_t key, Number parent, xml::NodeKind kind, std::uint32_t spelling);
  std::uint32_t spelling_of(xml::NodeId node);
  std::uint32_t intern(xml::NodeId node);
  std::uint32_t look_up(xml::NodeId node, xpath::PooledName pooled);
  [[nodiscard]] std::vector<xpath::NamedNode> path_of(Number number) const;

  const Pack& pack_;
  const Dispatch& dispatch_;
  xpath::Evaluation& evaluation_;
  const xml::Tree* tree_ = nullptr;
  xpath::FactFinder facts_;
  std::vector<Number> class_of_;  ///< by NodeId
  std::vector<Class> classes_;
  std::vector<Entry> index_;  ///< a power of two, half of it empty
  std::deque<Spelling> spellings_;
  std::map<std::tuple<std::string, std::string, std::string>, std::uint32_t> spelling_index_;
  std::vector<Spelled> spelled_;               ///< by NameId
  std::vector<std::uint32_t> usual_spelling_;  ///< by PooledName: the one seen last
};

}  // namespace quittance::schematron
