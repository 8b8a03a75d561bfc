#include "gateway/testbed/testbed.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>

#include "as4/discovery/ares_resolver.h"
#include "as4/discovery/sml.h"
#include "gateway/control/client.h"
#include "gateway/serve/named_file.h"
#include "gateway/testbed/child.h"
#include "gateway/testbed/mailbox.h"
#include "gateway/testbed/publisher.h"
#include "gateway/testbed/settings.h"
#include "keys/test_pki.h"

namespace quittance::testbed {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;
using Steady = std::chrono::steady_clock;

constexpr auto kPatience = seconds(120);
constexpr auto kLook = std::chrono::milliseconds(50);
constexpr const char* kZone = "sml.testbed";

Error trouble(std::string what) { return {"TESTBED", Retry::never, std::move(what)}; }

Result<void> write_file(const std::string& path, BytesView content, bool secret = false) {
  std::error_code ignored;
  fs::remove(path, ignored);
  std::ofstream out(path, std::ios::binary);
  if (secret && ::chmod(path.c_str(), 0600) != 0) return trouble(path + ": cannot be closed to others");
  out.write(content.data(), static_cast<std::streamsize>(content.size()));
  return out.flush() ? Result<void>() : Result<void>(trouble(path + ": cannot be written"));
}

/// A socket of loopback. Port 0: any free one, told in `port`.
disk::Descriptor bound(int type, std::uint16_t& port) {
  disk::Descriptor socket(::socket(AF_INET, type | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(socket.number(), reinterpret_cast<sockaddr*>(&address), size) != 0) return disk::Descriptor();
  ::getsockname(socket.number(), reinterpret_cast<sockaddr*>(&address), &size);
  port = ntohs(address.sin_port);
  return socket;
}

/// A port that is free now and that the system gives to nobody who asks for any: below its own range.
Result<std::uint16_t> free_port(Random& random) {
  for (int tries = 0; tries < 200; ++tries) {
    const std::string drawn = random.bytes(2);
    const unsigned value = static_cast<unsigned char>(drawn[0]) << 8 | static_cast<unsigned char>(drawn[1]);
    auto port = static_cast<std::uint16_t>(15000 + value % 16000);
    if (bound(SOCK_STREAM, port).valid() && bound(SOCK_DGRAM, port).valid()) return port;
  }
  return trouble("no free port on loopback");
}

}  // namespace

/// In the order of dependence: what is below uses what is above, and ends before it.
struct Testbed::Parts {
  Parts(const Clock& c, Random& r) : clock(c), random(r) {}

  Addresses addresses;
  const Clock& clock;
  Random& random;
  disk::Descriptor silent;  ///< takes questions to the DNS and never answers
  std::unique_ptr<Mailbox> mailbox;
  std::unique_ptr<Publisher> publisher;
  std::vector<Child> programs;

  [[nodiscard]] std::string in(const std::string& name) const { return addresses.folder + "/" + name; }
  Result<void> make_folders() const;
  Result<void> make_keys() const;
  Result<std::shared_ptr<const keys::PrivateKey>> key(const std::string& name) const;
  Result<void> open_network();
  Result<void> publish(std::uint16_t silent_port);
  Result<void> start_dns(std::uint16_t port);
  Result<void> start_gateways(std::uint16_t as4_port);
  Result<void> start(const std::vector<std::string>& words, const std::string& log);
  Result<void> await(const std::string& what, const std::function<bool()>& seen);
};

Result<void> Testbed::Parts::make_folders() const {
  for (const char* name : {"pki", "dns", "mail", "sender/drop", "receiver/inbox", "strict/drop"}) {
    std::error_code failed;
    fs::create_directories(in(name), failed);
    if (failed) return trouble(in(name) + ": " + failed.message());
  }
  return {};
}

Result<void> Testbed::Parts::make_keys() const {
  if (fs::exists(in("pki/passphrase"))) return {};
  for (const keys::PkiFile& file : keys::make_test_pki(clock.wall(), random.uuid()))
    if (auto written = write_file(in("pki/" + file.name), file.content, file.secret); !written)
      return written;
  return {};
}

Result<std::shared_ptr<const keys::PrivateKey>> Testbed::Parts::key(const std::string& name) const {
  const auto certificate = serve::read_named(in("pki/" + name + ".pem"));
  if (!certificate) return certificate.error();
  const auto secret = serve::read_named(in("pki/" + name + ".key"));
  if (!secret) return secret.error();
  return keys::key_from_bytes(*secret + *certificate, "");
}

Result<void> Testbed::Parts::publish(std::uint16_t silent_port) {
  const auto smp = key("smp"), stranger = key("neg-unknownca");
  if (!smp) return smp.error();
  if (!stranger) return stranger.error();
  const auto receiver = serve::certificate_in(in("pki/POP000902.pem"));
  const auto expired = serve::certificate_in(in("pki/neg-expired.pem"));
  if (!receiver) return receiver.error();
  if (!expired) return expired.error();
  const Stage stage{**smp, **stranger, *receiver, *expired, addresses.receiver, addresses.publisher};
  auto answers = answers_of(stage);
  if (!answers) return answers.error();
  publisher->answer(std::move(answers).value());
  if (auto written = write_file(in("participants.json"), guests_json()); !written) return written;
  return write_file(in("dns/dnsmasq.conf"), dns_records(stage, addresses.zone, silent_port));
}

Result<void> Testbed::Parts::start(const std::vector<std::string>& words, const std::string& log) {
  auto child = Child::start(words, in(log));
  if (!child) return child.error();
  programs.push_back(std::move(child).value());
  return {};
}

Result<void> Testbed::Parts::await(const std::string& what, const std::function<bool()>& seen) {
  for (const auto end = Steady::now() + kPatience; Steady::now() < end; std::this_thread::sleep_for(kLook)) {
    if (seen()) return {};
    if (!programs.back().running()) break;
  }
  return trouble(what + " did not begin: see the logs in " + addresses.folder);
}

Result<void> Testbed::Parts::start_dns(std::uint16_t port) {
  std::vector<std::string> words{"dnsmasq",
                                 "--keep-in-foreground",
                                 "--no-resolv",
                                 "--no-hosts",
                                 "--pid-file=",
                                 "--user=",
                                 "--conf-file=" + in("dns/dnsmasq.conf"),
                                 "--port=" + std::to_string(port),
                                 "--listen-address=127.0.0.1",
                                 "--bind-interfaces",
                                 "--local=/" + addresses.zone + "/",
                                 "--local-ttl=1"};
  auto started = start(words, "dns/dnsmasq.log");
  if (!started) {
    words.front() = "/usr/sbin/dnsmasq";  // where an ordinary user's PATH does not look
    started = start(words, "dns/dnsmasq.log");
  }
  if (!started) return trouble(started.error().detail + ". The DNS server is Debian's package dnsmasq-base");
  auto resolver = as4::AresResolver::make({addresses.dns, std::chrono::milliseconds(500), 1}, random);
  if (!resolver) return resolver.error();
  const std::string name =
      as4::sml_name(formats::ParticipantId::parse(guests().front().participant).value(), addresses.zone);
  return await("dnsmasq", [&] { return (*resolver)->naptr(name, seconds(2)).ok(); });
}

Result<void> Testbed::Parts::start_gateways(std::uint16_t as4_port) {
  const std::vector<std::pair<std::string, std::string>> gateways{{"receiver", receiver_toml(as4_port)},
                                                                  {"sender", sender_toml(addresses, false)}};
  for (const auto& [name, toml] : gateways) {
    if (auto written = write_file(in(name + "/quittance.toml"), toml); !written) return written;
    if (auto started = start({addresses.program, "serve", "--config", in(name + "/quittance.toml")},
                             name + "/daemon.log");
        !started)
      return started;
    const std::string socket = in(name + "/state/control.sock");
    auto serving = await("the " + name, [&] { return control::Client::connect(socket).ok(); });
    if (!serving) return serving;
  }
  return write_file(in("strict/quittance.toml"), sender_toml(addresses, true));
}

Result<void> Testbed::Parts::open_network() {
  const auto dns_port = free_port(random), as4_port = free_port(random);
  if (!dns_port) return dns_port.error();
  if (!as4_port) return as4_port.error();
  std::uint16_t silent_port = 0;
  silent = bound(SOCK_DGRAM, silent_port);
  if (!silent.valid()) return trouble("no free port on loopback");
  auto mail = Mailbox::open(in("mail"));
  if (!mail) return mail.error();
  mailbox = std::move(mail).value();
  auto opened = Publisher::open(in("pki/tls.pem"), in("pki/tls.key"), addresses.folder, clock);
  if (!opened) return opened.error();
  publisher = std::move(opened).value();
  addresses.zone = kZone;
  addresses.dns = fmt::format("127.0.0.1:{}", *dns_port);
  addresses.publisher = publisher->url();
  addresses.receiver = fmt::format("https://localhost:{}/as4", *as4_port);
  addresses.mail = mailbox->port();
  if (auto done = publish(silent_port); !done) return done;
  if (auto done = start_dns(*dns_port); !done) return done;
  return start_gateways(*as4_port);
}

Result<std::unique_ptr<Testbed>> Testbed::open(const std::string& folder, const std::string& program,
                                               const Clock& clock, Random& random) {
  auto parts = std::make_unique<Parts>(clock, random);
  parts->addresses.folder = folder;
  parts->addresses.program = program;
  if (auto done = parts->make_folders(); !done) return done.error();
  if (auto done = parts->make_keys(); !done) return done.error();
  if (auto done = parts->open_network(); !done) return done.error();
  return std::unique_ptr<Testbed>(new Testbed(std::move(parts)));
}

Testbed::Testbed(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Testbed::~Testbed() {
  // The sender first, so that what it has begun finds its receiver.
  while (parts_ && !parts_->programs.empty()) parts_->programs.pop_back();
}

const Addresses& Testbed::addresses() const { return parts_->addresses; }

std::string Testbed::broken() {
  for (Child& program : parts_->programs)
    if (!program.running()) return program.name();
  return "";
}

}  // namespace quittance::testbed
