#include "validators/regex/automaton.h"

#include <algorithm>
#include <cassert>

#include "validators/regex/utf8.h"

namespace quittance::regex {

std::size_t Automaton::KernelHash::operator()(const Kernel& kernel) const {
  std::size_t hash = (kernel.at_start ? 1U : 0U) + (kernel.after_newline ? 2U : 0U);
  for (const std::uint32_t thread : kernel.threads)
    hash = (hash ^ thread) * 0x9E3779B97F4A7C15U + (hash >> 29U);
  return hash;
}

Automaton::Automaton(const Program& program) : program_(program), seen_(program.code.size()) {
  assert(!program.back_references);
  forget();
}

void Automaton::forget() {
  states_.clear();
  kernels_.assign(2, nullptr);
  table_.assign(2 * columns(), kDead);
  std::fill(table_.begin() + static_cast<std::ptrdiff_t>(columns()), table_.end(), kMatch);
}

Automaton::Kernel Automaton::first_kernel(std::string_view text, std::size_t from) const {
  const auto place = Program::place_in(text, from);
  if (program_.anchored && !place.at_start) return {};
  return {{program_.start}, place.at_start, program_.multi_line && place.after_newline};
}

Automaton::State Automaton::state_of(Kernel kernel) {
  if (kernel.threads.empty()) return kDead;
  const auto [entry, fresh] = states_.try_emplace(std::move(kernel), static_cast<State>(kernels_.size()));
  if (fresh) {
    kernels_.push_back(&entry->first);  // a node of the map: it stays where it is
    table_.resize(table_.size() + columns(), kUnknown);
  }
  return entry->second;
}

bool Automaton::close(const Kernel& kernel, const Program::Place& place) {
  if (++generation_ == 0) {
    std::fill(seen_.begin(), seen_.end(), 0);
    generation_ = 1;
  }
  closed_.clear();
  open_.assign(kernel.threads.begin(), kernel.threads.end());
  while (!open_.empty()) {
    const std::uint32_t at = open_.back();
    open_.pop_back();
    if (seen_[at] == generation_) continue;
    seen_[at] = generation_;
    const Instruction& instruction = program_.code[at];
    switch (instruction.op) {
      case Op::match: return true;
      case Op::set: closed_.push_back(at); break;
      case Op::split: open_.push_back(instruction.other); [[fallthrough]];
      case Op::save: open_.push_back(instruction.next); break;
      case Op::begin:
      case Op::end:
        if (program_.holds(instruction.op, place)) open_.push_back(instruction.next);
        break;
      case Op::count:
      case Op::back_reference: break;
    }
  }
  return false;
}

Automaton::State Automaton::step(State from, std::size_t column) {
  const Kernel& kernel = *kernels_[from];
  const bool at_end = column == end_column();
  const bool newline = !at_end && column == program_.alphabet.newline();
  State to = kDead;
  if (close(kernel, {kernel.at_start, kernel.after_newline, at_end, newline})) {
    to = kMatch;
  } else if (!at_end) {
    Kernel next;
    for (const std::uint32_t at : closed_)
      if (program_.alphabet.contains(program_.code[at].other, static_cast<Letter>(column)))
        next.threads.push_back(program_.code[at].next);
    if (!program_.anchored) next.threads.push_back(program_.start);
    std::sort(next.threads.begin(), next.threads.end());
    next.threads.erase(std::unique(next.threads.begin(), next.threads.end()), next.threads.end());
    next.after_newline = program_.multi_line && newline;
    if (table_.size() + columns() > kMostCells && !states_.contains(next)) {
      forget();  // `kernel` and `from` are gone: only the next state counts
      return state_of(std::move(next));
    }
    to = state_of(std::move(next));
  }
  cell(from, column) = to;
  return to;
}

bool Automaton::complete() {
  Kernel first{{program_.start}, true, false};
  state_of(first);
  if (!program_.anchored) {
    first.at_start = false;
    state_of(first);
    first.after_newline = program_.multi_line;
    state_of(first);
  }
  for (State state = 2; state < kernels_.size(); ++state) {
    if (kernels_.size() > kFewStates || table_.size() > kMostCells / 8) {
      forget();
      return false;
    }
    for (std::size_t column = 0; column < columns(); ++column)
      if (cell(state, column) == kUnknown) step(state, column);
  }
  return true;
}

bool Automaton::find(std::string_view text, std::size_t from) {
  State state = state_of(first_kernel(text, from));
  for (std::size_t at = from; state > kMatch && at < text.size();) {
    const std::size_t letter = program_.alphabet.of(utf8::next(text, at));
    const State known = cell(state, letter);
    state = known != kUnknown ? known : step(state, letter);
  }
  if (state <= kMatch) return state == kMatch;
  const State known = cell(state, end_column());
  return (known != kUnknown ? known : step(state, end_column())) == kMatch;
}

bool Automaton::find_complete(std::string_view text, std::size_t from) const {
  const Kernel first = first_kernel(text, from);
  if (first.threads.empty()) return false;
  const auto start = states_.find(first);
  assert(start != states_.end());
  State state = start->second;
  const std::size_t width = columns();
  for (std::size_t at = from; state > kMatch && at < text.size();) {
    const auto octet = static_cast<unsigned char>(text[at]);
    const Letter letter =
        octet < 0x80 ? (++at, program_.alphabet.of_ascii(octet)) : program_.alphabet.of(utf8::next(text, at));
    state = table_[state * width + letter];
  }
  return state == kMatch || (state != kDead && table_[state * width + end_column()] == kMatch);
}

}  // namespace quittance::regex
