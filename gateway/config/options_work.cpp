// The keys that say how we work: [mail], [retry], [followup], [http], [log].
#include "gateway/config/options_parts.h"

namespace quittance::config {

namespace {
constexpr std::uint64_t kSecond = 1000, kHour = 3600 * kSecond, kDay = 24 * kHour;
}

void add_mail(std::vector<Option>& all) {
  all.insert(
      all.end(),
      {
          {"mail", "smtp_host", Kind::host, "", "smtp.example.com",
           "The server that takes our mail. Without it none is sent.", put<&Draft::mail, &Mail::smtp_host>},
          {"mail",
           "smtp_port",
           Kind::integer,
           "587",
           "",
           "Its port.",
           put<&Draft::mail, &Mail::smtp_port>,
           {},
           1,
           65535},
          {"mail",
           "smtp_tls",
           Kind::choice,
           "starttls",
           "",
           "none: in the clear, for a server on this machine; starttls: required, never left out; tls: from "
           "the first byte (port 465).",
           put<&Draft::mail, &Mail::smtp_tls>,
           {"none", "starttls", "tls"}},
          {"mail", "smtp_trust", Kind::path, "", "/etc/quittance/smtp-ca.pem",
           "The certificate authorities (PEM) of the mail server. Without it: those of the system.",
           put<&Draft::mail, &Mail::smtp_trust>},
          {"mail", "smtp_user", Kind::text, "", "quittance",
           "The user for AUTH. Without it there is no AUTH.", put<&Draft::mail, &Mail::smtp_user>},
          {"mail", "smtp_password", Kind::secret, "", "credential:smtp", "The password of smtp_user.",
           put<&Draft::mail, &Mail::smtp_password>},
          {"mail", "from", Kind::mail_address, "", "invoices@example.com",
           "The sender of our mails. Needed with smtp_host.", put<&Draft::mail, &Mail::from>},
          {"mail", "seller_contact", Kind::mail_address, "", "accounts@example.com",
           "Who is told of an invoice in trouble, and what to ask the customer. Needed with smtp_host.",
           put<&Draft::mail, &Mail::seller_contact>},
      });
}

void add_retry(std::vector<Option>& all) {
  all.insert(
      all.end(),
      {
          {"retry",
           "ladder",
           Kind::durations,
           R"(["10s", "1m", "5m", "15m", "30m", "1h"])",
           "",
           "How long to wait after the first, second, … failed attempt. The last stands for all that follow.",
           put<&Draft::retry, &Retry::ladder>,
           {},
           1,
           7 * kDay},
          {"retry",
           "give_up_after",
           Kind::duration,
           "24h",
           "",
           "How old a delivery grows before it is given up and a person is told. The network's own limit may "
           "be shorter.",
           put<&Draft::retry, &Retry::give_up_after>,
           {},
           1,
           30 * kDay},
          {"retry",
           "attempt_timeout",
           Kind::duration,
           "2m",
           "",
           "How long one attempt may take: connecting, sending and the answer together.",
           put<&Draft::retry, &Retry::attempt_timeout>,
           {},
           1,
           kHour},
          {"retry",
           "attempts_at_once",
           Kind::integer,
           "4",
           "",
           "How many deliveries run to one partner at the same time.",
           put<&Draft::retry, &Retry::attempts_at_once>,
           {},
           1,
           100},
      });
}

void add_followup(std::vector<Option>& all) {
  all.insert(all.end(), {
                            {"followup",
                             "receipt_watch",
                             Kind::duration,
                             "30m",
                             "",
                             "A document was sent and no receipt has come for this long: a task and a mail "
                             "to seller_contact. \"0s\" is never.",
                             put<&Draft::followup, &Followup::receipt_watch>,
                             {},
                             0,
                             30 * kDay},
                        });
}

void add_http(std::vector<Option>& all) {
  all.insert(
      all.end(),
      {
          {"http", "listen", Kind::address, "", "127.0.0.1:8080",
           "Where the API and the health pages answer. Without it: nowhere.",
           put<&Draft::http, &Http::listen>},
          {"http", "kosit_listen", Kind::address, "", "127.0.0.1:8081",
           "Where validation answers in the manner of KoSIT's validator daemon. Without it: nowhere.",
           put<&Draft::http, &Http::kosit_listen>},
          {"http", "token", Kind::secret, "", "credential:api-token",
           "The bearer token that POST /v1/validate asks for. Without it: none. The health pages never ask.",
           put<&Draft::http, &Http::token>},
      });
}

void add_log(std::vector<Option>& all) {
  all.insert(all.end(), {
                            {"log",
                             "to",
                             Kind::choice,
                             "auto",
                             "",
                             "auto: the journal under systemd, else plain. journal: with its own fields. "
                             "plain, json: lines on standard error.",
                             put<&Draft::log, &Log::to>,
                             {"auto", "journal", "plain", "json"}},
                            {"log",
                             "level",
                             Kind::choice,
                             "info",
                             "",
                             "The least weight that is written.",
                             put<&Draft::log, &Log::level>,
                             {"error", "warning", "notice", "info", "debug"}},
                        });
}

}  // namespace quittance::config
