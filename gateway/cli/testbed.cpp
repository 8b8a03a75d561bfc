// testbed: a network of its own on loopback, until Ctrl-C.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>

#include "gateway/cli/add.h"
#include "gateway/cli/commands.h"
#include "gateway/cli/daemon.h"
#include "gateway/serve/system_clock.h"
#include "gateway/testbed/guests.h"
#include "gateway/testbed/testbed.h"
#include "keys/crypto.h"

namespace quittance::cli {
namespace {

using control::Object;
using testbed::Addresses;

constexpr timespec kLook{0, 500'000'000};

/// The folder that was named, made absolute; else a new one, which goes at the end.
Result<std::filesystem::path> folder_of(const std::string& named) {
  std::error_code failed;
  if (!named.empty()) {
    auto folder = std::filesystem::absolute(named, failed).lexically_normal();
    if (!folder.has_filename()) folder = folder.parent_path();
    return folder;
  }
  std::string pattern = std::filesystem::temp_directory_path(failed) / "quittance-testbed-XXXXXX";
  if (::mkdtemp(pattern.data()) == nullptr)
    return Error{"TESTBED", Retry::never, pattern + ": cannot be made"};
  return std::filesystem::path(pattern);
}

void print_json(const Addresses& at) {
  Object out(Poco::JSON_PRESERVE_KEY_ORDER);
  out.set("folder", at.folder);
  out.set("zone", at.zone);
  out.set("dns", at.dns);
  out.set("publisher", at.publisher);
  out.set("receiver", at.receiver);
  out.set("smtp_port", at.mail);
  out.set("sender_config", at.sender_config());
  out.set("receiver_config", at.receiver_config());
  out.set("strict_config", at.strict_config());
  out.set("drop", at.drop());
  out.set("inbox", at.inbox());
  out.set("participants", at.folder + "/participants.json");
  fmt::print("{}\n", line_of(control::Value(Object::Ptr(new Object(out)))));
}

void print_text(const Addresses& at) {
  fmt::print(
      "A network of its own, on loopback. Everything is in {0}; Ctrl-C ends it.\n\n"
      "DNS        {1}, zone {2}\npublisher  {3}\nreceiver   {4}, inbox {5}\nsender     drop folder {6}\n"
      "mail       127.0.0.1:{7}, kept in {0}/mail\n\nParticipants ({0}/participants.json):\n",
      at.folder, at.dns, at.zone, at.publisher, at.receiver, at.inbox(), at.drop(), at.mail);
  for (const testbed::Guest& guest : testbed::guests())
    fmt::print("  {}  {}\n", guest.participant, guest.what);
  const std::string& good = testbed::guests().front().participant;
  fmt::print(
      "\nTry:\n  quittance lookup {0} --config {1}\n"
      "  quittance lookup {0} invoice urn:fdc:peppol.eu:2017:poacc:billing:01:1.0 --config {1}\n"
      "  dig -p {2} @127.0.0.1 NAPTR NAME   (the names are in {3}/dns/dnsmasq.conf)\n"
      "  cp INVOICE.xml {4}/x.part && mv {4}/x.part {4}/x.xml   (an invoice to {0}; the source tree has "
      "tests/documents/peppol-invoice-be.xml)\n"
      "  quittance events --follow --config {1}\n  quittance queue --config {1}\n  ls {5}\n",
      good, at.sender_config(), at.dns.substr(at.dns.rfind(':') + 1), at.folder, at.drop(), at.inbox());
}

/// Until a signal comes or a program ends by itself.
int watch(testbed::Testbed& bed, const sigset_t& signals) {
  while (sigtimedwait(&signals, nullptr, &kLook) < 0)
    if (const auto ended = bed.broken(); !ended.empty())
      return fail({"TESTBED", Retry::never, ended + " has ended: see the logs in " + bed.addresses().folder});
  return kFine;
}

int run(const std::string& named, bool json) {
  // Before any thread is made, so that all of them leave these signals to watch().
  sigset_t signals;
  ::sigemptyset(&signals);
  for (const int one : {SIGINT, SIGTERM, SIGHUP}) ::sigaddset(&signals, one);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  const auto folder = folder_of(named);
  if (!folder) return fail(folder.error());
  keys::OpenSslRandom random;
  const serve::SystemClock clock;
  int exit_code = kFailed;
  {
    auto bed = testbed::Testbed::open(folder->string(), std::filesystem::read_symlink("/proc/self/exe"),
                                      clock, random);
    if (!bed) return fail(bed.error());
    json ? print_json((*bed)->addresses()) : print_text((*bed)->addresses());
    std::fflush(stdout);
    exit_code = watch(**bed, signals);
  }
  std::error_code ignored;
  if (named.empty() && exit_code == kFine) std::filesystem::remove_all(*folder, ignored);
  return exit_code;
}

}  // namespace

void add_testbed(CLI::App& app, int& exit_code) {
  auto* const command =
      app.add_subcommand("testbed", "A whole network on loopback to try things in, until Ctrl-C");
  const auto folder = std::make_shared<std::string>();
  const auto json = std::make_shared<bool>(false);
  command->add_option("--dir", *folder,
                      "keep everything in this folder (default: a new one, removed at the end)");
  command->add_flag("--json", *json, "print the addresses as one JSON object when all is ready");
  command->footer(
      "PKI, DNS (dnsmasq), metadata publisher, two gateways and a mailbox; nothing leaves this machine. "
      "Exit: 0 by "
      "Ctrl-C\nor SIGTERM, 2 when something could not be started or ended by itself.\n"
      "Examples:\n  quittance testbed\n  quittance testbed --dir /tmp/bed --json");
  command->callback([folder, json, &exit_code] { exit_code = run(*folder, *json); });
}

}  // namespace quittance::cli
