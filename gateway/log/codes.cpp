#include "gateway/log/codes.h"

#include <algorithm>
#include <array>

namespace quittance::log {

namespace {

constexpr std::array kMessages{
    Message{"SERVICE_READY", Level::notice, "serving: {subject}", "Nothing to do.",
            "daf60344f93d091b22f0bdcccd204bbe"},
    Message{"SERVICE_STOPPING", Level::notice,
            "stopping: what is under way is finished, the rest is taken up at the next start",
            "Nothing to do.", "1cce3e558367dfbd42022a3a06c27983"},
    Message{"SERVICE_STOPPED", Level::notice, "stopped", "Nothing to do.",
            "f26c053df17d98c8887403f646a3b174"},
    Message{"CONFIG_LOADED", Level::notice, "configuration in force: {subject}",
            "quittance config show prints it.", "e99c0a235869aa59e191e43c956f45e7"},
    Message{"CONFIG_REFUSED", Level::error,
            "the new configuration is wrong, the old one stays in force: {subject}",
            "Run quittance config check, correct what it tells, and reload again.",
            "ac530dbf41557a7f1f22e28af392877f"},
    Message{"CERTIFICATE_EXPIRES", Level::warning, "the certificate {subject} ends soon",
            "Renew it before that day: quittance keys expiry shows which, quittance keys import puts a new "
            "key beside "
            "the old one, quittance tasks keeps it in sight.",
            "1acfe5147b83350c77358cb75cc5ca5f"},
    Message{"CERTIFICATE_EXPIRED", Level::error, "the certificate {subject} has ended",
            "Put a valid one into its file and reload.", "b5d7b2722e87928d8e75691abfa79112"},
    Message{"REVOCATION_UNKNOWN", Level::warning,
            "nobody says whether the certificate {subject} still stands; it is let pass",
            "Its responder and revocation list do not answer, or it names none: look at the detail. With "
            "keys.revocation = \"hard\" it would be refused.",
            "d0285b05afe6490eae96f1482d7bf811", true},
    Message{"REVOCATION_REFUSED", Level::error,
            "nobody says whether the certificate {subject} still stands; it is refused until somebody does",
            "Its responder and revocation list do not answer, or it names none: look at the detail. They are "
            "reached by plain HTTP, port 80: a firewall may be in the way.",
            "88519fddcc524b4fb051f911515b6288", true},
    Message{"DELIVERY_CLAIMED", Level::info, "{delivery}: taken in from {subject}", "Nothing to do.",
            "917d6fa85fc0c096c3bfb06c6fb8a1aa"},
    Message{"DELIVERY_CHECKED", Level::info, "{delivery}: the rules passed", "Nothing to do.",
            "26a88ee078fee400534de444fd9700a5"},
    Message{"DELIVERY_ADDRESSED", Level::info, "{delivery}: goes to {partner}, MessageId {message_id}",
            "Nothing to do.", "74c5a7920dd119ccad021475aa08efa0"},
    Message{"DELIVERY_SENDING", Level::info, "{delivery}: attempt {attempt} to {partner} begins",
            "Nothing to do.", "81c7a411bd096548b859dd7e319c6c5d"},
    Message{"DELIVERY_DEFERRED", Level::warning,
            "{delivery}: attempt {attempt} to {partner} reached nobody, it will be tried again",
            "Nothing to do unless DELIVERY_EXPIRED follows.", "e49d8ed162886d37ba02030f56acac69"},
    Message{"DELIVERY_IN_DOUBT", Level::warning,
            "{delivery}: {partner} was sent the message but its answer was lost",
            "Sent again with the same MessageId. Nothing to do unless DELIVERY_UNCONFIRMED follows.",
            "c67d2ea7ec8183c7bcb6828ba349d753"},
    Message{"DELIVERY_RESENDING", Level::info,
            "{delivery}: the same message goes to {partner} once more, attempt {attempt}", "Nothing to do.",
            "ae4f439a05bce34feb226bc955244edf"},
    Message{"DELIVERY_RECEIPTED", Level::notice, "{delivery}: the receipt of {partner} is verified and kept",
            "Nothing to do. quittance show names what is kept; quittance blob gives the receipt itself.",
            "f8f0d212a1e8fded45effed2392496f5"},
    Message{"DELIVERY_DELIVERED", Level::notice, "{delivery}: delivered to {partner}", "Nothing to do.",
            "609bde13b5d370c6e1c5d3eeac3694e0"},
    Message{"DELIVERY_REJECTED", Level::warning, "{delivery}: breaks the rules and is not sent",
            "The report lies in rejected/ beside the folder: correct the invoice and drop it again.",
            "842165f26f0d513bb6969ebe8d62d260"},
    Message{"DELIVERY_UNDELIVERABLE", Level::error, "{delivery}: no way to its recipient is known",
            "Add the recipient as a [[partner]], or ask him for his address; then quittance retry.",
            "393bd27b6916a34a9c7f8ff4fabe5cb9"},
    Message{"DELIVERY_REFUSED", Level::error, "{delivery}: {partner} refused it",
            "quittance show prints his reason. Correct it and drop it again, or ask him.",
            "1586cc2687d18d817e869b96da04039f"},
    Message{"DELIVERY_EXPIRED", Level::error, "{delivery}: given up, it surely was not delivered",
            "The partner could not be reached for as long as retry.give_up_after says. Ask him; then "
            "quittance retry.",
            "8eaf21251265840560894c3e10e67e96"},
    Message{"DELIVERY_UNCONFIRMED", Level::error,
            "{delivery}: given up without a receipt, it may be with {partner}",
            "Ask the customer whether the invoice is there before it is sent again.",
            "1438b7b7e54903f9fc6fcfb74f3cb9d8"},
    Message{"DELIVERY_CANCELLED", Level::notice, "{delivery}: stopped by {subject}", "Nothing to do.",
            "f15e1019c120a1f01f3940dbacda382d"},
    Message{"DELIVERY_HELD", Level::notice, "{delivery}: held by {subject}",
            "quittance release lets it go on.", "b6372dd90235ea59caa8851c74b96871"},
    Message{"DELIVERY_RELEASED", Level::notice, "{delivery}: released by {subject}", "Nothing to do.",
            "0b7ade2667d32e456845c67fac0e250f"},
    Message{"DELIVERY_NO_ROW", Level::error,
            "{delivery}: an event came that its state does not know: {subject}",
            "A fault of the program: nothing was changed. Report it with the output of quittance show.",
            "5b7ab8bc02e7a9d03a4eb1b66420f9b2"},
    Message{"RECEIVED", Level::notice, "{delivery}: received from {partner}, MessageId {message_id}",
            "Nothing to do.", "ce28bc871f5efa0a2d6dcfa310dd10c3"},
    Message{"RECEIVED_HANDED_OVER", Level::info, "{delivery}: laid into the inbox: {subject}",
            "Nothing to do.", "5a0c1d3f4be24d6f9c7e1f6b0a8d2e93"},
    Message{"RECEIVED_AGAIN", Level::info,
            "{delivery}: {partner} sent MessageId {message_id} again and has the stored receipt",
            "Nothing to do.", "49e0337fd83c93fe49eb4c9874b1ce3a"},
    Message{"RECEIVED_OTHER_BYTES", Level::error,
            "{partner} sent other bytes under MessageId {message_id}: refused",
            "Somebody forges messages, or the partner reuses identifiers. Ask him.",
            "1722d44a4ab8b8a8758819b43241606c"},
    Message{"RECEIVED_INVALID", Level::warning, "{delivery}: what {partner} sent is kept from the inbox",
            "It lies in quarantine/ of the state directory, with its report; quittance show prints why. "
            "Settle it "
            "with the sender.",
            "7fcad7a1d9981430ae5b380bd79f767b"},
    Message{"RECEIVED_REFUSED", Level::warning, "an AS4 message is refused",
            "The detail says why. If it comes from a known partner: ask him.",
            "a80be44484d08be487297ccbf6a748c7", true},
    Message{"RECEIPT_BAD", Level::error, "{delivery}: {partner} answered with a receipt that does not fit",
            "It is kept, and not believed. Ask the partner: his system, or somebody between, is at fault.",
            "9c250a01ef61307b999b7c901047848e"},
    Message{"LOOKUP_FAILED", Level::warning,
            "{delivery}: the way to the recipient could not be looked up, it will be tried again",
            "Nothing to do unless DELIVERY_EXPIRED follows.", "5f620ecd439a16e761d29ce2a6f82fc5"},
    Message{"LOOKUP_NOT_BELIEVED", Level::error,
            "{delivery}: what the network says of the recipient is not believed",
            "It will be tried again, and nothing is sent meanwhile. quittance lookup shows each answer; tell "
            "the recipient's service provider when it goes on.",
            "3677abc1c82d4513b9ad41a4c3731e01"},
    Message{"TASK_OPENED", Level::warning, "{delivery}: a person is asked to act: {subject}",
            "quittance tasks lists them.", "892a6715a166eeeb647a617266e79004"},
    Message{"MAIL_SENT", Level::info, "{delivery}: mail about it handed to the mail server", "Nothing to do.",
            "4221585da0bedca19d2acffe6c928ff7"},
    Message{"MAIL_DEFERRED", Level::warning,
            "{delivery}: the mail server took no mail, it will be tried again",
            "See that the server of mail.smtp_host runs.", "d1882884915f7b18480c47a5f8ba34ff"},
    Message{"MAIL_REFUSED", Level::error, "{delivery}: the mail server refused a mail",
            "The detail has its words. Check mail.from and the recipient.",
            "d4752e0b4f476b98d9cd36654e5c3e27"},
    Message{"WATCH_EXPIRED", Level::warning, "{delivery}: nothing was heard for too long: {subject}",
            "quittance show prints what was expected and what was done.", "e78a5c0c0cf32ba760d6ab24c73a68a8"},
    Message{"FOLDER_UNREADABLE", Level::error, "the folder {subject} cannot be read",
            "Check that it is there and that the service's group may read and write it.",
            "df5138a07f195ef47adaef5a98bf7ec2"},
    Message{"FOLDER_QUARANTINED", Level::warning, "a file that is none of ours to take lies in {subject}",
            "It was left alone. Look at it: a link, a second name, a size beyond the limit?",
            "563c4505d62988754419bc9a71f08236"},
    Message{
        "FOLDER_FULL", Level::warning, "nothing new is taken from {subject} for now: too much is under way",
        "It goes on by itself. See quittance queue when it does not.", "03958b2358603cd9c8d11c12974f5f50"},
    Message{"RULES_UNDECIDED", Level::warning, "{delivery}: could not be checked",
            "quittance show prints which rule and why. A person must decide.",
            "c5793dcf8bd311fe42c4cc6f2b1b66ce"},
    Message{"HTTP_REFUSED", Level::info, "a request of {partner} is refused", "Nothing to do.",
            "ce111027fefed8291dff8e1975242dc1", true},
    Message{"HTTP_BUSY", Level::warning, "too many connections or requests of {partner}",
            "Nothing to do unless it goes on.", "228374a79847a3166e97e31ca40f3ff4", true},
    Message{"AUTH_FAILED", Level::warning, "a wrong token or password from {partner}",
            "If it is not you, somebody tries doors.", "a0faffc216fea6c714aff20c99989a23", true},
    Message{"DISK_RESERVE", Level::error, "less than limits.disk_reserve_bytes is free: {subject}",
            "Nothing new is taken in until there is room.", "895eb41e049c6c8b1999379a2fc7521c"},
    Message{"DISK_FAILED", Level::error, "the disk did not keep what was written: {subject}",
            "The daemon stops so that nothing is lost. Look at the kernel's log, then start it again.",
            "88b42c1055f389890f537bb7da127eb6"},
    Message{"WORKER_FAILED", Level::error, "an unexpected failure in {subject}",
            "It will be tried again. Report it if it comes back.", "14fc97fe12e8a65da705809f231eb978"},
    Message{"LOG_SUPPRESSED", Level::notice, "{subject} more lines like the last", "Nothing to do.",
            "88285ab1cb465ecf1a73ca63bda43d3e"},
};

constexpr bool well_made() {
  for (std::size_t i = 0; i < kMessages.size(); ++i) {
    if (kMessages[i].journal.size() != 32) return false;
    for (std::size_t j = 0; j < i; ++j) {
      if (kMessages[i].code == kMessages[j].code || kMessages[i].journal == kMessages[j].journal)
        return false;
    }
  }
  return true;
}
static_assert(well_made(), "codes and journal ids are unique");

}  // namespace

std::span<const Message> messages() { return kMessages; }

const Message* find_message(std::string_view code) {
  const auto found = std::ranges::find(kMessages, code, &Message::code);
  return found == kMessages.end() ? nullptr : found;
}

std::string_view level_name(Level level) {
  constexpr std::array<std::string_view, 5> kNames{"error", "warning", "notice", "info", "debug"};
  return kNames.at(static_cast<std::size_t>(level));
}

std::string explain_code(std::string_view code) {
  const auto* message = find_message(code);
  if (message == nullptr) return {};
  return std::string(message->code) + " (" + std::string(level_name(message->level)) + ")\n  " +
         std::string(message->text) + "\n  " + std::string(message->advice) + "\n";
}

}  // namespace quittance::log
