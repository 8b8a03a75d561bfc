#include "keys/certificate.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <ctime>

#include "keys/crypto.h"
#include "keys/openssl.h"

namespace quittance::keys {

namespace {

Error broken(const std::string& what) { return {"X509", Retry::never, what + ": " + last_openssl_error()}; }

std::string name_text(const X509_NAME* name) {
  const BioPtr out(BIO_new(BIO_s_mem()));
  // RFC 2253 order and escapes, but UTF-8 left as it is: people read these names.
  X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
  char* data = nullptr;
  const long size = BIO_get_mem_data(out.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

/// "" unless there is exactly one CN without control characters: "POP000306\0.evil" must not read as
/// POP000306.
std::string single_common_name(const X509_NAME* name) {
  const int first = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
  if (first < 0 || X509_NAME_get_index_by_NID(name, NID_commonName, first) >= 0) return {};
  unsigned char* utf8 = nullptr;
  const int size = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, first)));
  if (size < 0) return {};
  std::string text(reinterpret_cast<char*>(utf8), static_cast<std::size_t>(size));
  OPENSSL_free(utf8);
  for (const char c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return {};
  return text;
}

std::string serial_hex(const X509* x509) {
  BIGNUM* number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(x509), nullptr);
  if (number == nullptr) return {};
  Bytes bytes(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
  BN_bn2bin(number, octets(bytes));
  BN_free(number);
  return to_hex(bytes);
}

constexpr std::size_t kMostUrls = 4, kLongestUrl = 2048;

void add_url(std::vector<std::string>& urls, std::string_view url) {
  if (urls.size() < kMostUrls && url.size() <= kLongestUrl &&
      (url.starts_with("http://") || url.starts_with("https://")))
    urls.emplace_back(url);
}

std::vector<std::string> ocsp_urls_of(X509* x509) {
  std::vector<std::string> urls;
  STACK_OF(OPENSSL_STRING)* found = X509_get1_ocsp(x509);
  for (int i = 0; i < sk_OPENSSL_STRING_num(found); ++i) add_url(urls, sk_OPENSSL_STRING_value(found, i));
  X509_email_free(found);
  return urls;
}

/// Points for some reasons only, or whose list another authority signs, cannot say that a certificate is
/// good.
std::vector<std::string> crl_urls_of(const X509* x509) {
  std::vector<std::string> urls;
  const std::unique_ptr<CRL_DIST_POINTS, Freed<CRL_DIST_POINTS_free>> points(
      static_cast<CRL_DIST_POINTS*>(X509_get_ext_d2i(x509, NID_crl_distribution_points, nullptr, nullptr)));
  for (int i = 0; i < sk_DIST_POINT_num(points.get()); ++i) {
    const DIST_POINT* point = sk_DIST_POINT_value(points.get(), i);
    if (point->reasons != nullptr || point->CRLissuer != nullptr || point->distpoint == nullptr ||
        point->distpoint->type != 0)
      continue;
    const GENERAL_NAMES* names = point->distpoint->name.fullname;
    for (int j = 0; j < sk_GENERAL_NAME_num(names); ++j) {
      const GENERAL_NAME* name = sk_GENERAL_NAME_value(names, j);
      if (name->type != GEN_URI) continue;
      const ASN1_IA5STRING* uri = name->d.uniformResourceIdentifier;
      add_url(urls, {reinterpret_cast<const char*>(ASN1_STRING_get0_data(uri)),
                     static_cast<std::size_t>(ASN1_STRING_length(uri))});
    }
  }
  return urls;
}

Bytes encode(X509* x509) {
  unsigned char* out = nullptr;
  const int size = i2d_X509(x509, &out);
  if (size <= 0) return {};
  Bytes der(reinterpret_cast<char*>(out), static_cast<std::size_t>(size));
  OPENSSL_free(out);
  return der;
}

}  // namespace

std::string last_openssl_error() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  if (code == 0) return "no reason given";
  const char* reason = ERR_reason_error_string(code);
  return reason != nullptr ? reason : "error " + std::to_string(code);
}

std::optional<Instant> instant_of(const ASN1_TIME* time) {
  std::tm broken_down{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &broken_down) != 1) return std::nullopt;
  return Instant(std::chrono::seconds(timegm(&broken_down)));
}

StorePtr store_of(const Certificate& authority, Instant at, unsigned long flags) {
  StorePtr store(X509_STORE_new());
  X509_STORE_add_cert(store.get(), authority.parsed().x509.get());
  const std::unique_ptr<X509_VERIFY_PARAM, Freed<X509_VERIFY_PARAM_free>> parameters(X509_VERIFY_PARAM_new());
  X509_VERIFY_PARAM_set_time(parameters.get(),
                             std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count());
  X509_VERIFY_PARAM_set_flags(parameters.get(), flags);
  X509_STORE_set1_param(store.get(), parameters.get());
  return store;
}

Result<Certificate> CertificateAccess::adopt(X509Ptr x509) {
  auto parsed = std::make_shared<Certificate::Parsed>();
  // Fills OpenSSL's own cache of extensions; a certificate whose extensions do not parse is refused here.
  const std::uint32_t flags = X509_get_extension_flags(x509.get());
  if ((flags & EXFLAG_INVALID) != 0) return broken("certificate with broken extensions");
  const EVP_PKEY* key = X509_get0_pubkey(x509.get());
  if (key == nullptr) return broken("certificate without a usable key");
  const auto from = instant_of(X509_get0_notBefore(x509.get()));
  const auto until = instant_of(X509_get0_notAfter(x509.get()));
  if (!from || !until) return broken("certificate with a broken validity");
  parsed->der = encode(x509.get());
  parsed->fingerprint = sha256(parsed->der);
  parsed->common_name = single_common_name(X509_get_subject_name(x509.get()));
  parsed->subject = name_text(X509_get_subject_name(x509.get()));
  parsed->issuer = name_text(X509_get_issuer_name(x509.get()));
  parsed->serial = serial_hex(x509.get());
  parsed->not_before = *from;
  parsed->not_after = *until;
  parsed->usage = (flags & EXFLAG_KUSAGE) != 0 ? X509_get_key_usage(x509.get()) : 0;
  parsed->extended_usage = (flags & EXFLAG_XKUSAGE) != 0 ? X509_get_extended_key_usage(x509.get()) : 0;
  parsed->ca = (flags & EXFLAG_CA) != 0;
  parsed->self_issued = (flags & EXFLAG_SI) != 0;
  parsed->ocsp_urls = ocsp_urls_of(x509.get());
  parsed->crl_urls = crl_urls_of(x509.get());
  ERR_clear_error();
  parsed->key_bits = EVP_PKEY_get_bits(key);
  parsed->key_type = EVP_PKEY_is_a(key, "RSA") == 1 ? "RSA" : EVP_PKEY_get0_type_name(key);
  parsed->x509 = std::move(x509);
  return Certificate(std::move(parsed));
}

Result<Certificate> Certificate::parse(BytesView der) {
  const unsigned char* at = octets(der);
  X509Ptr x509(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  if (!x509) return broken("no certificate");
  if (at != octets(der) + der.size()) return Error{"X509", Retry::never, "octets after the certificate"};
  auto certificate = CertificateAccess::adopt(std::move(x509));
  // A signature over other octets than DER could hide a second reading of the same certificate.
  if (certificate && certificate->der() != der)
    return Error{"X509", Retry::never, "certificate is not in DER"};
  return certificate;
}

Result<std::vector<Certificate>> Certificate::parse_all_pem(std::string_view pem) {
  const BioPtr in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  std::vector<Certificate> found;
  while (true) {
    X509Ptr x509(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr));
    if (!x509) break;
    auto one = CertificateAccess::adopt(std::move(x509));
    if (!one) return one.error();
    found.push_back(std::move(one).value());
  }
  const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  if (!at_end) return broken("broken certificate in PEM");
  ERR_clear_error();
  if (found.empty()) return Error{"X509", Retry::never, "no certificate in PEM"};
  return found;
}

Result<Certificate> Certificate::parse_pem(std::string_view pem) {
  auto all = parse_all_pem(pem);
  if (!all) return all.error();
  return std::move(all->front());
}

BytesView Certificate::der() const { return parsed_->der; }

std::string Certificate::pem() const {
  const std::string base64 = to_base64(parsed_->der);
  std::string text = "-----BEGIN CERTIFICATE-----\n";
  for (std::size_t at = 0; at < base64.size(); at += 64) text.append(base64, at, 64).push_back('\n');
  return text + "-----END CERTIFICATE-----\n";
}

const Sha256& Certificate::fingerprint() const { return parsed_->fingerprint; }
std::string_view Certificate::common_name() const { return parsed_->common_name; }
std::string_view Certificate::subject() const { return parsed_->subject; }
std::string_view Certificate::issuer() const { return parsed_->issuer; }
std::string_view Certificate::serial() const { return parsed_->serial; }
Instant Certificate::not_before() const { return parsed_->not_before; }
Instant Certificate::not_after() const { return parsed_->not_after; }
const std::vector<std::string>& Certificate::ocsp_urls() const { return parsed_->ocsp_urls; }
const std::vector<std::string>& Certificate::crl_urls() const { return parsed_->crl_urls; }
bool Certificate::is_ca() const { return parsed_->ca; }
bool Certificate::self_issued() const { return parsed_->self_issued; }
bool Certificate::permits_client_auth() const { return (parsed_->extended_usage & XKU_SSL_CLIENT) != 0; }
std::string_view Certificate::key_type() const { return parsed_->key_type; }
int Certificate::key_bits() const { return parsed_->key_bits; }

bool Certificate::permits(KeyUsage usage) const {
  switch (usage) {
    case KeyUsage::digital_signature: return (parsed_->usage & KU_DIGITAL_SIGNATURE) != 0;
    case KeyUsage::key_encipherment: return (parsed_->usage & KU_KEY_ENCIPHERMENT) != 0;
    case KeyUsage::certificate_signing: return (parsed_->usage & KU_KEY_CERT_SIGN) != 0;
  }
  return false;
}

}  // namespace quittance::keys
