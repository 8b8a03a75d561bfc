#include <map>

#include <fmt/format.h>

#include "formats/service_provider.h"
#include "gateway/config/quantity.h"
#include "gateway/config/reading.h"
#include "gateway/config/spelling.h"

namespace quittance::config {

namespace {

bool said(const Reading& reading, std::string_view section, std::string_view key) {
  return !reading.setting(section, key).value.empty();
}

/// Complains at `key` when it is said and `other` is not. Both may be "section.key" of a list element.
void needs(Reading& reading, std::string_view section, std::string_view key, std::string_view other_section,
           std::string_view other, std::string_view why) {
  if (!said(reading, section, key) || said(reading, other_section, other)) return;
  const auto plain = section.substr(0, section.find('['));
  const auto other_plain = other_section.substr(0, other_section.find('['));
  reading.complain(reading.setting(section, key).at,
                   fmt::format("{}.{} needs {}.{}: {}", plain, key, other_plain, other, why));
}

void check_own_key(Reading& reading) {
  needs(reading, "as4", "key_store", "as4", "trust_store", "the authorities whose access points we believe");
  needs(reading, "as4", "key", "as4", "trust_store", "the authorities whose access points we believe");
  needs(reading, "as4", "key_password", "as4", "key_store", "whose pass phrase is this?");
  for (const auto* key : {"key_pin", "key_certificate"})
    needs(reading, "as4", key, "as4", "key", "it belongs to a key in a token");
  needs(reading, "keys", "pkcs11_module", "as4", "key", "the key in the token");
  const std::string& uri = reading.draft.as4.key;
  if (!uri.empty() && (!uri.starts_with("pkcs11:") || uri.find("pin-") != std::string::npos))
    reading.complain(reading.setting("as4", "key").at,
                     "as4.key must be \"pkcs11:…\" without pin-value and pin-source: the PIN is as4.key_pin");
}

void check_as4(Reading& reading) {
  check_own_key(reading);
  for (const auto* key : {"listen", "trust_store"}) {
    if (said(reading, "as4", "key")) break;
    needs(reading, "as4", key, "as4", "key_store", "without our key and certificate there is no AS4");
  }
  needs(reading, "as4", "tls_certificate", "as4", "tls_key", "its key");
  needs(reading, "as4", "tls_key", "as4", "tls_certificate", "the certificate of this key");
}

void check_discovery(Reading& reading) {
  needs(reading, "discovery", "zone", "discovery", "smp_trust",
        "the authorities whose publishers we believe");
  needs(reading, "discovery", "smp_trust", "discovery", "zone", "without it nobody is looked up");
  if (reading.draft.discovery.own_registration == OwnRegistration::require)
    needs(reading, "discovery", "own_registration", "discovery", "zone",
          "the network that is asked what is registered");
  if (!said(reading, "as4", "key"))
    needs(reading, "discovery", "zone", "as4", "key_store",
          "whoever is found is sent to by AS4, and that needs our key");
}

/// Statuses travel between service providers: SPIS, code 0242.
void check_peppol(Reading& reading) {
  for (const auto* key : {"service_provider", "mls_to"}) {
    const auto& setting = reading.setting("peppol", key);
    const Peppol& peppol = reading.draft.peppol;
    const auto id = formats::ParticipantId::parse(
        std::string_view(key) == "mls_to" ? peppol.mls_to : peppol.service_provider);
    if (id && !formats::is_service_provider(*id))
      reading.complain(setting.at,
                       fmt::format("peppol.{} must be a service provider's: 0242, a colon and the "
                                   "six digits of the seat id",
                                   key));
  }
}

void check_mail(Reading& reading) {
  needs(reading, "mail", "smtp_host", "mail", "from", "every mail has a sender");
  needs(reading, "mail", "smtp_host", "mail", "seller_contact",
        "somebody must be told of an invoice in trouble");
  needs(reading, "mail", "seller_contact", "mail", "smtp_host", "without a mail server nobody is told");
  needs(reading, "mail", "smtp_user", "mail", "smtp_password",
        "a user without a password is refused everywhere");
  needs(reading, "mail", "smtp_password", "mail", "smtp_user",
        "a password without a user is never asked for");
  if (!reading.draft.mail.smtp_user.empty() && reading.draft.mail.smtp_tls == SmtpTls::none) {
    reading.complain(
        reading.setting("mail", "smtp_user").at,
        R"(mail.smtp_user needs mail.smtp_tls "starttls" or "tls": no password is sent in the clear)");
  }
}

void check_folders(Reading& reading) {
  std::map<std::string, std::string> owners;  // what two folders must not share, by its owner's label
  for (std::size_t i = 0; i < reading.folders.size(); ++i) {
    const auto label = fmt::format("folder[{}]", i + 1);
    const Folder& folder = reading.draft.folders[i];
    if (folder.participant.empty()) {
      reading.complain(reading.folders[i], "[[folder]] needs participant: whose documents are these?");
    }
    if (folder.path.empty() && folder.inbox.empty()) {
      reading.complain(reading.folders[i], "[[folder]] needs path, inbox or both");
    }
    needs(reading, label, "inbox", "as4", "listen", "nothing is received without it");
    for (const auto* key : {"participant", "path", "inbox"}) {
      const auto& setting = reading.setting(label, key);
      if (setting.value.empty()) continue;
      const auto [other, fresh] = owners.emplace(setting.value, label);
      if (!fresh)
        reading.complain(setting.at, fmt::format("folder.{} {} is taken already", key, setting.value));
    }
  }
}

void check_partner(Reading& reading, std::size_t i) {
  const Partner& partner = reading.draft.partners[i];
  const auto label = fmt::format("partner[{}]", i + 1);
  if (partner.participant.empty() && partner.vat.empty() && partner.name.empty()) {
    reading.complain(reading.partners[i],
                     "[[partner]] needs participant, vat or name: how is he known in an invoice?");
  }
  const bool as4 = partner.channel == Channel::as4;
  const auto needs_key = [&](std::string_view key, bool there) {
    if (there) return;
    reading.complain(reading.partners[i],
                     fmt::format("[[partner]] of channel \"{}\" needs {}", as4 ? "as4" : "mail", key));
  };
  needs_key("url", !as4 || !partner.url.empty());
  needs_key("certificate", !as4 || !partner.certificate.empty());
  needs_key("mail", as4 || !partner.mail.empty());
  if (as4) {
    if (!said(reading, "as4", "key"))
      needs(reading, label, "channel", "as4", "key_store", "without our key and certificate there is no AS4");
  } else {
    needs(reading, label, "channel", "mail", "smtp_host", "the server that takes our mail");
  }
}

void check_partners(Reading& reading) {
  std::map<std::string, Place> known;
  for (std::size_t i = 0; i < reading.partners.size(); ++i) {
    check_partner(reading, i);
    for (const auto* key : {"participant", "vat", "name"}) {
      const auto& setting = reading.setting(fmt::format("partner[{}]", i + 1), key);
      if (setting.value.empty()) continue;
      const auto [first, fresh] = known.emplace(fmt::format("{} {}", key, setting.value), setting.at);
      if (fresh) continue;
      reading.complain(
          setting.at, fmt::format("partner.{} {} stands already in {}:{}: the first is taken, this one never",
                                  key, setting.value, first->second.file, first->second.line));
    }
  }
}

void check_times(Reading& reading) {
  const auto& retry = reading.draft.retry;
  if (retry.ladder.front() < retry.give_up_after) return;
  const auto& give_up = reading.setting("retry", "give_up_after");
  const auto& ladder = reading.setting("retry", "ladder");
  reading.complain(
      give_up.changed ? give_up.at : ladder.at,
      fmt::format("retry.give_up_after is {}, not more than the first step of retry.ladder, \"{}\": nothing "
                  "would be tried twice",
                  give_up.value, print_duration(retry.ladder.front())));
}

void check_ports(Reading& reading) {
  needs(reading, "http", "token", "http", "listen", "where the API answers");
  std::map<std::string, std::string> taken;
  for (const auto& [section, key] :
       {std::pair{"as4", "listen"}, {"http", "listen"}, {"http", "kosit_listen"}}) {
    const auto& setting = reading.setting(section, key);
    if (setting.value.empty() || setting.value.ends_with(":0\"")) continue;
    const auto name = fmt::format("{}.{}", section, key);
    const auto [other, fresh] = taken.emplace(setting.value, name);
    if (!fresh) {
      reading.complain(setting.at,
                       fmt::format("{} {} is the address of {} already", name, setting.value, other->second));
    }
  }
}

}  // namespace

void check_consistency(Reading& reading) {
  check_as4(reading);
  check_discovery(reading);
  check_peppol(reading);
  check_mail(reading);
  check_folders(reading);
  check_partners(reading);
  check_times(reading);
  check_ports(reading);
}

}  // namespace quittance::config
