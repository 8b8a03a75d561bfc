#include "as4/discovery/smp_document.h"

#include <algorithm>

#include "as4/elements.h"
#include "as4/namespaces.h"
#include "formats/xml/parse.h"

namespace quittance::as4 {

namespace {

using xml::kNoNode;
using xml::NodeId;
using xml::Tree;

constexpr std::size_t kMostReferences = 10'000;
constexpr std::string_view kWhite = " \t\r\n";

Error malformed(std::string why) { return {"SMP-XML", Retry::later, std::move(why)}; }

/// Larger than any real answer, smaller than any harm.
xml::Limits smp_limits() {
  xml::Limits limits;
  limits.size_bytes = std::size_t{4} << 20;
  limits.depth = 64;
  limits.elements = 100'000;
  limits.attributes_per_element = 64;
  limits.processing_instructions = 100;
  return limits;
}

Result<Tree> parse(BytesView document) {
  // One parser a thread: making one costs more than parsing an answer.
  thread_local xml::Reader reader(smp_limits());
  auto tree = reader.read(document);
  if (!tree) return malformed(tree.error().code + " " + tree.error().detail);
  return tree;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t from = text.find_first_not_of(kWhite);
  return from == std::string_view::npos ? std::string_view()
                                        : text.substr(from, text.find_last_not_of(kWhite) - from + 1);
}

/// Reads children of known name, whatever stands between them. One that is there twice has no meaning.
class Members {
 public:
  explicit Members(const Tree& tree) : tree_(tree) {}
  NodeId only(NodeId parent, std::string_view uri, std::string_view local) {
    const NodeId found = parent == kNoNode ? kNoNode : tree_.child(parent, uri, local);
    if (found != kNoNode && tree_.next(found, uri, local) != kNoNode) fault("two " + std::string(local));
    return found;
  }
  NodeId needed(NodeId parent, std::string_view uri, std::string_view local) {
    const NodeId found = only(parent, uri, local);
    if (found == kNoNode) fault("no " + std::string(local));
    return found;
  }
  /// Text of an element that holds nothing else; "" where there is no element.
  std::string text(NodeId element) {
    if (element == kNoNode) return {};
    const auto value = leaf_text(tree_, element);
    if (!value) fault("more than text in " + std::string(tree_.local_name(element)));
    return std::string(trimmed(value.value_or("")));
  }
  SmpIdentifier identifier(NodeId parent, std::string_view local) {
    const NodeId element = needed(parent, ns::kBusdoxIds, local);
    if (element == kNoNode) return {};
    return {std::string(trimmed(attribute(tree_, element, "scheme"))), text(element)};
  }
  void fault(std::string why) {
    if (fault_.empty()) fault_ = std::move(why);
  }
  [[nodiscard]] const std::string& fault() const { return fault_; }

 private:
  const Tree& tree_;
  std::string fault_;
};

Bytes certificate_octets(std::string_view text) {
  constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----", kEnd = "-----END CERTIFICATE-----";
  text = trimmed(text);
  if (text.starts_with(kBegin)) text.remove_prefix(kBegin.size());
  if (text.ends_with(kEnd)) text.remove_suffix(kEnd.size());
  Bytes der;
  return from_base64(text, der) ? der : Bytes();
}

SmpEndpoint read_endpoint(const Tree& tree, NodeId element, Members& members) {
  const NodeId reference = members.needed(element, ns::kWsa, "EndpointReference");
  return {std::string(trimmed(attribute(tree, element, "transportProfile"))),
          members.text(members.needed(reference, ns::kWsa, "Address")),
          members.text(members.only(element, ns::kSmp, "ServiceActivationDate")),
          members.text(members.only(element, ns::kSmp, "ServiceExpirationDate")),
          certificate_octets(members.text(members.needed(element, ns::kSmp, "Certificate"))),
          members.text(members.only(element, ns::kSmp, "TechnicalContactUrl"))};
}

template <typename Read>
void each(const Tree& tree, NodeId parent, std::string_view local, Read read) {
  if (parent == kNoNode) return;
  for (NodeId one = tree.child(parent, ns::kSmp, local); one != kNoNode;
       one = tree.next(one, ns::kSmp, local))
    read(one);
}

ServiceInformation read_information(const Tree& tree, NodeId element, Members& members) {
  ServiceInformation information;
  information.participant = members.identifier(element, "ParticipantIdentifier");
  information.document_type = members.identifier(element, "DocumentIdentifier");
  const NodeId list = members.needed(element, ns::kSmp, "ProcessList");
  each(tree, list, "Process", [&](NodeId one) {
    SmpProcess process{members.identifier(one, "ProcessIdentifier"), {}};
    each(tree, members.needed(one, ns::kSmp, "ServiceEndpointList"), "Endpoint",
         [&](NodeId endpoint) { process.endpoints.push_back(read_endpoint(tree, endpoint, members)); });
    information.processes.push_back(std::move(process));
  });
  return information;
}

Result<std::variant<ServiceInformation, SmpRedirect>> read_content(const Tree& tree, NodeId metadata) {
  Members members(tree);
  std::variant<ServiceInformation, SmpRedirect> content;
  Children choice(tree, metadata);
  const NodeId element = choice.take_any();
  if (element == kNoNode || !choice.done()) return malformed("ServiceMetadata holds not one element");
  if (is(tree, element, ns::kSmp, "ServiceInformation"))
    content = read_information(tree, element, members);
  else if (is(tree, element, ns::kSmp, "Redirect"))
    content = SmpRedirect{std::string(trimmed(attribute(tree, element, "href"))),
                          members.text(members.needed(element, ns::kSmp, "CertificateUID"))};
  else
    return malformed("ServiceMetadata is neither ServiceInformation nor Redirect");
  if (!members.fault().empty()) return malformed(members.fault());
  return content;
}

std::optional<Instant> instant_of(const std::string& text) {
  auto at = parse_instant(text);
  if (!at) at = parse_instant(text + "Z");
  return at ? std::optional(*at) : std::nullopt;
}

/// The parts of a distinguished name, "CN=a,O=b": types in upper case, sorted.
std::vector<std::string> name_parts(std::string_view name) {
  std::vector<std::string> parts(1);
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] == '\\' && i + 1 < name.size()) {
      parts.back() += name[i++];
      parts.back() += name[i];
    } else if (name[i] == ',' || name[i] == '+') {
      parts.emplace_back();
    } else {
      parts.back() += name[i];
    }
  }
  for (std::string& part : parts) {
    const std::size_t equals = std::min(part.find('='), part.size());
    std::string type(trimmed(std::string_view(part).substr(0, equals)));
    std::transform(type.begin(), type.end(), type.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    const std::string_view value = trimmed(std::string_view(part).substr(std::min(equals + 1, part.size())));
    part = type.append(part, equals, 1).append(value);
  }
  std::sort(parts.begin(), parts.end());
  return parts;
}

}  // namespace

bool SmpEndpoint::active_at(Instant at) const {
  const auto begins = from.empty() ? std::optional(at) : instant_of(from);
  const auto ends = until.empty() ? std::optional(at) : instant_of(until);
  return begins && ends && *begins <= at && at <= *ends;
}

Result<ServiceMetadata> read_service_metadata(BytesView document, const keys::TrustStore& publishers,
                                              Instant at) {
  const auto tree = parse(document);
  if (!tree) return tree.error();
  const NodeId root = tree->root();
  if (!is(*tree, root, ns::kSmp, "SignedServiceMetadata")) return malformed("no SignedServiceMetadata");
  Children parts(*tree, root);
  const NodeId metadata = parts.take(ns::kSmp, "ServiceMetadata");
  const NodeId signature = parts.take(ns::kDs, "Signature");
  if (metadata == kNoNode) return malformed("no ServiceMetadata");
  if (signature == kNoNode) return Error{"SMP-SIGNATURE", Retry::later, "it is not signed"};
  if (!parts.done()) return Error{"SMP-SIGNATURE", Retry::later, "there is something beside its signature"};
  auto signer = verify_enveloped(*tree, signature, publishers, at);
  if (!signer) return signer.error();
  auto content = read_content(*tree, metadata);
  if (!content) return content.error();
  return ServiceMetadata{std::move(content).value(), std::move(signer).value()};
}

Result<ServiceGroup> read_service_group(BytesView document) {
  const auto tree = parse(document);
  if (!tree) return tree.error();
  const NodeId root = tree->root();
  if (!is(*tree, root, ns::kSmp, "ServiceGroup")) return malformed("no ServiceGroup");
  Members members(*tree);
  ServiceGroup group{members.identifier(root, "ParticipantIdentifier"), {}};
  each(*tree, members.needed(root, ns::kSmp, "ServiceMetadataReferenceCollection"),
       "ServiceMetadataReference", [&](NodeId one) {
         if (group.references.size() < kMostReferences)
           group.references.emplace_back(trimmed(attribute(*tree, one, "href")));
       });
  if (!members.fault().empty()) return malformed(members.fault());
  return group;
}

bool is_certificate_uid(std::string_view uid, const DocumentSigner& signer) {
  uid = trimmed(uid);
  if (uid.empty()) return false;
  return uid == signer.certificate.common_name() ||
         name_parts(uid) == name_parts(signer.certificate.subject());
}

}  // namespace quittance::as4
