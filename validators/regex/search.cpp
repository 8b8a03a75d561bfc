#include "validators/regex/search.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "validators/regex/utf8.h"

namespace quittance::regex {

namespace {
constexpr std::uint64_t kStepsBetweenQuestions = 10'000;
}

Matcher::Matcher(const Program& program)
    : program_(program), groups_(program.groups + 1), starts_(program.alphabet.size()) {
  assert(!program.back_references);
  for (Threads* threads : {&now_, &next_}) {
    threads->position.assign(program.code.size(), 0);
    threads->captures.assign(program.code.size() * slots(), kNowhere);
  }
  captures_.assign(slots(), kNowhere);
  std::vector<std::uint32_t> open{program.start};
  std::vector<bool> seen(program.code.size());
  while (!open.empty()) {
    const std::uint32_t at = open.back();
    open.pop_back();
    if (seen[at]) continue;
    seen[at] = true;
    const Instruction& instruction = program.code[at];
    if (instruction.op == Op::match) {
      any_start_ = true;
    } else if (instruction.op == Op::set) {
      for (std::size_t letter = 0; letter < starts_.size(); ++letter)
        if (program.alphabet.contains(instruction.other, static_cast<Letter>(letter))) starts_[letter] = true;
    } else {
      open.push_back(instruction.next);
      if (instruction.op == Op::split) open.push_back(instruction.other);
    }
  }
}

void Matcher::follow(Threads& threads, std::uint32_t from, std::size_t at) {
  const Program::Place place = Program::place_in(text_, at);
  jobs_.push_back({from});
  while (!jobs_.empty()) {
    const Job job = jobs_.back();
    jobs_.pop_back();
    if (job.slot != kNowhere) {
      captures_[job.slot] = job.old;
      continue;
    }
    if (threads.has(job.at)) continue;
    threads.add(job.at);
    const Instruction& instruction = program_.code[job.at];
    switch (instruction.op) {
      case Op::split:
        jobs_.push_back({instruction.other});
        jobs_.push_back({instruction.next});
        break;
      case Op::save:
        jobs_.push_back({0, instruction.other, captures_[instruction.other]});
        captures_[instruction.other] = at;
        jobs_.push_back({instruction.next});
        break;
      case Op::begin:
      case Op::end:
        if (program_.holds(instruction.op, place)) jobs_.push_back({instruction.next});
        break;
      case Op::set:
      case Op::match:
        std::copy(captures_.begin(), captures_.end(),
                  threads.captures.begin() + static_cast<std::ptrdiff_t>(job.at * slots()));
        break;
      case Op::count:
      case Op::back_reference: break;
    }
  }
}

bool Matcher::advance(std::string_view text, std::size_t at, std::size_t next, std::size_t letter) {
  next_.order.clear();
  for (const std::uint32_t thread : now_.order) {
    const Instruction& instruction = program_.code[thread];
    const auto captures = now_.captures.begin() + static_cast<std::ptrdiff_t>(thread * slots());
    if (instruction.op == Op::match) {
      best_.assign(captures, captures + static_cast<std::ptrdiff_t>(slots()));
      best_[1] = at;
      return true;
    }
    if (instruction.op != Op::set || at == text.size()) continue;
    if (!program_.alphabet.contains(instruction.other, static_cast<Letter>(letter))) continue;
    std::copy(captures, captures + static_cast<std::ptrdiff_t>(slots()), captures_.begin());
    follow(next_, instruction.next, next);
  }
  return false;
}

bool Matcher::find(std::string_view text, std::size_t from, Meter* meter) {
  text_ = text;
  stopped_ = false;
  now_.order.clear();
  best_.clear();
  for (std::size_t at = from;;) {
    std::size_t next = at;
    const std::size_t letter = at < text.size() ? program_.alphabet.of(utf8::next(text, next)) : 0;
    const bool may_start = best_.empty() && (at == 0 || !program_.anchored) &&
                           (at < text.size() ? can_start_with(letter) : any_start_);
    if (may_start) {
      std::fill(captures_.begin(), captures_.end(), kNowhere);
      captures_[0] = at;
      follow(now_, program_.start, at);
    }
    if (now_.order.empty() && (!best_.empty() || program_.anchored)) break;
    advance(text, at, next, letter);
    std::swap(now_, next_);
    steps_ += 1 + now_.order.size();
    if (meter != nullptr && steps_ >= kStepsBetweenQuestions) {
      stopped_ = !meter->spend(std::exchange(steps_, 0));
      if (stopped_) return false;
    }
    if (at == text.size()) break;
    at = next;
  }
  if (best_.empty()) return false;
  for (std::size_t group = 0; group < groups_.size(); ++group)
    groups_[group] = {best_[2 * group], best_[2 * group + 1]};
  return true;
}

}  // namespace quittance::regex
