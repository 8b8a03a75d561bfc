#include "as4/soap.h"

#include <unordered_set>

#include "as4/elements.h"
#include "as4/namespaces.h"
#include "formats/xml/parse.h"

namespace quittance::as4 {

namespace {

using xml::kNoNode;
using xml::NodeId;

constexpr std::string_view kUltimateReceiver =
    "http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver";

Error invalid(std::string why) { return {"EBMS:0009", Retry::never, std::move(why)}; }

/// Figures of real messages, times ten: a SOAP part is small, and what is deeper or wider is an attack.
xml::Limits soap_limits() {
  xml::Limits limits;
  limits.depth = 64;
  limits.elements = 20'000;
  limits.attributes_per_element = 64;
  limits.processing_instructions = 100;
  return limits;
}

bool is_id_attribute(const xml::Tree& tree, NodeId attribute) {
  const std::string_view local = tree.local_name(attribute), uri = tree.namespace_uri(attribute);
  if (local != "Id" && local != "ID" && local != "id" && local != "iD") return false;
  return uri.empty() || uri == ns::kWsu || uri == ns::kXml;
}

/// Ids are unique, and nothing else is called Messaging or Security: what a signature covers cannot be hidden
/// behind a second element that another reader would take for it.
Result<void> check_uniqueness(const Soap& soap) {
  const xml::Tree& tree = soap.tree;
  std::unordered_set<std::string_view> ids;
  for (NodeId n = 0; n < tree.size(); ++n) {
    if (tree.kind(n) == xml::NodeKind::attribute && is_id_attribute(tree, n) &&
        !ids.insert(tree.text(n)).second)
      return invalid("one id on two elements");
    if (!tree.is_element(n) || n == soap.messaging || n == soap.security) continue;
    const std::string_view local = tree.local_name(n);
    if (local == "Messaging" || local == "Security" || local == "Envelope" || local == "Header" ||
        local == "Body")
      if (tree.parent(n) != xml::Tree::document() && n != soap.body &&
          !(local == "Header" && tree.parent(n) == tree.root()))
        return invalid("a second " + std::string(local));
  }
  return {};
}

bool is_true(std::string_view text) { return text == "true" || text == "1"; }

/// A header block is ours when it names no role or the ultimate receiver's.
bool is_for_us(const xml::Tree& tree, NodeId block) {
  const std::string_view role = tree.attribute(block, ns::kSoap, "role");
  return role.empty() || role == kUltimateReceiver;
}

Result<void> read_header(Soap& soap, NodeId header) {
  const xml::Tree& tree = soap.tree;
  Children blocks(tree, header);
  for (NodeId block = blocks.take_any(); block != kNoNode; block = blocks.take_any()) {
    NodeId* place = is(tree, block, ns::kWsse, "Security")    ? &soap.security
                    : is(tree, block, ns::kEbms, "Messaging") ? &soap.messaging
                                                              : nullptr;
    if (place == nullptr) {
      if (is_true(tree.attribute(block, ns::kSoap, "mustUnderstand")))
        return invalid("header not understood");
      continue;
    }
    if (*place != kNoNode) return invalid("header block twice");
    if (!is_for_us(tree, block)) return invalid("header block for another role");
    *place = block;
  }
  if (!blocks.done()) return invalid("text in the header");
  if (soap.messaging == kNoNode) return invalid("no eb:Messaging");
  return {};
}

}  // namespace

Result<Soap> read_soap(BytesView document, std::size_t limit_bytes) {
  if (document.size() > limit_bytes) return invalid("SOAP part too large");
  // One parser a thread: making one costs more than parsing an envelope.
  thread_local xml::Reader reader(soap_limits());
  auto tree = reader.read(document);
  if (!tree) return invalid(tree.error().code + " " + tree.error().detail);
  Soap soap{std::move(tree).value(), kNoNode, kNoNode, kNoNode};
  const NodeId root = soap.tree.root();
  if (!is(soap.tree, root, ns::kSoap, "Envelope")) return invalid("not a SOAP 1.2 envelope");
  Children parts(soap.tree, root);
  const NodeId header = parts.take(ns::kSoap, "Header");
  soap.body = parts.take(ns::kSoap, "Body");
  if (header == kNoNode || soap.body == kNoNode || !parts.done())
    return invalid("Envelope is not Header and Body");
  if (auto read = read_header(soap, header); !read) return read.error();
  if (auto unique = check_uniqueness(soap); !unique) return unique.error();
  return soap;
}

Result<Soap> read_soap_part(const Body& part, std::size_t limit_bytes) {
  if (part.size() > limit_bytes) return invalid("SOAP part too large");
  Bytes buffer;
  const auto document = part.whole(buffer);
  if (!document) return document.error();
  return read_soap(*document, limit_bytes);
}

std::string claimed_message_id(const Soap& soap) {
  const NodeId message = soap.tree.child(soap.messaging, ns::kEbms, "UserMessage");
  if (message == kNoNode) return {};
  const NodeId info = soap.tree.child(message, ns::kEbms, "MessageInfo");
  if (info == kNoNode) return {};
  const NodeId id = soap.tree.child(info, ns::kEbms, "MessageId");
  if (id == kNoNode) return {};
  const auto text = leaf_text(soap.tree, id);
  return text && text->size() <= 1024 ? std::string(*text) : std::string();
}

}  // namespace quittance::as4
