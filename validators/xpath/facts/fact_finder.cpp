#include "validators/xpath/facts/fact_finder.h"

#include <algorithm>

#include "formats/reading.h"
#include "validators/xpath/value/cast.h"

namespace quittance::xpath {

void FactFinder::forget_classes() {
  classes_.clear();
  slots_.clear();
  latest_.clear();
  parents_with_.clear();
}

std::uint32_t FactFinder::slot(FactNumber fact, ClassNumber parent) {
  const auto next = static_cast<std::uint32_t>(latest_.size());
  const auto [at, is_new] = slots_.try_emplace({fact, parent}, next);
  if (is_new) {
    latest_.push_back(0);
    parents_with_.push_back(0);
  }
  return at->second;
}

void FactFinder::add_class(xml::NodeKind kind, PooledName name, ClassNumber parent, PooledName parent_name) {
  Class& made = classes_.emplace_back();
  const bool named = kind == xml::NodeKind::element || kind == xml::NodeKind::attribute;
  if (!named || name == kAnyPooled) {
    return;
  }
  for (const FactNumber number : pool_.concerning(kind == xml::NodeKind::attribute, name, parent_name)) {
    const Fact& fact = pool_.fact(number);
    switch (fact.kind) {
      case Fact::Kind::none: made.occurrence.push_back(number); break;
      case Fact::Kind::no_text: made.texts.push_back({fact.text, number}); break;
      case Fact::Kind::castable: made.casts.push_back({fact.type, number}); break;
      case Fact::Kind::filled: made.filled.push_back(number); break;
      case Fact::Kind::single: made.singles.push_back({number, slot(number, parent)}); break;
      case Fact::Kind::has: made.had.push_back(slot(number, parent)); break;
    }
  }
  if (kind == xml::NodeKind::element) {
    const auto self = static_cast<ClassNumber>(classes_.size() - 1);
    for (const FactNumber number : pool_.wanted_below(name)) {
      made.wanted_below.push_back({number, slot(number, self)});
    }
  }
  made.detailed = !made.texts.empty() || !made.casts.empty() || !made.singles.empty() ||
                  !made.filled.empty() || !made.had.empty();
}

void FactFinder::start(const xml::Tree& tree, FactSheet& sheet) {
  tree_ = &tree;
  sheet_ = &sheet;
  ++document_;
  parents_seen_.clear();
  sheet.start(pool_.size());
}

bool FactFinder::see(ClassNumber number, std::uint32_t nodes) {
  Class& of = classes_[number];
  of.nodes = nodes;
  for (const FactNumber fact : of.occurrence) {
    sheet_->refute(fact);
  }
  if (!of.wanted_below.empty()) {
    parents_seen_.push_back(number);
    for (const Single& wanted : of.wanted_below) {
      parents_with_[wanted.slot] = 0;
    }
  }
  return of.detailed;
}

void FactFinder::finish() {
  for (const ClassNumber number : parents_seen_) {
    for (const Single& wanted : classes_[number].wanted_below) {
      if (parents_with_[wanted.slot] != classes_[number].nodes) {
        sheet_->refute(wanted.fact);
      }
    }
  }
}

void FactFinder::look_closely(ClassNumber number, xml::NodeId node) {
  const Class& of = classes_[number];
  const std::uint64_t stamp = (std::uint64_t{document_} << 32U) | tree_->parent(node);
  for (const Single& single : of.singles) {
    if (std::exchange(latest_[single.slot], stamp) == stamp) {
      sheet_->refute(single.fact);
    }
  }
  for (const std::uint32_t slot : of.had) {
    if (std::exchange(latest_[slot], stamp) != stamp) {
      ++parents_with_[slot];
    }
  }
  if (!of.texts.empty() || !of.casts.empty() || !of.filled.empty()) {
    look_at_text(of, node);
  }
}

namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// Digits with at most one point among them: what most numbers are.
bool is_plain_number(std::string_view text) {
  std::size_t digits = 0;
  for (const char c : text) {
    digits += c >= '0' && c <= '9' ? 1 : 0;
  }
  const std::size_t others = text.size() - digits;
  return digits > 0 && digits < 16 &&
         (others == 0 || (others == 1 && text.find('.') != std::string_view::npos));
}

}  // namespace

void FactFinder::look_at_text(const Class& of, xml::NodeId node) {
  const std::string_view text = formats::trimmed(tree_->text(node));
  if (text.empty()) {
    for (const FactNumber fact : of.filled) {
      sheet_->refute(fact);
    }
  }
  const bool in_pieces = text.empty() && tree_->is_element(node) && tree_->first_child(node) != xml::kNoNode;
  const bool unsure = in_pieces || (!of.texts.empty() && std::any_of(text.begin(), text.end(), is_space));
  for (const Text& wanted : of.texts) {
    if (unsure || text == wanted.text) {
      sheet_->refute(wanted.fact);
    }
  }
  for (const Cast& cast : of.casts) {
    if (sheet_->holds(cast.fact) && (in_pieces || !is_castable(text, cast.type))) {
      sheet_->refute(cast.fact);
    }
  }
}

bool FactFinder::is_castable(std::string_view text, Type type) {
  if (type != Type::boolean && is_plain_number(text)) {
    return true;
  }
  scratch_.clear();
  return castable(Item::text(text, Type::untyped_atomic), type, scratch_);
}

}  // namespace quittance::xpath
