// The keys that say who we are and whom we know: [node], [as4], [[folder]], [[partner]].
#include "gateway/config/options_parts.h"

namespace quittance::config {

namespace {
constexpr std::uint64_t kSecond = 1000, kDay = 86'400 * kSecond;
}

void add_node(std::vector<Option>& all) {
  all.insert(all.end(),
             {
                 {"node", "name", Kind::host, "quittance", "",
                  "What this gateway is called in its mails and in HELO.", put<&Draft::node, &Node::name>},
                 {"node", "state_dir", Kind::path, "/var/lib/quittance", "",
                  "The folder of the store, of all documents and of the control socket. One daemon owns it.",
                  put<&Draft::node, &Node::state_dir>},
                 {"node", "rules_dir", Kind::path, "", "/var/lib/quittance/rules",
                  "The folder of the rule packs and schemas. Without it: --rules-dir or QUITTANCE_RULES_DIR, "
                  "else those of the "
                  "build tree the program lies in, else /var/lib/quittance/rules.",
                  put<&Draft::node, &Node::rules_dir>},
             });
}

namespace {

void add_as4_keys(std::vector<Option>& all) {
  all.insert(
      all.end(),
      {
          {"as4", "party_id", Kind::text, "", "POP000123",
           "Our PartyId. Without it: the subject CN of our certificate, as Peppol has it.",
           put<&Draft::as4, &As4::party_id>},
          {"as4", "key_store", Kind::path, "", "/etc/quittance/ap.p12",
           "Our key and certificate: a PKCS#12 file, or PEM with both; or a folder of such files, for an old "
           "and "
           "a new key in overlap: with each is decrypted, with the newest valid one is signed. Without "
           "key_store and key nothing is sent or received by AS4.",
           put<&Draft::as4, &As4::key_store>},
          {"as4", "key_password", Kind::secret, "", "credential:as4-key", "The pass phrase of key_store.",
           put<&Draft::as4, &As4::key_password>},
          {"as4", "key", Kind::text, "", "pkcs11:token=peppol;object=ap",
           "A key in a token (PKCS#11 URI, RFC 7512), instead of key_store or beside it. The PIN is never in "
           "it: see key_pin.",
           put<&Draft::as4, &As4::key>},
          {"as4", "key_certificate", Kind::path, "", "/etc/quittance/ap.pem",
           "The certificate (PEM) of key. Without it: the one of the same name in the token.",
           put<&Draft::as4, &As4::key_certificate>},
          {"as4", "key_pin", Kind::secret, "", "credential:token-pin", "The PIN of the token of key.",
           put<&Draft::as4, &As4::key_pin>},
          {"as4", "trust_store", Kind::path, "", "/etc/quittance/peppol-ap-ca.pem",
           "The certificate authorities (PEM) whose access points we believe. Needed with key_store or key.",
           put<&Draft::as4, &As4::trust_store>},
      });
}

void add_as4_wire(std::vector<Option>& all) {
  all.insert(
      all.end(),
      {
          {"as4", "listen", Kind::address, "", "0.0.0.0:8443",
           "Where partners reach us. Without it nothing is received by AS4.", put<&Draft::as4, &As4::listen>},
          {"as4", "tls_certificate", Kind::path, "", "/etc/quittance/tls.pem",
           "The server certificate with its chain (PEM). Without it plain HTTP is spoken: only behind a "
           "proxy that ends TLS.",
           put<&Draft::as4, &As4::tls_certificate>},
          {"as4", "tls_key", Kind::path, "", "/etc/quittance/tls.key", "The key (PEM) of tls_certificate.",
           put<&Draft::as4, &As4::tls_key>},
          {"as4",
           "tls_names",
           Kind::choice,
           "ours",
           "",
           "Which server name (SNI) a partner's TLS may ask for. ours: none, or one tls_certificate is good "
           "for; "
           "required: such a name, who says none is refused; any: whatever he says.",
           put<&Draft::as4, &As4::tls_names>,
           {"any", "ours", "required"}},
          {"as4", "tls_trust", Kind::path, "", "/etc/quittance/tls-ca.pem",
           "The certificate authorities (PEM) of our partners' servers. Without it: those of the system.",
           put<&Draft::as4, &As4::tls_trust>},
          {"as4",
           "peers",
           Kind::choice,
           "internet",
           "",
           "Whom we connect to. internet: only HTTPS, only addresses of the open internet, whatever a "
           "look-up "
           "says; anywhere: plain HTTP and private or loopback addresses too, for tests and closed networks.",
           put<&Draft::as4, &As4::peers>,
           {"internet", "anywhere"}},
          {"as4", "url", Kind::url, "", "https://ap.example.net/as4",
           "Where others reach us, as our publisher (SMP) has it. discovery.own_registration compares it.",
           put<&Draft::as4, &As4::url>},
      });
}

}  // namespace

void add_as4(std::vector<Option>& all) {
  add_as4_keys(all);
  add_as4_wire(all);
}

void add_folder(std::vector<Option>& all) {
  all.insert(
      all.end(),
      {
          {"folder", "participant", Kind::participant, "", "0088:7300010000001",
           "The participant identifier of the seller whose folder this is. Needed.",
           put<&Draft::folder, &Folder::participant>},
          {"folder", "country", Kind::country, "", "BE",
           "The seller's country (ISO 3166-1 alpha-2), for envelopes and reports. Without it: the one that "
           "his documents name, and those that name none (Invoice Responses) cannot be sent by AS4.",
           put<&Draft::folder, &Folder::country>},
          {"folder", "path", Kind::path, "", "/srv/quittance/acme",
           "The drop folder: what is put here is sent. Its answers are laid into accepted/, rejected/ and "
           "receipts/ below it. "
           "Without it the seller only receives.",
           put<&Draft::folder, &Folder::path>},
          {"folder", "inbox", Kind::path, "", "/srv/quittance/acme-inbox",
           "Where documents received for this participant are laid. Without it none are accepted for him.",
           put<&Draft::folder, &Folder::inbox>},
          {"folder",
           "profile",
           Kind::choice,
           "rename",
           "",
           "How a finished file is known. rename: it is uploaded under another name (*.part, *.tmp) and "
           "renamed; marker: a "
           "second file, NAME.done, NAME.ok or NAME.sha256, follows; stable: it has not changed for the time "
           "of settle and is "
           "a complete document.",
           put<&Draft::folder, &Folder::profile>,
           {"rename", "marker", "stable"}},
          {"folder",
           "settle",
           Kind::duration,
           "10s",
           "",
           "How long a file of profile stable must stand still.",
           put<&Draft::folder, &Folder::settle>,
           {},
           1,
           kDay},
          {"folder",
           "rescan",
           Kind::duration,
           "30s",
           "",
           "How often the whole folder is looked through, whatever the system's notices say.",
           put<&Draft::folder, &Folder::rescan>,
           {},
           10,
           kDay},
      });
}

void add_partner(std::vector<Option>& all) {
  all.insert(all.end(),
             {
                 {"partner", "participant", Kind::participant, "", "0088:7300010000018",
                  "The customer's participant identifier: looked for first.",
                  put<&Draft::partner, &Partner::participant>},
                 {"partner", "vat", Kind::text, "", "FR32123456789",
                  "The customer's VAT number (BT-48): looked for when no participant identifier fits.",
                  put<&Draft::partner, &Partner::vat>},
                 {"partner", "name", Kind::text, "", "Example SARL",
                  "The customer's name (BT-44): looked for last, letter by letter.",
                  put<&Draft::partner, &Partner::name>},
                 {"partner",
                  "channel",
                  Kind::choice,
                  "as4",
                  "",
                  "How his documents travel. as4 needs url and certificate, mail needs mail.",
                  put<&Draft::partner, &Partner::channel>,
                  {"as4", "mail"}},
                 {"partner", "url", Kind::url, "", "https://ap.example.net/as4", "His access point.",
                  put<&Draft::partner, &Partner::url>},
                 {"partner", "certificate", Kind::path, "", "/etc/quittance/partners/example.pem",
                  "The certificate of his access point (PEM or DER): encrypted for, and expected under his "
                  "receipts.",
                  put<&Draft::partner, &Partner::certificate>},
                 {"partner", "mail", Kind::mail_address, "", "invoices@example.net",
                  "His address for invoices.", put<&Draft::partner, &Partner::mail>},
             });
}

}  // namespace quittance::config
