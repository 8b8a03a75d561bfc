#include "validators/regex/program.h"

#include <algorithm>
#include <map>

namespace quittance::regex {
namespace {

constexpr std::size_t kMostInstructions = 20'000;
/// Instructions times captures: what a matcher must hold for each place in the text.
constexpr std::size_t kMostCaptures = 2'000'000;
/// Repetitions of one character beyond this are counted.
constexpr std::uint32_t kMostWrittenOut = 2'000;

struct TooLarge {};

bool before(const CharSet& a, const CharSet& b) {
  return std::lexicographical_compare(a.ranges().begin(), a.ranges().end(), b.ranges().begin(),
                                      b.ranges().end(), [](const CharRange& x, const CharRange& y) {
                                        return x.first != y.first ? x.first < y.first : x.last < y.last;
                                      });
}

/// Writes instructions from the end to the beginning: what comes after a part is known when the part is
/// written.
class Writer {
 public:
  explicit Writer(Program& program) : program_(program) {}

  std::uint32_t write(const Node& node, std::uint32_t next) {
    switch (node.kind) {
      case Node::Kind::empty: return next;
      case Node::Kind::set: return add({Op::set, next, set_number(node.set)});
      case Node::Kind::begin: return add({Op::begin, next});
      case Node::Kind::end: return add({Op::end, next});
      case Node::Kind::back_reference: return add({Op::back_reference, next, node.number});
      case Node::Kind::sequence:
        for (auto part = node.parts.rbegin(); part != node.parts.rend(); ++part) next = write(*part, next);
        return next;
      case Node::Kind::alternation: return alternation(node, next);
      case Node::Kind::repeat: return repeat(node, next);
      case Node::Kind::group: return group(node, next);
    }
    return next;
  }

  std::uint32_t add(Instruction instruction) {
    if (program_.code.size() >= kMostInstructions) throw TooLarge{};
    program_.code.push_back(instruction);
    return static_cast<std::uint32_t>(program_.code.size() - 1);
  }

  [[nodiscard]] const std::vector<CharSet>& sets() const { return sets_; }

 private:
  std::uint32_t set_number(const CharSet& set) {
    const auto [entry, fresh] = numbers_.try_emplace(set, static_cast<std::uint32_t>(sets_.size()));
    if (fresh) sets_.push_back(set);
    return entry->second;
  }

  std::uint32_t alternation(const Node& node, std::uint32_t next) {
    std::uint32_t entry = write(node.parts.back(), next);
    for (auto part = node.parts.rbegin() + 1; part != node.parts.rend(); ++part) {
      const std::uint32_t first = write(*part, next);
      entry = add({Op::split, first, entry});
    }
    return entry;
  }

  std::uint32_t group(const Node& node, std::uint32_t next) {
    if (node.number == 0) return write(node.parts.front(), next);
    const std::uint32_t close = add({Op::save, next, 2 * node.number + 1});
    return add({Op::save, write(node.parts.front(), close), 2 * node.number});
  }

  void fork(std::uint32_t at, std::uint32_t body, std::uint32_t past, bool reluctant) {
    program_.code[at] = {Op::split, reluctant ? past : body, reluctant ? body : past};
  }

  /// The set that a node is one character of, groups around it left aside; nullptr for anything else.
  static const CharSet* single_set(const Node& node) {
    if (node.kind == Node::Kind::set) return &node.set;
    const bool wraps =
        (node.kind == Node::Kind::group || node.kind == Node::Kind::sequence) && node.parts.size() == 1;
    return wraps ? single_set(node.parts.front()) : nullptr;
  }

  static bool is_long(const Node& repeat) {
    return repeat.least > kMostWrittenOut || (repeat.most != kUnbounded && repeat.most > kMostWrittenOut);
  }

  std::uint32_t counted(const Node& node, const CharSet& set, std::uint32_t next) {
    program_.counters.push_back({set_number(set), std::max(node.least, 1U), node.most});
    const std::uint32_t entry =
        add({Op::count, next, static_cast<std::uint32_t>(program_.counters.size() - 1)});
    return node.least > 0 ? entry : add({Op::split, entry, next});
  }

  std::uint32_t repeat(const Node& node, std::uint32_t next) {
    const Node& part = node.parts.front();
    const CharSet* set = is_long(node) && !program_.back_references ? single_set(part) : nullptr;
    if (set != nullptr) return counted(node, *set, next);
    std::uint32_t entry = next;
    std::uint32_t copies = node.least;
    if (node.most == kUnbounded) {
      const std::uint32_t loop = add({Op::split});
      const std::uint32_t body = write(part, loop);
      fork(loop, body, next, node.reluctant);
      entry = copies > 0 ? body : loop;  // the loop's own body is the last of those that must be
      copies -= copies > 0 ? 1 : 0;
    } else {
      for (std::uint32_t i = node.least; i < node.most; ++i) {
        const std::uint32_t body = write(part, entry);
        const std::uint32_t option = add({Op::split});
        fork(option, body, next, node.reluctant);
        entry = option;
      }
    }
    for (std::uint32_t i = 0; i < copies; ++i) {
      const std::uint32_t sooner = write(part, entry);
      if (sooner == entry) break;  // nothing repeated is nothing
      entry = sooner;
    }
    return entry;
  }

  Program& program_;
  std::vector<CharSet> sets_;
  std::map<CharSet, std::uint32_t, decltype(&before)> numbers_{&before};
};

/// Does every way from the start meet an anchor for the beginning before it takes a character?
bool is_anchored(const Program& program) {
  std::vector<std::uint32_t> open{program.start};
  std::vector<bool> seen(program.code.size());
  while (!open.empty()) {
    const std::uint32_t at = open.back();
    open.pop_back();
    if (seen[at]) continue;
    seen[at] = true;
    const Instruction& instruction = program.code[at];
    if (instruction.op == Op::begin) continue;
    if (instruction.op == Op::set || instruction.op == Op::count || instruction.op == Op::match ||
        instruction.op == Op::back_reference)
      return false;
    open.push_back(instruction.next);
    if (instruction.op == Op::split) open.push_back(instruction.other);
  }
  return true;
}

}  // namespace

Result<Program> translate(const Syntax& syntax, const Flags& flags) {
  Program out;
  out.groups = syntax.groups;
  out.multi_line = flags.multi_line;
  out.back_references = syntax.back_references;
  Writer writer(out);
  try {
    out.start = writer.write(syntax.root, writer.add({Op::match}));
  } catch (const TooLarge&) {
    return Error{
        "FORX0002", Retry::never,
        "the expression needs more than " + std::to_string(kMostInstructions) + " steps when written out"};
  }
  if (out.code.size() * (out.groups + 1) > kMostCaptures)
    return Error{"FORX0002", Retry::never, "the expression has too many groups for its length"};
  if (!out.alphabet.build(writer.sets()))
    return Error{"FORX0002", Retry::never, "the expression tells too many characters apart"};
  out.anchored = !flags.multi_line && is_anchored(out);
  return out;
}

bool Program::holds(Op anchor, const Place& place) const {
  if (anchor == Op::begin) return place.at_start || (multi_line && place.after_newline && !place.at_end);
  if (!multi_line) return place.at_end;
  return place.before_newline || (place.at_end && !place.after_newline);
}

Program::Place Program::place_in(std::string_view text, std::size_t at) {
  return {at == 0, at > 0 && text[at - 1] == '\n', at == text.size(), at < text.size() && text[at] == '\n'};
}

}  // namespace quittance::regex
