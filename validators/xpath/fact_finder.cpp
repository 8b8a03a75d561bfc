#include "validators/xpath/fact_finder.h"

#include <algorithm>

#include "validators/xpath/cast.h"

namespace quittance::xpath {

void FactFinder::forget_classes() {
  classes_.clear();
  slots_.clear();
  latest_.clear();
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
      case Fact::Kind::single: {
        const auto next = static_cast<std::uint32_t>(latest_.size());
        const auto [slot, is_new] = slots_.try_emplace({number, parent}, next);
        if (is_new) {
          latest_.push_back(0);
        }
        made.singles.push_back({number, slot->second});
        break;
      }
    }
  }
  made.detailed = !made.texts.empty() || !made.casts.empty() || !made.singles.empty();
}

void FactFinder::start(const xml::Tree& tree, FactSheet& sheet) {
  tree_ = &tree;
  sheet_ = &sheet;
  ++document_;
  sheet.start(pool_.size());
}

void FactFinder::see(Class& of) {
  of.seen = document_;
  for (const FactNumber fact : of.occurrence) {
    sheet_->refute(fact);
  }
}

void FactFinder::look_closely(const Class& of, xml::NodeId node) {
  const std::uint64_t stamp = (std::uint64_t{document_} << 32U) | tree_->parent(node);
  for (const Single& single : of.singles) {
    if (std::exchange(latest_[single.slot], stamp) == stamp) {
      sheet_->refute(single.fact);
    }
  }
  if (!of.texts.empty() || !of.casts.empty()) {
    look_at_text(of, node);
  }
}

void FactFinder::look_at_text(const Class& of, xml::NodeId node) {
  const std::string_view text = tree_->text(node);
  const bool in_pieces =
      text.empty() && tree_->is_element(node) && tree_->first_child(node) != xml::kNoNode;
  for (const Text& wanted : of.texts) {
    if (in_pieces || (!text.empty() && may_equal(text, wanted.text))) {
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
  const bool plain_number = type != Type::boolean && !text.empty() && text.size() < 16 &&
                            std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (plain_number) {
    return true;
  }
  scratch_.clear();
  return castable(Item::text(text, Type::untyped_atomic), type, scratch_);
}

}  // namespace quittance::xpath
