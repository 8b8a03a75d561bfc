#include "as4/header_reader.h"

#include "as4/elements.h"
#include "as4/mime.h"
#include "as4/namespaces.h"
#include "as4/security_header.h"

namespace quittance::as4 {

namespace {

using xml::kNoNode;
using xml::NodeId;
using xml::Tree;

constexpr std::size_t kLongestValue = 1024;
constexpr std::size_t kMostProperties = 100;

Error ebms_error(const char* code, std::string why) { return {code, Retry::never, std::move(why)}; }
Error invalid(std::string why) { return ebms_error("EBMS:0009", std::move(why)); }
Error missing(std::string_view element) { return invalid("missing or malformed: " + std::string(element)); }

/// Reads the children of one element in the schema's order. The first fault sticks; reading on is harmless.
class Sequence {
 public:
  Sequence(const Tree& tree, NodeId parent) : tree_(tree), children_(tree, parent) {}

  NodeId element(std::string_view local, bool required = true) {
    const NodeId found = children_.take(ns::kEbms, local);
    if (found == kNoNode && required) fail(local);
    return found;
  }
  /// A value that is not empty and holds text only.
  std::string value(std::string_view local) { return text_of(element(local), local); }
  std::string text_of(NodeId element, std::string_view local) {
    if (element == kNoNode) return {};
    std::string text = token_of(element, local);
    if (text.empty()) fail(local);
    return text;
  }
  /// The same where the schema lets it be empty.
  std::string token_of(NodeId element, std::string_view local) {
    const auto text = leaf_text(tree_, element);
    if (!text || text->size() > kLongestValue) fail(local);
    return text ? std::string(text->substr(0, kLongestValue)) : std::string();
  }
  Typed typed(std::string_view local) {
    const NodeId found = element(local);
    if (found == kNoNode) return {};
    return {text_of(found, local), std::string(attribute(tree_, found, "type"))};
  }
  void fail(std::string_view local) {
    if (!fault_) fault_ = missing(local);
  }
  /// The fault, if any; what is left over is one.
  std::optional<Error> finish(std::string_view parent) {
    if (!fault_ && !children_.done()) fault_ = invalid("unexpected in " + std::string(parent));
    return fault_;
  }

 private:
  const Tree& tree_;
  Children children_;
  std::optional<Error> fault_;
};

class UserMessageReader {
 public:
  explicit UserMessageReader(const Tree& tree) : tree_(tree) {}

  Result<UserMessage> read(NodeId element) {
    const std::string_view channel = attribute(tree_, element, "mpc");
    if (!channel.empty() && channel != kDefaultMpc) return ebms_error("EBMS:0010", "another channel");
    Sequence parts(tree_, element);
    const NodeId info = parts.element("MessageInfo"), parties = parts.element("PartyInfo"),
                 collaboration = parts.element("CollaborationInfo"),
                 properties = parts.element("MessageProperties", false),
                 payloads = parts.element("PayloadInfo", false);
    if (auto fault = parts.finish("UserMessage")) return *fault;
    for (const auto& fault : {read_info(info), read_parties(parties), read_collaboration(collaboration),
                              read_properties(properties, message_.properties), read_payloads(payloads)})
      if (fault) return *fault;
    return std::move(message_);
  }

 private:
  using Fault = std::optional<Error>;

  Fault read_info(NodeId element) {
    Sequence parts(tree_, element);
    const std::string timestamp = parts.value("Timestamp");
    message_.message_id = parts.value("MessageId");
    const NodeId reference = parts.element("RefToMessageId", false);
    if (auto fault = parts.finish("MessageInfo")) return fault;
    if (reference != kNoNode) return ebms_error("EBMS:0010", "RefToMessageId in a one-way exchange");
    const auto instant = parse_instant(timestamp);
    if (!instant) return missing("Timestamp");
    message_.timestamp = *instant;
    return {};
  }

  Fault read_parties(NodeId element) {
    Sequence parts(tree_, element);
    const NodeId from = parts.element("From"), to = parts.element("To");
    if (auto fault = parts.finish("PartyInfo")) return fault;
    if (auto fault = read_party(from, message_.from, message_.from_role)) return fault;
    return read_party(to, message_.to, message_.to_role);
  }

  Fault read_party(NodeId element, Typed& party, std::string& role) {
    Sequence parts(tree_, element);
    party = parts.typed("PartyId");
    if (parts.element("PartyId", false) != kNoNode) return ebms_error("EBMS:0003", "several PartyIds");
    role = parts.value("Role");
    return parts.finish("From or To");
  }

  Fault read_collaboration(NodeId element) {
    Sequence parts(tree_, element);
    if (const NodeId agreement = parts.element("AgreementRef", false); agreement != kNoNode)
      message_.agreement = {parts.text_of(agreement, "AgreementRef"),
                            std::string(attribute(tree_, agreement, "type"))};
    message_.service = parts.typed("Service");
    message_.action = parts.value("Action");
    if (const NodeId conversation = parts.element("ConversationId"); conversation != kNoNode)
      message_.conversation_id = parts.token_of(conversation, "ConversationId");
    return parts.finish("CollaborationInfo");
  }

  /// eb:MessageProperties or eb:PartProperties; each name once.
  Fault read_properties(NodeId element, std::vector<Property>& properties) {
    if (element == kNoNode) return {};
    Sequence parts(tree_, element);
    for (NodeId one = parts.element("Property", false); one != kNoNode;
         one = parts.element("Property", false)) {
      Property property{std::string(attribute(tree_, one, "name")), parts.text_of(one, "Property"),
                        std::string(attribute(tree_, one, "type"))};
      if (property.name.empty()) parts.fail("Property/@name");
      for (const Property& known : properties)
        if (known.name == property.name) return ebms_error("EBMS:0003", "property twice: " + property.name);
      if (properties.size() == kMostProperties) return invalid("too many properties");
      properties.push_back(std::move(property));
    }
    return parts.finish("properties");
  }

  Fault read_payloads(NodeId element) {
    if (element == kNoNode) return {};
    Sequence parts(tree_, element);
    for (NodeId one = parts.element("PartInfo", false); one != kNoNode;
         one = parts.element("PartInfo", false)) {
      PartInfo part;
      const auto content_id = content_id_of(attribute(tree_, one, "href"));
      if (!content_id) return ebms_error("EBMS:0011", "a payload outside the message");
      part.content_id = *content_id;
      for (const PartInfo& known : message_.parts)
        if (known.content_id == part.content_id) return ebms_error("EBMS:0003", "one payload twice");
      Sequence inner(tree_, one);
      inner.element("Schema", false);
      inner.element("Description", false);
      const NodeId properties = inner.element("PartProperties", false);
      if (auto fault = inner.finish("PartInfo")) return fault;
      if (auto fault = read_properties(properties, part.properties)) return fault;
      message_.parts.push_back(std::move(part));
    }
    return parts.finish("PayloadInfo");
  }

  const Tree& tree_;
  UserMessage message_;
};

void read_receipt(const Tree& tree, NodeId receipt, Signal& signal) {
  const NodeId information = tree.child(receipt, ns::kEbbp, "NonRepudiationInformation");
  if (information == kNoNode || tree.next(information, ns::kEbbp, "NonRepudiationInformation") != kNoNode)
    return;
  Children parts(tree, information);
  for (NodeId part = parts.take(ns::kEbbp, "MessagePartNRInformation"); part != kNoNode;
       part = parts.take(ns::kEbbp, "MessagePartNRInformation")) {
    Children inner(tree, part);
    const NodeId copy = inner.take(ns::kDs, "Reference");
    const auto reference = copy == kNoNode || !inner.done() ? std::nullopt : read_reference(tree, copy);
    if (!reference) return;
    signal.references.push_back(*reference);
  }
  signal.has_non_repudiation = parts.done() && !signal.references.empty();
}

SignalError read_error(const Tree& tree, NodeId element) {
  const auto shortened = [](std::string_view text) { return std::string(text.substr(0, kLongestValue)); };
  SignalError error;
  error.code = shortened(attribute(tree, element, "errorCode"));
  error.severity = shortened(attribute(tree, element, "severity"));
  error.short_description = shortened(attribute(tree, element, "shortDescription"));
  error.ref_to_message_in_error = shortened(attribute(tree, element, "refToMessageInError"));
  for (const char* child : {"Description", "ErrorDetail"})
    if (const NodeId text = tree.child(element, ns::kEbms, child); text != kNoNode) {
      if (!error.detail.empty()) error.detail += " | ";
      error.detail += shortened(tree.string_value(text));
    }
  return error;
}

/// Text of the only child of that name; "" when there is none or several.
std::string leaf_of(const Tree& tree, NodeId parent, std::string_view local) {
  const NodeId child = tree.child(parent, ns::kEbms, local);
  if (child == kNoNode || tree.next(child, ns::kEbms, local) != kNoNode) return {};
  const auto text = leaf_text(tree, child);
  return text ? std::string(*text) : std::string();
}

}  // namespace

Result<UserMessage> read_user_message(const Soap& soap) {
  const std::string_view understood = soap.tree.attribute(soap.messaging, ns::kSoap, "mustUnderstand");
  // Some stacks leave it out; to say that the header need not be understood is something else.
  if (!understood.empty() && understood != "true" && understood != "1")
    return invalid("eb:Messaging need not be understood");
  Children units(soap.tree, soap.messaging);
  const NodeId message = units.take(ns::kEbms, "UserMessage");
  if (message == kNoNode) return invalid("no UserMessage");
  if (!units.done()) return ebms_error("EBMS:0003", "more than one message unit");
  return UserMessageReader(soap.tree).read(message);
}

Result<Signal> read_signal(const Soap& soap) {
  const Tree& tree = soap.tree;
  Children units(tree, soap.messaging);
  const NodeId message = units.take(ns::kEbms, "SignalMessage");
  if (message == kNoNode || !units.done()) return invalid("not exactly one SignalMessage");
  Signal signal;
  Children parts(tree, message);
  const NodeId info = parts.take(ns::kEbms, "MessageInfo");
  if (info == kNoNode) return missing("MessageInfo");
  signal.message_id = leaf_of(tree, info, "MessageId");
  signal.ref_to_message_id = leaf_of(tree, info, "RefToMessageId");
  const NodeId receipt = parts.take(ns::kEbms, "Receipt");
  for (NodeId error = parts.take(ns::kEbms, "Error"); error != kNoNode;
       error = parts.take(ns::kEbms, "Error"))
    signal.errors.push_back(read_error(tree, error));
  if (!parts.done() || (receipt == kNoNode) == signal.errors.empty())
    return invalid("the signal is not either a receipt or errors");
  signal.is_receipt = receipt != kNoNode;
  if (signal.is_receipt) read_receipt(tree, receipt, signal);
  return signal;
}

}  // namespace quittance::as4
