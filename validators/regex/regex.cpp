#include "validators/regex/regex.h"

#include <mutex>
#include <optional>

#include "validators/regex/automaton.h"
#include "validators/regex/backtracker.h"
#include "validators/regex/counting.h"
#include "validators/regex/program.h"
#include "validators/regex/syntax.h"
#include "validators/regex/utf8.h"

namespace quittance::regex {
namespace {

/// Automata and matchers that grow while they work are lent to one thread at a time.
template <typename Machine>
class Pool {
 public:
  explicit Pool(const Program& program) : program_(program) {}

  std::unique_ptr<Machine> borrow() {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        auto machine = std::move(idle_.back());
        idle_.pop_back();
        return machine;
      }
    }
    return std::make_unique<Machine>(program_);
  }
  void give_back(std::unique_ptr<Machine> machine) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(machine));
  }

 private:
  const Program& program_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Machine>> idle_;
};

template <typename Machine>
class Loan {
 public:
  explicit Loan(Pool<Machine>& pool) : pool_(pool), machine_(pool.borrow()) {}
  ~Loan() { pool_.give_back(std::move(machine_)); }
  Loan(const Loan&) = delete;
  Loan& operator=(const Loan&) = delete;
  Machine* operator->() const { return machine_.get(); }

 private:
  Pool<Machine>& pool_;
  std::unique_ptr<Machine> machine_;
};

/// A replacement taken apart: text, or the number of a group.
struct Piece {
  std::string text;
  std::size_t group = kNowhere;
};

Error malformed_replacement(std::string_view replacement) {
  return Error{"FORX0004", Retry::never,
               "a replacement that means nothing: " + std::string(replacement.substr(0, 200))};
}

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// F&O 7.6.3: "\$", "\\", and "$N", where N goes on as long as there are that many groups.
Result<std::vector<Piece>> take_apart(std::string_view replacement, std::size_t groups) {
  std::vector<Piece> out;
  for (std::size_t i = 0; i < replacement.size(); ++i) {
    const char c = replacement[i];
    const char next = i + 1 < replacement.size() ? replacement[i + 1] : '\0';
    if (c == '$') {
      if (!is_digit(next)) return malformed_replacement(replacement);
      std::size_t group = static_cast<std::size_t>(next - '0');
      for (++i; i + 1 < replacement.size() && is_digit(replacement[i + 1]); ++i) {
        const std::size_t longer = group * 10 + static_cast<std::size_t>(replacement[i + 1] - '0');
        if (longer > groups) break;
        group = longer;
      }
      out.push_back({{}, group});
      continue;
    }
    if (c == '\\') {
      if (next != '\\' && next != '$') return malformed_replacement(replacement);
      ++i;
    }
    if (out.empty() || out.back().group != kNowhere) out.push_back({});
    out.back().text += replacement[i];
  }
  return out;
}

/// Finds match after match, each behind the one before, as long as visit(groups) is true.
template <typename Machine, typename Visit>
void walk(Machine& machine, std::string_view text, Visit visit) {
  for (std::size_t at = 0; at <= text.size() && machine.find(text, at);) {
    const Span& found = machine.groups()[0];
    if (!visit(machine.groups())) return;
    at = found.end;
    if (found.begin != found.end) continue;
    if (at == text.size()) return;
    utf8::next(text, at);  // a match of nothing: the next one begins behind the next character
  }
}

Error stopped() { return Error{"BUDGET", Retry::never, "a search takes more than a document may cost"}; }

Error gave_up() {
  return Error{"BUDGET", Retry::never, "a back-reference needs more steps than a document may cost"};
}

}  // namespace

struct Regex::Compiled {
  Compiled(Program made, const Flags& with)
      : program(std::move(made)), flags(with), automata(program), matchers(program) {
    if (!program.back_references && program.counters.empty()) {
      Automaton whole(program);
      if (whole.complete()) complete.emplace(std::move(whole));
    }
    const auto empty = matches({});
    matches_empty = empty && *empty;
  }

  Result<bool> matches(std::string_view text) const {
    if (complete) return complete->find_complete(text, 0);
    if (!program.counters.empty()) return Counting(program).find(text);
    if (!program.back_references) return Loan(automata)->find(text, 0);
    Backtracker backtracker(program, flags.case_insensitive);
    const bool found = backtracker.find(text, 0);
    if (backtracker.gave_up()) return gave_up();
    return found;
  }

  /// Calls visit(groups) for each match until there are no more or it is false.
  template <typename Visit>
  Result<void> each(std::string_view text, Meter* meter, Visit visit) const {
    if (!program.counters.empty())
      return Error{"FORX0002", Retry::never,
                   "repetitions beyond 2000 can be matched, but not replaced or cut at"};
    if (program.back_references) {
      Backtracker backtracker(program, flags.case_insensitive);
      walk(backtracker, text, visit);
      if (backtracker.gave_up()) return gave_up();
      return {};
    }
    Finder finder{*this, Loan(matchers), meter};
    walk(finder, text, visit);
    if (finder.matcher->stopped()) return stopped();
    return {};
  }

  /// Asks the automaton first: most texts have no (further) match, and it says so many times faster.
  struct Finder {
    const Compiled& compiled;
    Loan<Matcher> matcher;
    Meter* meter;
    bool find(std::string_view text, std::size_t from) {
      const bool any = compiled.complete ? compiled.complete->find_complete(text, from)
                                         : Loan(compiled.automata)->find(text, from);
      return any && matcher->find(text, from, meter);
    }
    [[nodiscard]] const std::vector<Span>& groups() const { return matcher->groups(); }
  };

  Program program;
  Flags flags;
  bool matches_empty = false;
  mutable Pool<Automaton> automata;
  mutable Pool<Matcher> matchers;
  std::optional<Automaton> complete;  ///< where it is small
};

Result<Regex> Regex::compile(std::string_view pattern, std::string_view flags) {
  const auto read_flags = Flags::parse(flags);
  if (!read_flags) return read_flags.error();
  const auto syntax = parse(pattern, *read_flags);
  if (!syntax) return syntax.error();
  auto program = translate(*syntax, *read_flags);
  if (!program) return program.error();
  return Regex(std::make_shared<Compiled>(std::move(*program), *read_flags));
}

Result<bool> Regex::matches(std::string_view text) const { return compiled_->matches(text); }

std::size_t Regex::groups() const { return compiled_->program.groups; }

Result<std::vector<std::vector<Span>>> Regex::find_all(std::string_view text, Meter* meter) const {
  std::vector<std::vector<Span>> out;
  bool fits = true;
  const auto done = compiled_->each(text, meter, [&](const std::vector<Span>& groups) {
    out.push_back(groups);
    fits = meter == nullptr || meter->hold(out.size() * groups.size() * sizeof(Span));
    return fits;
  });
  if (!done) return done.error();
  if (!fits) return stopped();
  return out;
}

Result<std::string> Regex::replace(std::string_view text, std::string_view replacement, Meter* meter) const {
  auto pieces = compiled_->flags.literal ? Result(std::vector<Piece>{{std::string(replacement)}})
                                         : take_apart(replacement, groups());
  if (!pieces) return pieces.error();
  if (compiled_->matches_empty)
    return Error{"FORX0003", Retry::never, "the expression of replace() matches \"\""};
  std::string out;
  std::size_t copied = 0;
  bool fits = true;
  const auto done = compiled_->each(text, meter, [&](const std::vector<Span>& spans) {
    out += text.substr(copied, spans[0].begin - copied);
    copied = spans[0].end;
    for (const Piece& piece : *pieces) {
      if (piece.group == kNowhere) {
        out += piece.text;
      } else if (piece.group < spans.size() && spans[piece.group].end != kNowhere) {
        out += text.substr(spans[piece.group].begin, spans[piece.group].end - spans[piece.group].begin);
      }
    }
    fits = meter == nullptr || meter->hold(out.size());
    return fits;
  });
  if (!done) return done.error();
  if (!fits) return stopped();
  return out += text.substr(copied);
}

Result<std::vector<std::string_view>> Regex::tokenize(std::string_view text, Meter* meter) const {
  if (compiled_->matches_empty)
    return Error{"FORX0003", Retry::never, "the expression of tokenize() matches \"\""};
  std::vector<std::string_view> out;
  if (text.empty()) return out;
  std::size_t from = 0;
  bool fits = true;
  const auto done = compiled_->each(text, meter, [&](const std::vector<Span>& spans) {
    out.push_back(text.substr(from, spans[0].begin - from));
    from = spans[0].end;
    fits = meter == nullptr || meter->hold(out.size() * sizeof(std::string_view));
    return fits;
  });
  if (!done) return done.error();
  if (!fits) return stopped();
  out.push_back(text.substr(from));
  return out;
}

}  // namespace quittance::regex
