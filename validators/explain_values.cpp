#include "validators/explain_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace quittance::validators {

namespace {

// Marks in the text of an answer, of the private use area: no document has them by accident.
constexpr std::string_view kNextValue = "\xEE\x80\x80";  // U+E000
constexpr std::string_view kNextKey = "\xEE\x80\x81";
constexpr std::string_view kEndOfKeys = "\xEE\x80\x82";
constexpr std::size_t kLongestValue = 300;
constexpr std::size_t kMostItems = 5;

std::string key_name(std::size_t number) { return "$quittance-k" + std::to_string(number); }

/// How many items there are, then the first eight.
std::string shown(const std::string& part) {
  return fmt::format(
      "concat(count(({0})), '|', string-join(for $quittance-item in subsequence(({0}), 1, 8) return "
      "if ($quittance-item instance of element()) then concat('<', name($quittance-item), '> \"', "
      "normalize-space(string($quittance-item)), '\"') "
      "else if ($quittance-item instance of attribute()) then concat('@', name($quittance-item), ' \"', "
      "string($quittance-item), '\"') "
      "else if ($quittance-item instance of xs:string or $quittance-item instance of node()) then "
      "concat('\"', $quittance-item, '\"') else string($quittance-item), ', '))",
      part);
}

/// The other way round: "3|a, b, c" as it is printed.
std::string value_of(std::string text) {
  const auto bar = text.find('|');
  if (bar == std::string::npos) return text;  // "(FORG0001)": the part failed
  const std::string count = text.substr(0, bar);
  text.erase(0, bar + 1);
  if (count == "0") return "()";
  if (text.size() > kLongestValue) {
    std::size_t end = kLongestValue;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;  // no half character
    text = text.substr(0, end) + "…";
  }
  return count == "1" ? text : count + " items: " + text;
}

std::size_t keys_of(const Part& part) {
  return static_cast<std::size_t>(
      std::count_if(part.binders.begin(), part.binders.end(), [](const Binder& b) { return b.repeats(); }));
}

/// The binder whose items are the keys number `number`.
const Binder* repeating(const Part& part, std::size_t number) {
  std::size_t seen = 0;
  const auto found = std::find_if(part.binders.begin(), part.binders.end(),
                                  [&](const Binder& b) { return b.repeats() && seen++ == number; });
  return found == part.binders.end() ? nullptr : &*found;
}

bool is_inside(const Part& part, std::size_t number, const Binder& loop) {
  const Binder* const own = repeating(part, number);
  return own != nullptr && *own == loop;
}

std::vector<std::string> split(std::string_view text, std::string_view mark) {
  std::vector<std::string> out;
  for (auto at = text.find(mark); at != std::string_view::npos; at = text.find(mark)) {
    out.emplace_back(text.substr(0, at));
    text.remove_prefix(at + mark.size());
  }
  out.emplace_back(text);
  return out;
}

using Keys = std::vector<std::string>;

struct Values {
  const Part* part;
  std::vector<std::pair<Keys, std::string>> by_keys;
  std::string failure;  ///< when there is none for the whole part

  [[nodiscard]] const std::string* find(const Keys& keys) const {
    const auto found =
        std::find_if(by_keys.begin(), by_keys.end(), [&](const auto& v) { return v.first == keys; });
    return found == by_keys.end() ? nullptr : &found->second;
  }
};

Values values_of(const Answer& answer) {
  Values out{answer.part, {}, {}};
  if (answer.text.empty()) return out;  // nothing was gone through
  if (answer.text.find(kEndOfKeys) == std::string::npos) {
    out.failure = answer.text;
    return out;
  }
  for (const std::string& each : split(answer.text, kNextValue)) {
    const auto end = each.find(kEndOfKeys);
    if (end == std::string::npos) continue;
    Keys keys = split(each.substr(0, end), kNextKey);
    keys.pop_back();  // each key has a mark behind it
    out.by_keys.emplace_back(std::move(keys), value_of(each.substr(end + kEndOfKeys.size())));
  }
  return out;
}

class Teller {
 public:
  Teller(std::vector<Values> all, const xml::Tree& tree) : all_(std::move(all)), tree_(tree) {}

  std::vector<PartValue> tell() {
    tell(0, all_.size(), {});
    return std::move(out_);
  }

 private:
  void tell(std::size_t begin, std::size_t end, const Keys& keys) {
    for (std::size_t i = begin; i < end;) {
      if (keys_of(*all_[i].part) > keys.size()) {
        std::size_t behind = i;
        const Binder* const loop = repeating(*all_[i].part, keys.size());
        while (behind < end && is_inside(*all_[behind].part, keys.size(), *loop)) ++behind;
        items(i, behind, keys);
        i = behind;
        continue;
      }
      const std::string* value = all_[i].find(keys);
      if (value == nullptr && !all_[i].failure.empty()) value = &all_[i].failure;
      if (value != nullptr) out_.push_back({all_[i].part->depth, all_[i].part->source, *value, 0, {}});
      ++i;
    }
  }

  /// The parts inside a loop or predicate, for the items it went through.
  void items(std::size_t begin, std::size_t end, const Keys& outer) {
    const bool is_loop = repeating(*all_[begin].part, outer.size())->kind == Binder::Kind::each;
    std::vector<std::string> items;
    std::vector<std::string> against;
    for (const auto& [keys, value] : all_[begin].by_keys) {
      if (keys.size() <= outer.size() || !std::equal(outer.begin(), outer.end(), keys.begin())) continue;
      const std::string& item = keys[outer.size()];
      if (std::find(items.begin(), items.end(), item) == items.end()) items.push_back(item);
      if (is_loop && value == "false") against.push_back(item);
    }
    if (items.empty()) return;
    const std::size_t depth = all_[begin].part->depth;
    const std::size_t above = depth > 0 ? depth - 1 : 0;
    std::size_t shown = 0;
    for (std::size_t i = 0; i < items.size() && shown < kMostItems; ++i) {
      const bool is_against = std::find(against.begin(), against.end(), items[i]) != against.end();
      if (!against.empty() && !is_against) continue;
      Keys keys = outer;
      keys.push_back(items[i]);
      out_.push_back(header(*all_[begin].part, outer.size(), above, items[i], i + 1, items.size()));
      tell(begin, end, keys);
      ++shown;
    }
    const std::size_t wanted = against.empty() ? items.size() : against.size();
    if (shown < wanted) out_.push_back({above, "and " + std::to_string(wanted - shown) + " more", "", 0, {}});
  }

  PartValue header(const Part& part, std::size_t number, std::size_t depth, const std::string& item,
                   std::size_t place, std::size_t of) {
    const Binder* const binder = repeating(part, number);
    PartValue out;
    out.depth = depth;
    out.expression = binder->kind == Binder::Kind::each ? "$" + binder->variable : binder->source;
    out.expression += ", " + std::to_string(place) + " of " + std::to_string(of);
    const xml::NodeId node = node_of(item);
    if (node == xml::kNoNode) {
      out.value = "\"" + item.substr(item.empty() ? 0 : 1) + "\"";
      out.location = "item";
      return out;
    }
    xml::NodeId with_place = node == xml::Tree::document() ? tree_.root() : node;
    if (tree_.kind(with_place) == xml::NodeKind::attribute) with_place = tree_.parent(with_place);
    out.line = tree_.position(with_place).line;
    out.location = tree_.path(node);
    out.value = tree_.qualified_name(node);
    return out;
  }

  /// "d0n12" is node 12 of the document; kNoNode for anything else.
  [[nodiscard]] xml::NodeId node_of(std::string_view key) const {
    constexpr std::string_view kNode = "nd0n";
    xml::NodeId node = xml::kNoNode;
    if (!key.starts_with(kNode)) return node;
    const char* const end = key.data() + key.size();
    const auto read = std::from_chars(key.data() + kNode.size(), end, node);
    return read.ec == std::errc() && read.ptr == end && node < tree_.size() ? node : xml::kNoNode;
  }

  std::vector<Values> all_;
  const xml::Tree& tree_;
  std::vector<PartValue> out_;
};

/// The items of an argument as a parameter of that type takes them.
std::string converted(const std::string& argument, const std::string& as) {
  std::string type = as;
  const bool is_many = type.ends_with('*') || type.ends_with('+');
  if (is_many || type.ends_with('?')) type.pop_back();
  if (!type.starts_with("xs:") || type == "xs:anyAtomicType") return argument;
  if (is_many) return fmt::format("for $quittance-a in data({}) return {}($quittance-a)", argument, type);
  return fmt::format("{}({})", type, argument);
}

/// The ways through a body: the variables on the way, the conditions, and what comes out.
void ways_through(const std::vector<schematron::Instruction>& body, std::vector<Binder>& binders,
                  std::vector<Meaning>& out) {
  using Kind = schematron::Instruction::Kind;
  const std::size_t before = binders.size();
  for (const auto& instruction : body) {
    if (instruction.kind == Kind::variable && instruction.select) {
      binders.push_back({Binder::Kind::let, instruction.name, instruction.select.source});
    } else if ((instruction.kind == Kind::sequence || instruction.kind == Kind::value_of) &&
               instruction.select) {
      out.push_back({binders, instruction.select.source});
    } else if (instruction.kind == Kind::choose) {
      const std::size_t outside = binders.size();
      for (const auto& branch : instruction.branches) {
        if (!branch.test) {
          ways_through(branch.body, binders, out);
          continue;
        }
        out.push_back({binders, branch.test.source});
        binders.push_back({Binder::Kind::guard, "", branch.test.source});
        ways_through(branch.body, binders, out);
        binders.back().source = "not(" + branch.test.source + ")";
      }
      binders.resize(outside);
    }
  }
  binders.resize(before);
}

std::vector<Meaning> meanings(const schematron::Schema& schema, const std::string& name,
                              const std::vector<std::string>& arguments) {
  const auto found =
      std::find_if(schema.functions.begin(), schema.functions.end(), [&](const auto& function) {
        return function.name == name && function.parameters.size() == arguments.size();
      });
  if (found == schema.functions.end()) return {};
  std::vector<Binder> binders;
  binders.reserve(2 * arguments.size());
  // First all arguments, then all parameters: a parameter may be called as a variable in an argument is.
  for (std::size_t i = 0; i < arguments.size(); ++i)
    binders.push_back({Binder::Kind::let, "quittance-a" + std::to_string(i),
                       converted("(" + arguments[i] + ")", found->parameters[i].as)});
  for (std::size_t i = 0; i < arguments.size(); ++i)
    binders.push_back({Binder::Kind::let, found->parameters[i].name, "$quittance-a" + std::to_string(i)});
  std::vector<Meaning> out;
  ways_through(found->body, binders, out);
  return out;
}

/// An expression with a binder around it.
std::string inside(const Binder& binder, const std::string& key, const std::string& expression) {
  switch (binder.kind) {
    case Binder::Kind::each:
      return fmt::format("for {0} in ({1}), ${2} in {0} return ({3})", key, binder.source, binder.variable,
                         expression);
    case Binder::Kind::context:
      return fmt::format("for {0} in ({1}) return {0} ! ({2})", key, binder.source, expression);
    case Binder::Kind::guard: return fmt::format("if ({}) then ({}) else ()", binder.source, expression);
    case Binder::Kind::let:
      return fmt::format("let ${} := ({}) return ({})", binder.variable, binder.source, expression);
  }
  return expression;
}

}  // namespace

std::string question(const Part& part) {
  std::string keys;
  for (std::size_t i = 0; i < keys_of(part); ++i) {
    keys += fmt::format(
        "if ({0} instance of node()) then concat('n', generate-id({0})) else concat('v', string({0})), "
        "'{1}', ",
        key_name(i), kNextKey);
  }
  std::string out = fmt::format("string-join(({}'{}', {}), '')", keys, kEndOfKeys, shown(part.source));
  std::size_t number = keys_of(part);
  for (auto binder = part.binders.rbegin(); binder != part.binders.rend(); ++binder) {
    if (binder->repeats()) --number;
    out = inside(*binder, key_name(number), out);
  }
  return fmt::format("string-join(({}), '{}')", out, kNextValue);
}

std::vector<PartValue> told(const std::vector<Answer>& answers, const xml::Tree& tree) {
  std::vector<Values> all;
  all.reserve(answers.size());
  for (const Answer& answer : answers) all.push_back(values_of(answer));
  return Teller(std::move(all), tree).tell();
}

Definitions definitions_of(const schematron::Schema& schema, const schematron::Rule* rule) {
  Definitions out;
  out.function = [&schema](const std::string& name, const std::vector<std::string>& arguments) {
    return meanings(schema, name, arguments);
  };
  out.variable = [rule](const std::string& name) -> std::string {
    if (rule == nullptr) return {};
    const auto found =
        std::find_if(rule->lets.begin(), rule->lets.end(), [&](const auto& let) { return let.name == name; });
    return found == rule->lets.end() ? std::string() : found->value.source;
  };
  return out;
}

}  // namespace quittance::validators
