#include "validators/schematron/path_classes.h"

#include <algorithm>

namespace quittance::schematron {

namespace {
/// Classes and spellings beyond this many are not kept: a stranger's document may invent any number.
constexpr std::size_t kMostClasses = 8192;
constexpr std::size_t kMostSpellings = 8192;
}  // namespace

void PathClasses::forget() {
  classes_.assign(1, Class{});
  index_.clear();
  make_room();
  facts_.forget_classes();
  facts_.add_class(xml::NodeKind::document, xpath::kAnyPooled, kNone, xpath::kAnyPooled);
  spellings_.assign(1, Spelling{});  // 0: no name
  spelling_index_.clear();
  usual_spelling_.assign(pack_.module()->name_count(), kNone);
}

void PathClasses::start(const xml::Tree& document) {
  tree_ = &document;
  if (classes_.empty() || classes_.size() >= kMostClasses || spellings_.size() >= kMostSpellings) forget();
  spelled_.assign(document.name_count(), Spelled{});
  facts_.start(document, evaluation_.facts());
  class_of_.resize(document.size());
  class_of_[0] = 0;
  bool all_known = true;
  for (xml::NodeId n = 1; n < document.size(); ++n) {
    const Number number = find(n, class_of_[document.parent(n)]);
    class_of_[n] = number;
    if (number != kNone) {
      facts_.look(number, n);
    } else {
      all_known = false;
    }
  }
  facts_.finish();
  if (!all_known) evaluation_.facts().refute_all();
}

bool PathClasses::possible(ClassCandidate& candidate) const {
  if (candidate.asked_in != facts_.document()) {
    candidate.asked_in = facts_.document();
    candidate.possible = candidate.rule->context.possible(evaluation_, candidate.chance);
  }
  return candidate.possible;
}

std::uint32_t PathClasses::intern(xml::NodeId node) {
  const xpath::PooledName pooled = evaluation_.pooled(tree_->name(node));
  if (pooled == xpath::kAnyPooled) return look_up(node, pooled);
  std::uint32_t& usual = usual_spelling_[pooled];
  if (usual == kNone || spellings_[usual].prefix != tree_->prefix(node)) usual = look_up(node, pooled);
  return usual;
}

std::uint32_t PathClasses::look_up(xml::NodeId node, xpath::PooledName pooled) {
  std::tuple<std::string, std::string, std::string> key(tree_->namespace_uri(node), tree_->local_name(node),
                                                        tree_->prefix(node));
  const auto known = spelling_index_.find(key);
  if (known != spelling_index_.end()) return known->second;
  if (spellings_.size() >= kMostSpellings) return kNone;
  const auto& [uri, local, prefix] = key;
  const auto number = static_cast<std::uint32_t>(spellings_.size());
  spellings_.push_back({uri, local, prefix, pooled});
  spelling_index_.emplace(std::move(key), number);
  return number;
}

std::uint32_t PathClasses::spelling_of(xml::NodeId node) {
  const xml::NameId name = tree_->name(node);
  if (name == xml::kNoName) return 0;
  Spelled& known = spelled_[name];
  const std::uint32_t prefix = tree_->prefix_number(node);
  if (known.spelling == kNone || known.prefix != prefix) known = {prefix, intern(node)};
  return known.spelling;
}

PathClasses::Number PathClasses::find(xml::NodeId node, Number parent) {
  if (parent == kNone) return kNone;
  const xml::NodeKind kind = tree_->kind(node);
  const std::uint32_t spelling = spelling_of(node);
  if (spelling == kNone) return kNone;
  const std::uint64_t key =
      (std::uint64_t{parent} << 32U) | (std::uint64_t{spelling} << 3U) | static_cast<std::uint64_t>(kind);
  const Entry& known = entry(key);
  return known.number != kNone ? known.number : add(key, parent, kind, spelling);
}

PathClasses::Entry& PathClasses::entry(std::uint64_t key) {
  const std::size_t mask = index_.size() - 1;
  std::size_t at = (key * 0x9E3779B97F4A7C15ULL >> 40U) & mask;
  while (index_[at].number != kNone && index_[at].key != key) at = (at + 1) & mask;
  return index_[at];
}

void PathClasses::make_room() {
  if (2 * (classes_.size() + 1) <= index_.size()) return;
  std::vector<Entry> before(std::max<std::size_t>(1024, index_.size() * 2));
  before.swap(index_);
  for (const Entry& old : before) {
    if (old.number != kNone) entry(old.key) = old;
  }
}

PathClasses::Number PathClasses::add(std::uint64_t key, Number parent, xml::NodeKind kind,
                                     std::uint32_t spelling) {
  if (classes_.size() >= kMostClasses) return kNone;
  const auto number = static_cast<Number>(classes_.size());
  make_room();
  entry(key) = {key, number};
  Class made;
  made.parent = parent;
  made.kind = kind;
  made.spelling = spelling;
  classes_.push_back(std::move(made));
  facts_.add_class(kind, spellings_[spelling].pooled, parent, spellings_[classes_[parent].spelling].pooled);
  return number;
}

std::vector<xpath::NamedNode> PathClasses::path_of(Number number) const {
  std::vector<xpath::NamedNode> path;
  for (; number != kNone; number = classes_[number].parent) {
    const Spelling& spelling = spellings_[classes_[number].spelling];
    path.push_back({classes_[number].kind, spelling.pooled, spelling.uri, spelling.local});
  }
  return path;
}

std::span<ClassCandidate> PathClasses::candidates(Number number, xml::NodeId node) {
  Class& asked = classes_[number];
  if (asked.known) return asked.candidates;
  asked.known = true;
  const std::vector<xpath::NamedNode> path = path_of(number);
  for (const Candidate& candidate : dispatch_.find(asked.kind, path.front().name)) {
    const RuleCode& rule = pack_.patterns()[candidate.pattern].rules[candidate.rule];
    xpath::Chance chance = rule.context.chance(evaluation_, xpath::Item::node(0, node), path);
    if (!chance.none()) asked.candidates.push_back({candidate, &rule, std::move(chance)});
  }
  return asked.candidates;
}

}  // namespace quittance::schematron
