// config: what the operator has decided. One TOML file and the *.toml of the conf.d/ folder beside it (in the
// order of their names, later ones win) are read once into one value that never changes; SIGHUP reads another
// and swaps it in. Every key stands in one table (options.h): it parses, explains, prints and documents from
// there. All that is wrong is told at once, each with file, line and column. Secrets are never in it, only
// where to read them.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/config/problem.h"
#include "gateway/config/secret.h"
#include "gateway/config/setting.h"

namespace quittance::config {

using Duration = std::chrono::milliseconds;
using Path = std::filesystem::path;

/// "host:port"; an IPv6 address stands in brackets in the file and without them here. Port 0: any free one.
struct Address {
  std::string host;
  std::uint16_t port = 0;

  bool operator==(const Address&) const = default;
};

/// [node]
struct Node {
  std::string name;  ///< in logs, in HELO, in the tasks' mails
  Path state_dir;    ///< store, blobs and the control socket live here
  Path rules_dir;    ///< empty: found as `quittance rules` finds it
  [[nodiscard]] Path socket() const { return state_dir / "control.sock"; }
};

/// Whom we connect to when we send by AS4.
enum class Peers {
  internet,  ///< HTTPS to addresses of the open internet
  anywhere   ///< also plain HTTP and private or loopback addresses: tests and closed networks
};

/// Which names (SNI) peers may ask for when they connect by TLS.
enum class ServerNames {
  any,       ///< whatever they say
  ours,      ///< none, or one that tls_certificate is good for
  required,  ///< one that tls_certificate is good for
};

/// [as4]: who we are on the network, and our own access point.
struct As4 {
  std::string party_id;  ///< empty: the subject CN of the certificate in key_store
  Path key_store;        ///< PKCS#12, or PEM with key and certificates, or a folder of such; may be empty
  std::optional<Secret> key_password;
  std::string key;       ///< a key in a token, "pkcs11:…"; may be empty
  Path key_certificate;  ///< PEM of `key`; empty: the token has it
  std::optional<Secret> key_pin;
  /// Without a key of our own there is no AS4.
  [[nodiscard]] bool enabled() const { return !key_store.empty() || !key.empty(); }
  Path trust_store;               ///< PEM: the CAs whose access points we believe
  std::optional<Address> listen;  ///< none: nothing is received
  Path tls_certificate, tls_key;  ///< both empty: plain HTTP (behind a proxy that ends TLS)
  ServerNames tls_names = ServerNames::ours;
  Path tls_trust;  ///< PEM: CAs of our peers' web servers; empty: the system's
  Peers peers = Peers::internet;
  std::string url;  ///< where others reach us, as our publisher has it; empty: not compared
};

/// What is asked about certificates before they are believed.
enum class RevocationCheck {
  off,   ///< nothing
  soft,  ///< silence passes
  hard   ///< silence refuses
};

/// [keys]: how certificates are watched, ours and our partners'.
struct Keys {
  RevocationCheck revocation = RevocationCheck::soft;
  Duration revocation_refresh{};  ///< how long an answer is used
  Duration revocation_oldest{};   ///< answers older than this count as none
  Duration revocation_time{};     ///< for all questions about one certificate
  Duration expiry_warning{};      ///< how long before its end a certificate is a task
  Path pkcs11_module;             ///< the token's library; empty: p11-kit's
};

enum class StatusSending { send, off };
enum class StatusWish { unsaid, failure_only, always_send };

/// [peppol]: what the network's rules ask of a service provider.
struct Peppol {
  std::string service_provider;  ///< empty: 0242 and the digits of the seat id
  std::string country;           ///< ISO 3166-1 alpha-2; empty: no status and no report is sent
  StatusSending mls = StatusSending::send;
  StatusWish mls_type = StatusWish::unsaid;
  std::string mls_to;           ///< may be empty
  std::string report_receiver;  ///< OpenPeppol's
};

enum class Profile { rename, marker, stable };

/// What a receiver asks the network about itself.
enum class OwnRegistration {
  ignore,  ///< nothing: the folders say for whom we take
  require  ///< whether this document is registered to come to us
};

/// [discovery]: how a customer who stands in no [[partner]] is found.
struct Discovery {
  std::string zone;            ///< of the SML; empty: nobody is looked up
  Path smp_trust;              ///< PEM: the CAs whose publishers we believe
  std::optional<Address> dns;  ///< none: the system's servers
  Duration dns_timeout{};      ///< one question to the DNS
  Duration smp_timeout{};      ///< one document of a publisher
  Duration timeout{};          ///< a whole look-up
  std::uint64_t smp_bytes = 0;
  Duration keep{};           ///< good answers
  Duration keep_negative{};  ///< that somebody is not registered
  Duration keep_on_error{};  ///< good answers while their source cannot be asked
  OwnRegistration own_registration = OwnRegistration::ignore;
};

/// [[folder]]: one seller's drop folder, and where what arrives for him is laid.
struct Folder {
  std::string participant;  ///< "scheme:value", e.g. "0088:7300010000001"
  std::string country;      ///< ISO 3166-1 alpha-2; empty: what his documents say
  Path path;                ///< the drop folder; empty: sends nothing
  Path inbox;               ///< received documents; empty: receives nothing
  Profile profile = Profile::rename;
  Duration settle{};  ///< how long a file must stand still (profile stable)
  Duration rescan{};  ///< a full look at the folder, whatever inotify says
};

enum class Channel { as4, mail };

/// [[partner]]: how one customer is reached. Found by participant id, else by VAT number, else by name.
struct Partner {
  std::string participant, vat, name;
  Channel channel = Channel::as4;
  std::string url;   ///< as4: his access point
  Path certificate;  ///< as4: PEM or DER of his access point
  std::string mail;  ///< mail: his address
};

enum class SmtpTls { none, starttls, tls };

/// [mail]
struct Mail {
  std::string smtp_host;  ///< empty: no mail is sent
  std::uint16_t smtp_port = 0;
  SmtpTls smtp_tls = SmtpTls::starttls;
  Path smtp_trust;        ///< PEM: CAs of the mail server; empty: the system's
  std::string smtp_user;  ///< empty: no AUTH
  std::optional<Secret> smtp_password;
  std::string from;            ///< header and envelope sender
  std::string seller_contact;  ///< who is told of an invoice in trouble
};

/// [retry]
struct Retry {
  std::vector<Duration> ladder;   ///< wait after the 1st, 2nd, … failed attempt; the last is repeated
  Duration give_up_after{};       ///< age of the delivery
  Duration attempt_timeout{};     ///< connect, send and answer of one attempt, all together
  unsigned attempts_at_once = 0;  ///< to one peer
};

/// [followup]: after how long silence is an event. Zero: never.
struct Followup {
  Duration receipt_watch{};  ///< sent, no receipt
};

/// [http]: the API and health port.
struct Http {
  std::optional<Address> listen;        ///< none: no API
  std::optional<Address> kosit_listen;  ///< none: no KoSIT interface
  std::optional<Secret> token;          ///< bearer token that validation asks for; none: it asks for nothing
};

/// [limits]: what hostile input may cost. Bytes, counts, times.
struct Limits {
  std::uint64_t xml_bytes = 0, xml_depth = 0, xml_attributes = 0, xml_name_bytes = 0, xml_attribute_bytes = 0,
                xml_text_bytes = 0, xml_elements = 0, xml_instructions = 0, xml_apart_bytes = 0;
  std::uint64_t gzip_ratio = 0, gzip_slack_bytes = 0;
  std::uint64_t as4_parts = 0, as4_part_header_bytes = 0, as4_message_bytes = 0;
  std::uint64_t http_header_bytes = 0, http_connections_per_peer = 0, http_requests_per_second = 0;
  Duration http_header_deadline{};
  Duration rule_time{};           ///< CPU of the rules over one document
  std::uint64_t queue_items = 0;  ///< full: refuse at the door
  std::uint64_t disk_reserve_bytes = 0;
};

enum class LogTo { automatic, journal, plain, json };
enum class LogLevel { error, warning, notice, info, debug };

/// [log]
struct Log {
  LogTo to = LogTo::automatic;
  LogLevel level = LogLevel::info;
};

struct Config {
  Node node;
  As4 as4;
  Discovery discovery;
  Keys keys;
  Peppol peppol;
  std::vector<Folder> folders;
  std::vector<Partner> partners;
  Mail mail;
  Retry retry;
  Followup followup;
  Http http;
  Limits limits;
  Log log;
  std::vector<Setting>
      settings;  ///< every key with its effective value and where it was said, in table order
};

/// What reading came to: a Config when there is no problem, else all problems in the order of files and
/// lines.
struct Loaded {
  std::optional<Config> config;
  std::vector<Problem> problems;
};

/// Reads `file` and conf.d/*.toml beside it. Relative paths are taken from the folder of the file that says
/// them. Secrets are not read, named files are not opened: check_surroundings() does that.
Loaded load(const Path& file);

/// The same from text already in memory, without conf.d; `name` stands for the file in messages and for its
/// folder.
Loaded load_text(std::string_view text, const Path& name);

/// What the machine says to the configuration: each named file can be read, each folder written, secrets are
/// there and closed to others. Changes nothing. Without it the daemon does not start.
std::vector<Problem> check_surroundings(const Config& config);

/// Of that only what everybody can see: drop and inbox folders that are not there.
std::vector<Problem> check_folders(const Config& config);

/// The file of --config, else QUITTANCE_CONFIG, else /etc/quittance/quittance.toml.
Path config_file(const std::optional<Path>& option);

}  // namespace quittance::config
