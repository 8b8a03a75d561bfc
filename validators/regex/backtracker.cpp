#include "validators/regex/backtracker.h"

#include <algorithm>

#include "validators/regex/unicode.h"
#include "validators/regex/utf8.h"

namespace quittance::regex {

Backtracker::Backtracker(const Program& program, bool fold_case)
    : program_(program), fold_case_(fold_case), groups_(program.groups + 1) {}

void Backtracker::push(const Pending& pending) {
  pending_.push_back(pending);
  if (pending_.size() > kMostPending) gave_up_ = true;
}

bool Backtracker::take_again(std::string_view text, std::uint32_t number, std::size_t& place) const {
  const std::size_t begin = captures_[2 * std::size_t{number}];
  const std::size_t end = captures_[2 * std::size_t{number} + 1];
  // A group that took no part stands for nothing, which is everywhere (F&O 3.1, 5.6.1).
  if (begin == kNowhere || end == kNowhere) return true;
  std::size_t at = begin;
  while (at < end && place < text.size()) {
    const char32_t wanted = utf8::next(text, at);
    const char32_t found = utf8::next(text, place);
    if (wanted != found && !(fold_case_ && unicode::fold(wanted) == unicode::fold(found))) return false;
  }
  return at >= end;
}

bool Backtracker::follow(std::string_view text, std::uint32_t at, std::size_t place) {
  for (;;) {
    if (++steps_ > kMostSteps) gave_up_ = true;
    if (gave_up_) return false;
    const Instruction& instruction = program_.code[at];
    switch (instruction.op) {
      case Op::match: end_ = place; return true;
      case Op::set: {
        if (place == text.size()) return false;
        const Letter letter = program_.alphabet.of(utf8::next(text, place));
        if (!program_.alphabet.contains(instruction.other, letter)) return false;
        break;
      }
      case Op::split:
        // Here again without a character taken: a loop around nothing, whose other ways are pending already.
        if (visited_[at] == place) return false;
        push({Pending::Kind::visit, at, visited_[at]});
        visited_[at] = place;
        push({Pending::Kind::way, instruction.other, place});
        break;
      case Op::save:
        push({Pending::Kind::capture, instruction.other, captures_[instruction.other]});
        captures_[instruction.other] = place;
        break;
      case Op::begin:
      case Op::end:
        if (!program_.holds(instruction.op, Program::place_in(text, place))) return false;
        break;
      case Op::count: return false;  // not written beside back-references
      case Op::back_reference:
        if (!take_again(text, instruction.other, place)) return false;
        break;
    }
    at = instruction.next;
  }
}

bool Backtracker::match_at(std::string_view text, std::size_t start) {
  captures_.assign(2 * groups_.size(), kNowhere);
  visited_.assign(program_.code.size(), kNowhere);
  pending_.assign(1, {Pending::Kind::way, program_.start, start});
  while (!pending_.empty() && !gave_up_) {
    const Pending next = pending_.back();
    pending_.pop_back();
    switch (next.kind) {
      case Pending::Kind::capture: captures_[next.index] = next.value; break;
      case Pending::Kind::visit: visited_[next.index] = next.value; break;
      case Pending::Kind::way:
        if (follow(text, next.index, next.value)) return true;
        break;
    }
  }
  return false;
}

bool Backtracker::find(std::string_view text, std::size_t from) {
  for (std::size_t start = from; start <= text.size() && !gave_up_;) {
    if (match_at(text, start)) {
      for (std::size_t i = 1; i < groups_.size(); ++i) groups_[i] = {captures_[2 * i], captures_[2 * i + 1]};
      groups_[0] = {start, end_};
      return true;
    }
    if (start == text.size() || program_.anchored) return false;
    utf8::next(text, start);
  }
  return false;
}

}  // namespace quittance::regex
