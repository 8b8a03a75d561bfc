#include "keys/test_pki.h"

#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <cstdlib>

#include "keys/key_bundle.h"
#include "keys/key_store.h"
#include "keys/openssl.h"

namespace quittance::keys {

namespace {

using NamePtr = std::unique_ptr<X509_NAME, Freed<X509_NAME_free>>;
using ExtensionPtr = std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>>;

constexpr int kAuthorityBits = 2048;

/// Making test certificates fails only when the machine does.
void must(bool good) {
  if (!good) std::abort();
}

PkeyPtr make_key(int bits) {
  PkeyPtr key(EVP_RSA_gen(static_cast<unsigned>(bits)));
  must(key != nullptr);
  return key;
}

NamePtr make_name(const std::string& unit, const std::string& common_name) {
  NamePtr name(X509_NAME_new());
  const auto add = [&](const char* field, const std::string& value) {
    must(X509_NAME_add_entry_by_txt(name.get(), field, MBSTRING_UTF8,
                                    reinterpret_cast<const unsigned char*>(value.c_str()), -1, -1, 0) == 1);
  };
  add("C", "FR");
  add("O", "TEST");
  add("OU", unit);
  add("CN", common_name);
  return name;
}

/// The parts of a certificate that differ from one to the next.
struct Body {
  NamePtr subject;
  Instant not_before, not_after;
  std::vector<std::pair<int, std::string>> extensions;  ///< NID, OpenSSL's configuration text
};

void set_time(ASN1_TIME* time, Instant at) {
  must(ASN1_TIME_set(time, std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count()) !=
       nullptr);
}

/// Signs a certificate; `issuer` is nullptr for a self-signed one.
X509Ptr sign(const Body& body, EVP_PKEY* key, X509* issuer, EVP_PKEY* issuer_key) {
  X509Ptr x509(X509_new());
  must(X509_set_version(x509.get(), X509_VERSION_3) == 1);
  unsigned char serial[12];
  must(RAND_bytes(serial, sizeof serial) == 1);
  serial[0] = static_cast<unsigned char>((serial[0] & 0x3f) | 0x40);  // positive, full length
  BIGNUM* number = BN_bin2bn(serial, sizeof serial, nullptr);
  must(BN_to_ASN1_INTEGER(number, X509_get_serialNumber(x509.get())) != nullptr);
  BN_free(number);
  set_time(X509_getm_notBefore(x509.get()), body.not_before);
  set_time(X509_getm_notAfter(x509.get()), body.not_after);
  must(X509_set_subject_name(x509.get(), body.subject.get()) == 1);
  must(X509_set_issuer_name(x509.get(),
                            issuer != nullptr ? X509_get_subject_name(issuer) : body.subject.get()) == 1);
  must(X509_set_pubkey(x509.get(), key) == 1);
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer != nullptr ? issuer : x509.get(), x509.get(), nullptr, nullptr, 0);
  for (const auto& [nid, text] : body.extensions) {
    const ExtensionPtr extension(X509V3_EXT_conf_nid(nullptr, &context, nid, text.c_str()));
    must(extension != nullptr && X509_add_ext(x509.get(), extension.get(), -1) == 1);
  }
  must(X509_sign(x509.get(), issuer_key, EVP_sha256()) > 0);
  return x509;
}

Body authority_body(const std::string& common_name, Instant not_before, Instant not_after, bool is_root) {
  Body body{make_name("FOR TEST ONLY", common_name), not_before, not_after, {}};
  body.extensions = {{NID_basic_constraints, is_root ? "critical,CA:TRUE" : "critical,CA:TRUE,pathlen:0"},
                     {NID_key_usage, "critical,keyCertSign,cRLSign"},
                     {NID_subject_key_identifier, "hash"}};
  if (!is_root) body.extensions.emplace_back(NID_authority_key_identifier, "keyid:always");
  return body;
}

bool is_address(const std::string& host) {
  return host.find(':') != std::string::npos || host.find_first_not_of("0123456789.") == std::string::npos;
}

Body leaf_body(const LeafSpec& spec) {
  Body body{make_name("PEPPOL TEST AP", spec.common_name), spec.not_before, spec.not_after, {}};
  body.extensions = {{NID_basic_constraints, "critical,CA:FALSE"}};
  std::string usage, names;
  if (spec.digital_signature) usage += ",digitalSignature";
  if (spec.key_encipherment) usage += ",keyEncipherment,dataEncipherment";
  if (!usage.empty()) body.extensions.emplace_back(NID_key_usage, "critical" + usage);
  if (!spec.host_names.empty())
    body.extensions.emplace_back(NID_ext_key_usage, "serverAuth");
  else if (spec.ocsp_signing)
    body.extensions.insert(body.extensions.end(), {{NID_ext_key_usage, "critical,OCSPSigning"},
                                                   {NID_id_pkix_OCSP_noCheck, "ignored"}});
  else if (spec.client_auth)
    body.extensions.emplace_back(NID_ext_key_usage, "critical,clientAuth");
  body.extensions.emplace_back(NID_subject_key_identifier, "hash");
  body.extensions.emplace_back(NID_authority_key_identifier, "keyid:always");
  if (spec.must_staple) body.extensions.emplace_back(NID_tlsfeature, "status_request");
  if (!spec.ocsp_url.empty()) body.extensions.emplace_back(NID_info_access, "OCSP;URI:" + spec.ocsp_url);
  if (!spec.crl_url.empty()) body.extensions.emplace_back(NID_crl_distribution_points, "URI:" + spec.crl_url);
  for (const std::string& host : spec.host_names)
    names.append(names.empty() ? "" : ",").append(is_address(host) ? "IP:" : "DNS:").append(host);
  if (!names.empty()) body.extensions.emplace_back(NID_subject_alt_name, names);
  return body;
}

std::string key_pem(EVP_PKEY* key) {
  const BioPtr out(BIO_new(BIO_s_mem()));
  must(PEM_write_bio_PKCS8PrivateKey(out.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
  char* data = nullptr;
  const long size = BIO_get_mem_data(out.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

PkeyPtr read_key(const std::string& pem) {
  const BioPtr in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  return PkeyPtr(PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr));
}

}  // namespace

struct TestAuthority::Parts {
  PkeyPtr key;
  Certificate certificate;
};

TestAuthority TestAuthority::root(const std::string& common_name, Instant not_before, Instant not_after) {
  PkeyPtr key = make_key(kAuthorityBits);
  X509Ptr x509 =
      sign(authority_body(common_name, not_before, not_after, true), key.get(), nullptr, key.get());
  Certificate certificate = CertificateAccess::adopt(std::move(x509)).value();
  return TestAuthority(std::make_shared<Parts>(Parts{std::move(key), std::move(certificate)}));
}

TestAuthority TestAuthority::issue_authority(const std::string& common_name, Instant not_before,
                                             Instant not_after, const std::string& crl_url) const {
  PkeyPtr key = make_key(kAuthorityBits);
  Body body = authority_body(common_name, not_before, not_after, false);
  if (!crl_url.empty()) body.extensions.emplace_back(NID_crl_distribution_points, "URI:" + crl_url);
  X509Ptr x509 = sign(body, key.get(), parts_->certificate.parsed().x509.get(), parts_->key.get());
  Certificate certificate = CertificateAccess::adopt(std::move(x509)).value();
  return TestAuthority(std::make_shared<Parts>(Parts{std::move(key), std::move(certificate)}));
}

Issued TestAuthority::issue(const LeafSpec& spec) const {
  const PkeyPtr key = make_key(spec.key_bits);
  X509Ptr x509 = sign(leaf_body(spec), key.get(), parts_->certificate.parsed().x509.get(), parts_->key.get());
  const Certificate certificate = CertificateAccess::adopt(std::move(x509)).value();
  Issued issued{nullptr, certificate.pem(), key_pem(key.get())};
  issued.key = key_from_bytes(issued.key_pem + issued.certificate_pem, "").value();
  return issued;
}

const Certificate& TestAuthority::certificate() const { return parts_->certificate; }

Bytes TestAuthority::revocation_list(const std::vector<Certificate>& revoked, Instant this_update,
                                     Instant next_update) const {
  const std::unique_ptr<X509_CRL, Freed<X509_CRL_free>> crl(X509_CRL_new());
  X509* own = parts_->certificate.parsed().x509.get();
  must(X509_CRL_set_version(crl.get(), X509_CRL_VERSION_2) == 1 &&
       X509_CRL_set_issuer_name(crl.get(), X509_get_subject_name(own)) == 1);
  const std::unique_ptr<ASN1_TIME, Freed<ASN1_TIME_free>> time(ASN1_TIME_new());
  set_time(time.get(), this_update);
  must(X509_CRL_set1_lastUpdate(crl.get(), time.get()) == 1);
  for (const Certificate& one : revoked) {
    X509_REVOKED* entry = X509_REVOKED_new();
    must(X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(one.parsed().x509.get())) == 1 &&
         X509_REVOKED_set_revocationDate(entry, time.get()) == 1 &&
         X509_CRL_add0_revoked(crl.get(), entry) == 1);
  }
  set_time(time.get(), next_update);
  must(X509_CRL_set1_nextUpdate(crl.get(), time.get()) == 1 && X509_CRL_sort(crl.get()) == 1 &&
       X509_CRL_sign(crl.get(), parts_->key.get(), EVP_sha256()) > 0);
  unsigned char* out = nullptr;
  const int size = i2d_X509_CRL(crl.get(), &out);
  must(size > 0);
  Bytes der(reinterpret_cast<char*>(out), static_cast<std::size_t>(size));
  OPENSSL_free(out);
  return der;
}

Result<Bytes> TestAuthority::ocsp_answer(BytesView request, const OcspSpec& spec) const {
  const unsigned char* at = octets(request);
  const std::unique_ptr<OCSP_REQUEST, Freed<OCSP_REQUEST_free>> asked(
      d2i_OCSP_REQUEST(nullptr, &at, static_cast<long>(request.size())));
  if (!asked) return Error{"OCSP", Retry::never, "no OCSP request"};
  const std::unique_ptr<OCSP_BASICRESP, Freed<OCSP_BASICRESP_free>> basic(OCSP_BASICRESP_new());
  const std::unique_ptr<ASN1_TIME, Freed<ASN1_TIME_free>> from(ASN1_TIME_new()), until(ASN1_TIME_new());
  set_time(from.get(), spec.this_update);
  if (spec.next_update) set_time(until.get(), *spec.next_update);
  ASN1_TIME* const next = spec.next_update ? until.get() : nullptr;
  const bool revoked = spec.says == OcspSpec::Says::revoked;
  const int status = revoked                             ? V_OCSP_CERTSTATUS_REVOKED
                     : spec.says == OcspSpec::Says::good ? V_OCSP_CERTSTATUS_GOOD
                                                         : V_OCSP_CERTSTATUS_UNKNOWN;
  for (int i = 0; i < OCSP_request_onereq_count(asked.get()); ++i)
    must(OCSP_basic_add1_status(basic.get(), OCSP_onereq_get0_id(OCSP_request_onereq_get0(asked.get(), i)),
                                status, OCSP_REVOKED_STATUS_KEYCOMPROMISE, revoked ? from.get() : nullptr,
                                from.get(), next) != nullptr);
  if (spec.repeats_nonce) OCSP_copy_nonce(basic.get(), asked.get());
  PkeyPtr delegated;
  if (spec.responder != nullptr) delegated = read_key(spec.responder->key_pem);
  const Certificate& signer =
      spec.responder != nullptr ? spec.responder->key->certificate() : parts_->certificate;
  must(OCSP_basic_sign(basic.get(), signer.parsed().x509.get(),
                       delegated ? delegated.get() : parts_->key.get(), EVP_sha256(), nullptr, 0) == 1);
  const std::unique_ptr<OCSP_RESPONSE, Freed<OCSP_RESPONSE_free>> response(
      OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic.get()));
  unsigned char* out = nullptr;
  const int size = response ? i2d_OCSP_RESPONSE(response.get(), &out) : -1;
  must(size > 0);
  Bytes der(reinterpret_cast<char*>(out), static_cast<std::size_t>(size));
  OPENSSL_free(out);
  return der;
}

Result<Bytes> make_pkcs12(const Issued& issued, const std::vector<Certificate>& chain,
                          std::string_view passphrase) {
  std::string pem = issued.key_pem + issued.certificate_pem;
  for (const Certificate& one : chain) pem += one.pem();
  const auto bundle = KeyBundle::read(pem, "");
  if (!bundle) return bundle.error();
  return bundle->pkcs12(passphrase);
}

namespace {

/// A line of the index that `openssl ca` keeps and `openssl ocsp` reads: state, end, revocation, serial,
/// file, name.
std::string index_line(const Certificate& one, std::optional<Instant> revoked) {
  const auto compact = [](Instant at) {
    std::string text;
    for (const char c : to_string(at).substr(2, 17))
      if (c >= '0' && c <= '9') text += c;
    return text + "Z";
  };
  std::string serial(one.serial());
  for (char& c : serial)
    if (c >= 'a') c = static_cast<char>(c - 'a' + 'A');
  return std::string(revoked ? "R" : "V") + "\t" + compact(one.not_after()) + "\t" +
         (revoked ? compact(*revoked) + ",keyCompromise" : "") + "\t" + serial +
         "\tunknown\t/CN=" + std::string(one.common_name()) + "\n";
}

/// The files of a PKI in the making.
class PkiFolder {
 public:
  PkiFolder(Instant now, std::string_view passphrase, StatusPlaces places)
      : now_(now), passphrase_(passphrase), places_(std::move(places)) {}

  void authority(const std::string& name, const TestAuthority& one) {
    files_.push_back({name + ".pem", one.certificate().pem()});
  }
  void text(const std::string& name, std::string content, bool secret = false) {
    files_.push_back({name, std::move(content), secret});
  }
  Certificate leaf(const std::string& name, const TestAuthority& authority, LeafSpec spec) {
    if (spec.not_before == Instant()) spec.not_before = from();
    if (spec.not_after == Instant()) spec.not_after = until();
    if (spec.host_names.empty() && !spec.ocsp_signing) {
      spec.ocsp_url = places_.ocsp_url;
      spec.crl_url = places_.crl_url;
    }
    const Issued issued = authority.issue(spec);
    text(name + ".pem", issued.certificate_pem);
    text(name + ".key", issued.key_pem, true);
    text(name + ".p12", make_pkcs12(issued, {authority.certificate()}, passphrase_).value(), true);
    return issued.key->certificate();
  }
  /// A leaf with this CN and the usual rest.
  Certificate leaf(const std::string& name, const TestAuthority& authority, const char* common_name) {
    LeafSpec spec;
    spec.common_name = common_name;
    return leaf(name, authority, spec);
  }
  [[nodiscard]] Instant from() const { return now_ - std::chrono::days(1); }
  [[nodiscard]] Instant until() const { return now_ + std::chrono::days(3 * 365); }
  std::vector<PkiFile> take() { return std::move(files_); }

 private:
  Instant now_;
  std::string passphrase_;
  StatusPlaces places_;
  std::vector<PkiFile> files_;
};

void add_refused(PkiFolder& folder, const TestAuthority& access_points, const TestAuthority& publishers,
                 Instant now) {
  LeafSpec expired;
  expired.common_name = "POP000911";
  expired.not_after = now - std::chrono::hours(1);
  folder.leaf("neg-expired", access_points, expired);
  LeafSpec not_yet;
  not_yet.common_name = "POP000912";
  not_yet.not_before = now + std::chrono::days(365);
  folder.leaf("neg-notyet", access_points, not_yet);
  folder.leaf("neg-badcn", access_points, "not a seat id");
  folder.leaf("neg-unknownca", TestAuthority::root("TEST STRANGER CA", folder.from(), folder.until()),
              "POP000913");
  folder.leaf("neg-smpca", publishers, "POP000914");
  LeafSpec no_usage;
  no_usage.common_name = "POP000915";
  no_usage.digital_signature = no_usage.key_encipherment = no_usage.client_auth = false;
  folder.leaf("neg-nousage", access_points, no_usage);
}

}  // namespace

std::vector<PkiFile> make_test_pki(Instant now, std::string_view passphrase, const StatusPlaces& places) {
  PkiFolder folder(now, passphrase, places);
  const Instant from = folder.from(), until = folder.until();
  const TestAuthority root = TestAuthority::root("QUITTANCE TEST ROOT", from, until);
  const TestAuthority access_points = root.issue_authority("TEST ACCESS POINT CA", from, until);
  const TestAuthority publishers = root.issue_authority("TEST SERVICE METADATA PUBLISHER CA", from, until);
  const TestAuthority web = TestAuthority::root("QUITTANCE TEST TLS CA", from, until);
  folder.authority("root", root);
  folder.authority("ap-ca", access_points);
  folder.authority("smp-ca", publishers);
  folder.authority("tls-ca", web);
  folder.text("ap-trust.pem", access_points.certificate().pem() + root.certificate().pem());
  folder.text("smp-trust.pem", publishers.certificate().pem() + root.certificate().pem());
  folder.text("passphrase", std::string(passphrase) + "\n", true);

  std::string index;
  for (const char* seat : {"POP000901", "POP000902", "POP000903"})
    index += index_line(folder.leaf(seat, access_points, seat), {});
  LeafSpec next;
  next.common_name = "POP000902";
  next.not_before = now - std::chrono::hours(1);
  index += index_line(folder.leaf("POP000902-next", access_points, next), {});
  folder.leaf("smp", publishers, "PSP000901");
  LeafSpec tls;
  tls.common_name = "localhost";
  tls.host_names = {"localhost", "127.0.0.1", "::1"};
  folder.leaf("tls", web, tls);

  add_refused(folder, access_points, publishers, now);
  const Certificate revoked = folder.leaf("neg-revoked", access_points, "POP000916");
  folder.text("index.txt", index + index_line(revoked, now));
  folder.text("ap-ca.crl", access_points.revocation_list({revoked}, from, now + std::chrono::days(9)));
  LeafSpec responder;
  responder.common_name = "TEST OCSP RESPONDER";
  responder.ocsp_signing = true;
  folder.leaf("ocsp", access_points, responder);
  return folder.take();
}

}  // namespace quittance::keys
