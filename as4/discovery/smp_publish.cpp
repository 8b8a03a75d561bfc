#include "as4/discovery/smp_publish.h"

#include <functional>

#include "as4/namespaces.h"
#include "formats/xml/c14n.h"
#include "formats/xml/parse.h"
#include "formats/xml/write.h"

namespace quittance::as4 {

namespace {

using xml::Writer;

void write_identifier(Writer& out, std::string_view name, const SmpIdentifier& id) {
  out.start(name).attribute("scheme", id.scheme).text(id.value).end();
}

void write_endpoint(Writer& out, const SmpEndpoint& endpoint) {
  out.start("smp:Endpoint").attribute("transportProfile", endpoint.transport_profile);
  out.start("wsa:EndpointReference").leaf("wsa:Address", endpoint.url).end();
  out.leaf("smp:RequireBusinessLevelSignature", "false");
  if (!endpoint.from.empty()) out.leaf("smp:ServiceActivationDate", endpoint.from);
  if (!endpoint.until.empty()) out.leaf("smp:ServiceExpirationDate", endpoint.until);
  out.leaf("smp:Certificate", to_base64(endpoint.certificate));
  out.leaf("smp:ServiceDescription", "AS4").leaf("smp:TechnicalContactUrl", endpoint.contact).end();
}

void write_information(Writer& out, const ServiceInformation& information) {
  out.start("smp:ServiceInformation");
  write_identifier(out, "ids:ParticipantIdentifier", information.participant);
  write_identifier(out, "ids:DocumentIdentifier", information.document_type);
  out.start("smp:ProcessList");
  for (const SmpProcess& process : information.processes) {
    out.start("smp:Process");
    write_identifier(out, "ids:ProcessIdentifier", process.id);
    out.start("smp:ServiceEndpointList");
    for (const SmpEndpoint& endpoint : process.endpoints) write_endpoint(out, endpoint);
    out.end().end();
  }
  out.end().end();
}

struct Seal {
  std::string digest, value, certificate, subject;
};

/// The whole document, with a signature of that content when there is a seal.
Bytes write(const std::function<void(Writer&)>& content, const Seal* seal) {
  Writer out;
  out.start("smp:SignedServiceMetadata").declare("smp", ns::kSmp).declare("ids", ns::kBusdoxIds);
  out.declare("wsa", ns::kWsa).start("smp:ServiceMetadata");
  content(out);
  out.end();
  if (seal == nullptr) return out.finish();
  const auto method = [&](std::string_view name, std::string_view algorithm) {
    out.start(name).attribute("Algorithm", algorithm).end();
  };
  out.start("ds:Signature").declare("ds", ns::kDs).start("ds:SignedInfo");
  method("ds:CanonicalizationMethod", algorithm::kC14n);
  method("ds:SignatureMethod", algorithm::kRsaSha256);
  out.start("ds:Reference").attribute("URI", "").start("ds:Transforms");
  method("ds:Transform", algorithm::kEnveloped);
  out.end();
  method("ds:DigestMethod", algorithm::kSha256);
  out.leaf("ds:DigestValue", seal->digest).end().end().leaf("ds:SignatureValue", seal->value);
  out.start("ds:KeyInfo").start("ds:X509Data").leaf("ds:X509SubjectName", seal->subject);
  out.leaf("ds:X509Certificate", seal->certificate);
  return out.finish();
}

xml::C14n inclusive_form() {
  xml::C14n form;
  form.exclusive = false;
  return form;
}

/// Our own writer's documents are well-formed and small; that they are read again is asserted.
xml::Tree read(const Bytes& document) { return xml::Reader().read(document).value(); }

Result<Bytes> sealed(const std::function<void(Writer&)>& content, const keys::PrivateKey& signer) {
  Seal seal{{}, {}, to_base64(signer.certificate().der()), std::string(signer.certificate().subject())};
  const xml::Tree plain = read(write(content, nullptr));
  const Bytes form = xml::canonical_form(plain, xml::Tree::document(), inclusive_form());
  seal.digest = to_base64(keys::sha256(form).bytes());
  const xml::Tree unsigned_yet = read(write(content, &seal));
  const xml::NodeId signature = unsigned_yet.child(unsigned_yet.root(), ns::kDs, "Signature");
  const xml::NodeId signed_info = unsigned_yet.child(signature, ns::kDs, "SignedInfo");
  const Bytes signed_form = xml::canonical_form(unsigned_yet, signed_info, inclusive_form());
  auto value = signer.sign(keys::sha256(signed_form));
  if (!value) return value.error();
  seal.value = to_base64(*value);
  return write(content, &seal);
}

}  // namespace

Result<Bytes> publish(const ServiceInformation& information, const keys::PrivateKey& signer) {
  return sealed([&](Writer& out) { write_information(out, information); }, signer);
}

Result<Bytes> publish(const SmpRedirect& redirect, const keys::PrivateKey& signer) {
  return sealed(
      [&](Writer& out) {
        out.start("smp:Redirect").attribute("href", redirect.href);
        out.leaf("smp:CertificateUID", redirect.certificate_uid).end();
      },
      signer);
}

Bytes publish(const ServiceGroup& group) {
  Writer out;
  out.start("smp:ServiceGroup").declare("smp", ns::kSmp).declare("ids", ns::kBusdoxIds);
  write_identifier(out, "ids:ParticipantIdentifier", group.participant);
  out.start("smp:ServiceMetadataReferenceCollection");
  for (const std::string& href : group.references)
    out.start("smp:ServiceMetadataReference").attribute("href", href).end();
  return out.finish();
}

}  // namespace quittance::as4
