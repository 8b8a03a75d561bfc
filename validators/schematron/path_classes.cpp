#include "validators/schematron/path_classes.h"

#include <algorithm>

namespace quittance::schematron {

namespace {
/// Classes and spellings beyond this many are not kept: a stranger's document may invent any number.
constexpr std::size_t kMostClasses = 8192;
constexpr std::size_t kMostSpellings = 8192;
}  // namespace

PathClasses::PathClasses(const Pack& pack, const Dispatch& dispatch, xpath::Evaluation& evaluation)
    : pack_(pack), dispatch_(dispatch), evaluation_(evaluation), facts_(pack.module()->facts()) {
  const Visit& visited = pack.schema().visit;
  for (std::size_t kind = 0; kind < visits_.size(); ++kind)
    visits_[kind] = dispatch.concerns(static_cast<xml::NodeKind>(kind));
  const auto exclude = [&](xml::NodeKind kind, bool is_visited) {
    if (!is_visited) visits_[static_cast<std::size_t>(kind)] = false;
  };
  exclude(xml::NodeKind::attribute, visited.attributes);
  exclude(xml::NodeKind::text, visited.text);
  exclude(xml::NodeKind::comment, visited.comments);
  exclude(xml::NodeKind::processing_instruction, visited.instructions);
}

void PathClasses::forget() {
  classes_.assign(1, Class{});
  index_.clear();
  make_room();
  facts_.forget_classes();
  facts_.add_class(xml::NodeKind::document, xpath::kAnyPooled, kNone, xpath::kAnyPooled);
  spellings_.assign(1, Spelling{});  // 0: no name
  spelling_index_.clear();
  prefixes_.clear();
  usual_spelling_.assign(pack_.module()->name_count(), kNone);
}

void PathClasses::start(const xml::Tree& document) {
  tree_ = &document;
  if (classes_.empty() || classes_.size() >= kMostClasses || spellings_.size() >= kMostSpellings ||
      prefixes_.size() >= kMostSpellings)
    forget();
  find_numbers();
  find_facts();
  find_candidates();
}

void PathClasses::find_numbers() {
  spelled_.assign(tree_->name_count(), Spelled{});
  prefix_of_.clear();
  const std::span<const xml::NodeClass> classes = tree_->classes();
  numbers_.resize(classes.size());
  numbers_[0] = 0;
  for (std::size_t i = 1; i < classes.size(); ++i) numbers_[i] = find(classes[i]);
}

void PathClasses::find_facts() {
  const std::span<const xml::NodeClass> classes = tree_->classes();
  const Number* const numbers = numbers_.data();
  facts_.start(*tree_, evaluation_.facts());
  detailed_.assign(classes.size(), false);
  bool all_known = tree_->all_classed();
  bool detailed = false;
  for (std::size_t i = 1; i < classes.size(); ++i) {
    if (numbers[i] == kNone) {
      all_known = false;
    } else if (facts_.see(numbers[i], classes[i].count)) {
      detailed_[i] = detailed = true;
    }
  }
  if (!all_known) return evaluation_.facts().refute_all();
  if (detailed) look_closely();
  facts_.finish();
}

void PathClasses::look_closely() {
  const std::uint8_t* const detailed = detailed_.data();
  for (xml::NodeId n = 1, size = tree_->size(); n < size; ++n) {
    const xml::ClassId of = tree_->class_of(n);
    if (detailed[of] != 0) facts_.look_closely(numbers_[of], n);
  }
}

void PathClasses::find_candidates() {
  const std::span<const xml::NodeClass> classes = tree_->classes();
  left_.clear();
  left_from_.clear();
  for (std::size_t i = 0; i < classes.size(); ++i) {
    left_from_.push_back(static_cast<std::uint32_t>(left_.size()));
    if (numbers_[i] == kNone || !visits(classes[i].kind)) continue;
    const Number number = numbers_[i];
    const bool element = classes[i].kind == xml::NodeKind::element;
    const std::uint8_t shapes = element ? classes[i].shapes : xml::kAllShapes;
    if (!classes_[number].known) find_candidates(number, classes[i].first);
    for (const ClassCandidate& candidate : classes_[number].candidates) {
      if (candidate.rule->context.possible(evaluation_, candidate.chance, shapes))
        left_.push_back(&candidate);
    }
  }
  left_from_.push_back(static_cast<std::uint32_t>(left_.size()));
}

std::uint32_t PathClasses::intern(const xml::NodeClass& of) {
  const xpath::PooledName pooled = evaluation_.pooled(of.name);
  const std::uint32_t prefix = prefix_of(of);
  if (pooled == xpath::kAnyPooled) return look_up(of, prefix, pooled);
  std::uint32_t& usual = usual_spelling_[pooled];
  if (usual == kNone || spellings_[usual].prefix != prefix) usual = look_up(of, prefix, pooled);
  return usual;
}

/// The prefix as written, numbered over all documents.
std::uint32_t PathClasses::prefix_of(const xml::NodeClass& of) {
  if (of.prefix >= prefix_of_.size()) prefix_of_.resize(of.prefix + 1, kNone);
  std::uint32_t& known = prefix_of_[of.prefix];
  if (known != kNone) return known;
  const std::string_view prefix = tree_->prefix(of.first);
  auto found = prefixes_.find(prefix);
  if (found == prefixes_.end())
    found = prefixes_.emplace(prefix, static_cast<std::uint32_t>(prefixes_.size())).first;
  return known = found->second;
}

std::uint32_t PathClasses::look_up(const xml::NodeClass& of, std::uint32_t prefix, xpath::PooledName pooled) {
  const std::string_view uri = tree_->uri_of(of.name);
  const std::string_view local = tree_->local_of(of.name);
  const auto known = spelling_index_.find({local, prefix, uri});
  if (known != spelling_index_.end()) return known->second;
  if (spellings_.size() >= kMostSpellings || prefixes_.size() >= kMostSpellings) return kNone;
  const auto number = static_cast<std::uint32_t>(spellings_.size());
  const Spelling& made =
      spellings_.emplace_back(Spelling{std::string(uri), std::string(local), prefix, pooled});
  spelling_index_.emplace(std::tuple(std::string_view(made.local), prefix, std::string_view(made.uri)),
                          number);
  return number;
}

std::uint32_t PathClasses::spelling_of(const xml::NodeClass& of) {
  if (of.name == xml::kNoName) return 0;
  Spelled& known = spelled_[of.name];
  if (known.spelling == kNone || known.prefix != of.prefix) known = {of.prefix, intern(of)};
  return known.spelling;
}

PathClasses::Number PathClasses::find(const xml::NodeClass& of) {
  const Number parent = numbers_[of.parent];
  const std::uint32_t spelling = parent == kNone ? kNone : spelling_of(of);
  if (spelling == kNone) return kNone;
  const std::uint64_t key =
      (std::uint64_t{parent} << 32U) | (std::uint64_t{spelling} << 3U) | static_cast<std::uint64_t>(of.kind);
  const Entry& known = entry(key);
  return known.number != kNone ? known.number : add(key, parent, of.kind, spelling);
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

void PathClasses::find_candidates(Number number, xml::NodeId node) {
  Class& asked = classes_[number];
  asked.known = true;
  const std::vector<xpath::NamedNode> path = path_of(number);
  for (const Candidate& candidate : dispatch_.find(asked.kind, path.front().name)) {
    const RuleCode& rule = pack_.patterns()[candidate.pattern].rules[candidate.rule];
    xpath::Chance chance = rule.context.chance(evaluation_, xpath::Item::node(0, node), path);
    if (!chance.none()) asked.candidates.push_back({candidate, &rule, std::move(chance)});
  }
}

}  // namespace quittance::schematron
