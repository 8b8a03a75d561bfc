// keys: our keys and whom we believe, looked at by a person; and a PKI for tests.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>

#include "gateway/cli/add.h"
#include "gateway/cli/commands.h"
#include "gateway/cli/key_files.h"
#include "gateway/config/interpret.h"
#include "keys/keys.h"
#include "keys/test_pki.h"

namespace quittance::cli {

namespace {

using config::quote;

constexpr std::size_t kLargestFile = 1 << 20;

struct Asked {
  std::vector<std::string> files;
  std::string folder, passphrase_file, trust, at, purpose = "signing";
  int within_days = 30;
  bool json = false;
};

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
  auto key = keys::key_from_pkcs12(*content, *passphrase);
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

void print_certificate(const std::string& path, const keys::Certificate& one, Instant at, bool json) {
  if (json) {
    fmt::print(
        R"({{"file":{},"subject":{},"common_name":{},"issuer":{},"serial":{},"not_before":{},"not_after":{},)"
        R"("state":{},"key":{},"usages":{},"sha256":{}}})"
        "\n",
        quote(path), quote(std::string(one.subject())), quote(std::string(one.common_name())),
        quote(std::string(one.issuer())), quote(std::string(one.serial())),
        quote(to_string(one.not_before())), quote(to_string(one.not_after())), quote(state_at(one, at)),
        quote(fmt::format("{}-{}", one.key_type(), one.key_bits())), quote(usages(one)),
        quote(one.fingerprint().hex()));
    return;
  }
  fmt::print("{}\n  {}\n  issued by {}\n  serial {}, {} {} bits, {}\n  {} from {} until {}\n  sha256 {}\n",
             path, one.subject(), one.issuer(), one.serial(), one.key_type(), one.key_bits(), usages(one),
             state_at(one, at), to_string(one.not_before()).substr(0, 10),
             to_string(one.not_after()).substr(0, 10), one.fingerprint().hex());
}

/// Calls `each(path, certificate)`; 2 when a file could not be read.
template <typename Each>
int for_each_certificate(const Asked& asked, Each each) {
  int exit_code = kFine;
  for (const std::string& path : asked.files) {
    const auto all = certificates_of(path, asked.passphrase_file);
    if (!all) {
      exit_code = complain(all.error());
      continue;
    }
    for (const keys::Certificate& one : *all) each(path, one);
  }
  return exit_code;
}

int list(const Asked& asked) {
  const auto at = instant_or_now(asked.at);
  if (!at) return complain(at.error());
  return for_each_certificate(asked, [&](const std::string& path, const keys::Certificate& one) {
    print_certificate(path, one, *at, asked.json);
  });
}

int check(const Asked& asked) {
  const auto at = instant_or_now(asked.at);
  if (!at) return complain(at.error());
  const auto pem = read_file(asked.trust, kLargestFile);
  if (!pem) return complain(pem.error());
  const auto trust = keys::TrustStore::from_pem(*pem);
  if (!trust) return complain(trust.error());
  const auto purpose = asked.purpose == "encryption" ? keys::Purpose::encryption : keys::Purpose::signing;
  bool all_good = true;
  const int failed = for_each_certificate(asked, [&](const std::string& path, const keys::Certificate& one) {
    const auto good = (*trust)->verify(one, *at, purpose);
    all_good = all_good && good;
    const std::string code = good ? "" : good.error().code, reason = good ? "" : good.error().detail;
    if (asked.json)
      fmt::print("{{\"file\":{},\"subject\":{},\"trusted\":{},\"code\":{},\"reason\":{}}}\n", quote(path),
                 quote(std::string(one.subject())), good.ok(), quote(code), quote(reason));
    else
      fmt::print("{}: {}\n", path, good ? "trusted: " + std::string(one.subject()) : code + ": " + reason);
  });
  return failed != kFine ? failed : all_good ? kFine : kNo;
}

int expiry(const Asked& asked) {
  const auto at = instant_or_now(asked.at);
  if (!at) return complain(at.error());
  bool soon = false;
  const int failed = for_each_certificate(asked, [&](const std::string& path, const keys::Certificate& one) {
    const auto left = std::chrono::floor<std::chrono::days>(one.not_after() - *at).count();
    soon = soon || left < asked.within_days;
    if (asked.json)
      fmt::print("{{\"file\":{},\"subject\":{},\"not_after\":{},\"days_left\":{}}}\n", quote(path),
                 quote(std::string(one.subject())), quote(to_string(one.not_after())), left);
    else
      fmt::print("{:>6} days  {}  {}  ({})\n", left, to_string(one.not_after()).substr(0, 10), one.subject(),
                 path);
  });
  return failed != kFine ? failed : soon ? kNo : kFine;
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
  for (const keys::PkiFile& file : keys::make_test_pki(*instant_or_now(""), passphrase))
    if (auto written = write_new(std::filesystem::path(asked.folder) / file.name, file); !written)
      return complain(written.error());
  fmt::print(
      "{0}: for tests only\n  access points POP000901 POP000902 POP000903 (.pem .key .p12), their trust "
      "ap-trust.pem\n"
      "  publisher smp, its trust smp-trust.pem; web server tls (localhost), its trust tls-ca.pem\n"
      "  to be refused: neg-expired neg-notyet neg-badcn neg-unknownca neg-smpca neg-nousage\n"
      "  passphrase of every .p12: {0}/passphrase\n",
      asked.folder);
  return kFine;
}

void add_files(CLI::App& command, Asked& asked) {
  command.add_option("FILE", asked.files, "PEM, DER or PKCS#12")->required()->check(CLI::ExistingFile);
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
      "Examples:\n  quittance keys list ap.p12 --passphrase-file ap.pass\n  quittance keys list *.pem "
      "--json");
  list_command->callback([asked, &exit_code] { exit_code = list(*asked); });

  auto* const check_command = group->add_subcommand("check", "would a certificate be accepted? 0 yes, 1 no");
  add_files(*check_command, *asked);
  check_command->add_option("--trust", asked->trust, "PEM: issuing authorities, with or without their root")
      ->required()
      ->check(CLI::ExistingFile);
  check_command->add_option("--for", asked->purpose, "signing (default) or encryption")
      ->check(CLI::IsMember({"signing", "encryption"}));
  check_command->footer(
      "Examples:\n  quittance keys check peer.pem --trust ap-trust.pem\n"
      "  quittance keys check peer.pem --trust ap-trust.pem --for encryption --at 2027-01-01T00:00:00Z\n"
      "Revocation is not looked at.");
  check_command->callback([asked, &exit_code] { exit_code = check(*asked); });

  auto* const expiry_command = group->add_subcommand("expiry", "days left; 1 when any is below --within");
  add_files(*expiry_command, *asked);
  expiry_command->add_option("--within", asked->within_days, "days, default 30")
      ->check(CLI::NonNegativeNumber);
  expiry_command->footer(
      "Examples:\n  quittance keys expiry ap.pem tls.pem\n  quittance keys expiry --within 60 --json ap.pem");
  expiry_command->callback([asked, &exit_code] { exit_code = expiry(*asked); });

  auto* const pki_command =
      group->add_subcommand("make-test-pki", "authorities, access points, and bad ones, for tests");
  pki_command->add_option("DIR", asked->folder, "a new or empty folder")->required();
  pki_command->add_option("--passphrase-file", asked->passphrase_file,
                          "passphrase of the .p12 files, default \"peppol\"");
  pki_command->footer(
      "Examples:\n  quittance keys make-test-pki ./pki\n  quittance keys make-test-pki ./pki "
      "--passphrase-file secret");
  pki_command->callback([asked, &exit_code] { exit_code = make_test_pki(*asked); });
}

}  // namespace quittance::cli
