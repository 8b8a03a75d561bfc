#include "gateway/serve/own_keys.h"

#include <algorithm>
#include <array>

#include "gateway/serve/named_file.h"

namespace quittance::serve {
namespace {

using Key = std::shared_ptr<const keys::PrivateKey>;

Result<std::string> secret_of(const std::optional<config::Secret>& secret) {
  return secret ? secret->read() : Result<std::string>(std::string());
}

Result<Key> key_in_token(const config::Config& config) {
  keys::TokenPlace place{config.as4.key, config.keys.pkcs11_module.string(), {}};
  if (!config.as4.key_certificate.empty()) {
    auto certificate = certificate_in(config.as4.key_certificate);
    if (!certificate) return certificate.error();
    place.certificate = std::move(certificate).value();
  }
  auto pin = secret_of(config.as4.key_pin);
  if (!pin) return pin.error();
  auto key = keys::key_from_token(place, *pin);
  keys::wipe(*pin);
  return key;
}

Result<void> add_files(const config::As4& as4, std::vector<Key>& own) {
  const auto files = key_files(as4);
  if (!files) return files.error();
  auto passphrase = secret_of(as4.key_password);
  if (!passphrase) return passphrase.error();
  Result<void> outcome;
  for (const auto& file : *files) {
    auto key = keys::key_from_file(file.string(), *passphrase);
    if (!key) {
      outcome = key.error();
      break;
    }
    own.push_back(std::move(key).value());
  }
  keys::wipe(*passphrase);
  return outcome;
}

}  // namespace

Result<std::vector<std::filesystem::path>> key_files(const config::As4& as4) {
  std::error_code trouble;
  if (!std::filesystem::is_directory(as4.key_store, trouble)) return std::vector{as4.key_store};
  std::vector<std::filesystem::path> files;
  for (std::filesystem::directory_iterator entry(as4.key_store, trouble), end; !trouble && entry != end;
       entry.increment(trouble)) {
    constexpr std::array kKinds{".p12", ".pfx", ".pem"};
    const std::string kind = entry->path().extension().string();
    const bool hidden = entry->path().filename().string().starts_with('.');
    if (!hidden && std::find(kKinds.begin(), kKinds.end(), kind) != kKinds.end())
      files.push_back(entry->path());
  }
  const auto failed = [&](const std::string& why) {
    return Error{"KEY-STORE", Retry::never, as4.key_store.string() + ": " + why};
  };
  if (trouble) return failed(trouble.message());
  if (files.empty())
    return failed("holds no key (*.p12, *.pfx, *.pem): quittance keys import puts one there");
  std::sort(files.begin(), files.end());
  return files;
}

Result<keys::KeyStore> open_own_keys(const config::Config& config) {
  std::vector<Key> own;
  if (!config.as4.key_store.empty())
    if (auto added = add_files(config.as4, own); !added) return added.error();
  if (!config.as4.key.empty()) {
    auto key = key_in_token(config);
    if (!key) return key.error();
    own.push_back(std::move(key).value());
  }
  for (const Key& key : own) {
    const std::string name(key->certificate().common_name());
    if (!config.as4.party_id.empty() && config.as4.party_id != name)
      return Error{"CONFIG", Retry::never, "as4.party_id is not the CN of our certificate: " + name};
    if (own.front()->certificate().common_name() != name)
      return Error{"CONFIG", Retry::never,
                   "our certificates have different CNs: " + name + " and " +
                       std::string(own.front()->certificate().common_name())};
  }
  return keys::KeyStore::make(std::move(own));
}

}  // namespace quittance::serve
