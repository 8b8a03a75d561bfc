#include "as4/envelope_writer.h"

#include "as4/namespaces.h"
#include "formats/xml/c14n.h"

namespace quittance::as4 {

namespace {

/// Appends canonical XML. Attributes are given in canonical order by the caller; names are ours, values are
/// escaped.
class Text {
 public:
  struct Attribute {
    std::string_view name, value;
  };
  Text& open(std::string_view name, std::initializer_list<Attribute> attributes = {}) {
    out_.append("<").append(name);
    for (const auto& [attribute, value] : attributes) {
      out_.append(" ").append(attribute).append("=\"");
      xml::append_canonical_attribute(out_, value);
      out_.append("\"");
    }
    out_.append(">");
    return *this;
  }
  Text& close(std::string_view name) {
    out_.append("</").append(name).append(">");
    return *this;
  }
  Text& leaf(std::string_view name, std::string_view value,
             std::initializer_list<Attribute> attributes = {}) {
    open(name, attributes);
    xml::append_canonical_text(out_, value);
    return close(name);
  }
  /// A leaf with a type attribute where there is a type.
  Text& typed(std::string_view name, const Typed& value) {
    return value.type.empty() ? leaf(name, value.value) : leaf(name, value.value, {{"type", value.type}});
  }
  Text& raw(std::string_view canonical) {
    out_.append(canonical);
    return *this;
  }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

void open_messaging(Text& text, const std::string& id) {
  text.open("eb:Messaging", {{"xmlns:S12", ns::kSoap},
                             {"xmlns:eb", ns::kEbms},
                             {"xmlns:wsu", ns::kWsu},
                             {"wsu:Id", id},
                             {"S12:mustUnderstand", "true"}});
}

void write_party(Text& text, std::string_view name, const Typed& party, std::string_view role) {
  text.open(name).typed("eb:PartyId", party).leaf("eb:Role", role).close(name);
}

void write_properties(Text& text, std::string_view name, const std::vector<Property>& properties) {
  if (properties.empty()) return;
  text.open(name);
  for (const Property& one : properties)
    one.type.empty() ? text.leaf("eb:Property", one.value, {{"name", one.name}})
                     : text.leaf("eb:Property", one.value, {{"name", one.name}, {"type", one.type}});
  text.close(name);
}

/// ds:Reference where no ancestor has written xmlns:ds (in a receipt), or one has (in SignedInfo).
void write_reference(Text& text, const SignedReference& reference, bool declare) {
  if (declare)
    text.open("ds:Reference", {{"xmlns:ds", ns::kDs}, {"URI", reference.uri}});
  else
    text.open("ds:Reference", {{"URI", reference.uri}});
  text.open("ds:Transforms");
  for (const std::string& transform : reference.transforms) {
    text.open("ds:Transform", {{"Algorithm", transform}});
    if (!reference.prefixes.empty()) {
      std::string list;
      for (const std::string& prefix : reference.prefixes)
        list.append(list.empty() ? "" : " ").append(prefix);
      text.leaf("ec:InclusiveNamespaces", "", {{"xmlns:ec", ns::kExcC14n}, {"PrefixList", list}});
    }
    text.close("ds:Transform");
  }
  text.close("ds:Transforms").leaf("ds:DigestMethod", "", {{"Algorithm", reference.digest_method}});
  text.leaf("ds:DigestValue", reference.digest_value).close("ds:Reference");
}

void open_signal(Text& text, const SignalIds& ids, std::string_view ref_to_message_id) {
  text.open("eb:SignalMessage").open("eb:MessageInfo");
  text.leaf("eb:Timestamp", wire_time(ids.timestamp)).leaf("eb:MessageId", ids.message_id);
  if (!ref_to_message_id.empty()) text.leaf("eb:RefToMessageId", ref_to_message_id);
  text.close("eb:MessageInfo");
}

void write_token(Text& text, const std::string& id, const keys::Certificate& certificate) {
  text.leaf("wsse:BinarySecurityToken", to_base64(certificate.der()),
            {{"EncodingType", kBase64Binary}, {"ValueType", kX509v3}, {"wsu:Id", id}});
}

void write_token_reference(Text& text, const std::string& id) {
  text.open("ds:KeyInfo", {{"xmlns:ds", ns::kDs}}).open("wsse:SecurityTokenReference");
  text.leaf("wsse:Reference", "", {{"URI", "#" + id}, {"ValueType", kX509v3}});
  text.close("wsse:SecurityTokenReference").close("ds:KeyInfo");
}

void write_encrypted_key(Text& text, const ElementIds& ids, const Encryption& encryption) {
  text.open("xenc:EncryptedKey", {{"xmlns:xenc", ns::kXenc}, {"Id", ids.encrypted_key}});
  text.open("xenc:EncryptionMethod", {{"Algorithm", algorithm::kRsaOaep}});
  text.leaf("ds:DigestMethod", "", {{"xmlns:ds", ns::kDs}, {"Algorithm", algorithm::kSha256}});
  text.leaf("xenc11:MGF", "", {{"xmlns:xenc11", ns::kXenc11}, {"Algorithm", algorithm::kMgf1Sha256}});
  text.close("xenc:EncryptionMethod");
  write_token_reference(text, ids.receiver_token);
  text.open("xenc:CipherData")
      .leaf("xenc:CipherValue", to_base64(encryption.wrapped_key))
      .close("xenc:CipherData");
  text.open("xenc:ReferenceList").leaf("xenc:DataReference", "", {{"URI", "#" + ids.encrypted_data}});
  text.close("xenc:ReferenceList").close("xenc:EncryptedKey");
}

void write_encrypted_data(Text& text, const ElementIds& ids, const Encryption& encryption) {
  text.open("xenc:EncryptedData", {{"xmlns:xenc", ns::kXenc},
                                   {"Id", ids.encrypted_data},
                                   {"MimeType", encryption.mime_type},
                                   {"Type", kAttachmentContentOnly}});
  text.leaf("xenc:EncryptionMethod", "", {{"Algorithm", algorithm::kAes128Gcm}});
  text.open("ds:KeyInfo", {{"xmlns:ds", ns::kDs}});
  text.open("wsse:SecurityTokenReference",
            {{"xmlns:wsse11", ns::kWsse11}, {"wsse11:TokenType", kEncryptedKeyToken}});
  text.leaf("wsse:Reference", "", {{"URI", "#" + ids.encrypted_key}});
  text.close("wsse:SecurityTokenReference").close("ds:KeyInfo").open("xenc:CipherData");
  text.open("xenc:CipherReference", {{"URI", "cid:" + std::string(encryption.content_id)}})
      .open("xenc:Transforms");
  text.leaf("ds:Transform", "", {{"xmlns:ds", ns::kDs}, {"Algorithm", algorithm::kAttachmentCiphertext}});
  text.close("xenc:Transforms")
      .close("xenc:CipherReference")
      .close("xenc:CipherData")
      .close("xenc:EncryptedData");
}

}  // namespace

ElementIds ElementIds::draw(Random& random) {
  const std::string id = random.uuid();
  return {"M-" + id, "B-" + id, "X-" + id, "R-" + id, "EK-" + id, "ED-" + id};
}

std::string wire_time(Instant at) {
  std::string text = quittance::to_string(at);
  text.erase(text.size() - 4, 3);
  return text;
}

std::string write_messaging(const UserMessage& message, const std::string& id) {
  Text text;
  open_messaging(text, id);
  text.open("eb:UserMessage").open("eb:MessageInfo").leaf("eb:Timestamp", wire_time(message.timestamp));
  text.leaf("eb:MessageId", message.message_id).close("eb:MessageInfo").open("eb:PartyInfo");
  write_party(text, "eb:From", message.from, message.from_role);
  write_party(text, "eb:To", message.to, message.to_role);
  text.close("eb:PartyInfo").open("eb:CollaborationInfo").typed("eb:AgreementRef", message.agreement);
  text.typed("eb:Service", message.service).leaf("eb:Action", message.action);
  text.leaf("eb:ConversationId", message.conversation_id).close("eb:CollaborationInfo");
  write_properties(text, "eb:MessageProperties", message.properties);
  text.open("eb:PayloadInfo");
  for (const PartInfo& part : message.parts) {
    text.open("eb:PartInfo", {{"href", "cid:" + part.content_id}});
    write_properties(text, "eb:PartProperties", part.properties);
    text.close("eb:PartInfo");
  }
  text.close("eb:PayloadInfo").close("eb:UserMessage").close("eb:Messaging");
  return text.take();
}

std::string write_receipt_messaging(const SignalIds& ids, std::string_view ref_to_message_id,
                                    const std::vector<SignedReference>& references, const std::string& id) {
  Text text;
  open_messaging(text, id);
  open_signal(text, ids, ref_to_message_id);
  text.open("eb:Receipt").open("ebbp:NonRepudiationInformation", {{"xmlns:ebbp", ns::kEbbp}});
  for (const SignedReference& reference : references) {
    text.open("ebbp:MessagePartNRInformation");
    write_reference(text, reference, true);
    text.close("ebbp:MessagePartNRInformation");
  }
  text.close("ebbp:NonRepudiationInformation")
      .close("eb:Receipt")
      .close("eb:SignalMessage")
      .close("eb:Messaging");
  return text.take();
}

std::string write_error_messaging(const SignalIds& ids, std::string_view ref_to_message_id,
                                  const EbmsError& error, std::string_view error_detail,
                                  const std::string& id) {
  Text text;
  open_messaging(text, id);
  open_signal(text, ids, ref_to_message_id);
  const std::string_view severity = error.severity == Severity::failure ? "failure" : "warning";
  if (ref_to_message_id.empty())
    text.open("eb:Error", {{"category", error.category},
                           {"errorCode", error.code},
                           {"severity", severity},
                           {"shortDescription", error.short_description}});
  else
    text.open("eb:Error", {{"category", error.category},
                           {"errorCode", error.code},
                           {"refToMessageInError", ref_to_message_id},
                           {"severity", severity},
                           {"shortDescription", error.short_description}});
  // Without xml:lang phase4 drops the signal: its schema asks for it.
  text.leaf("eb:Description", error.description, {{"xml:lang", "en"}});
  if (!error_detail.empty()) text.leaf("eb:ErrorDetail", error_detail);
  text.close("eb:Error").close("eb:SignalMessage").close("eb:Messaging");
  return text.take();
}

std::string write_body(const std::string& id) {
  return Text()
      .leaf("S12:Body", "", {{"xmlns:S12", ns::kSoap}, {"xmlns:wsu", ns::kWsu}, {"wsu:Id", id}})
      .take();
}

SignedReference reference_to(std::string_view id, BytesView canonical) {
  return {"#" + std::string(id),
          {std::string(algorithm::kExcC14n)},
          {},
          std::string(algorithm::kSha256),
          to_base64(keys::sha256(canonical).bytes())};
}

SignedReference reference_to_attachment(std::string_view content_id, const Sha256& digest) {
  return {"cid:" + std::string(content_id),
          {std::string(algorithm::kAttachmentContentSignature)},
          {},
          std::string(algorithm::kSha256),
          to_base64(digest.bytes())};
}

std::string write_signed_info(const std::vector<SignedReference>& references) {
  Text text;
  text.open("ds:SignedInfo", {{"xmlns:ds", ns::kDs}});
  text.leaf("ds:CanonicalizationMethod", "", {{"Algorithm", algorithm::kExcC14n}});
  text.leaf("ds:SignatureMethod", "", {{"Algorithm", algorithm::kRsaSha256}});
  for (const SignedReference& reference : references) write_reference(text, reference, false);
  text.close("ds:SignedInfo");
  return text.take();
}

std::string write_envelope(const ElementIds& ids, const Encryption* encryption,
                           const keys::Certificate& signer, std::string_view signed_info, BytesView signature,
                           std::string_view messaging, std::string_view body) {
  Text text;
  text.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>").open("S12:Envelope", {{"xmlns:S12", ns::kSoap}});
  text.open("S12:Header")
      .open("wsse:Security",
            {{"xmlns:wsse", ns::kWsse}, {"xmlns:wsu", ns::kWsu}, {"S12:mustUnderstand", "true"}});
  if (encryption != nullptr) {
    write_token(text, ids.receiver_token, encryption->receiver);
    write_encrypted_key(text, ids, *encryption);
    write_encrypted_data(text, ids, *encryption);
  }
  write_token(text, ids.signer_token, signer);
  text.open("ds:Signature", {{"xmlns:ds", ns::kDs}}).raw(signed_info);
  text.leaf("ds:SignatureValue", to_base64(signature));
  write_token_reference(text, ids.signer_token);
  text.close("ds:Signature").close("wsse:Security").raw(messaging).close("S12:Header").raw(body);
  text.close("S12:Envelope");
  return text.take();
}

}  // namespace quittance::as4
