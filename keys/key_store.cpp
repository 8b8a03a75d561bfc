#include "keys/key_store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keys/key_bundle.h"
#include "keys/software_key.h"

namespace quittance::keys {

namespace {

constexpr std::size_t kLargestPassphraseFile = 4096;
constexpr std::size_t kLargestKeyFile = 1 << 20;

/// Reads a whole file of at most `largest` octets; `mode` gets its permission bits.
bool read_bounded(const std::string& path, std::size_t largest, Bytes& content, mode_t& mode) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (file < 0) return false;
  struct stat facts{};
  bool good = ::fstat(file, &facts) == 0 && S_ISREG(facts.st_mode);
  mode = facts.st_mode;
  content.assign(largest + 1, '\0');
  std::size_t filled = 0;
  while (good && filled < content.size()) {
    const ssize_t got = ::read(file, content.data() + filled, content.size() - filled);
    if (got <= 0) {
      good = got == 0;
      break;
    }
    filled += static_cast<std::size_t>(got);
  }
  ::close(file);
  content.resize(filled);
  return good && filled <= largest;
}

}  // namespace

Result<std::string> read_passphrase(const std::string& path) {
  Bytes content;
  mode_t mode = 0;
  const auto refuse = [&](const char* why) {
    return Error{"KEY-PASSPHRASE", Retry::never, path + ": " + why};
  };
  if (!read_bounded(path, kLargestPassphraseFile, content, mode))
    return refuse("cannot be read, or is too large");
  if ((mode & S_IROTH) != 0) return refuse("may be read by everybody: chmod o-r");
  content.resize(std::min(content.find_first_of("\r\n"), content.size()));
  if (content.empty()) return refuse("holds no passphrase");
  return content;
}

Result<std::shared_ptr<const PrivateKey>> key_from_bytes(BytesView bytes, std::string_view passphrase) {
  const auto bundle = KeyBundle::read(bytes, passphrase);
  if (!bundle) return bundle.error();
  return bundle->key();
}

Result<std::shared_ptr<const PrivateKey>> key_from_pkcs8(BytesView der, const Certificate& certificate) {
  const unsigned char* at = octets(der);
  PkeyPtr key(d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(der.size())));
  if (!key) return Error{"KEY-STORE", Retry::never, "no private key: " + last_openssl_error()};
  if (auto fits = belong_together(key.get(), certificate); !fits) return fits.error();
  return std::shared_ptr<const PrivateKey>(std::make_shared<SoftwareKey>(std::move(key), certificate));
}

Result<std::shared_ptr<const PrivateKey>> key_from_file(const std::string& path,
                                                        std::string_view passphrase) {
  Bytes content;
  mode_t mode = 0;
  if (!read_bounded(path, kLargestKeyFile, content, mode))
    return Error{"KEY-STORE", Retry::never, path + ": cannot be read"};
  auto key = key_from_bytes(content, passphrase);
  if (!key) return Error{key.error().code, Retry::never, path + ": " + key.error().detail};
  return key;
}

Result<KeyStore> KeyStore::make(std::vector<std::shared_ptr<const PrivateKey>> keys) {
  if (keys.empty()) return Error{"KEY-STORE", Retry::never, "no private key"};
  for (std::size_t i = 0; i < keys.size(); ++i)
    for (std::size_t j = i + 1; j < keys.size(); ++j)
      if (keys[i]->certificate() == keys[j]->certificate())
        return Error{"KEY-STORE", Retry::never, "twice: " + std::string(keys[i]->certificate().subject())};
  return KeyStore(std::move(keys));
}

const PrivateKey& KeyStore::signer(Instant at) const {
  const PrivateKey* best = keys_.front().get();
  for (const auto& key : keys_) {
    const Certificate& candidate = key->certificate();
    const bool better_validity = candidate.valid_at(at) && !best->certificate().valid_at(at);
    const bool equal_validity = candidate.valid_at(at) == best->certificate().valid_at(at);
    if (better_validity || (equal_validity && candidate.not_before() > best->certificate().not_before()))
      best = key.get();
  }
  return *best;
}

const PrivateKey* KeyStore::find(const Sha256& certificate) const {
  for (const auto& key : keys_)
    if (key->certificate().fingerprint() == certificate) return key.get();
  return nullptr;
}

}  // namespace quittance::keys
