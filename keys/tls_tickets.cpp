#include "keys/tls_tickets.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <memory>
#include <mutex>

namespace quittance::keys {
namespace {

constexpr std::size_t kNameBytes = 16;  // OpenSSL's, of the key's name in a ticket
constexpr std::size_t kKeyBytes = 32;

struct TicketKey {
  std::array<unsigned char, kNameBytes> name{};
  std::array<unsigned char, kKeyBytes> cipher{}, mac{};
  std::chrono::steady_clock::time_point born;

  ~TicketKey() {
    OPENSSL_cleanse(cipher.data(), cipher.size());
    OPENSSL_cleanse(mac.data(), mac.size());
  }
  [[nodiscard]] bool draw(std::chrono::steady_clock::time_point now) {
    born = now;
    return RAND_bytes(name.data(), kNameBytes) == 1 && RAND_bytes(cipher.data(), kKeyBytes) == 1 &&
           RAND_bytes(mac.data(), kKeyBytes) == 1;
  }
};

/// The key of now and the one before it. Any thread.
class TicketKeys {
 public:
  TicketKeys(const Clock& clock, std::chrono::steady_clock::duration life) : clock_(clock), life_(life) {}

  /// To seal with; nullptr when there is no randomness.
  std::shared_ptr<const TicketKey> current() {
    const std::lock_guard lock(mutex_);
    const auto now = clock_.steady();
    if (current_ && now - current_->born < life_) return current_;
    auto fresh = std::make_shared<TicketKey>();
    if (!fresh->draw(now)) return nullptr;
    // One that ended long ago, because nobody came meanwhile, is not brought back.
    before_ = current_ && now - current_->born < 2 * life_ ? current_ : nullptr;
    current_ = std::move(fresh);
    return current_;
  }
  /// The one of that name, if it still counts.
  std::shared_ptr<const TicketKey> find(const unsigned char* name) {
    const std::lock_guard lock(mutex_);
    for (const auto& key : {current_, before_}) {
      if (key && std::equal(key->name.begin(), key->name.end(), name) &&
          clock_.steady() - key->born < 2 * life_)
        return key;
    }
    return nullptr;
  }

 private:
  const Clock& clock_;
  std::chrono::steady_clock::duration life_;
  std::mutex mutex_;
  std::shared_ptr<const TicketKey> current_, before_;
};

void forget(void* /*parent*/, void* keys, CRYPTO_EX_DATA* /*data*/, int /*index*/, long /*number*/,
            void* /*argument*/) {
  delete static_cast<TicketKeys*>(keys);
}

int place() {
  static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, forget);
  return index;
}

bool set_mac(EVP_MAC_CTX* mac, const TicketKey& key) {
  auto* octets = const_cast<unsigned char*>(key.mac.data());  // OSSL_PARAM knows no const
  char digest[] = "SHA256";
  const std::array parameters{OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, octets, kKeyBytes),
                              OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                              OSSL_PARAM_construct_end()};
  return EVP_MAC_CTX_set_params(mac, parameters.data()) == 1;
}

/// OpenSSL's answers: -1 failed, 0 no ticket can be made or understood, 1 fine, 2 fine but give a new one.
int seal_or_open(SSL* session, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher,
                 EVP_MAC_CTX* mac, int seal) {
  auto* keys = static_cast<TicketKeys*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(session), place()));
  if (seal == 1) {
    const auto key = keys->current();
    if (!key || RAND_bytes(iv, EVP_CIPHER_get_iv_length(EVP_aes_256_cbc())) != 1) return -1;
    std::ranges::copy(key->name, name);
    const bool set = EVP_EncryptInit_ex2(cipher, EVP_aes_256_cbc(), key->cipher.data(), iv, nullptr) == 1;
    return set && set_mac(mac, *key) ? 1 : -1;
  }
  const auto key = keys->find(name);
  if (!key) return 0;
  if (EVP_DecryptInit_ex2(cipher, EVP_aes_256_cbc(), key->cipher.data(), iv, nullptr) != 1 ||
      !set_mac(mac, *key))
    return -1;
  return key == keys->current() ? 1 : 2;
}

}  // namespace

bool rotate_ticket_keys(SSL_CTX* context, const Clock& clock, std::chrono::steady_clock::duration life) {
  auto* keys = new TicketKeys(clock, life);
  if (SSL_CTX_set_ex_data(context, place(), keys) != 1) {
    delete keys;
    return false;
  }
  // The context's, from now on: it ends with it.
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_timeout(context, std::chrono::duration_cast<std::chrono::seconds>(2 * life).count());
  return SSL_CTX_set_tlsext_ticket_key_evp_cb(context, seal_or_open) == 1;
}

}  // namespace quittance::keys
