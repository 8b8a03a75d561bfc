#include "gateway/testbed/settings.h"

#include <fmt/format.h>

#include "gateway/config/interpret.h"
#include "gateway/testbed/guests.h"

namespace quittance::testbed {
namespace {

using config::quote;

constexpr std::string_view kSeller = "0208:0456789133";

std::string mail_toml(const Addresses& addresses) {
  return fmt::format(
      "[mail]\nsmtp_host = \"127.0.0.1\"\nsmtp_port = {}\nsmtp_tls = \"none\"\nfrom = "
      "\"gateway@sender.test\"\n"
      "seller_contact = \"accounts@seller.test\"\n",
      addresses.mail);
}

std::string as4_toml(std::string_view seat) {
  return fmt::format(
      "[as4]\nkey_store = \"../pki/{}.p12\"\nkey_password = \"file:../pki/passphrase\"\n"
      "trust_store = \"../pki/ap-trust.pem\"\ntls_trust = \"../pki/tls-ca.pem\"\n",
      seat);
}

}  // namespace

std::string sender_toml(const Addresses& addresses, bool strict) {
  return fmt::format(
      "# Written by quittance testbed.\n[node]\nname = \"sender.test\"\nstate_dir = \"state\"\n{}peers = "
      "\"{}\"\n"
      "[discovery]\nzone = \"{}\"\nsmp_trust = \"../pki/smp-trust.pem\"\ndns = \"{}\"\ndns_timeout = \"5s\"\n"
      "keep = \"5s\"\nkeep_negative = \"1s\"\n"
      "[retry]\nladder = [\"1s\", \"2s\", \"5s\"]\ngive_up_after = \"1h\"\nattempt_timeout = \"20s\"\n"
      "{}[log]\nto = \"plain\"\n[[folder]]\nparticipant = \"{}\"\npath = \"drop\"\nrescan = \"500ms\"\n",
      as4_toml("POP000901"), strict ? "internet" : "anywhere", addresses.zone, addresses.dns,
      mail_toml(addresses), kSeller);
}

std::string receiver_toml(std::uint16_t port) {
  return fmt::format(
      "# Written by quittance testbed.\n[node]\nname = \"receiver.test\"\nstate_dir = \"state\"\n{}peers = "
      "\"anywhere\"\nlisten = \"127.0.0.1:{}\"\ntls_certificate = \"../pki/tls.pem\"\ntls_key = "
      "\"../pki/tls.key\"\n"
      "[log]\nto = \"plain\"\n[[folder]]\nparticipant = \"{}\"\ninbox = \"inbox\"\n",
      as4_toml("POP000902"), port, guests().front().participant);
}

std::string guests_json() {
  std::string out;
  for (const Guest& guest : guests())
    out += fmt::format("{}\n {{\"participant\":{},\"what\":{},\"outcome\":{},\"code\":{}}}",
                       out.empty() ? "[" : ",", quote(guest.participant), quote(guest.what),
                       quote(guest.outcome), quote(guest.code));
  return out + "\n]\n";
}

}  // namespace quittance::testbed
