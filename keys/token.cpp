// Engines are the only way to PKCS#11 that Debian 12 has (pkcs11-provider came later); OpenSSL 3 calls them
// deprecated, but works with them.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "keys/token.h"

#include <openssl/engine.h>
#include <openssl/ui.h>

#include <mutex>

#include "keys/crypto.h"
#include "keys/software_key.h"

namespace quittance::keys {

namespace {

using EnginePtr = std::unique_ptr<ENGINE, Freed<ENGINE_finish>>;

Error failed(const std::string& what) {
  return {"KEY-TOKEN", Retry::never, what + ": " + last_openssl_error()};
}

/// Engine and token are one resource of the process.
std::mutex& token_mutex() {
  static std::mutex mutex;
  return mutex;
}

/// A key whose operations happen in the token, one at a time.
class TokenKey : public PrivateKey {
 public:
  TokenKey(EnginePtr engine, PkeyPtr key, Certificate certificate)
      : engine_(std::move(engine)),
        key_(std::make_unique<SoftwareKey>(std::move(key), std::move(certificate))) {}
  ~TokenKey() override {
    const std::lock_guard lock(token_mutex());
    key_.reset();
    engine_.reset();
  }
  TokenKey(const TokenKey&) = delete;
  TokenKey& operator=(const TokenKey&) = delete;

  [[nodiscard]] const Certificate& certificate() const override { return key_->certificate(); }
  [[nodiscard]] Result<Bytes> sign(const Sha256& digest) const override {
    const std::lock_guard lock(token_mutex());
    return key_->sign(digest);
  }
  [[nodiscard]] Result<Bytes> unwrap(BytesView wrapped) const override {
    const std::lock_guard lock(token_mutex());
    return key_->unwrap(wrapped);
  }

 private:
  EnginePtr engine_;
  std::unique_ptr<SoftwareKey> key_;
};

bool command(ENGINE* engine, const char* name, const std::string& value) {
  return ENGINE_ctrl_cmd_string(engine, name, value.c_str(), 0) == 1;
}

Result<EnginePtr> open_engine(const std::string& module, std::string_view pin) {
  ENGINE_load_dynamic();
  const std::unique_ptr<ENGINE, Freed<ENGINE_free>> found(ENGINE_by_id("pkcs11"));
  if (!found) return failed("OpenSSL has no engine pkcs11 (package libengine-pkcs11-openssl)");
  if (!module.empty() && !command(found.get(), "MODULE_PATH", module)) return failed("cannot use " + module);
  std::string secret(pin);
  const bool taken = secret.empty() || command(found.get(), "PIN", secret);
  wipe(secret);
  if (!taken) return failed("the engine takes no PIN");
  if (ENGINE_init(found.get()) != 1) return failed("the token's library cannot be opened");
  return EnginePtr(found.get());
}

Result<Certificate> certificate_in(ENGINE* engine, const std::string& uri) {
  struct {  // as the engine's command LOAD_CERT_CTRL has it
    const char* name;
    X509* certificate;
  } asked{uri.c_str(), nullptr};
  if (ENGINE_ctrl_cmd(engine, "LOAD_CERT_CTRL", 0, &asked, nullptr, 0) != 1 || asked.certificate == nullptr)
    return failed("no certificate " + uri + " in the token");
  return CertificateAccess::adopt(X509Ptr(asked.certificate));
}

/// The URI of the certificate beside a key: the same without its type.
std::string without_type(const std::string& uri) {
  constexpr std::string_view kScheme = "pkcs11:";
  std::string kept(kScheme);
  std::size_t at = kScheme.size();
  while (at < uri.size()) {
    const std::size_t end = std::min(uri.find(';', at), uri.size());
    const std::string_view part = std::string_view(uri).substr(at, end - at);
    if (!part.starts_with("type=")) kept.append(kept.size() > kScheme.size() ? ";" : "").append(part);
    at = end + 1;
  }
  return kept;
}

}  // namespace

Result<std::shared_ptr<const PrivateKey>> key_from_token(const TokenPlace& place, std::string_view pin) {
  const auto refused = [](const char* why) { return Error{"KEY-TOKEN", Retry::never, why}; };
  if (!place.uri.starts_with("pkcs11:")) return refused("no PKCS#11 URI");
  if (place.uri.find("pin-") != std::string::npos)
    return refused("a PKCS#11 URI must not hold or name the PIN");
  const std::lock_guard lock(token_mutex());
  auto engine = open_engine(place.module, pin);
  if (!engine) return engine.error();
  // Without a PIN it fails: UI_null() asks no terminal. The engine only reads the method.
  auto* const nobody = const_cast<UI_METHOD*>(UI_null());
  PkeyPtr key(ENGINE_load_private_key(engine->get(), place.uri.c_str(), nobody, nullptr));
  if (!key) return failed("no private key " + place.uri + " in the token, or a wrong PIN");
  auto certificate = place.certificate ? Result<Certificate>(*place.certificate)
                                       : certificate_in(engine->get(), without_type(place.uri));
  if (!certificate) return certificate.error();
  if (auto fits = belong_together(key.get(), *certificate); !fits) return fits.error();
  return std::shared_ptr<const PrivateKey>(
      std::make_shared<TokenKey>(std::move(engine).value(), std::move(key), std::move(certificate).value()));
}

}  // namespace quittance::keys
