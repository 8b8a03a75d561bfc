#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <vector>

#include "formats/reading.h"
#include "formats/sbdh.h"
#include "formats/sbdh_names.h"
#include "formats/xml/c14n.h"
#include "formats/xml/outline.h"
#include "formats/xml/ranges.h"

namespace quittance::formats {
namespace {

using sbdh::fault;

Result<ParticipantId> read_partner(const Element& header, const std::string& element,
                                   const std::string& role) {
  const auto partners = header.all(element);
  if (partners.size() != 1)
    return fault("invalid-" + role + "-count",
                 "there are " + std::to_string(partners.size()) + " " + element + " elements");
  const auto identifiers = partners[0].all("Identifier");
  if (identifiers.size() != 1)
    return fault("invalid-" + role + "-value", element + " has not exactly one Identifier");
  if (identifiers[0].attribute("Authority") != kParticipantScheme)
    return fault("invalid-" + role + "-authority",
                 element + "/Identifier/@Authority is not iso6523-actorid-upis");
  auto id = ParticipantId::parse(identifiers[0].text());
  if (!id) return fault("invalid-" + role + "-value", element + ": " + id.error().detail);
  return id;
}

struct Scope {
  std::string instance, identifier;
};
using Scopes = std::map<std::string, Scope>;

Result<Scopes> read_scopes(const Element& header) {
  const Element business = header.at("BusinessScope");
  if (!business.exists()) return fault("business-scope-missing", "there is no BusinessScope");
  Scopes scopes;
  for (const auto& scope : business.all("Scope")) {
    const auto type = scope.text("Type");
    const bool added =
        scopes.insert({type, {scope.text("InstanceIdentifier"), scope.text("Identifier")}}).second;
    if (!added) return fault("generic-sbdh-error", "a scope is given twice");
  }
  if (scopes.size() < 2) return fault("invalid-scope-count", "there are fewer than 2 scopes");
  return scopes;
}

const Scope* find(const Scopes& scopes, const char* type) {
  const auto found = scopes.find(type);
  return found == scopes.end() ? nullptr : &found->second;
}

Result<DocumentTypeId> read_document_type(const Scopes& scopes) {
  const Scope* scope = find(scopes, "DOCUMENTID");
  if (scope == nullptr) return fault("missing-document-type-identifier", "there is no scope DOCUMENTID");
  const std::string_view scheme =
      scope->identifier.empty() ? kExactDocumentScheme : std::string_view(scope->identifier);
  auto id = DocumentTypeId::parse(scheme, scope->instance);
  if (!id) return fault("invalid-document-type-identifier", id.error().detail);
  if (id->is_wildcard())
    return fault("invalid-document-type-identifier", "a message names one document type, not a family");
  return id;
}

Result<ProcessId> read_process(const Scopes& scopes) {
  const Scope* scope = find(scopes, "PROCESSID");
  if (scope == nullptr) return fault("missing-process-identifier", "there is no scope PROCESSID");
  auto id = ProcessId::parse(
      scope->instance, scope->identifier.empty() ? kProcessScheme : std::string_view(scope->identifier));
  if (!id) return fault("invalid-process-identifier", id.error().detail);
  return id;
}

Result<std::string> read_country(const Scopes& scopes, const EnvelopeChecks& checks) {
  const Scope* scope = find(scopes, "COUNTRY_C1");
  if (scope == nullptr) {
    if (checks.country_c1_required) return fault("missing-country-c1", "there is no scope COUNTRY_C1");
    return std::string();
  }
  const auto allowed = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
  if (scope->instance.size() != 2 || !std::all_of(scope->instance.begin(), scope->instance.end(), allowed))
    return fault("invalid-country-c1", "COUNTRY_C1 is not two capital letters or digits");
  return scope->instance;
}

Result<std::optional<ParticipantId>> read_mls_to(const Scopes& scopes) {
  const Scope* scope = find(scopes, "MLS_TO");
  if (scope == nullptr) return std::optional<ParticipantId>();
  if (scope->identifier != kParticipantScheme)
    return fault("invalid-mls-to", "MLS_TO is not of iso6523-actorid-upis");
  auto id = ParticipantId::parse(scope->instance);
  if (!id) return fault("invalid-mls-to", id.error().detail);
  return std::optional(*std::move(id));
}

Result<std::string> read_mls_type(const Scopes& scopes) {
  const Scope* scope = find(scopes, "MLS_TYPE");
  if (scope == nullptr) return std::string();
  if (scope->instance != "FAILURE_ONLY" && scope->instance != "ALWAYS_SEND")
    return fault("invalid-mls-type", "MLS_TYPE is neither FAILURE_ONLY nor ALWAYS_SEND");
  return scope->instance;
}

Result<BusinessHeader> read_header(const Element& header, const EnvelopeChecks& checks) {
  if (header.text("HeaderVersion") != sbdh::kHeaderVersion)
    return fault("invalid-header-version", "HeaderVersion is not 1.0");
  auto sender = read_partner(header, "Sender", "sender");
  if (!sender) return sender.error();
  auto receiver = read_partner(header, "Receiver", "receiver");
  if (!receiver) return receiver.error();
  const auto scopes = read_scopes(header);
  if (!scopes) return scopes.error();
  auto document_type = read_document_type(*scopes);
  if (!document_type) return document_type.error();
  auto process = read_process(*scopes);
  if (!process) return process.error();
  auto country = read_country(*scopes, checks);
  if (!country) return country.error();
  auto mls_to = read_mls_to(*scopes);
  if (!mls_to) return mls_to.error();
  auto mls_type = read_mls_type(*scopes);
  if (!mls_type) return mls_type.error();
  auto instance = header.text("DocumentIdentification/InstanceIdentifier");
  if (instance.empty()) return fault("invalid-instance-identifier", "InstanceIdentifier is empty");
  const auto created = parse_instant(header.text("DocumentIdentification/CreationDateAndTime"));
  if (!created)
    return fault("invalid-creation-date-time", "CreationDateAndTime is no date and time with a time zone");
  return BusinessHeader{*std::move(sender),
                        *std::move(receiver),
                        *std::move(document_type),
                        *std::move(process),
                        *std::move(country),
                        std::move(instance),
                        *created,
                        *std::move(mls_to),
                        *std::move(mls_type)};
}

/// Prefixes that the envelope declares around a payload, and how often each is declared anew inside so far.
class BorrowedPrefixes {
 public:
  BorrowedPrefixes(const xml::Tree& tree, xml::NodeId envelope) : tree_(tree) {
    for (const auto& declaration : tree.namespace_declarations(envelope))
      outer_.push_back({declaration.prefix, 0});
  }

  /// Goes on to the next node in document order.
  void enter(xml::NodeId n) {
    for (; !open_.empty() && open_.back().end <= n; open_.pop_back()) --open_.back().prefix->inside;
    if (!tree_.is_element(n)) return;
    for (const auto& declaration : tree_.namespace_declarations(n))
      if (auto* prefix = find(declaration.prefix)) {
        ++prefix->inside;
        open_.push_back({tree_.end(n), prefix});
      }
  }

  [[nodiscard]] bool borrowed(std::string_view prefix) {
    const auto* found = find(prefix);
    return found != nullptr && found->inside == 0;
  }

 private:
  struct Prefix {
    std::string_view text;
    unsigned inside;
  };
  struct Open {
    xml::NodeId end;
    Prefix* prefix;
  };
  Prefix* find(std::string_view text) {
    const auto found =
        std::find_if(outer_.begin(), outer_.end(), [&](const auto& one) { return one.text == text; });
    return found == outer_.end() ? nullptr : &*found;
  }

  const xml::Tree& tree_;
  std::vector<Prefix> outer_;
  std::vector<Open> open_;
};

/// The prefixes that the payload uses and only the envelope declares.
std::vector<std::string> borrowed_prefixes(const xml::Tree& tree, xml::NodeId payload) {
  BorrowedPrefixes prefixes(tree, tree.parent(payload));
  std::set<std::string> borrowed;
  const auto use = [&](std::string_view prefix) {
    if (prefixes.borrowed(prefix)) borrowed.emplace(prefix);
  };
  for (xml::NodeId n = payload; n < tree.end(payload); ++n) {
    prefixes.enter(n);
    const bool attribute = tree.kind(n) == xml::NodeKind::attribute;
    if (tree.is_element(n) || (attribute && !tree.prefix(n).empty())) use(tree.prefix(n));
    // A prefix in a value cannot be seen in general, but xsi:type is known to hold one.
    if (attribute && tree.local_name(n) == "type") {
      const std::size_t colon = tree.text(n).find(':');
      if (colon != std::string_view::npos) use(tree.text(n).substr(0, colon));
    }
  }
  return {borrowed.begin(), borrowed.end()};
}

/// The payload as a document of its own: with the declarations that it borrows from the envelope.
Body standing_alone(const Body& payload, const xml::Tree& tree, xml::NodeId node,
                    const std::vector<std::string>& borrowed) {
  if (borrowed.empty()) return payload;
  Bytes declarations;
  for (const std::string& prefix : borrowed) {
    declarations += prefix.empty() ? " xmlns" : " xmlns:" + prefix;
    declarations += "=\"";
    xml::append_canonical_attribute(declarations, tree.resolve_prefix(tree.parent(node), prefix));
    declarations += '"';
  }
  const std::uint64_t behind_name = 1 + tree.qualified_name(node).size();
  return payload.range(0, behind_name).append(std::move(declarations)).append(payload.range(behind_name));
}

std::vector<xml::NodeId> child_elements(const xml::Tree& tree, xml::NodeId parent) {
  std::vector<xml::NodeId> children;
  for (xml::NodeId n = tree.first_child(parent); n != xml::kNoNode; n = tree.next_sibling(n))
    if (tree.is_element(n)) children.push_back(n);
  return children;
}

Result<void> check_identification(const Element& identification, const BusinessMessage& message) {
  const auto& type = message.header.document_type;
  const auto standard = identification.text("Standard");
  if (standard.empty() || !type.value().starts_with(standard))
    return fault("invalid-standard", "Standard is not what the document type begins with");
  if (message.kind != PayloadKind::xml) return {};
  if (standard != message.root_namespace)
    return fault("invalid-standard", "Standard is not the namespace of the document");
  const auto version = identification.text("TypeVersion");
  if (version.empty() || version.find(':') != std::string::npos || !type.value().ends_with(":" + version))
    return fault("invalid-type-version", "TypeVersion is not what the document type ends with");
  if (identification.text("Type") != message.root_name)
    return fault("invalid-type", "Type is not the name of the document's root");
  if (type.root_name() != message.root_name || type.root_namespace() != message.root_namespace)
    return fault("invalid-document-type-identifier",
                 "the document type names another root than the document has");
  return {};
}

/// Decodes base64 that comes in pieces.
class Base64Stream {
 public:
  explicit Base64Stream(BodyWriter& out) : out_(out) {}
  Result<void> write(std::string_view text) {
    for (const char c : text)
      if (c != ' ' && c != '\t' && c != '\r' && c != '\n') waiting_ += c;
    return decode(waiting_.size() / 4 * 4);
  }
  Result<void> end() { return decode(waiting_.size()); }

 private:
  Result<void> decode(std::size_t count) {
    if (count == 0) return {};
    const BytesView text = BytesView(waiting_).substr(0, count);
    Bytes octets;
    // Padding ends it: nothing may come behind.
    if (ended_ || !from_base64(text, octets))
      return sbdh::fault("invalid-business-message", "BinaryContent is not base64");
    ended_ = text.back() == '=';
    waiting_.erase(0, count);
    return out_.write(octets);
  }
  BodyWriter& out_;
  Bytes waiting_;
  bool ended_ = false;
};

/// What the text of the Peppol content elements becomes, wherever it comes from.
class Content {
 public:
  explicit Content(const Spool& spool) : writer_(spool.start()), base64_(*writer_) {}
  void begin(std::string_view name) { binary_ = name != "TextContent"; }
  Result<void> take(std::string_view text) { return binary_ ? base64_.write(text) : writer_->write(text); }
  Result<Body> finish() {
    if (auto ended = base64_.end(); !ended) return ended.error();
    return writer_->finish();
  }

 private:
  std::unique_ptr<BodyWriter> writer_;
  Base64Stream base64_;
  bool binary_ = false;
};

/// An envelope as it was read: its header as a tree, with the start tag of what is behind it at least.
struct Opened {
  xml::Tree tree;
  std::vector<xml::NodeId> children;  ///< of the root: the header, the payload, and what is too much
  Body payload;                       ///< the second child's own octets
  std::vector<std::string> borrowed;  ///< prefixes it uses that only the envelope declares
  Content content;                    ///< of a payload that is no XML document
};

bool is_content(std::string_view uri) { return uri == sbdh::kContentNamespace; }

Result<Opened> open_in_memory(BytesView envelope, xml::Reader& reader, const Spool& spool) {
  const auto guarded = xml::guard(envelope, reader.limits());
  if (!guarded) return guarded.error();
  auto tree = reader.read(*guarded);
  if (!tree) return tree.error();
  Opened opened{std::move(tree).value(), {}, {}, {}, Content(spool)};
  opened.children = child_elements(opened.tree, opened.tree.root());
  if (opened.children.size() < 2) return opened;
  const xml::NodeId payload = opened.children[1];
  if (is_content(opened.tree.namespace_uri(payload))) {
    opened.content.begin(opened.tree.local_name(payload));
    if (auto taken = opened.content.take(opened.tree.string_value(payload)); !taken) return taken.error();
    return opened;
  }
  opened.payload = Body(Bytes(xml::element_ranges(guarded->text()).children[1]));
  opened.borrowed = borrowed_prefixes(opened.tree, payload);
  return opened;
}

Result<Opened> open_in_pieces(const Body& envelope, const xml::Limits& limits, const Spool& spool) {
  Content content(spool);
  std::size_t children = 0;
  xml::OutlineChoice choice;
  choice.keep = [&](std::size_t depth, std::string_view uri, std::string_view local) {
    if (depth == 2) ++children;
    // The header comes first; of more than it and one payload nothing is wanted but that they are there.
    if (depth == 1 || children == 1) return xml::Keep::whole;
    if (children > 3) return xml::Keep::nothing;
    if (children > 2 || !is_content(uri)) return xml::Keep::hollow;
    content.begin(local);
    return xml::Keep::text;
  };
  choice.text = [&](std::string_view text) { return content.take(text); };
  auto outline = xml::outline(envelope, limits, choice);
  if (!outline) return outline.error();
  Opened opened{std::move(outline->tree), {}, {}, {}, std::move(content)};
  opened.children = child_elements(opened.tree, opened.tree.root());
  if (outline->children.size() < 2) return opened;
  const auto& [range, borrowed] = outline->children[1];
  opened.payload = outline->text.range(range.begin, range.end - range.begin);
  opened.borrowed = borrowed;
  return opened;
}

}  // namespace

Result<BusinessMessage> unwrap(const Body& envelope, xml::Reader& reader, const EnvelopeChecks& checks,
                               const Spool& spool) {
  auto opened = envelope.in_memory() ? open_in_memory(envelope.view(), reader, spool)
                                     : open_in_pieces(envelope, reader.limits(), spool);
  if (!opened) return opened.error();
  const xml::Tree& tree = opened->tree;
  const std::vector<xml::NodeId>& children = opened->children;
  const Element root = Element::root(tree);
  if (tree.namespace_uri(root.node()) != sbdh::kNamespace || root.name() != "StandardBusinessDocument" ||
      children.empty() || root.at("StandardBusinessDocumentHeader").node() != children[0])
    return fault("missing-sbdh", "the document does not begin with a StandardBusinessDocumentHeader");
  const Element header_element(tree, children[0]);
  auto header = read_header(header_element, checks);
  if (!header) return header.error();
  if (children.size() != 2)
    return fault("invalid-business-message", "there is not exactly one document behind the header");
  const xml::NodeId payload = children[1];
  BusinessMessage message{*std::move(header), PayloadKind::xml, {}, {}, {}, {}};
  if (tree.namespace_uri(payload) == sbdh::kNamespace)
    return fault("invalid-business-message", "an envelope within an envelope");
  if (is_content(tree.namespace_uri(payload))) {
    const Element element(tree, payload);
    message.mime_type = element.attribute("mimeType");
    message.kind = element.name() == "TextContent" ? PayloadKind::text : PayloadKind::binary;
    if (message.kind == PayloadKind::binary && element.name() != "BinaryContent")
      return fault("invalid-business-message", "BinaryContent is not base64");
    auto content = opened->content.finish();
    if (!content) return content.error();
    message.payload = std::move(content).value();
  } else {
    message.root_namespace = tree.namespace_uri(payload);
    message.root_name = tree.local_name(payload);
    message.payload = standing_alone(opened->payload, tree, payload, opened->borrowed);
  }
  if (auto good = check_identification(header_element.at("DocumentIdentification"), message); !good)
    return good.error();
  return message;
}

}  // namespace quittance::formats
