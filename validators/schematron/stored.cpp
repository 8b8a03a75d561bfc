#include "validators/schematron/stored.h"

#include <algorithm>
#include <concepts>
#include <cstring>
#include <type_traits>

namespace quittance::schematron {

namespace {

template <typename S, typename T>
concept Same = std::same_as<std::remove_const_t<S>, T>;

/// Deeper nesting of instructions than the XML reader lets through.
constexpr int kDeepest = 1000;

class Writer {
 public:
  void each(const std::string& text) {
    number(text.size());
    out_ += text;
  }
  void each(bool value) { out_ += static_cast<char>(value); }
  void each(std::uint32_t value) { number(value); }
  void each(Instruction::Kind kind) { number(static_cast<std::uint32_t>(kind)); }
  void each(Grouping grouping) { number(static_cast<std::uint32_t>(grouping)); }
  void each(const std::shared_ptr<const xml::Tree>& tree) { possible_ = possible_ && tree == nullptr; }
  template <typename T>
  void each(const std::vector<T>& list) {
    number(list.size());
    for (const T& one : list) each(one);
  }
  template <typename A, typename B>
  void each(const std::pair<A, B>& both) {
    (*this)(both.first, both.second);
  }
  template <typename T>
  void each(const T& value) {
    fields(*this, value);
  }
  template <typename... T>
  void operator()(const T&... values) {
    (each(values), ...);
  }

  std::optional<Bytes> finish() && {
    if (!possible_) return std::nullopt;
    return std::move(out_);
  }

 private:
  void number(std::size_t value) {
    const auto narrow = static_cast<std::uint32_t>(value);
    possible_ = possible_ && narrow == value;
    char octets[sizeof narrow];
    std::memcpy(octets, &narrow, sizeof narrow);
    out_.append(octets, sizeof octets);
  }

  Bytes out_;
  bool possible_ = true;
};

class Restorer {
 public:
  explicit Restorer(BytesView in) : in_(in) {}

  void each(std::string& text) { text = take(number()); }
  void each(bool& value) { value = take(1) == BytesView("\1", 1); }
  void each(std::uint32_t& value) { value = number(); }
  void each(Instruction::Kind& kind) { kind = static_cast<Instruction::Kind>(number()); }
  void each(Grouping& grouping) { grouping = static_cast<Grouping>(number()); }
  void each(std::shared_ptr<const xml::Tree>&) {}
  template <typename T>
  void each(std::vector<T>& list) {
    const std::uint32_t count = number();
    ++depth_;
    whole_ = whole_ && depth_ < kDeepest;
    // No element takes less than four octets: a wrong count is found out before it asks for memory.
    list.reserve(std::min<std::size_t>(count, in_.size() / 4));
    for (std::uint32_t i = 0; i < count && whole_; ++i) each(list.emplace_back());
    --depth_;
  }
  template <typename A, typename B>
  void each(std::pair<A, B>& both) {
    (*this)(both.first, both.second);
  }
  template <typename T>
  void each(T& value) {
    fields(*this, value);
  }
  template <typename... T>
  void operator()(T&... values) {
    (each(values), ...);
  }

  [[nodiscard]] bool is_complete() const { return whole_ && in_.empty(); }

 private:
  BytesView take(std::size_t size) {
    whole_ = whole_ && size <= in_.size();
    if (!whole_) return {};
    const BytesView taken = in_.substr(0, size);
    in_.remove_prefix(size);
    return taken;
  }
  std::uint32_t number() {
    const BytesView octets = take(sizeof(std::uint32_t));
    std::uint32_t value = 0;
    if (whole_) std::memcpy(&value, octets.data(), sizeof value);
    return value;
  }

  BytesView in_;
  int depth_ = 0;
  bool whole_ = true;
};

// Each function names every member, so that one that is added later and forgotten here does not compile.

template <typename A, Same<Place> S>
void fields(A& a, S& s) {
  auto& [file, line, column] = s;
  a(file, line, column);
}

template <typename A, Same<Scope> S>
void fields(A& a, S& s) {
  auto& [namespaces, default_element_namespace] = s;
  a(namespaces, default_element_namespace);
}

template <typename A, Same<Text> S>
void fields(A& a, S& s) {
  auto& [source, place, scope] = s;
  a(source, place, scope);
}

template <typename A, Same<Instruction> S>
void fields(A& a, S& s) {
  auto& [kind, select, name, as, literal, body, branches, called, detail, has_detail, handed, sorts, by,
         grouping, place] = s;
  a(kind, select, name, as, literal, body, branches, called, detail, has_detail, handed, sorts, by, grouping,
    place);
}

template <typename A, Same<Instruction::Branch> S>
void fields(A& a, S& s) {
  auto& [test, body] = s;
  a(test, body);
}

template <typename A, Same<SortKey> S>
void fields(A& a, S& s) {
  auto& [select, body, order, data_type] = s;
  a(select, body, order, data_type);
}

template <typename A, Same<TemplateParameter> S>
void fields(A& a, S& s) {
  auto& [by_default, is_required] = s;
  a(by_default, is_required);
}

template <typename A, Same<Template> S>
void fields(A& a, S& s) {
  auto& [name, match, as, modes, priority, precedence, scope, parameters, body, place] = s;
  a(name, match, as, modes, priority, precedence, scope, parameters, body, place);
}

template <typename A, Same<Let> S>
void fields(A& a, S& s) {
  auto& [name, value, body, content, as, place] = s;
  a(name, value, body, content, as, place);
}

template <typename A, Same<MessagePart> S>
void fields(A& a, S& s) {
  auto& [text, expression, is_name] = s;
  a(text, expression, is_name);
}

template <typename A, Same<Diagnostic> S>
void fields(A& a, S& s) {
  auto& [id, language, role, scheme, message, place] = s;
  a(id, language, role, scheme, message, place);
}

template <typename A, Same<Assertion> S>
void fields(A& a, S& s) {
  auto& [is_report, id, flag, role, see, test, over, subject, message, diagnostics, properties,
         own_diagnostics, own_properties, place] = s;
  a(is_report, id, flag, role, see, test, over, subject, message, diagnostics, properties, own_diagnostics,
    own_properties, place);
}

template <typename A, Same<Rule> S>
void fields(A& a, S& s) {
  auto& [id, flag, role, context, lets, assertions, place] = s;
  a(id, flag, role, context, lets, assertions, place);
}

template <typename A, Same<Pattern> S>
void fields(A& a, S& s) {
  auto& [id, title, documents, lets, rules, place] = s;
  a(id, title, documents, lets, rules, place);
}

template <typename A, Same<Phase> S>
void fields(A& a, S& s) {
  auto& [id, lets, active, place] = s;
  a(id, lets, active, place);
}

template <typename A, Same<Parameter> S>
void fields(A& a, S& s) {
  auto& [name, as] = s;
  a(name, as);
}

template <typename A, Same<Function> S>
void fields(A& a, S& s) {
  auto& [name, as, scope, precedence, parameters, body, place] = s;
  a(name, as, scope, precedence, parameters, body, place);
}

template <typename A, Same<Key> S>
void fields(A& a, S& s) {
  auto& [name, match, use, body, place] = s;
  a(name, match, use, body, place);
}

template <typename A, Same<Visit> S>
void fields(A& a, S& s) {
  auto& [attributes, text, comments, instructions] = s;
  a(attributes, text, comments, instructions);
}

template <typename A, Same<Remark> S>
void fields(A& a, S& s) {
  auto& [place, text] = s;
  a(place, text);
}

template <typename A, Same<Schema> S>
void fields(A& a, S& s) {
  auto& [files, scopes, title, query_binding, schema_version, default_phase, lets, phases, patterns,
         functions, keys, templates, diagnostics, properties, remarks, visit, pattern_lets_are_global] = s;
  a(files, scopes, title, query_binding, schema_version, default_phase, lets, phases, patterns, functions,
    keys, templates, diagnostics, properties, remarks, visit, pattern_lets_are_global);
}

}  // namespace

std::optional<Bytes> store(const Schema& schema) {
  Writer writer;
  writer(schema);
  return std::move(writer).finish();
}

std::optional<Schema> restore(BytesView stored) {
  Restorer restorer(stored);
  Schema schema;
  restorer(schema);
  if (!restorer.is_complete()) return std::nullopt;
  return schema;
}

}  // namespace quittance::schematron
