#include "as4/security_header.h"

#include <algorithm>
#include <map>

#include "as4/elements.h"
#include "as4/mime.h"
#include "as4/namespaces.h"

namespace quittance::as4 {

namespace {

using xml::kNoNode;
using xml::NodeId;
using xml::Tree;

constexpr std::size_t kMostReferences = 32;  // Messaging, Body and 30 parts
constexpr std::size_t kMostPrefixes = 64;

Error policy(std::string why) { return {"EBMS:0103", Retry::never, std::move(why)}; }

bool has_algorithm(const Tree& tree, NodeId element, std::string_view algorithm) {
  return element != kNoNode && attribute(tree, element, "Algorithm") == algorithm;
}

/// Only attributes of these names, none of another namespace.
bool only_attributes(const Tree& tree, NodeId element, std::initializer_list<std::string_view> allowed) {
  for (NodeId a = tree.attributes_begin(element); a < tree.attributes_end(element); ++a)
    if (!tree.namespace_uri(a).empty() ||
        std::find(allowed.begin(), allowed.end(), tree.local_name(a)) == allowed.end())
      return false;
  return true;
}

bool is_empty(const Tree& tree, NodeId element) { return Children(tree, element).done(); }

std::optional<Bytes> base64_leaf(const Tree& tree, NodeId element) {
  Bytes out;
  const auto text = leaf_text(tree, element);
  if (!text || !from_base64(*text, out) || out.empty()) return std::nullopt;
  return out;
}

/// The optional ec:InclusiveNamespaces child; nullopt when anything else is there.
std::optional<std::vector<std::string>> read_prefixes(const Tree& tree, NodeId transform) {
  std::vector<std::string> prefixes;
  Children children(tree, transform);
  const NodeId list = children.take(ns::kExcC14n, "InclusiveNamespaces");
  if (!children.done()) return std::nullopt;
  if (list == kNoNode) return prefixes;
  std::string_view rest = attribute(tree, list, "PrefixList");
  while (!rest.empty()) {
    const std::size_t from = rest.find_first_not_of(" \t\r\n");
    if (from == std::string_view::npos) break;
    const std::size_t to = std::min(rest.find_first_of(" \t\r\n", from), rest.size());
    if (prefixes.size() == kMostPrefixes) return std::nullopt;
    prefixes.emplace_back(rest.substr(from, to - from));
    rest.remove_prefix(to);
  }
  return prefixes;
}

/// Reads the header's blocks one after the other into what they say.
class SecurityReader {
 public:
  explicit SecurityReader(const Soap& soap) : tree_(soap.tree), security_(soap.security) {}

  Result<SignatureBlock> read_signature_only() {
    if (security_ == kNoNode) return policy("no wsse:Security");
    if (auto sorted = sort_blocks(); !sorted) return sorted.error();
    if (signature_ == kNoNode) return policy("no signature");
    if (auto read = read_signature(); !read) return read.error();
    return header_.signature;
  }

  Result<SecurityHeader> read() {
    if (auto signature = read_signature_only(); !signature) return signature.error();
    if ((key_ == kNoNode) != data_.empty())
      return policy("EncryptedKey and EncryptedData do not go together");
    if (key_ != kNoNode)
      if (auto read = read_encryption(); !read) return read.error();
    return std::move(header_);
  }

 private:
  Result<void> sort_blocks() {
    Children blocks(tree_, security_);
    for (NodeId block = blocks.take_any(); block != kNoNode; block = blocks.take_any()) {
      if (is(tree_, block, ns::kWsse, "BinarySecurityToken"))
        tokens_.emplace(tree_.attribute(block, ns::kWsu, "Id"), block);
      else if (is(tree_, block, ns::kXenc, "EncryptedData"))
        data_.push_back(block);
      else if (is(tree_, block, ns::kXenc, "EncryptedKey") && key_ == kNoNode)
        key_ = block;
      else if (is(tree_, block, ns::kDs, "Signature") && signature_ == kNoNode)
        signature_ = block;
      else if (is(tree_, block, ns::kWsu, "Timestamp") && !timestamp_)
        timestamp_ = true;  // unsigned here, so it says nothing: not read
      else
        return policy("unexpected in wsse:Security: " + std::string(tree_.local_name(block)));
    }
    return blocks.done() ? Result<void>() : policy("text in wsse:Security");
  }

  Result<void> read_signature() {
    SignatureBlock& block = header_.signature;
    Children parts(tree_, signature_);
    block.signed_info = parts.take(ns::kDs, "SignedInfo");
    const NodeId value = parts.take(ns::kDs, "SignatureValue");
    const NodeId key_info = parts.take(ns::kDs, "KeyInfo");
    if (block.signed_info == kNoNode || value == kNoNode || key_info == kNoNode || !parts.done())
      return policy("ds:Signature is not SignedInfo, SignatureValue, KeyInfo");
    const auto signature = base64_leaf(tree_, value);
    if (!signature) return policy("SignatureValue");
    block.value = *signature;
    auto token = token_of(key_info);
    if (!token) return token.error();
    block.signer_der = std::move(token).value();
    return read_signed_info();
  }

  Result<void> read_signed_info() {
    SignatureBlock& block = header_.signature;
    Children parts(tree_, block.signed_info);
    const NodeId canonicalization = parts.take(ns::kDs, "CanonicalizationMethod");
    if (!has_algorithm(tree_, canonicalization, algorithm::kExcC14n))
      return policy("canonicalization of SignedInfo");
    const auto prefixes = read_prefixes(tree_, canonicalization);
    if (!prefixes) return policy("PrefixList of SignedInfo");
    block.form.inclusive_prefixes = *prefixes;
    const NodeId method = parts.take(ns::kDs, "SignatureMethod");
    if (!has_algorithm(tree_, method, algorithm::kRsaSha256) || !is_empty(tree_, method))
      return policy("signature algorithm");
    for (NodeId one = parts.take(ns::kDs, "Reference"); one != kNoNode;
         one = parts.take(ns::kDs, "Reference")) {
      if (block.references.size() == kMostReferences) return policy("too many references");
      auto reference = read_reference(tree_, one);
      if (!reference || !only_attributes(tree_, one, {"URI", "Id"})) return policy("malformed reference");
      if (auto allowed = check_algorithms(*reference); !allowed) return allowed;
      block.references.push_back(std::move(*reference));
    }
    return parts.done() ? Result<void>() : policy("unexpected in SignedInfo");
  }

  static Result<void> check_algorithms(const SignedReference& reference) {
    if (reference.digest_method != algorithm::kSha256) return policy("digest algorithm");
    const bool element = reference.uri.starts_with('#');
    const std::string_view expected = element ? algorithm::kExcC14n : algorithm::kAttachmentContentSignature;
    if (reference.transforms.size() != 1 || reference.transforms.front() != expected)
      return policy("transforms of " + reference.uri);
    if (!element && !reference.prefixes.empty()) return policy("prefixes of an attachment");
    return {};
  }

  /// The certificate octets a ds:KeyInfo points to: SecurityTokenReference/Reference to a token of this
  /// header.
  Result<Bytes> token_of(NodeId key_info) {
    Children infos(tree_, key_info);
    const NodeId reference_holder = infos.take(ns::kWsse, "SecurityTokenReference");
    if (reference_holder == kNoNode || !infos.done()) return policy("KeyInfo without direct token reference");
    Children references(tree_, reference_holder);
    const NodeId reference = references.take(ns::kWsse, "Reference");
    if (reference == kNoNode || !references.done()) return policy("KeyInfo without direct token reference");
    const std::string_view uri = attribute(tree_, reference, "URI"),
                           type = attribute(tree_, reference, "ValueType");
    if (!type.empty() && type != kX509v3) return policy("token of another type");
    const auto token = uri.starts_with('#') ? tokens_.find(uri.substr(1)) : tokens_.end();
    if (token == tokens_.end() || uri.size() < 2) return policy("token not found");
    return token_octets(token->second);
  }

  Result<Bytes> token_octets(NodeId token) {
    const std::string_view encoding = attribute(tree_, token, "EncodingType");
    if (attribute(tree_, token, "ValueType") != kX509v3)
      return policy("token is no single X.509 certificate");
    if (!encoding.empty() && encoding != kBase64Binary) return policy("token encoding");
    auto octets = base64_leaf(tree_, token);
    if (!octets) return policy("token is not base64");
    return std::move(*octets);
  }

  Result<void> read_encryption() {
    std::set<std::string, std::less<>> listed;
    if (auto read = read_key(listed); !read) return read;
    std::set<std::string> contents;
    for (const NodeId block : data_) {
      if (listed.erase(std::string(attribute(tree_, block, "Id"))) == 0)
        return policy("EncryptedData not in the list");
      auto part = read_data(block);
      if (!part) return part.error();
      if (!contents.insert(part->content_id).second) return policy("one attachment encrypted twice");
      header_.encrypted.push_back(std::move(part).value());
    }
    return listed.empty() ? Result<void>() : policy("DataReference without EncryptedData");
  }

  Result<void> read_key(std::set<std::string, std::less<>>& listed) {
    Children parts(tree_, key_);
    const NodeId method = parts.take(ns::kXenc, "EncryptionMethod");
    const NodeId key_info = parts.take(ns::kDs, "KeyInfo");
    const NodeId data = parts.take(ns::kXenc, "CipherData");
    const NodeId list = parts.take(ns::kXenc, "ReferenceList");
    if (method == kNoNode || key_info == kNoNode || data == kNoNode || list == kNoNode || !parts.done())
      return policy("malformed EncryptedKey");
    if (!is_peppol_oaep(method)) return policy("key transport algorithm");
    auto token = token_of(key_info);
    if (!token) return token.error();
    Children cipher(tree_, data);
    const NodeId value = cipher.take(ns::kXenc, "CipherValue");
    const auto wrapped = value == kNoNode ? std::nullopt : base64_leaf(tree_, value);
    if (!wrapped || !cipher.done()) return policy("malformed CipherValue");
    header_.key = EncryptedKeyBlock{std::move(token).value(), *wrapped};
    Children references(tree_, list);
    for (NodeId one = references.take(ns::kXenc, "DataReference"); one != kNoNode;
         one = references.take(ns::kXenc, "DataReference")) {
      const std::string_view uri = attribute(tree_, one, "URI");
      if (uri.size() < 2 || uri.front() != '#' || !listed.emplace(uri.substr(1)).second)
        return policy("malformed DataReference");
    }
    key_id_ = attribute(tree_, key_, "Id");
    return references.done() ? Result<void>() : policy("unexpected in ReferenceList");
  }

  /// RSA-OAEP with SHA-256 and MGF1-SHA-256, said in full: what is absent would mean SHA-1.
  bool is_peppol_oaep(NodeId method) {
    if (!has_algorithm(tree_, method, algorithm::kRsaOaep)) return false;
    Children parts(tree_, method);
    NodeId digest = kNoNode, mask = kNoNode;
    for (int i = 0; i < 2; ++i) {  // the schema has them in either order
      if (digest == kNoNode) digest = parts.take(ns::kDs, "DigestMethod");
      if (mask == kNoNode) mask = parts.take(ns::kXenc11, "MGF");
    }
    return parts.done() && has_algorithm(tree_, digest, algorithm::kSha256) &&
           has_algorithm(tree_, mask, algorithm::kMgf1Sha256);
  }

  Result<EncryptedPart> read_data(NodeId block) {
    if (attribute(tree_, block, "Type") != kAttachmentContentOnly)
      return policy("EncryptedData of another type");
    Children parts(tree_, block);
    const NodeId method = parts.take(ns::kXenc, "EncryptionMethod");
    const NodeId key_info = parts.take(ns::kDs, "KeyInfo");
    const NodeId data = parts.take(ns::kXenc, "CipherData");
    if (method == kNoNode || data == kNoNode || !parts.done()) return policy("malformed EncryptedData");
    if (!has_algorithm(tree_, method, algorithm::kAes128Gcm) || !is_empty(tree_, method))
      return policy("content encryption algorithm");
    if (key_info != kNoNode && !refers_to_key(key_info)) return policy("EncryptedData for another key");
    Children cipher(tree_, data);
    const NodeId reference = cipher.take(ns::kXenc, "CipherReference");
    if (reference == kNoNode || !cipher.done() || !has_ciphertext_transform(reference))
      return policy("malformed CipherReference");
    auto content_id = content_id_of(attribute(tree_, reference, "URI"));
    if (!content_id) return policy("CipherReference is no cid");
    return EncryptedPart{std::move(content_id).value(), std::string(attribute(tree_, block, "MimeType"))};
  }

  bool refers_to_key(NodeId key_info) {
    Children infos(tree_, key_info);
    const NodeId holder = infos.take(ns::kWsse, "SecurityTokenReference");
    if (holder == kNoNode || !infos.done()) return false;
    Children references(tree_, holder);
    const NodeId reference = references.take(ns::kWsse, "Reference");
    if (reference == kNoNode || !references.done() || key_id_.empty()) return false;
    const std::string_view uri = attribute(tree_, reference, "URI");
    return uri.starts_with('#') && uri.substr(1) == key_id_;
  }

  bool has_ciphertext_transform(NodeId reference) {
    Children children(tree_, reference);
    const NodeId transforms = children.take(ns::kXenc, "Transforms");
    if (transforms == kNoNode || !children.done()) return false;
    Children each(tree_, transforms);
    const NodeId transform = each.take(ns::kDs, "Transform");
    return has_algorithm(tree_, transform, algorithm::kAttachmentCiphertext) && is_empty(tree_, transform) &&
           each.done();
  }

  const Tree& tree_;
  NodeId security_, signature_ = kNoNode, key_ = kNoNode;
  bool timestamp_ = false;
  std::string_view key_id_;
  std::vector<NodeId> data_;
  std::map<std::string_view, NodeId> tokens_;
  SecurityHeader header_;
};

}  // namespace

std::optional<SignedReference> read_reference(const Tree& tree, NodeId reference) {
  SignedReference read;
  const std::string_view uri = attribute(tree, reference, "URI");
  if (uri.data() == nullptr) return std::nullopt;
  read.uri = uri;
  Children parts(tree, reference);
  const NodeId transforms = parts.take(ns::kDs, "Transforms");
  const NodeId method = parts.take(ns::kDs, "DigestMethod");
  const NodeId value = parts.take(ns::kDs, "DigestValue");
  if (transforms == kNoNode || method == kNoNode || value == kNoNode || !parts.done()) return std::nullopt;
  Children each(tree, transforms);
  for (NodeId one = each.take(ns::kDs, "Transform"); one != kNoNode; one = each.take(ns::kDs, "Transform")) {
    read.transforms.emplace_back(attribute(tree, one, "Algorithm"));
    auto prefixes = read_prefixes(tree, one);
    if (!prefixes || read.transforms.size() > 4) return std::nullopt;
    read.prefixes.insert(read.prefixes.end(), prefixes->begin(), prefixes->end());
  }
  if (!each.done() || !is_empty(tree, method)) return std::nullopt;
  read.digest_method = attribute(tree, method, "Algorithm");
  const auto digest = base64_leaf(tree, value);
  if (!digest) return std::nullopt;
  read.digest_value = to_base64(*digest);
  return read;
}

Result<SecurityHeader> read_security(const Soap& soap) { return SecurityReader(soap).read(); }

Result<SignatureBlock> read_signature(const Soap& soap) { return SecurityReader(soap).read_signature_only(); }

}  // namespace quittance::as4
