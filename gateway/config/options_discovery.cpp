// The keys that say how unknown customers are found: [discovery].
#include "gateway/config/options_parts.h"

namespace quittance::config {

namespace {

constexpr std::uint64_t kSecond = 1000, kDay = 86'400 * kSecond, kKilobyte = 1000;

void add_sources(std::vector<Option>& all) {
  all.insert(
      all.end(),
      {
          {"discovery", "zone", Kind::host, "", "participant.sml.prod.tech.peppol.org",
           "The DNS zone of the network's locator (SML). Without it only [[partner]]s are known. "
           "Peppol's test network is participant.sml.test.tech.peppol.org.",
           put<&Draft::discovery, &Discovery::zone>},
          {"discovery", "smp_trust", Kind::path, "", "/etc/quittance/peppol-smp-ca.pem",
           "The certificate authorities (PEM) whose metadata publishers (SMP) we believe. Needed with "
           "zone; never those of access points.",
           put<&Draft::discovery, &Discovery::smp_trust>},
          {"discovery", "dns", Kind::address, "", "127.0.0.1:5353",
           "The DNS server that is asked, for participants and for the hosts of access points. Without "
           "it: those of /etc/resolv.conf.",
           put<&Draft::discovery, &Discovery::dns>},
          {"discovery",
           "smp_bytes",
           Kind::size,
           "1MB",
           "",
           "One answer of a publisher.",
           put<&Draft::discovery, &Discovery::smp_bytes>,
           {},
           16 * kKilobyte,
           4000 * kKilobyte},
          {"discovery",
           "own_registration",
           Kind::choice,
           "ignore",
           "",
           "Whether a received document must be registered in the network to come to us: receiver, document "
           "type and process, with a certificate of ours and as4.url. require: what is not is refused "
           "(PEPPOL:NOT_SERVICED), and while it cannot be asked senders are told to come again; ignore: the "
           "folders alone say for whom we take.",
           put<&Draft::discovery, &Discovery::own_registration>,
           {"ignore", "require"}},
      });
}

Option duration(std::string_view key, std::string_view fallback, std::string_view purpose,
                void (*store)(Draft&, const Value&), std::uint64_t least, std::uint64_t most) {
  return {"discovery", key, Kind::duration, fallback, "", purpose, store, {}, least, most};
}

}  // namespace

void add_discovery(std::vector<Option>& all) {
  add_sources(all);
  all.insert(
      all.end(),
      {
          duration("dns_timeout", "5s", "How long the answer to one DNS question may take.",
                   put<&Draft::discovery, &Discovery::dns_timeout>, 10, 60 * kSecond),
          duration("smp_timeout", "10s", "How long one answer of a publisher may take, connecting included.",
                   put<&Draft::discovery, &Discovery::smp_timeout>, 10, 120 * kSecond),
          duration("timeout", "30s", "How long a whole look-up may take.",
                   put<&Draft::discovery, &Discovery::timeout>, 10, 300 * kSecond),
          duration("keep", "15m",
                   "How long a good answer is used before its source is asked again. DNS answers are "
                   "used as long as they say, but no longer than this.",
                   put<&Draft::discovery, &Discovery::keep>, 0, kDay),
          duration("keep_negative", "1m",
                   "How long \"not registered\" is believed before there is asked again.",
                   put<&Draft::discovery, &Discovery::keep_negative>, 0, 3600 * kSecond),
          duration("keep_on_error", "24h",
                   "How long an older good answer stands in while its source cannot be asked; the "
                   "journal says so. Certificates are checked again each time.",
                   put<&Draft::discovery, &Discovery::keep_on_error>, 0, 30 * kDay),
      });
}

}  // namespace quittance::config
