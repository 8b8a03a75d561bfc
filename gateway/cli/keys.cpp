// keys: our keys and whom we believe, looked at by a person; and a PKI for tests.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>

#include "gateway/cli/add.h"
#include "gateway/cli/commands.h"
#include "gateway/cli/key_files.h"
#include "gateway/cli/keys_import.h"
#include "gateway/config/interpret.h"
#include "gateway/serve/revocation_source.h"
#include "gateway/serve/watched_certificates.h"
#include "keys/keys.h"
#include "keys/test_pki.h"

namespace quittance::cli {

namespace {

using config::quote;

constexpr std::size_t kLargestFile = 1 << 20;

struct Asked {
  std::vector<std::string> files;
  std::string config, folder, passphrase_file, trust, at, purpose;
  std::optional<int> within_days;
  bool json = false, revocation = false;
  keys::StatusPlaces places;
};

/// What a command looks at: the files it names, else all that the configuration does.
struct Looked {
  std::vector<serve::WatchedCertificate> found;
  std::optional<config::Config> config;
  int exit_code = kFine;  ///< kFailed where something could not be read
};

Result<config::Config> config_of(const Asked& asked) {
  const auto file =
      config::config_file(asked.config.empty() ? std::nullopt : std::optional<config::Path>(asked.config));
  auto loaded = config::load(file);
  if (loaded.config) return *std::move(loaded.config);
  std::string told;
  for (const auto& problem : loaded.problems) told += (told.empty() ? "" : "\n") + problem.text();
  return Error{"CONFIG", Retry::never, told + "\nname files, or a configuration with --config"};
}

/// The certificates of one PEM, DER or PKCS#12 file.
Result<std::vector<keys::Certificate>> certificates_of(const std::string& path,
                                                       const std::string& passphrase_file) {
  auto content = read_file(path, kLargestFile);
  if (!content) return content.error();
  if (content->find("-----BEGIN ") != Bytes::npos) {
    auto all = keys::Certificate::parse_all_pem(*content);
    return all ? std::move(all) : Error{all.error().code, Retry::never, path + ": " + all.error().detail};
  }
  if (auto single = keys::Certificate::parse(*content)) return std::vector{*single};
  const auto passphrase = passphrase_of(passphrase_file);
  if (!passphrase) return passphrase.error();
  auto key = keys::key_from_bytes(*content, *passphrase);
  if (!key) return Error{key.error().code, Retry::never, path + ": " + key.error().detail};
  return std::vector{(*key)->certificate()};
}

std::string usages(const keys::Certificate& one) {
  std::string text;
  if (one.is_ca()) text += " ca";
  if (one.permits(keys::KeyUsage::digital_signature)) text += " sign";
  if (one.permits(keys::KeyUsage::key_encipherment)) text += " decrypt";
  if (one.permits_client_auth()) text += " clientAuth";
  return text.empty() ? text : text.substr(1);
}

std::string state_at(const keys::Certificate& one, Instant at) {
  return at < one.not_before() ? "not yet valid" : at > one.not_after() ? "expired" : "valid";
}

std::string quoted_list(const std::vector<std::string>& texts) {
  std::string list;
  for (const std::string& text : texts) list += (list.empty() ? "" : ",") + quote(text);
  return "[" + list + "]";
}

void print_certificate(const serve::WatchedCertificate& watched, Instant at, bool json) {
  const auto& [role, path, one] = watched;
  if (json) {
    fmt::print(
        R"({{"file":{},"role":{},"subject":{},"common_name":{},"issuer":{},"serial":{},"not_before":{},"not_after":{},)"
        R"("state":{},"key":{},"usages":{},"ocsp":{},"crl":{},"sha256":{}}})"
        "\n",
        quote(path), quote(role), quote(std::string(one.subject())), quote(std::string(one.common_name())),
        quote(std::string(one.issuer())), quote(std::string(one.serial())),
        quote(to_string(one.not_before())), quote(to_string(one.not_after())), quote(state_at(one, at)),
        quote(fmt::format("{}-{}", one.key_type(), one.key_bits())), quote(usages(one)),
        quoted_list(one.ocsp_urls()), quoted_list(one.crl_urls()), quote(one.fingerprint().hex()));
    return;
  }
  fmt::print("{}\n  {}\n  issued by {}\n  serial {}, {} {} bits, {}\n  {} from {} until {}\n  sha256 {}\n",
             role.empty() ? path : role + ", " + path, one.subject(), one.issuer(), one.serial(),
             one.key_type(), one.key_bits(), usages(one), state_at(one, at),
             to_string(one.not_before()).substr(0, 10), to_string(one.not_after()).substr(0, 10),
             one.fingerprint().hex());
}

Looked look(const Asked& asked) {
  Looked looked;
  if (asked.files.empty()) {
    auto config = config_of(asked);
    if (!config) {
      looked.exit_code = complain(config.error());
      return looked;
    }
    auto watched = serve::watched_certificates(*config);
    for (const Error& error : watched.unreadable) looked.exit_code = complain(error);
    looked.found = std::move(watched.found);
    looked.config = std::move(config).value();
    return looked;
  }
  for (const std::string& path : asked.files) {
    const auto all = certificates_of(path, asked.passphrase_file);
    if (!all) {
      looked.exit_code = complain(all.error());
      continue;
    }
    for (const keys::Certificate& one : *all) looked.found.push_back({"", path, one});
  }
  return looked;
}

int list(const Asked& asked) {
  const auto at = instant_or_now(asked.at);
  if (!at) return complain(at.error());
  const Looked looked = look(asked);
  for (const auto& one : looked.found) print_certificate(one, *at, asked.json);
  return looked.exit_code;
}

/// Revocation as the daemon would ask, but hard: a person wants to know what is not known.
Result<std::shared_ptr<keys::Revocation>> revocation_for(const std::optional<config::Config>& config) {
  config::Config asking = config ? *config : *config::load_text("", "none.toml").config;
  asking.keys.revocation = config::RevocationCheck::hard;
  if (!config) asking.as4.peers = config::Peers::anywhere;
  return serve::revocation_of(asking, nullptr, [](const keys::Certificate&, const std::string&, bool) {});
}

Result<std::shared_ptr<const keys::TrustStore>> trust_for(const Asked& asked,
                                                          const std::optional<config::Config>& config) {
  const std::string path = !asked.trust.empty() ? asked.trust
                           : config             ? config->as4.trust_store.string()
                                                : "";
  if (path.empty())
    return Error{"CONFIG", Retry::never,
                 "whom to trust? Name --trust, or as4.trust_store in the configuration"};
  const auto pem = read_file(path, kLargestFile);
  if (!pem) return pem.error();
  std::shared_ptr<keys::Revocation> revocation;
  if (asked.revocation) {
    auto asking = revocation_for(config);
    if (!asking) return asking.error();
    revocation = std::move(asking).value();
  }
  return keys::TrustStore::from_pem(*pem, std::move(revocation));
}

/// What a certificate must be good for: as asked, else both for our own keys, encryption for a partner's.
std::vector<keys::Purpose> purposes_of(const Asked& asked, const serve::WatchedCertificate& one) {
  if (asked.purpose == "encryption") return {keys::Purpose::encryption};
  if (asked.purpose == "signing" || one.role.empty()) return {keys::Purpose::signing};
  if (one.role == "our key") return {keys::Purpose::signing, keys::Purpose::encryption};
  if (one.role.starts_with("partner ")) return {keys::Purpose::signing, keys::Purpose::encryption};
  return {};
}

void print_verdict(const Asked& asked, const serve::WatchedCertificate& one, const Result<void>& good) {
  const std::string code = good ? "" : good.error().code, reason = good ? "" : good.error().detail;
  const std::string subject(one.certificate.subject());
  if (asked.json)
    fmt::print("{{\"file\":{},\"role\":{},\"subject\":{},\"trusted\":{},\"code\":{},\"reason\":{}}}\n",
               quote(one.file), quote(one.role), quote(subject), good.ok(), quote(code), quote(reason));
  else
    fmt::print("{}{}: {}\n", one.role.empty() ? "" : one.role + ", ", one.file,
               good ? "trusted: " + subject : code + ": " + reason);
}

int check(const Asked& asked) {
  const auto at = instant_or_now(asked.at);
  if (!at) return complain(at.error());
  Looked looked = look(asked);
  if (!looked.config && asked.trust.empty()) {
    auto config = config_of(asked);
    if (!config) return complain(config.error());
    looked.config = std::move(config).value();
  }
  const auto trust = trust_for(asked, looked.config);
  if (!trust) return complain(trust.error());
  bool all_good = true;
  for (const auto& one : looked.found) {
    const auto purposes = purposes_of(asked, one);
    Result<void> good;
    for (const auto purpose : purposes)
      if (good) good = (*trust)->verify(one.certificate, *at, purpose);
    all_good = all_good && good;
    if (!purposes.empty()) print_verdict(asked, one, good);
  }
  return looked.exit_code != kFine ? looked.exit_code : all_good ? kFine : kNo;
}

int expiry(const Asked& asked) {
  const auto at = instant_or_now(asked.at);
  if (!at) return complain(at.error());
  const Looked looked = look(asked);
  const auto configured =
      looked.config ? looked.config->keys.expiry_warning : config::Duration(std::chrono::days(30));
  const config::Duration within =
      asked.within_days ? config::Duration(std::chrono::days(*asked.within_days)) : configured;
  bool soon = false;
  for (const auto& [role, file, one] : looked.found) {
    const auto left = std::chrono::floor<std::chrono::days>(one.not_after() - *at);
    soon = soon || left < within;
    if (asked.json)
      fmt::print("{{\"file\":{},\"role\":{},\"subject\":{},\"not_after\":{},\"days_left\":{}}}\n",
                 quote(file), quote(role), quote(std::string(one.subject())),
                 quote(to_string(one.not_after())), left.count());
    else
      fmt::print("{:>6} days  {}  {}  ({}{})\n", left.count(), to_string(one.not_after()).substr(0, 10),
                 one.subject(), role.empty() ? "" : role + ", ", file);
  }
  return looked.exit_code != kFine ? looked.exit_code : soon ? kNo : kFine;
}

/// Never over an existing file; private keys are readable by their owner only, from the first octet on.
Result<void> write_new(const std::filesystem::path& path, const keys::PkiFile& file) {
  const int out = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, file.secret ? 0600 : 0644);
  const bool good = out >= 0 && ::write(out, file.content.data(), file.content.size()) ==
                                    static_cast<ssize_t>(file.content.size());
  if (out >= 0) ::close(out);
  if (!good) return Error{"FILE", Retry::never, path.string() + ": cannot be written, or is already there"};
  return {};
}

int make_test_pki(const Asked& asked) {
  std::string passphrase = "peppol";
  if (!asked.passphrase_file.empty()) {
    const auto read = keys::read_passphrase(asked.passphrase_file);
    if (!read) return complain(read.error());
    passphrase = *read;
  }
  std::error_code failed;
  std::filesystem::create_directories(asked.folder, failed);
  if (!failed && !std::filesystem::is_empty(asked.folder, failed) && !failed)
    return complain({"FILE", Retry::never, asked.folder + ": is not empty: name a new folder"});
  if (failed) return complain({"FILE", Retry::never, asked.folder + ": " + failed.message()});
  for (const keys::PkiFile& file : keys::make_test_pki(*instant_or_now(""), passphrase, asked.places))
    if (auto written = write_new(std::filesystem::path(asked.folder) / file.name, file); !written)
      return complain(written.error());
  fmt::print(
      "{0}: for tests only\n  access points POP000901 POP000902 POP000903 (.pem .key .p12), their trust "
      "ap-trust.pem\n"
      "  publisher smp, its trust smp-trust.pem; web server tls (localhost), its trust tls-ca.pem\n"
      "  POP000902-next: the successor of POP000902, for keys in overlap\n"
      "  to be refused: neg-expired neg-notyet neg-badcn neg-unknownca neg-smpca neg-nousage neg-revoked\n"
      "  its status: ap-ca.crl (serve it at --crl-url), and (at --ocsp-url, there PORT)\n"
      "    openssl ocsp -port PORT -index {0}/index.txt -CA {0}/ap-ca.pem -rsigner {0}/ocsp.pem -rkey "
      "{0}/ocsp.key\n"
      "  passphrase of every .p12: {0}/passphrase\n",
      asked.folder);
  return kFine;
}

void add_import(CLI::App& group, int& exit_code) {
  const auto asked = std::make_shared<ImportAsked>();
  const auto config = std::make_shared<Asked>();
  const auto trust = std::make_shared<std::string>();
  auto* const command =
      group.add_subcommand("import", "a new key, or authorities, into the configured place");
  command
      ->add_option("FILE", asked->files,
                   "a key: PKCS#12, or PEM files with key, certificate and chain; with --trust: PEM or DER")
      ->required()
      ->check(CLI::ExistingFile);
  command->add_option("--passphrase-file", asked->passphrase_file, "holds the passphrase of what is read");
  command
      ->add_option("--trust", *trust,
                   "the files are authorities: add them to as4.trust_store (ap) or discovery.smp_trust (smp)")
      ->check(CLI::IsMember({"ap", "smp"}));
  command->add_option("--config", config->config, "the configuration file");
  command->add_option("--at", asked->at, "judge at this instant, default now");
  command->add_flag("--json", asked->json, "one object a line");
  command->footer(
      "Examples:\n  quittance keys import new.p12 --passphrase-file new.pass\n"
      "  quittance keys import ap.key ap.pem chain.pem\n"
      "  quittance keys import --trust ap peppol-root-g3.pem peppol-ap-ca-g3.pem\n"
      "A key goes into as4.key_store, encrypted with as4.key_password, mode 0600. Where as4.key_store is a "
      "folder "
      "it is laid beside those that are there: messages to either are opened, the newest valid one signs. "
      "Nothing "
      "is written over. 1: it is not fit.");
  command->callback([asked, config, trust, &exit_code] {
    const auto loaded = config_of(*config);
    exit_code = !loaded           ? complain(loaded.error())
                : trust->empty()  ? import_key(*loaded, *asked)
                : *trust == "smp" ? import_trust(loaded->discovery.smp_trust, *asked)
                                  : import_trust(loaded->as4.trust_store, *asked);
  });
}

void add_files(CLI::App& command, Asked& asked) {
  command
      .add_option("FILE", asked.files, "PEM, DER or PKCS#12; without any: all that the configuration names")
      ->check(CLI::ExistingFile);
  command.add_option("--config", asked.config, "the configuration file");
  command.add_option("--passphrase-file", asked.passphrase_file, "holds the passphrase of PKCS#12 files");
  command.add_option("--at", asked.at, "judge validity at this instant (2026-11-24T10:00:00Z), default now");
  command.add_flag("--json", asked.json, "one object a line");
}

}  // namespace

void add_keys(CLI::App& app, int& exit_code) {
  auto* const group =
      app.add_subcommand("keys", "look at keys and certificates, check trust, make a test PKI");
  group->require_subcommand(1);
  const auto asked = std::make_shared<Asked>();

  auto* const list_command = group->add_subcommand("list", "what the certificates in files say");
  add_files(*list_command, *asked);
  list_command->footer(
      "Examples:\n  quittance keys list\n  quittance keys list ap.p12 --passphrase-file ap.pass\n"
      "  quittance keys list *.pem --json");
  list_command->callback([asked, &exit_code] { exit_code = list(*asked); });

  auto* const check_command = group->add_subcommand("check", "would a certificate be accepted? 0 yes, 1 no");
  add_files(*check_command, *asked);
  check_command
      ->add_option("--trust", asked->trust,
                   "PEM: issuing authorities, with or without their root; default: as4.trust_store")
      ->check(CLI::ExistingFile);
  check_command
      ->add_option("--for", asked->purpose,
                   "signing (default for files) or encryption; of the configuration's, both are looked at")
      ->check(CLI::IsMember({"signing", "encryption"}));
  check_command->add_flag("--revocation", asked->revocation,
                          "ask responders and revocation lists, too; what nobody knows is a no");
  check_command->footer(
      "Examples:\n  quittance keys check\n  quittance keys check --revocation --json\n"
      "  quittance keys check peer.pem --trust ap-trust.pem --for encryption --at 2027-01-01T00:00:00Z");
  check_command->callback([asked, &exit_code] { exit_code = check(*asked); });

  auto* const expiry_command = group->add_subcommand("expiry", "days left; 1 when any is below --within");
  add_files(*expiry_command, *asked);
  expiry_command->add_option("--within", asked->within_days, "days; default: keys.expiry_warning, or 30")
      ->check(CLI::NonNegativeNumber);
  expiry_command->footer(
      "Examples:\n  quittance keys expiry\n  quittance keys expiry ap.pem tls.pem\n  quittance keys expiry "
      "--within 60 --json ap.pem");
  expiry_command->callback([asked, &exit_code] { exit_code = expiry(*asked); });

  add_import(*group, exit_code);

  auto* const pki_command =
      group->add_subcommand("make-test-pki", "authorities, access points, and bad ones, for tests");
  pki_command->add_option("DIR", asked->folder, "a new or empty folder")->required();
  pki_command->add_option("--passphrase-file", asked->passphrase_file,
                          "passphrase of the .p12 files, default \"peppol\"");
  pki_command->add_option("--ocsp-url", asked->places.ocsp_url, "the OCSP responder that the leafs name");
  pki_command->add_option("--crl-url", asked->places.crl_url, "the revocation list that the leafs name");
  pki_command->footer(
      "Examples:\n  quittance keys make-test-pki ./pki\n  quittance keys make-test-pki ./pki "
      "--passphrase-file secret");
  pki_command->callback([asked, &exit_code] { exit_code = make_test_pki(*asked); });
}

}  // namespace quittance::cli
