#include "validators/regex/counting.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "validators/regex/utf8.h"

namespace quittance::regex {

Counting::Counting(const Program& program)
    : program_(program),
      exits_(program.counters.size()),
      entries_(program.counters.size()),
      seen_(program.code.size()) {
  assert(!program.back_references);
  for (const Instruction& instruction : program.code)
    if (instruction.op == Op::count) exits_[instruction.other] = instruction.next;
}

void Counting::enter(std::uint32_t counter) {
  std::deque<std::size_t>& entries = entries_[counter];
  // Where there is no upper bound, who came first may leave whenever a later one may.
  const bool is_needless = program_.counters[counter].most == kUnbounded && !entries.empty();
  if (!is_needless) entries.push_back(index_);
}

void Counting::follow(std::uint32_t from) {
  open_.push_back(from);
  while (!open_.empty()) {
    const std::uint32_t at = open_.back();
    open_.pop_back();
    if (std::exchange(seen_[at], index_ + 1) == index_ + 1) continue;
    const Instruction& instruction = program_.code[at];
    switch (instruction.op) {
      case Op::set: waiting_.push_back(at); break;
      case Op::count: enter(instruction.other); break;
      case Op::match: matched_ = true; break;
      case Op::split:
        open_.push_back(instruction.other);
        open_.push_back(instruction.next);
        break;
      case Op::save: open_.push_back(instruction.next); break;
      case Op::begin:
      case Op::end:
        if (program_.holds(instruction.op, place_)) open_.push_back(instruction.next);
        break;
      case Op::back_reference: break;
    }
  }
}

void Counting::leave_counters() {
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const Counter& counter = program_.counters[i];
    std::deque<std::size_t>& entries = entries_[i];
    while (!entries.empty() && counter.most != kUnbounded && index_ - entries.front() > counter.most)
      entries.pop_front();
    if (!entries.empty() && index_ - entries.front() >= counter.least) follow(exits_[i]);
  }
}

void Counting::take(Letter letter) {
  arrived_.clear();
  for (const std::uint32_t at : waiting_) {
    const Instruction& instruction = program_.code[at];
    if (program_.alphabet.contains(instruction.other, letter)) arrived_.push_back(instruction.next);
  }
  waiting_.clear();
  for (std::size_t i = 0; i < entries_.size(); ++i)
    if (!program_.alphabet.contains(program_.counters[i].set, letter)) entries_[i].clear();
}

bool Counting::find(std::string_view text) {
  for (std::size_t at = 0;; ++index_) {
    place_ = Program::place_in(text, at);
    leave_counters();
    for (const std::uint32_t from : arrived_) follow(from);
    if (at == 0 || !program_.anchored) follow(program_.start);
    if (matched_) return true;
    if (at == text.size()) return false;
    take(program_.alphabet.of(utf8::next(text, at)));
  }
}

}  // namespace quittance::regex
