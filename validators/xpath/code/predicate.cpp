#include <cmath>

#include "validators/xpath/code/path.h"
#include "validators/xpath/value/number.h"

namespace quittance::xpath {

Predicate::Predicate(CodePtr code, const Mark& mark)
    : join_(Join::on_context_item(*code)), code_(std::move(code)), mark_(mark) {
  const Traits& t = code_->traits;
  if (const Sequence* value = code_->constant();
      value != nullptr && value->size() == 1 && is_integer(value->front().type())) {
    how_ = How::position;
    const Item& number = value->front();
    position_ = number.is_big() || number.integer() < 1 ? -1 : number.integer();
  } else if (t.items == Traits::Items::nodes ||
             (t.items == Traits::Items::atomic && t.atomic != Type::any_atomic && !is_numeric(t.atomic) &&
              t.atomic != Type::numeric)) {
    how_ = How::truth;
  }
}

bool Predicate::keeps(Frame& frame) const {
  if (how_ == How::position) {
    return frame.focus.position == position_;
  }
  if (how_ == How::truth) {
    return code_->test(frame);
  }
  const Temporary temporary(frame.state);
  const Sequence value = code_->evaluate(frame);
  if (value.size() == 1 && is_numeric(value.front().type())) {
    const Item& number = value.front();
    if (is_integer(number.type()) && !number.is_big()) {
      return number.integer() == frame.focus.position;
    }
    return double_of(number) == static_cast<double>(frame.focus.position);
  }
  return effective_boolean(value);
}

std::vector<Predicate> Predicates::release() {
  std::vector<Predicate> list;
  list.swap(list_);
  *this = Predicates();
  return list;
}

void Predicates::append(Predicates&& more) {
  for (Predicate& predicate : more.list_) {
    add(std::move(predicate));
  }
}

void Predicates::add(Predicate&& predicate) {
  const bool is_join = !predicate.positional() && predicate.join().better_than(join_);
  if (is_join && !positional_ && !may_fail()) {
    join_ = predicate.join();
    told_by_join_ = list_.empty() && join_.whole ? 1 : 0;
  }
  need_size_ |= predicate.needs_size();
  positional_ |= predicate.positional();
  list_.push_back(std::move(predicate));
}

bool Predicates::may_fail() const {
  for (const Predicate& predicate : list_) {
    if (predicate.may_fail()) {
      return true;
    }
  }
  return false;
}

std::optional<bool> Predicates::by_name(Frame& frame) const {
  std::optional<bool> all = true;
  for (const Predicate& predicate : list_) {
    const auto told = predicate.positional() ? std::nullopt : predicate.by_name(frame);
    if (told == false) {
      return false;
    }
    if (!told) {
      all = std::nullopt;
    }
  }
  return all;
}

void Predicates::add_dependencies(Traits& to) const {
  for (const Predicate& predicate : list_) {
    to.depend_on_inner(predicate.traits());
  }
}

Predicates::Stream::Stream(const Predicates& predicates, const Frame& outer)
    : predicates_(predicates), inner_(outer.at(Item())) {}

bool Predicates::Stream::keeps(const Item& item) {
  inner_.focus.item = item;
  for (std::size_t i = 0; i < predicates_.list_.size(); ++i) {
    const Predicate& predicate = predicates_.list_[i];
    inner_.focus.position = ++passed_[i];
    const std::int64_t only = predicate.only_position();
    if (only != 0 && inner_.focus.position >= only) {
      exhausted_ = true;
    }
    if (!predicate.keeps(inner_)) {
      return false;
    }
  }
  return true;
}

void Predicates::filter(const Frame& outer, std::vector<Item>& items, std::size_t from) const {
  Frame inner = outer.at(Item());
  for (std::size_t p = from; p < list_.size(); ++p) {
    const Predicate& predicate = list_[p];
    inner.focus.size = static_cast<std::int64_t>(items.size());
    std::size_t kept = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
      inner.focus.item = items[i];
      inner.focus.position = static_cast<std::int64_t>(i + 1);
      if (predicate.keeps(inner)) {
        items[kept++] = items[i];
      }
    }
    items.resize(kept);
  }
}

}  // namespace quittance::xpath
