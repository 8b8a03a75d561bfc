#include "as4/verify.h"

#include <algorithm>

#include "as4/mime.h"
#include "as4/namespaces.h"

namespace quittance::as4 {

namespace {

Error policy(std::string why) { return {"EBMS:0103", Retry::never, std::move(why)}; }
Error unauthentic(std::string why) { return {"EBMS:0101", Retry::never, std::move(why)}; }

/// Feeds canonical octets to a digest as they come.
struct DigestSink : xml::OctetSink {
  std::unique_ptr<RunningDigest> running = keys::OpenSslDigest().start();
  void write(BytesView piece) override { running->update(piece); }
};

Sha256 digest_of(const xml::Tree& tree, xml::NodeId apex, const xml::C14n& form) {
  DigestSink sink;
  xml::canonicalize(tree, apex, form, sink);
  return sink.running->finish();
}

/// "#" and the wsu:Id of an element; "" when it has none, which no reference is.
std::string uri_of(const Soap& soap, xml::NodeId element) {
  const std::string_view id = soap.tree.attribute(element, ns::kWsu, "Id");
  return id.empty() ? std::string() : "#" + std::string(id);
}

}  // namespace

bool element_matches(const Soap& soap, xml::NodeId element, const SignedReference& reference) {
  xml::C14n form;
  form.inclusive_prefixes = reference.prefixes;
  return to_base64(digest_of(soap.tree, element, form).bytes()) == reference.digest_value;
}

Result<Coverage> check_coverage(const Soap& soap, const SecurityHeader& security,
                                std::vector<std::string> content_ids) {
  Coverage coverage;
  const std::string messaging = uri_of(soap, soap.messaging), body = uri_of(soap, soap.body);
  for (const SignedReference& reference : security.signature.references) {
    if (!reference.uri.starts_with('#')) {
      auto content_id = content_id_of(reference.uri);
      if (!content_id) return policy("reference to neither an element nor an attachment");
      coverage.attachments.emplace_back(std::move(content_id).value(), &reference);
      continue;
    }
    const SignedReference** place = reference.uri == messaging ? &coverage.messaging
                                    : reference.uri == body    ? &coverage.body
                                                               : nullptr;
    if (place == nullptr) return policy("reference to something else");
    if (*place != nullptr) return policy("one element referenced twice");
    *place = &reference;
  }
  if (coverage.messaging == nullptr) return policy("eb:Messaging is not signed");
  if (coverage.body == nullptr) return policy("S12:Body is not signed");
  std::vector<std::string> signed_ids;
  signed_ids.reserve(coverage.attachments.size());
  for (const auto& [id, reference] : coverage.attachments) signed_ids.push_back(id);
  std::sort(signed_ids.begin(), signed_ids.end());
  std::sort(content_ids.begin(), content_ids.end());
  if (signed_ids != content_ids) return policy("the signature does not cover exactly the payloads");
  return coverage;
}

Result<keys::Certificate> verify_signer(const SecurityHeader& security, const keys::TrustStore& trust,
                                        Instant at) {
  auto signer = trust.parse(security.signature.signer_der);
  if (!signer) return unauthentic("signer's token: " + signer.error().detail);
  if (auto trusted = trust.verify(*signer, at, keys::Purpose::signing); !trusted)
    return Error{"EBMS:0101", trusted.error().retry, trusted.error().code + " " + trusted.error().detail};
  return signer;
}

Result<void> verify_signed_info(const Soap& soap, const SecurityHeader& security,
                                const keys::Certificate& signer) {
  const SignatureBlock& signature = security.signature;
  if (!keys::verify_signature(signer, digest_of(soap.tree, signature.signed_info, signature.form),
                              signature.value))
    return unauthentic("SignatureValue does not verify");
  return {};
}

Result<void> verify_elements(const Soap& soap, const Coverage& coverage) {
  if (!element_matches(soap, soap.messaging, *coverage.messaging))
    return unauthentic("digest of eb:Messaging");
  if (!element_matches(soap, soap.body, *coverage.body)) return unauthentic("digest of S12:Body");
  return {};
}

}  // namespace quittance::as4
