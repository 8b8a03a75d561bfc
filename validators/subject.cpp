#include "validators/subject.h"

#include <algorithm>
#include <array>

namespace quittance::validators {

namespace {

constexpr std::string_view kCbc = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2";
constexpr std::string_view kRam =
    "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100";

struct Syntax {
  std::string_view name, uri, root;
};
constexpr std::array kSyntaxes{
    Syntax{"ubl-invoice", "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2", "Invoice"},
    Syntax{"ubl-creditnote", "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2", "CreditNote"},
    Syntax{"ubl-applicationresponse", "urn:oasis:names:specification:ubl:schema:xsd:ApplicationResponse-2",
           "ApplicationResponse"},
    Syntax{"cii", "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100", "CrossIndustryInvoice"},
    Syntax{"cdar", "urn:un:unece:uncefact:data:standard:CrossDomainAcknowledgementAndResponse:100",
           "CrossDomainAcknowledgementAndResponse"},
    Syntax{"eusr", "urn:fdc:peppol:end-user-statistics-report:1.1", "EndUserStatisticsReport"},
    Syntax{"tsr", "urn:fdc:peppol:transaction-statistics-report:1.0", "TransactionStatisticsReport"},
    Syntax{"edifact-xml", "", "M_INVOIC"},
};

std::string_view syntax_of(std::string_view uri, std::string_view root) {
  for (const Syntax& syntax : kSyntaxes) {
    if (syntax.uri == uri && syntax.root == root) return syntax.name;
  }
  return "other";
}

std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string::npos) return "";
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

std::string ubl_value(const xml::Tree& tree, std::string_view local) {
  for (const std::string_view uri :
       {kCbc, tree.namespace_uri(tree.root())}) {  // the reports use their own namespace
    const xml::NodeId node = tree.child(tree.root(), uri, local);
    if (node != xml::kNoNode) return trimmed(tree.string_value(node));
  }
  return "";
}

/// ExchangedDocumentContext/<parameter>/ID.
std::string cii_value(const xml::Tree& tree, std::string_view parameter) {
  const xml::NodeId context =
      tree.child(tree.root(), tree.namespace_uri(tree.root()), "ExchangedDocumentContext");
  if (context == xml::kNoNode) return "";
  const xml::NodeId holder = tree.child(context, kRam, parameter);
  if (holder == xml::kNoNode) return "";
  const xml::NodeId id = tree.child(holder, kRam, "ID");
  return id == xml::kNoNode ? "" : trimmed(tree.string_value(id));
}

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
  Subject out;
  const xml::NodeId root = tree.root();
  if (root == xml::kNoNode) return out;
  out.namespace_uri = tree.namespace_uri(root);
  out.root = tree.local_name(root);
  out.syntax = syntax_of(out.namespace_uri, out.root);
  if (out.syntax == "cii" || out.syntax == "cdar") {
    out.customization = cii_value(tree, "GuidelineSpecifiedDocumentContextParameter");
    out.profile = cii_value(tree, "BusinessProcessSpecifiedDocumentContextParameter");
  } else {
    out.customization = ubl_value(tree, "CustomizationID");
    out.profile = ubl_value(tree, "ProfileID");
  }
  return out;
}

std::string glance_schema(BytesView document, std::span<const Scenario> scenarios) {
  constexpr std::size_t kHead = 8192;
  const Root root = glance_root(document);
  const std::string_view syntax = syntax_of(root.uri, root.local);
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
