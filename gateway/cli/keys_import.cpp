#include "gateway/cli/keys_import.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>

#include "gateway/cli/commands.h"
#include "gateway/cli/key_files.h"
#include "gateway/config/interpret.h"
#include "gateway/disk/write_file.h"
#include "gateway/serve/own_keys.h"
#include "keys/keys.h"

namespace quittance::cli {

namespace {

using config::quote;
using std::filesystem::path;

constexpr std::size_t kLargestFile = 1 << 20;

Error refused(std::string why) { return {"KEY-IMPORT", Retry::never, std::move(why)}; }

/// All files one behind the other, so that key, certificate and chain may stand in files of their own.
Result<Bytes> content_of(const std::vector<std::string>& files) {
  Bytes all;
  for (const std::string& file : files) {
    auto content = read_file(file, kLargestFile);
    if (!content) return content.error();
    if (content->find("-----BEGIN ") == Bytes::npos && files.size() > 1)
      return refused(file + ": is not PEM: a PKCS#12 file comes alone");
    all += *content + "\n";
  }
  if (files.size() == 1) all.pop_back();
  return all;
}

Result<keys::KeyBundle> bundle_of(const ImportAsked& asked) {
  auto content = content_of(asked.files);
  if (!content) return content.error();
  auto passphrase = passphrase_of(asked.passphrase_file);
  if (!passphrase) return passphrase.error();
  auto bundle = keys::KeyBundle::read(*content, *passphrase);
  keys::wipe(*content);
  keys::wipe(*passphrase);
  if (!bundle)
    return Error{bundle.error().code, Retry::never, asked.files.front() + ": " + bundle.error().detail};
  return bundle;
}

/// Would our partners take it? One that begins later is fine: that is what overlap is for.
Result<void> check_fit(const config::Config& config, const keys::Certificate& own, Instant at) {
  const auto pem = read_file(config.as4.trust_store.string(), kLargestFile);
  if (!pem) return pem.error();
  const auto trust = keys::TrustStore::from_pem(*pem);
  if (!trust) return trust.error();
  const Instant judged = std::max(at, own.not_before());
  for (const auto purpose : {keys::Purpose::signing, keys::Purpose::encryption})
    if (auto fit = (*trust)->verify(own, judged, purpose); !fit) return fit;
  const std::string name(own.common_name());
  if (name.empty()) return refused(std::string(own.subject()) + ": has not exactly one common name");
  if (!config.as4.party_id.empty() && name != config.as4.party_id)
    return refused("its CN is " + name + ", as4.party_id is " + config.as4.party_id);
  return {};
}

/// Nor may it differ from the keys that are there in its CN, or be one of them.
Result<void> check_beside(const config::Config& config, const keys::Certificate& fresh) {
  const auto present = serve::open_own_keys(config);
  if (!present) return present.error();
  for (const auto& key : present->keys()) {
    if (key->certificate() == fresh) return refused(std::string(fresh.subject()) + ": is there already");
    if (key->certificate().common_name() != fresh.common_name())
      return refused("its CN is " + std::string(fresh.common_name()) + ", that of the key in force " +
                     std::string(key->certificate().common_name()));
  }
  return {};
}

std::string file_name(const keys::Certificate& own, bool encrypted) {
  std::string name;
  for (const char c : own.common_name()) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
    name += plain ? c : '_';
  }
  return fmt::format("{}-{}-{}.{}", name, to_string(own.not_before()).substr(0, 10),
                     own.fingerprint().hex().substr(0, 8), encrypted ? "p12" : "pem");
}

/// The file that is to be written: as4.key_store itself when nothing is there, else one inside when it is a
/// folder.
Result<path> place_of(const config::Config& config, const keys::Certificate& own) {
  const path& store = config.as4.key_store;
  std::error_code trouble;
  if (std::filesystem::is_directory(store, trouble)) {
    const bool first = !serve::key_files(config.as4).ok();
    if (!first)
      if (auto beside = check_beside(config, own); !beside) return beside.error();
    return store / file_name(own, config.as4.key_password.has_value());
  }
  if (!std::filesystem::exists(store, trouble)) {
    if (!std::filesystem::is_directory(store.parent_path(), trouble))
      return refused(store.parent_path().string() + ": is not a folder: make it first, mode 0700");
    return store;
  }
  return refused(
      store.string() +
      ": is there already, and is never written over. For an old and a new key side by side: make a folder "
      "(mode 0700), move this file into it, name the folder in as4.key_store, import again");
}

/// A key that root imports belongs to the daemon's user: the owner of its state.
Result<void> give_to_daemon(const config::Config& config, const path& file) {
  struct stat state{};
  if (::geteuid() != 0 || ::stat(config.node.state_dir.c_str(), &state) != 0) return {};
  if (::chown(file.c_str(), state.st_uid, state.st_gid) == 0) return {};
  return refused(file.string() + ": cannot be given to the owner of " + config.node.state_dir.string());
}

/// As it will lie on disk: encrypted with the configured pass phrase, where there is one.
Result<Bytes> sealed(const config::Config& config, const keys::KeyBundle& bundle) {
  if (!config.as4.key_password) return bundle.pem();
  auto passphrase = config.as4.key_password->read();
  if (!passphrase) return passphrase.error();
  auto content = bundle.pkcs12(*passphrase);
  keys::wipe(*passphrase);
  return content;
}

Result<path> lay_down(const config::Config& config, const keys::KeyBundle& bundle) {
  const auto place = place_of(config, bundle.key()->certificate());
  if (!place) return place.error();
  auto content = sealed(config, bundle);
  if (!content) return content.error();
  const auto written = disk::replace_file(*place, *content, 0600);
  keys::wipe(*content);
  if (!written) return refused(written.error().detail);
  if (auto given = give_to_daemon(config, *place); !given) return given.error();
  return *place;
}

void tell(const ImportAsked& asked, const keys::Certificate& own, const path& place, bool encrypted,
          Instant at) {
  const bool later = own.not_before() > at;
  if (asked.json) {
    fmt::print(
        "{{\"file\":{},\"subject\":{},\"common_name\":{},\"not_before\":{},\"not_after\":{},\"encrypted\":{},"
        "\"fit_for\":[\"signing\",\"decryption\"]}}\n",
        quote(place.string()), quote(std::string(own.subject())), quote(std::string(own.common_name())),
        quote(to_string(own.not_before())), quote(to_string(own.not_after())), encrypted);
    return;
  }
  fmt::print("{}\n  {}\n  fit for signing and decryption, {} until {}\n", place.string(), own.subject(),
             later ? "from " + to_string(own.not_before()).substr(0, 16) + "Z" : "now",
             to_string(own.not_after()).substr(0, 10));
  if (!encrypted) fmt::print("  not encrypted on disk, mode 0600: as4.key_password names none\n");
  fmt::print("  in force after: systemctl reload quittance (SIGHUP)\n");
}

int say_no(const Error& error) {
  std::cerr << "quittance: " << error.code << ": " << error.detail << '\n';
  const bool unable = error.code == "FILE" || error.code == "SECRET" || error.code == "KEY-PASSPHRASE";
  return unable ? kFailed : kNo;
}

/// All certificates of the files, PEM or one in DER; each a certification authority that has not ended.
Result<std::vector<keys::Certificate>> authorities_in(const ImportAsked& asked, Instant at) {
  const auto content = content_of(asked.files);
  if (!content) return content.error();
  auto found = keys::Certificate::parse_all_pem(*content);
  if (!found) {
    auto single = keys::Certificate::parse(*content);
    if (!single) return found.error();
    found = std::vector{*single};
  }
  for (const keys::Certificate& one : *found) {
    if (!one.is_ca()) return refused(std::string(one.subject()) + ": is no certification authority");
    if (one.not_after() < at) return refused(std::string(one.subject()) + ": has ended");
  }
  return found;
}

/// A PEM file of authorities, as it is and as it will be.
struct AuthorityList {
  Bytes text;
  std::vector<keys::Certificate> authorities;

  /// Empty when there is no such file yet.
  static Result<AuthorityList> read(const path& file) {
    AuthorityList list;
    std::error_code trouble;
    if (!std::filesystem::exists(file, trouble)) return list;
    auto old = read_file(file.string(), kLargestFile);
    if (!old) return old.error();
    auto parsed = keys::Certificate::parse_all_pem(*old);
    if (!parsed)
      return Error{parsed.error().code, Retry::never, file.string() + ": " + parsed.error().detail};
    list.authorities = std::move(parsed).value();
    list.text = std::move(old).value();
    if (!list.text.ends_with('\n')) list.text += '\n';
    return list;
  }
  /// False when it is there already.
  bool add(const keys::Certificate& one) {
    if (std::find(authorities.begin(), authorities.end(), one) != authorities.end()) return false;
    text.append("# ").append(one.subject()).append("\n").append(one.pem());
    authorities.push_back(one);
    return true;
  }
};

void tell_authority(const ImportAsked& asked, const path& store, const keys::Certificate& one, bool added) {
  const std::string subject(one.subject());
  if (asked.json)
    fmt::print("{{\"file\":{},\"subject\":{},\"sha256\":{},\"added\":{}}}\n", quote(store.string()),
               quote(subject), quote(one.fingerprint().hex()), added);
  else
    fmt::print("{} {}\n  sha256 {}\n", added ? "believed:" : "there already:", subject,
               one.fingerprint().hex());
}

}  // namespace

int import_key(const config::Config& config, const ImportAsked& asked) {
  const auto at = instant_or_now(asked.at);
  if (!at) return complain(at.error());
  if (config.as4.key_store.empty())
    return complain(refused("as4.key_store names no place for it in the configuration"));
  const auto bundle = bundle_of(asked);
  if (!bundle) return say_no(bundle.error());
  const keys::Certificate& own = bundle->key()->certificate();
  if (auto fit = check_fit(config, own, *at); !fit) return say_no(fit.error());
  const auto place = lay_down(config, *bundle);
  if (!place) return say_no(place.error());
  tell(asked, own, *place, config.as4.key_password.has_value(), *at);
  return kFine;
}

int import_trust(const config::Path& store, const ImportAsked& asked) {
  const auto at = instant_or_now(asked.at);
  if (!at) return complain(at.error());
  if (store.empty()) return complain(refused("the configuration names no place for it"));
  const auto fresh = authorities_in(asked, *at);
  if (!fresh) return say_no(fresh.error());
  auto list = AuthorityList::read(store);
  if (!list) return say_no(list.error());
  std::vector<bool> added;
  added.reserve(fresh->size());
  for (const keys::Certificate& one : *fresh) added.push_back(list->add(one));
  if (auto written = disk::write_file(store, list->text, 0644); !written)
    return complain(refused(written.error().detail));
  for (std::size_t i = 0; i < fresh->size(); ++i) tell_authority(asked, store, (*fresh)[i], added[i]);
  if (!asked.json)
    fmt::print("compare each sha256 with what the network's authority publishes; then reload\n");
  return kFine;
}

}  // namespace quittance::cli
