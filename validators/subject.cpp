#include "validators/subject.h"

#include <algorithm>
#include <utility>

#include "formats/document.h"

namespace quittance::validators {

namespace {

bool is_white(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// The first start tag, without what is before it.
std::string_view first_tag(BytesView document) {
  std::size_t at = 0;
  while ((at = document.find('<', at)) != BytesView::npos && at + 1 < document.size()) {
    const std::string_view rest = document.substr(at);
    const std::string_view closing = rest.starts_with("<!--") ? "-->" : rest[1] == '?' ? "?>" : "";
    if (closing.empty()) return rest.substr(0, rest.find('>'));
    at = document.find(closing, at);
    if (at == BytesView::npos) break;
  }
  return {};
}

std::string_view namespace_in(std::string_view tag, std::string_view prefix) {
  const std::string name = prefix.empty() ? "xmlns" : "xmlns:" + std::string(prefix);
  for (std::size_t at = tag.find(name); at != std::string_view::npos; at = tag.find(name, at + 1)) {
    std::size_t value = at + name.size();
    if (!is_white(tag[at - 1])) continue;
    while (value < tag.size() && is_white(tag[value])) ++value;
    if (value >= tag.size() || tag[value] != '=') continue;
    const std::size_t open = tag.find_first_of("\"'", value);
    if (open == std::string_view::npos) return {};
    const std::size_t close = tag.find(tag[open], open + 1);
    return close == std::string_view::npos ? std::string_view() : tag.substr(open + 1, close - open - 1);
  }
  return {};
}

/// The root element's expanded name, as far as a glance tells.
struct Root {
  std::string_view uri, local;
};

Root glance_root(BytesView document) {
  const std::string_view tag = first_tag(document);
  if (tag.size() < 2) return {};
  std::size_t end = 1;
  while (end < tag.size() && !is_white(tag[end]) && tag[end] != '/') ++end;
  const std::string_view name = tag.substr(1, end - 1);
  const std::size_t colon = name.find(':');
  const std::string_view prefix =
      colon == std::string_view::npos ? std::string_view() : name.substr(0, colon);
  const std::string_view local = colon == std::string_view::npos ? name : name.substr(colon + 1);
  return {namespace_in(tag, prefix), local};
}

/// Is one of the scenario's customizations the whole text of an element near the beginning?
bool promises(BytesView head, const Scenario& scenario) {
  for (const std::string& customization : scenario.customizations) {
    if (head.find(">" + customization + "<") != BytesView::npos) return true;
  }
  return scenario.customizations.empty();
}

}  // namespace

Subject subject_of(const xml::Tree& tree) {
  auto identity = formats::identify(tree);
  Subject out;
  out.syntax = to_string(identity.syntax);
  out.namespace_uri = std::move(identity.root_namespace);
  out.root = std::move(identity.root_name);
  out.customization = std::move(identity.customization);
  out.profile = std::move(identity.profile);
  return out;
}

std::string glance_schema(BytesView document, std::span<const Scenario> scenarios) {
  constexpr std::size_t kHead = 8192;
  const Root root = glance_root(document);
  const std::string_view syntax = to_string(formats::syntax_of(root.uri, root.local));
  const Scenario* first = nullptr;
  for (const Scenario& scenario : scenarios) {
    const auto& known = scenario.syntaxes;
    if (std::find(known.begin(), known.end(), syntax) == known.end()) continue;
    if (promises(document.substr(0, kHead), scenario)) return scenario.schema;
    if (first == nullptr) first = &scenario;
  }
  return first == nullptr ? "" : first->schema;
}

std::string glance_namespace(BytesView document) { return std::string(glance_root(document).uri); }

}  // namespace quittance::validators
