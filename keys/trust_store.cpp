#include "keys/trust_store.h"

#include <openssl/x509v3.h>

#include <algorithm>
#include <optional>

#include "keys/crypto.h"
#include "keys/openssl.h"

namespace quittance::keys {

namespace {

constexpr std::size_t kRememberedChains = 4096;
constexpr int kSmallestRsa = 2048, kLargestRsa = 8192;

Error refused(const char* code, const Certificate& leaf, const std::string& why) {
  return {code, Retry::never, std::string(leaf.subject()) + ": " + why};
}

const char* code_of(int verify_error) {
  switch (verify_error) {
    case X509_V_ERR_CERT_HAS_EXPIRED: return "CERT-EXPIRED";
    case X509_V_ERR_CERT_NOT_YET_VALID: return "CERT-NOT-YET-VALID";
    default: return "CERT-UNTRUSTED";
  }
}

}  // namespace

/// When a leaf's chain was found good, and for how long nothing in it begins or ends.
struct TrustStore::Chains {
  struct Window {
    Instant from, until;
    Certificate leaf;
    Above above;
  };
  StorePtr store{X509_STORE_new()};
  std::mutex mutex;
  std::map<Sha256, Window> good;

  std::optional<Above> above(const Sha256& leaf, Instant at) {
    const std::lock_guard lock(mutex);
    const auto found = good.find(leaf);
    if (found == good.end() || at < found->second.from || found->second.until < at) return std::nullopt;
    return found->second.above;
  }
  void remember(Window window) {
    const std::lock_guard lock(mutex);
    if (good.size() >= kRememberedChains) good.clear();  // strangers cannot get in here: only good chains do
    good.insert_or_assign(window.leaf.fingerprint(), std::move(window));
  }
  std::optional<Certificate> find(const Sha256& leaf) {
    const std::lock_guard lock(mutex);
    const auto found = good.find(leaf);
    return found == good.end() ? std::nullopt : std::optional(found->second.leaf);
  }
};

TrustStore::TrustStore(std::vector<Certificate> authorities, std::shared_ptr<Revocation> revocation)
    : authorities_(std::move(authorities)),
      chains_(std::make_unique<Chains>()),
      revocation_(std::move(revocation)) {
  for (const Certificate& authority : authorities_) {
    X509_STORE_add_cert(chains_->store.get(), authority.parsed().x509.get());
    has_issuing_ = has_issuing_ || !authority.self_issued();
  }
}

TrustStore::~TrustStore() = default;

Result<std::shared_ptr<const TrustStore>> TrustStore::make(std::vector<Certificate> authorities,
                                                           std::shared_ptr<Revocation> revocation) {
  if (authorities.empty()) return Error{"TRUST-EMPTY", Retry::never, "no certificate to trust"};
  for (const Certificate& authority : authorities)
    if (!authority.is_ca()) return refused("TRUST-NOT-CA", authority, "is no certification authority");
  return std::shared_ptr<const TrustStore>(new TrustStore(std::move(authorities), std::move(revocation)));
}

Result<std::shared_ptr<const TrustStore>> TrustStore::from_pem(std::string_view pem,
                                                               std::shared_ptr<Revocation> revocation) {
  auto all = Certificate::parse_all_pem(pem);
  if (!all) return all.error();
  return make(std::move(all).value(), std::move(revocation));
}

bool TrustStore::may_issue(const Certificate& authority) const {
  return !has_issuing_ || !authority.self_issued();
}

/// The authority of this store that signed another one of it; nullptr for a root, or when it is not here.
const Certificate* TrustStore::issuer_of(const Certificate& authority) const {
  if (authority.self_issued()) return nullptr;
  X509* const subject = authority.parsed().x509.get();
  const auto found = std::find_if(authorities_.begin(), authorities_.end(), [&](const Certificate& one) {
    X509* const issuer = one.parsed().x509.get();
    return X509_check_issued(issuer, subject) == X509_V_OK &&
           X509_verify(subject, X509_get0_pubkey(issuer)) == 1;
  });
  ERR_clear_error();
  return found == authorities_.end() ? nullptr : &*found;
}

Result<TrustStore::Above> TrustStore::chain_of(const Certificate& leaf, Instant at) const {
  if (auto known = chains_->above(leaf.fingerprint(), at)) return *std::move(known);
  const StoreContextPtr context(X509_STORE_CTX_new());
  X509_STORE_CTX_init(context.get(), chains_->store.get(), leaf.parsed().x509.get(), nullptr);
  X509_VERIFY_PARAM* parameters = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_time(parameters,
                             std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count());
  // Peppol publishes issuing CAs; an operator may install them without their root.
  X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN);
  const int good = X509_verify_cert(context.get());
  const int reason = X509_STORE_CTX_get_error(context.get());
  ERR_clear_error();
  if (good != 1) return refused(code_of(reason), leaf, X509_verify_cert_error_string(reason));
  const STACK_OF(X509)* chain = X509_STORE_CTX_get0_chain(context.get());
  Chains::Window window{leaf.not_before(), leaf.not_after(), leaf, {}};
  bool issuer_allowed = false;
  for (int i = 1; i < sk_X509_num(chain); ++i) {
    const auto authority =
        std::find_if(authorities_.begin(), authorities_.end(), [&](const Certificate& known) {
          return X509_cmp(known.parsed().x509.get(), sk_X509_value(chain, i)) == 0;
        });
    if (authority == authorities_.end())
      return refused("CERT-UNTRUSTED", leaf, "unknown authority in its chain");
    if (i == 1) issuer_allowed = may_issue(*authority);
    window.from = std::max(window.from, authority->not_before());
    window.until = std::min(window.until, authority->not_after());
    window.above.push_back(*authority);
  }
  if (!issuer_allowed)
    return refused("CERT-UNTRUSTED", leaf, "not issued by an issuing authority of this store");
  // A partial chain ends at the issuing authority; who vouches for that one is asked about its revocation.
  while (const Certificate* next = issuer_of(window.above.back())) {
    if (window.above.size() == authorities_.size()) break;  // authorities that sign each other in a ring
    window.above.push_back(*next);
  }
  Above above = window.above;
  chains_->remember(std::move(window));
  return above;
}

Result<void> TrustStore::check_usage(const Certificate& leaf, Purpose purpose) const {
  if (leaf.is_ca()) return refused("CERT-USAGE", leaf, "is a certification authority");
  if (leaf.key_type() != "RSA" || leaf.key_bits() < kSmallestRsa || leaf.key_bits() > kLargestRsa)
    return refused("CERT-KEY", leaf, "has no RSA key of 2048 to 8192 bits");
  if (purpose == Purpose::any) return {};
  const KeyUsage wanted =
      purpose == Purpose::signing ? KeyUsage::digital_signature : KeyUsage::key_encipherment;
  if (!leaf.permits(wanted)) return refused("CERT-USAGE", leaf, "its key usage does not permit this");
  if (!leaf.permits_client_auth()) return refused("CERT-USAGE", leaf, "extended key usage lacks clientAuth");
  return {};
}

Result<void> TrustStore::check_revocation(const Certificate& leaf, const Above& above, Instant at) const {
  const Certificate* subject = &leaf;
  for (const Certificate& issuer : above) {
    const bool asked = subject == &leaf || !subject->ocsp_urls().empty() || !subject->crl_urls().empty();
    if (asked)
      if (auto believed = revocation_->check(*subject, issuer, at); !believed) return believed;
    subject = &issuer;
  }
  return {};
}

Result<void> TrustStore::verify(const Certificate& leaf, Instant at, Purpose purpose) const {
  const auto above = chain_of(leaf, at);
  if (!above) return above.error();
  if (auto fit = check_usage(leaf, purpose); !fit) return fit;
  return revocation_ ? check_revocation(leaf, *above, at) : Result<void>();
}

Result<Certificate> TrustStore::parse(BytesView der) const {
  if (auto known = chains_->find(sha256(der))) return *std::move(known);
  return Certificate::parse(der);
}

}  // namespace quittance::keys
