#include "validators/regex/syntax.h"

#include <algorithm>
#include <optional>
#include <string>

#include "validators/regex/class_escape.h"
#include "validators/regex/unicode.h"
#include "validators/regex/utf8.h"

namespace quittance::regex {
namespace {

/// Thrown inside this file only; parse() makes an Error of it.
struct Malformed {
  std::string reason;
};

constexpr bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }

class Parser {
 public:
  Parser(std::string_view pattern, const Flags& flags) : flags_(flags) {
    for (std::size_t at = 0; at < pattern.size();) text_.push_back(utf8::next(pattern, at));
    if (flags.free_spacing && !flags.literal) drop_spaces();
  }

  Syntax parse() {
    Syntax out;
    if (flags_.literal) {
      out.root.kind = Node::Kind::sequence;
      for (const char32_t c : text_) out.root.parts.push_back(set_node(CharSet::of(c)));
      return out;
    }
    out.root = alternation(0);
    if (!done()) fail("')' without '('");
    out.groups = groups_;
    out.back_references = back_references_;
    return out;
  }

 private:
  static constexpr int kMostDepth = 250;
  static constexpr std::uint32_t kMostRepeat = kUnbounded - 1;  ///< no text is longer

  [[noreturn]] void fail(const std::string& reason) const {
    throw Malformed{reason + " at character " + std::to_string(at_ + 1)};
  }
  [[nodiscard]] bool done() const { return at_ >= text_.size(); }
  [[nodiscard]] char32_t peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : U'\0';
  }
  bool skip(char32_t c) {
    if (done() || peek() != c) return false;
    ++at_;
    return true;
  }
  char32_t take() {
    if (done()) fail("the expression ends too early");
    return text_[at_++];
  }
  /// Flag x takes white space out of the expression before anything is read, but not out of classes.
  void drop_spaces() {
    std::u32string kept;
    int classes = 0;
    bool escaped = false;
    for (const char32_t c : text_) {
      if (classes == 0 && (c == ' ' || c == '\t' || c == '\n' || c == '\r')) continue;
      if (!escaped && c == '[') ++classes;
      if (!escaped && c == ']' && classes > 0) --classes;
      escaped = !escaped && c == '\\';
      kept += c;
    }
    text_ = std::move(kept);
  }

  Node set_node(CharSet set) const {
    Node out;
    out.kind = Node::Kind::set;
    if (flags_.case_insensitive) unicode::add_case_variants(set);
    out.set = std::move(set);
    return out;
  }
  /// Classes that mean the same whatever the case: \p{Lu} stays upper case (F&O 7.6.1.1, flag i).
  static Node exact_set_node(CharSet set) {
    Node out;
    out.kind = Node::Kind::set;
    out.set = std::move(set);
    return out;
  }

  Node alternation(int depth) {
    if (depth > kMostDepth) fail("groups nested too deep");
    Node out;
    out.kind = Node::Kind::alternation;
    out.parts.push_back(sequence(depth));
    while (skip('|')) out.parts.push_back(sequence(depth));
    return out.parts.size() == 1 ? std::move(out.parts.front()) : out;
  }

  Node sequence(int depth) {
    Node out;
    out.kind = Node::Kind::sequence;
    while (!done() && peek() != '|' && peek() != ')') out.parts.push_back(quantified(atom(depth)));
    return out;
  }

  Node atom(int depth) {
    const char32_t c = take();
    switch (c) {
      case '(': return group(depth);
      case '[': return exact_set_node(char_class(0));
      case '.': return exact_set_node(any_character());
      case '\\': return escape();
      case '^': return anchor(Node::Kind::begin);
      case '$': return anchor(Node::Kind::end);
      case '?':
      case '*':
      case '+':
      case '{': --at_; fail("a quantifier with nothing to repeat");
      case '}':
      case ']': --at_; fail("an unescaped closing bracket");
      default: return set_node(CharSet::of(c));
    }
  }

  static Node anchor(Node::Kind kind) {
    Node out;
    out.kind = kind;
    return out;
  }

  [[nodiscard]] CharSet any_character() const {
    if (flags_.dot_all) return CharSet::all();
    return CharSet({{'\n', '\n'}, {'\r', '\r'}}).complement();
  }

  Node group(int depth) {
    Node out;
    out.kind = Node::Kind::group;
    if (skip('?')) {
      if (!skip(':')) fail("unknown kind of group");
    } else {
      out.number = ++groups_;
    }
    out.parts.push_back(alternation(depth + 1));
    if (!skip(')')) fail("a group that does not end");
    if (out.number != 0) closed_.push_back(out.number);
    return out;
  }

  std::uint32_t number() {
    if (!is_digit(peek())) fail("a number is missing");
    std::uint64_t value = 0;
    for (; is_digit(peek()); ++at_)
      value = std::min<std::uint64_t>(value * 10 + static_cast<std::uint64_t>(peek() - '0'), kMostRepeat);
    return static_cast<std::uint32_t>(value);
  }

  Node quantified(Node atom) {
    Node out;
    out.kind = Node::Kind::repeat;
    if (skip('?')) {
      out.most = 1;
    } else if (skip('*')) {
      out.most = kUnbounded;
    } else if (skip('+')) {
      out.least = 1;
      out.most = kUnbounded;
    } else if (skip('{')) {
      out.least = out.most = number();
      if (skip(',')) out.most = peek() == '}' ? kUnbounded : number();
      if (!skip('}')) fail("'}' is missing");
      if (out.most < out.least) fail("a range of repetitions that ends before it begins");
    } else {
      return atom;
    }
    out.reluctant = skip('?');
    out.parts.push_back(std::move(atom));
    return out;
  }

  /// After a backslash outside a class.
  Node escape() {
    if (peek() >= '1' && peek() <= '9') return back_reference();
    if (auto set = class_escape()) return exact_set_node(std::move(*set));
    return set_node(CharSet::of(single_escape()));
  }

  /// The number goes on as long as there are that many groups before it (F&O 7.6.1).
  Node back_reference() {
    Node out;
    out.kind = Node::Kind::back_reference;
    out.number = static_cast<std::uint32_t>(take() - '0');
    while (is_digit(peek()) && out.number * 10 + (peek() - '0') <= groups_)
      out.number = out.number * 10 + static_cast<std::uint32_t>(take() - '0');
    if (std::find(closed_.begin(), closed_.end(), out.number) == closed_.end())
      fail("a back-reference to a group that has not ended");
    back_references_ = true;
    return out;
  }

  char32_t single_escape() {
    const char32_t c = take();
    switch (c) {
      case 'n': return '\n';
      case 'r': return '\r';
      case 't': return '\t';
      default: break;
    }
    // '/' is not in the grammar, but rule authors escape it and the reference processor lets them
    if (c < 0x80 &&
        std::string_view("\\|.?*+(){}-[]^$/").find(static_cast<char>(c)) != std::string_view::npos)
      return c;
    --at_;
    fail("an escape that means nothing");
  }

  std::optional<CharSet> class_escape() {
    const char32_t c = peek();
    if (c == 'p' || c == 'P') return property();
    auto set = multi_escape(c);
    if (set) ++at_;
    return set;
  }

  /// \p{…} and \P{…}.
  CharSet property() {
    const bool inverse = take() == 'P';
    if (!skip('{')) fail("'{' is missing after \\p");
    std::string name;
    while (!done() && peek() != '}') {
      utf8::append(name, take());
    }
    if (!skip('}')) fail("'}' is missing after \\p{");
    auto set =
        name.starts_with("Is") ? unicode::block(std::string_view(name).substr(2)) : unicode::category(name);
    if (!set) fail("unknown category or block '" + name.substr(0, 80) + "'");
    return inverse ? set->complement() : std::move(*set);
  }

  /// One character of a class, or the end of a range.
  char32_t class_character() {
    const char32_t c = take();
    if (c == '[') fail("an unescaped '[' in a class");
    return c == '\\' ? single_escape() : c;
  }

  void class_part(CharSet& set) {
    if (peek() == '\\') {
      ++at_;
      if (auto escaped = class_escape()) {
        set.add(*escaped);
        return;
      }
      --at_;
    }
    const bool hyphen = peek() == '-';
    CharSet found = CharSet::of(class_character());
    if (peek() == '-' && peek(1) != ']' && peek(1) != '[') {
      const char32_t first = found.ranges().front().first;
      ++at_;
      if (hyphen || peek() == '-') fail("an unescaped '-' as the end of a range");
      const char32_t last = class_character();
      if (last < first) fail("a range of characters that ends before it begins");
      found = CharSet({{first, last}});
    }
    if (flags_.case_insensitive) unicode::add_case_variants(found);
    set.add(found);
  }

  /// After '['.
  CharSet char_class(int depth) {
    if (depth > kMostDepth) fail("classes nested too deep");
    const bool inverse = skip('^');
    CharSet set;
    bool any = false;
    while (!(any && peek() == '-' && peek(1) == '[') && (peek() != ']' || done())) {
      if (done()) fail("a class that does not end");
      class_part(set);
      any = true;
    }
    if (!any) fail("an empty class");
    if (inverse) set = set.complement();
    if (skip('-')) {
      ++at_;
      set.remove(char_class(depth + 1));
    }
    if (!skip(']')) fail("']' is missing");
    return set;
  }

  Flags flags_;
  std::u32string text_;
  std::size_t at_ = 0;
  std::uint32_t groups_ = 0;
  std::vector<std::uint32_t> closed_;
  bool back_references_ = false;
};

}  // namespace

Result<Flags> Flags::parse(std::string_view text) {
  Flags out;
  for (const char c : text) {
    switch (c) {
      case 's': out.dot_all = true; break;
      case 'm': out.multi_line = true; break;
      case 'i': out.case_insensitive = true; break;
      case 'x': out.free_spacing = true; break;
      case 'q': out.literal = true; break;
      default:
        return Error{"FORX0001", Retry::never, "unknown flags: '" + std::string(text.substr(0, 80)) + "'"};
    }
  }
  return out;
}

Result<Syntax> parse(std::string_view pattern, const Flags& flags) {
  try {
    return Parser(pattern, flags).parse();
  } catch (const Malformed& error) {
    return Error{"FORX0002", Retry::never, error.reason + ": " + std::string(pattern.substr(0, 200))};
  }
}

}  // namespace quittance::regex
