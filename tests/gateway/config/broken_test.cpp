// Broken configurations, each with everything that is said of it, word for word.
#include <gtest/gtest.h>

#include "gateway/config/config.h"

namespace quittance::config {
namespace {

struct Broken {
  const char* name;
  const char* text;
  const char* told;
};

std::ostream& operator<<(std::ostream& out, const Broken& broken) { return out << broken.text; }

const Broken kBroken[] = {
    {"AMistypedKey", "[retry]\ngive_up_afer = \"24h\"\n",
     "q.toml:2:1: error: unknown key \"give_up_afer\" in [retry]; did you mean \"give_up_after\"?\n"},
    {"SwappedLetters", "[node]\nnmae = \"x\"\n",
     "q.toml:2:1: error: unknown key \"nmae\" in [node]; did you mean \"name\"?\n"},
    {"AKeyOfAnotherSection", "[retry]\nsmtp_host = \"x\"\n",
     "q.toml:2:1: error: unknown key \"smtp_host\" in [retry]; it belongs into [mail]\n"},
    {"AKeyNobodyKnows", "[retry]\n  colour = \"red\"\n",
     "q.toml:2:3: error: unknown key \"colour\" in [retry]\n"},
    {"AMistypedSection", "[rety]\n\n[retri]\nladder = [\"1s\"]\n",
     "q.toml:1:1: error: unknown section [rety]; did you mean [retry]?\n"
     "q.toml:3:1: error: unknown section [retri]; did you mean [retry]?\n"},
    {"AKeyOutsideOfASection", "give_up_after = \"24h\"\n",
     "q.toml:1:1: error: key \"give_up_after\" stands outside of a section; it belongs into [retry]\n"},
    {"ASectionThatIsAList", "[partner]\nname = \"x\"\n",
     "q.toml:1:1: error: [partner] is a list: write [[partner]]\n"},
    {"ASectionThatIsNoList", "[[node]]\nname = \"x\"\n",
     "q.toml:1:1: error: [[node]] is no list: write [node]\n"},
    {"ASectionWrittenAsAKey", "retry = 3\n", "q.toml:1:1: error: retry is a section: write [retry]\n"},
    {"AnEmptyList", "folder = []\n", "q.toml:1:1: error: folder is a section: write [[folder]]\n"},
    {"ANumberForADuration", "[retry]\ngive_up_after = 24\n",
     "q.toml:2:17: error: retry.give_up_after must be a duration such as \"30s\", \"90m\" or \"24h\", from "
     "\"1ms\" to "
     "\"30d\", not the number 24\n"},
    {"ADurationWithoutUnit", "[retry]\ngive_up_after = \"24\"\n",
     "q.toml:2:17: error: retry.give_up_after must be a duration such as \"30s\", \"90m\" or \"24h\", from "
     "\"1ms\" to "
     "\"30d\", not \"24\"\n"},
    {"ADurationTooLong", "[retry]\ngive_up_after = \"8w\"\n",
     "q.toml:2:17: error: retry.give_up_after is \"56d\", which is more than \"30d\"\n"},
    {"AStepOfTheLadderThatIsNone", "[retry]\nladder = [\"1s\", \"soon\"]\n",
     "q.toml:2:10: error: retry.ladder must be a list of durations such as [\"10s\", \"5m\"], from \"1ms\" "
     "to \"7d\", and "
     "\"soon\" is none\n"},
    {"AnEmptyLadder", "[retry]\nladder = []\n",
     "q.toml:2:10: error: retry.ladder must be a list of durations such as [\"10s\", \"5m\"], from \"1ms\" "
     "to \"7d\", not a "
     "list\n"},
    {"AZoneWithoutWhomToBelieve", "[discovery]\nzone = \"sml.example\"\n",
     "q.toml:2:1: error: discovery.zone needs discovery.smp_trust: the authorities whose publishers we "
     "believe\n"
     "q.toml:2:1: error: discovery.zone needs as4.key_store: whoever is found is sent to by AS4, and that "
     "needs our key\n"},
    {"APortOutOfRange", "[mail]\nsmtp_port = 70000\n",
     "q.toml:2:13: error: mail.smtp_port is 70000, which is more than 65535\n"},
    {"ANegativeNumber", "[mail]\nsmtp_port = -1\n",
     "q.toml:2:13: error: mail.smtp_port must be a whole number, from 1 to 65535, not the number -1\n"},
    {"ATruthForANumber", "[mail]\nsmtp_port = true\n",
     "q.toml:2:13: error: mail.smtp_port must be a whole number, from 1 to 65535, not true\n"},
    {"AMistypedChoice", "[[folder]]\nparticipant = \"0088:1\"\npath = \"x\"\nprofile = \"mark\"\n",
     "q.toml:4:11: error: folder.profile must be one of \"rename\", \"marker\", \"stable\", not \"mark\"\n"},
    {"AChoiceNearlyRight", "[log]\nto = \"jurnal\"\n",
     "q.toml:2:6: error: log.to must be one of \"auto\", \"journal\", \"plain\", \"json\", not \"jurnal\"; "
     "did you mean "
     "\"journal\"?\n"},
    {"ASizeWithoutUnit", "[limits]\nxml_bytes = \"100\"\n",
     "q.toml:2:13: error: limits.xml_bytes must be a size such as \"16KB\" or \"64MB\", from \"1KB\" to "
     "\"2GB\", not \"100\"\n"},
    {"ASizeTooSmall", "[limits]\nxml_bytes = \"10B\"\n",
     "q.toml:2:13: error: limits.xml_bytes is \"10B\", which is less than \"1KB\"\n"},
    {"APasswordInTheClear", "[mail]\nsmtp_password = \"hunter2\"\n",
     "q.toml:2:17: error: mail.smtp_password must be \"credential:NAME\" or \"file:PATH\"; a secret itself "
     "may not stand "
     "here\n"},
    {"ACredentialThatClimbs", "[mail]\nsmtp_password = \"credential:../shadow\"\n",
     "q.toml:2:17: error: mail.smtp_password must be \"credential:NAME\" or \"file:PATH\"; a secret itself "
     "may not stand "
     "here\n"},
    {"AParticipantWithoutScheme", "[[folder]]\nparticipant = \"7300010000001\"\npath = \"x\"\n",
     "q.toml:2:15: error: folder.participant must be a participant identifier such as "
     "\"0088:7300010000001\", not "
     "\"7300010000001\"\n"},
    {"AnAddressWithALineBreak", "[mail]\nfrom = \"a@example.com\\r\\nBcc: b@example.com\"\n",
     "q.toml:2:8: error: mail.from must be a mail address such as \"accounts@example.com\", not "
     "\"a@example.com\\u000D\\u000ABcc: b@example.com\"\n"},
    {"AnUrlWithAPassword", "[[partner]]\nurl = \"https://me:secret@ap.example.com/\"\n",
     "q.toml:2:7: error: partner.url must be an address that begins with \"https://\" or \"http://\", "
     "not "
     "\"https://me:secret@ap.example.com/\"\n"},
    {"AListenAddressWithoutPort", "[http]\nlisten = \"127.0.0.1\"\n",
     "q.toml:2:10: error: http.listen must be an address with its port such as \"127.0.0.1:8080\" or "
     "\"[::1]:8080\", not "
     "\"127.0.0.1\"\n"},
    {"ATableForAValue", "[retry.ladder]\nfirst = \"1s\"\n",
     "q.toml:1:1: error: retry.ladder must be a list of durations such as [\"10s\", \"5m\"], from \"1ms\" to "
     "\"7d\", not a "
     "table\n"},
    {"NotToml", "[node]\nname = quittance\n",
     "q.toml:2:8: error: Error while parsing value: could not determine value type: a text stands in "
     "quotes\n"},
    {"TheSameKeyTwice", "[node]\nname = \"a\"\nname = \"b\"\n",
     "q.toml:3:8: error: Error while parsing key-value pair: cannot redefine existing string 'name'\n"},
    {"AllAtOnce", "[node]\nnam = \"x\"\n[retry]\ngive_up_after = 1\n[mail]\nfrom = \"nobody\"\n",
     "q.toml:2:1: error: unknown key \"nam\" in [node]; did you mean \"name\"?\n"
     "q.toml:4:17: error: retry.give_up_after must be a duration such as \"30s\", \"90m\" or \"24h\", from "
     "\"1ms\" to "
     "\"30d\", not the number 1\n"
     "q.toml:6:8: error: mail.from must be a mail address such as \"accounts@example.com\", not "
     "\"nobody\"\n"},
    {"AKeyStoreThatTrustsNobody", "[as4]\nkey_store = \"ap.p12\"\n",
     "q.toml:2:1: error: as4.key_store needs as4.trust_store: the authorities whose access points we "
     "believe\n"},
    {"AnAccessPointWithoutKey", "[as4]\nlisten = \"0.0.0.0:8443\"\n",
     "q.toml:2:1: error: as4.listen needs as4.key_store: without our key and certificate there is no AS4\n"},
    {"ACertificateWithoutKey", "[as4]\ntls_certificate = \"tls.pem\"\n",
     "q.toml:2:1: error: as4.tls_certificate needs as4.tls_key: its key\n"},
    {"AFolderOfNobody", "[[folder]]\nsettle = \"1s\"\n",
     "q.toml:1:1: error: [[folder]] needs participant: whose documents are these?\n"
     "q.toml:1:1: error: [[folder]] needs path, inbox or both\n"},
    {"AnInboxNothingReaches", "[[folder]]\nparticipant = \"0088:1\"\ninbox = \"in\"\n",
     "q.toml:3:1: error: folder.inbox needs as4.listen: nothing is received without it\n"},
    {"OneFolderForTwo",
     "[[folder]]\nparticipant = \"0088:1\"\npath = \"a\"\n[[folder]]\nparticipant = \"0088:2\"\npath = "
     "\"./a\"\n",
     "q.toml:6:1: error: folder.path \"a\" is taken already\n"},
    {"APartnerWithoutWay", "[[partner]]\nname = \"x\"\nchannel = \"mail\"\n",
     "q.toml:1:1: error: [[partner]] of channel \"mail\" needs mail\n"
     "q.toml:3:1: error: partner.channel needs mail.smtp_host: the server that takes our mail\n"},
    {"APartnerTwice",
     "[mail]\nsmtp_host = \"localhost\"\nfrom = \"a@b.c\"\nseller_contact = \"a@b.c\"\n"
     "[[partner]]\nvat = \"FR1\"\nchannel = \"mail\"\nmail = \"x@y.z\"\n"
     "[[partner]]\nvat = \"FR1\"\nchannel = \"mail\"\nmail = \"x@y.z\"\n",
     "q.toml:10:1: error: partner.vat \"FR1\" stands already in q.toml:6: the first is taken, this one "
     "never\n"},
    {"AMailServerWithoutSender", "[mail]\nsmtp_host = \"localhost\"\n",
     "q.toml:2:1: error: mail.smtp_host needs mail.from: every mail has a sender\n"
     "q.toml:2:1: error: mail.smtp_host needs mail.seller_contact: somebody must be told of an invoice in "
     "trouble\n"},
    {"APasswordOnAnOpenLine",
     "[mail]\nsmtp_host = \"localhost\"\nfrom = \"a@b.c\"\nseller_contact = \"a@b.c\"\nsmtp_tls = "
     "\"none\"\nsmtp_user = "
     "\"u\"\nsmtp_password = \"file:p\"\n",
     "q.toml:6:1: error: mail.smtp_user needs mail.smtp_tls \"starttls\" or \"tls\": no password is sent in "
     "the clear\n"},
    {"GivenUpBeforeTheSecondAttempt", "[retry]\ngive_up_after = \"5s\"\n",
     "q.toml:2:1: error: retry.give_up_after is \"5s\", not more than the first step of retry.ladder, "
     "\"10s\": nothing would "
     "be tried twice\n"},
    {"TwoOnOnePort", "[http]\nlisten = \"127.0.0.1:80\"\nkosit_listen = \"127.0.0.1:80\"\n",
     "q.toml:3:1: error: http.kosit_listen \"127.0.0.1:80\" is the address of http.listen already\n"},
};

class BrokenConfiguration : public testing::TestWithParam<Broken> {};

TEST_P(BrokenConfiguration, IsToldWordForWord) {
  const auto loaded = load_text(GetParam().text, "q.toml");
  std::string told;
  for (const auto& problem : loaded.problems) told += problem.text() + "\n";
  EXPECT_EQ(told, GetParam().told);
  EXPECT_FALSE(loaded.config);
}

INSTANTIATE_TEST_SUITE_P(Each, BrokenConfiguration, testing::ValuesIn(kBroken),
                         [](const auto& broken) { return broken.param.name; });

}  // namespace
}  // namespace quittance::config
