#include "as4/discovery/enveloped_signature.h"

#include "as4/elements.h"
#include "as4/namespaces.h"
#include "formats/xml/c14n.h"

namespace quittance::as4 {

namespace {

using xml::kNoNode;
using xml::NodeId;
using xml::Tree;

constexpr std::size_t kMostCertificates = 5;

Error bad(std::string why) { return {"SMP-SIGNATURE", Retry::later, std::move(why)}; }

xml::C14n inclusive_form(NodeId omitted = kNoNode) {
  xml::C14n form;
  form.exclusive = false;
  form.omitted = omitted;
  return form;
}

struct DigestSink : xml::OctetSink {
  std::unique_ptr<RunningDigest> running = keys::OpenSslDigest().start();
  void write(BytesView piece) override { running->update(piece); }
};

Sha256 digest_of(const Tree& tree, NodeId apex, const xml::C14n& form) {
  DigestSink sink;
  xml::canonicalize(tree, apex, form, sink);
  return sink.running->finish();
}

/// An element without children that names this algorithm.
bool names(const Tree& tree, NodeId element, std::string_view algorithm) {
  return element != kNoNode && attribute(tree, element, "Algorithm") == algorithm &&
         Children(tree, element).done();
}

bool base64_leaf(const Tree& tree, NodeId element, Bytes& out) {
  if (element == kNoNode) return false;
  const auto text = leaf_text(tree, element);
  return text && from_base64(*text, out) && !out.empty();
}

struct Parts {
  NodeId signed_info = kNoNode;
  Bytes digest, value;
  std::vector<keys::Certificate> certificates;
  std::string subject_name;
};

Result<void> read_reference(const Tree& tree, NodeId reference, Bytes& digest) {
  const NodeId uri = tree.attribute_node(reference, "", "URI");
  if (uri == kNoNode || !tree.text(uri).empty()) return bad("its reference is not to the whole document");
  Children parts(tree, reference);
  const NodeId transforms = parts.take(ns::kDs, "Transforms");
  const NodeId method = parts.take(ns::kDs, "DigestMethod");
  const NodeId value = parts.take(ns::kDs, "DigestValue");
  if (transforms == kNoNode || !parts.done()) return bad("its reference is malformed");
  Children steps(tree, transforms);
  if (!names(tree, steps.take(ns::kDs, "Transform"), algorithm::kEnveloped) || !steps.done())
    return bad("its transform is not enveloped-signature alone");
  if (!names(tree, method, algorithm::kSha256)) return bad("its digest is not sha256");
  if (!base64_leaf(tree, value, digest)) return bad("its digest value is malformed");
  return {};
}

Result<void> read_signed_info(const Tree& tree, Parts& parts) {
  Children children(tree, parts.signed_info);
  if (!names(tree, children.take(ns::kDs, "CanonicalizationMethod"), algorithm::kC14n))
    return bad("its canonicalization is not inclusive Canonical XML 1.0");
  if (!names(tree, children.take(ns::kDs, "SignatureMethod"), algorithm::kRsaSha256))
    return bad("its algorithm is not rsa-sha256");
  const NodeId reference = children.take(ns::kDs, "Reference");
  if (reference == kNoNode || !children.done()) return bad("it has not one reference");
  return read_reference(tree, reference, parts.digest);
}

/// The certificates of ds:KeyInfo/X509Data; whatever else it says is not asked for.
Result<void> read_key_info(const Tree& tree, NodeId key_info, const keys::TrustStore& trust, Parts& parts) {
  Children infos(tree, key_info);
  for (NodeId info = infos.take_any(); info != kNoNode; info = infos.take_any()) {
    if (!is(tree, info, ns::kDs, "X509Data")) continue;
    Children data(tree, info);
    for (NodeId one = data.take_any(); one != kNoNode; one = data.take_any()) {
      if (is(tree, one, ns::kDs, "X509SubjectName") && parts.subject_name.empty())
        parts.subject_name = leaf_text(tree, one).value_or("");
      if (!is(tree, one, ns::kDs, "X509Certificate")) continue;
      Bytes der;
      if (parts.certificates.size() == kMostCertificates || !base64_leaf(tree, one, der))
        return bad("its certificates are malformed");
      auto certificate = trust.parse(der);
      if (!certificate) return bad("its certificate: " + certificate.error().detail);
      parts.certificates.push_back(std::move(certificate).value());
    }
  }
  return parts.certificates.empty() ? Result<void>(bad("it has no certificate")) : Result<void>();
}

Result<Parts> read(const Tree& tree, NodeId signature, const keys::TrustStore& trust) {
  Parts parts;
  Children children(tree, signature);
  parts.signed_info = children.take(ns::kDs, "SignedInfo");
  const NodeId value = children.take(ns::kDs, "SignatureValue");
  const NodeId key_info = children.take(ns::kDs, "KeyInfo");
  if (parts.signed_info == kNoNode || key_info == kNoNode || !children.done())
    return bad("it is not SignedInfo, SignatureValue and KeyInfo");
  if (!base64_leaf(tree, value, parts.value)) return bad("its value is malformed");
  if (auto read = read_signed_info(tree, parts); !read) return read.error();
  if (auto read = read_key_info(tree, key_info, trust, parts); !read) return read.error();
  return parts;
}

}  // namespace

Result<DocumentSigner> verify_enveloped(const Tree& tree, NodeId signature, const keys::TrustStore& trust,
                                        Instant at) {
  auto parts = read(tree, signature, trust);
  if (!parts) return parts.error();
  // Some send the chain along: the signer is the one that is no authority.
  const keys::Certificate* signer = &parts->certificates.front();
  for (const keys::Certificate& one : parts->certificates)
    if (!one.is_ca()) {
      signer = &one;
      break;
    }
  if (auto trusted = trust.verify(*signer, at, keys::Purpose::signing); !trusted) {
    const Error& why = trusted.error();
    if (why.retry == Retry::later) return Error{"SMP-STATUS", Retry::later, why.code + " " + why.detail};
    return Error{"SMP-SIGNER", Retry::later, why.code + " " + why.detail};
  }
  if (!keys::verify_signature(*signer, digest_of(tree, parts->signed_info, inclusive_form()), parts->value))
    return bad("its value does not verify");
  if (digest_of(tree, Tree::document(), inclusive_form(signature)).bytes() != parts->digest)
    return bad("the document is not what was signed");
  return DocumentSigner{*signer, std::move(parts->subject_name)};
}

}  // namespace quittance::as4
