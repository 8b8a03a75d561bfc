// The tree puts nodes with the same names from the document node down into one class: what the names say
// about the contexts of rules, and about facts, is asked once for each class, not for each node, and kept
// from document to document.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "formats/xml/tree.h"
#include "validators/schematron/pack.h"
#include "validators/xpath/evaluation.h"
#include "validators/xpath/facts/fact_finder.h"

namespace quittance::schematron {

/// A rule that may claim nodes of a class, and what is to be asked of them first.
struct ClassCandidate {
  Candidate at;
  const RuleCode* rule = nullptr;
  xpath::Chance chance;
};

/// Belongs to one thread, as the Evaluation does.
class PathClasses {
 public:
  /// All must outlive this. The evaluation is the one that is under way.
  PathClasses(const Pack& pack, const Dispatch& dispatch, xpath::Evaluation& evaluation);

  /// Looks at all nodes of a document: finds their classes, what facts hold for the evaluation, and which
  /// rules are left for each class.
  void start(const xml::Tree& document);
  /// Are nodes of that kind offered to rules?
  [[nodiscard]] bool visits(xml::NodeKind kind) const { return visits_[static_cast<std::size_t>(kind)]; }
  /// Is nothing known of the nodes of a class?
  [[nodiscard]] bool unknown(xml::ClassId of) const {
    return of == xml::kNoClass || numbers_.data()[of] == kNone;
  }
  /// The rules that may claim nodes of a known class of the document, as far as names and facts tell, in the
  /// order of Dispatch::find().
  [[nodiscard]] std::span<const ClassCandidate* const> candidates(xml::ClassId of) const {
    const std::uint32_t* const from = left_from_.data() + of;
    return {left_.data() + from[0], from[1] - from[0]};
  }

 private:
  /// Of a class over all documents.
  using Number = std::uint32_t;
  /// A class beyond the bound.
  static constexpr Number kNone = 0xffffffff;
  /// A name as written. Numbered, so that class keys are small.
  struct Spelling {
    std::string uri, local;
    std::uint32_t prefix = 0;  ///< as prefix_of() has it
    xpath::PooledName pooled = xpath::kAnyPooled;
  };
  struct Class {
    Number parent = kNone;
    xml::NodeKind kind = xml::NodeKind::document;
    std::uint32_t spelling = 0;
    bool known = false;                      ///< are the candidates found?
    std::vector<ClassCandidate> candidates;  ///< of all documents
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
  void find_numbers();
  void find_facts();
  void look_closely();
  void find_candidates();
  [[nodiscard]] Number find(const xml::NodeClass& of);
  Entry& entry(std::uint64_t key);
  void make_room();
  Number add(std::uint64_t key, Number parent, xml::NodeKind kind, std::uint32_t spelling);
  std::uint32_t spelling_of(const xml::NodeClass& of);
  std::uint32_t intern(const xml::NodeClass& of);
  std::uint32_t look_up(const xml::NodeClass& of, std::uint32_t prefix, xpath::PooledName pooled);
  std::uint32_t prefix_of(const xml::NodeClass& of);
  /// The rules for nodes of a class in all documents; `node` is one of them.
  void find_candidates(Number number, xml::NodeId node);
  [[nodiscard]] std::vector<xpath::NamedNode> path_of(Number number) const;

  const Pack& pack_;
  const Dispatch& dispatch_;
  xpath::Evaluation& evaluation_;
  const xml::Tree* tree_ = nullptr;
  xpath::FactFinder facts_;
  std::array<bool, 6> visits_{};          ///< by NodeKind
  std::vector<Number> numbers_;           ///< by ClassId of the document
  std::vector<std::uint8_t> detailed_;    ///< by ClassId: are its nodes looked at for facts?
  std::vector<std::uint32_t> left_from_;  ///< by ClassId: where its part of left_ begins; one more at the end
  std::vector<const ClassCandidate*> left_;
  std::vector<Class> classes_;
  std::vector<Entry> index_;  ///< a power of two, half of it empty
  std::deque<Spelling> spellings_;
  /// By local name, prefix, URI: many names have the same long URI.
  std::map<std::tuple<std::string_view, std::uint32_t, std::string_view>, std::uint32_t> spelling_index_;
  std::map<std::string, std::uint32_t, std::less<>> prefixes_;
  std::vector<std::uint32_t> prefix_of_;       ///< by prefix number of the document
  std::vector<Spelled> spelled_;               ///< by NameId
  std::vector<std::uint32_t> usual_spelling_;  ///< by PooledName: the one seen last
};

}  // namespace quittance::schematron
