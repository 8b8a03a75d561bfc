// What a peer, or somebody in between, may answer to a message we sent: only one of these is a receipt.
#include <gmock/gmock.h>

#include "as4/envelope_writer.h"
#include "as4/gzip.h"
#include "as4/mime.h"
#include "as4/namespaces.h"
#include "tests/as4/forge.h"

namespace quittance::as4::test {
namespace {

/// An answer in the making: by default the receipt of an honest receiver. The hooks run in the order they
/// stand here.
struct Answer {
  std::function<void(std::vector<SignedReference>&)> repeated;  ///< in NonRepudiationInformation
  std::string about = outbound().message_id;
  Forge::Text messaging;    ///< before it is digested
  Forge::Text signed_info;  ///< before it is signed
  std::shared_ptr<const keys::PrivateKey> signer = World::get().receiver;
  Forge::Text soap;  ///< the finished envelope
  std::function<void(HttpExchange&)> http;

  [[nodiscard]] HttpExchange make(const Sent& sent) const {
    const auto bend = [](const Forge::Text& hook, std::string text) {
      if (hook) hook(text);
      return text;
    };
    auto references = sent.references;
    if (repeated) repeated(references);
    const ElementIds ids{"M-1", "B-1", "X-1", "", "", ""};
    const std::string told = bend(
        messaging, write_receipt_messaging({"r-1@receiver.test", now()}, about, references, ids.messaging));
    const std::string body = write_body(ids.body);
    const std::string info = bend(
        signed_info, write_signed_info({reference_to(ids.messaging, told), reference_to(ids.body, body)}));
    const Bytes signature = signer->sign(keys::sha256(info)).value();
    const std::string envelope =
        bend(soap, write_envelope(ids, nullptr, signer->certificate(), info, signature, told, body));
    HttpExchange exchange{Reach::answered, "", 200, "application/soap+xml;charset=UTF-8", envelope};
    if (http) http(exchange);
    return exchange;
  }
};

struct Doctored {
  std::string name;
  Event event;
  std::string code;  ///< of the outcome; "" for a receipt
  std::function<void(Answer&)> bend;
};
void PrintTo(const Doctored& one, std::ostream* out) { *out << one.name; }

class DoctoredAnswers : public testing::TestWithParam<Doctored> {};

TEST_P(DoctoredAnswers, AreReceiptsOnlyWhenAllOfThemIsRight) {
  static const Sent sent = read_sent(message()).value();
  Answer answer;
  GetParam().bend(answer);
  const HttpExchange exchange = answer.make(sent);
  const std::string raw = exchange.body;
  const Outcome outcome =
      judge_answer(exchange, sent, World::get().receiver->certificate(), *World::get().trust, now(), false);
  EXPECT_EQ(outcome.event, GetParam().event) << outcome.code << ' ' << outcome.detail;
  EXPECT_EQ(outcome.code, GetParam().code);
  EXPECT_EQ(outcome.exchange.body, raw);
}

std::function<void(Answer&)> repeated(std::function<void(std::vector<SignedReference>&)> edit) {
  return [edit](Answer& answer) { answer.repeated = edit; };
}
std::function<void(Answer&)> said(std::string from, std::string to) {
  return [=](Answer& answer) { answer.messaging = [=](std::string& text) { swap(text, from, to); }; };
}
std::function<void(Answer&)> after(Forge::Text edit) {
  return [edit](Answer& answer) { answer.soap = edit; };
}
std::function<void(Answer&)> over_http(std::function<void(HttpExchange&)> edit) {
  return [edit](Answer& answer) { answer.http = edit; };
}
std::function<void(Answer&)> by(std::shared_ptr<const keys::PrivateKey> World::* who) {
  return [who](Answer& answer) { answer.signer = World::get().*who; };
}
/// An error instead of the receipt, or beside it.
std::string error_element(const std::string& severity) {
  return "<eb:Error errorCode=\"EBMS:0004\" severity=\"" + severity +
         "\" shortDescription=\"Other\"></eb:Error>";
}
std::function<void(Answer&)> error_of(std::string severity, Forge::Text soap = {}) {
  return [=](Answer& answer) {
    answer.messaging = [=](std::string& text) {
      swap(text, piece(text, "<eb:Receipt>", "</eb:Receipt>"), error_element(severity));
    };
    answer.soap = soap;
  };
}
void without_security(std::string& text) {
  swap(text, piece(text, "<wsse:Security", "</wsse:Security>"), "");
}

constexpr auto kLost = Event::answer_lost;
constexpr auto kReceipt = Event::receipt_verified;

INSTANTIATE_TEST_SUITE_P(
    Good, DoctoredAnswers,
    testing::Values(Doctored{"NothingIsBent", kReceipt, "", [](Answer&) {}},
                    Doctored{"DigestsInAnotherOrder", kReceipt, "",
                             repeated([](auto& all) { std::swap(all.front(), all.back()); })},
                    Doctored{"ForeignChildInReceipt", kReceipt, "",
                             said("</eb:Receipt>", "<x:info xmlns:x=\"urn:x\"></x:info></eb:Receipt>")},
                    Doctored{"WithoutThePrefixLists", kReceipt, "", repeated([](auto& all) {
                               for (auto& one : all) one.prefixes.clear();
                             })},
                    Doctored{"UnderStatus500", kReceipt, "",
                             over_http([](HttpExchange& exchange) { exchange.status = 500; })},
                    Doctored{"InMultipart", kReceipt, "", over_http([](HttpExchange& exchange) {
                               exchange.content_type =
                                   "multipart/related; boundary=b; type=\"application/soap+xml\"";
                               exchange.body = "--b\r\nContent-Type: application/soap+xml\r\n\r\n" +
                                               exchange.body + "\r\n--b--\r\n";
                             })}),
    [](const auto& one) { return one.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Signed, DoctoredAnswers,
    testing::Values(
        Doctored{"Unsigned", kLost, "RECEIPT-UNSIGNED", after(without_security)},
        Doctored{"ByAnotherMember", kLost, "RECEIPT-SIGNER", by(&World::third)},
        Doctored{"ByTheSameNameWithAnotherCertificate", kLost, "RECEIPT-SIGNER", by(&World::newer_receiver)},
        Doctored{"ByAStranger", kLost, "RECEIPT-SIGNER", by(&World::stranger)},
        Doctored{"ByOurselves", kLost, "RECEIPT-SIGNER", by(&World::sender)},
        Doctored{"ChangedAfterSigning", kLost, "RECEIPT-SIGNATURE",
                 after([](std::string& text) { swap(text, "r-1@receiver.test", "r-2@receiver.test"); })},
        Doctored{"SignatureBent", kLost, "RECEIPT-SIGNATURE", after([](std::string& text) {
                   const std::size_t at = text.find("<ds:SignatureValue>") + 25;
                   text[at] = text[at] == 'A' ? 'B' : 'A';
                 })},
        Doctored{"MessagingNotCovered", kLost, "RECEIPT-SIGNATURE",
                 [](Answer& answer) {
                   answer.signed_info = [](std::string& text) {
                     swap(text, piece(text, "<ds:Reference", "</ds:Reference>"), "");
                   };
                 }},
        Doctored{"WeakSignature", kLost, "RECEIPT-SIGNATURE",
                 [](Answer& answer) {
                   answer.signed_info = [](std::string& text) { swap(text, "rsa-sha256", "rsa-sha1"); };
                 }},
        Doctored{"SecondMessagingBeforeTheSigned", kLost, "NO-SIGNAL", after([](std::string& text) {
                   insert_before(text, "<eb:Messaging", piece(text, "<eb:Messaging", "</eb:Messaging>"));
                 })},
        Doctored{"SignedMessagingMovedIntoAWrapper", kLost, "NO-SIGNAL", after([](std::string& text) {
                   const std::string original = piece(text, "<eb:Messaging", "</eb:Messaging>");
                   std::string twin = original;
                   swap(twin, "M-1", "M-2");
                   swap(text, original, twin + "<w:w xmlns:w=\"urn:w\">" + original + "</w:w>");
                 })}),
    [](const auto& one) { return one.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Evidence, DoctoredAnswers,
    testing::Values(
        Doctored{"AboutAnotherMessage", kLost, "RECEIPT-REFERENCE",
                 [](Answer& a) { a.about = "other@quittance.test"; }},
        Doctored{"AboutNothing", kLost, "RECEIPT-REFERENCE",
                 [](Answer& answer) {
                   answer.messaging = [](std::string& text) {
                     swap(text, piece(text, "<eb:RefToMessageId>", "</eb:RefToMessageId>"), "");
                   };
                 }},
        Doctored{"OtherDigest", kLost, "RECEIPT-DIGESTS",
                 repeated([](auto& all) { all[2].digest_value = to_base64(keys::sha256("other").bytes()); })},
        Doctored{"OneMissing", kLost, "RECEIPT-DIGESTS", repeated([](auto& all) { all.pop_back(); })},
        Doctored{"OneMore", kLost, "RECEIPT-DIGESTS",
                 repeated([](auto& all) { all.push_back(reference_to_attachment("other@x", "x")); })},
        Doctored{"OneTwice", kLost, "RECEIPT-DIGESTS", repeated([](auto& all) { all.push_back(all[0]); })},
        Doctored{"OneTwiceInsteadOfAnother", kLost, "RECEIPT-DIGESTS",
                 repeated([](auto& all) { all[1] = all[0]; })},
        Doctored{"OtherDigestMethod", kLost, "RECEIPT-DIGESTS", repeated([](auto& all) {
                   all[0].digest_method = "http://www.w3.org/2001/04/xmlenc#sha512";
                 })},
        Doctored{"OtherTransform", kLost, "RECEIPT-DIGESTS", repeated([](auto& all) {
                   all[0].transforms = {"http://www.w3.org/TR/2001/REC-xml-c14n-20010315"};
                 })},
        Doctored{"OtherUri", kLost, "RECEIPT-DIGESTS", repeated([](auto& all) { all[0].uri += "x"; })},
        Doctored{"NoInformation", kLost, "RECEIPT-NO-NRI",
                 [](Answer& answer) {
                   answer.messaging = [](std::string& text) {
                     swap(text,
                          piece(text, "<ebbp:NonRepudiationInformation", "</ebbp:NonRepudiationInformation>"),
                          "");
                   };
                 }},
        Doctored{"InformationOfAnotherNamespace", kLost, "RECEIPT-NO-NRI",
                 said("\"http://docs.oasis-open.org/ebxml-bp/ebbp-signals-2.0\"",
                      "\"http://docs.oasis-open.org/ebxml-bp/ebbp-signals-2.1\"")},
        Doctored{"EmptyInformation", kLost, "RECEIPT-NO-NRI", repeated([](auto& all) { all.clear(); })}),
    [](const auto& one) { return one.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Errors, DoctoredAnswers,
    testing::Values(Doctored{"Failure", Event::refused_by_peer, "EBMS:0004", error_of("failure")},
                    Doctored{"Warning", kLost, "ERROR-WARNING", error_of("warning")},
                    Doctored{"UnsignedFailure", kLost, "ERROR-UNSIGNED",
                             error_of("failure", without_security)},
                    Doctored{"FailureByAnotherMember", kLost, "ERROR-SIGNER",
                             [](Answer& answer) {
                               error_of("failure")(answer);
                               answer.signer = World::get().third;
                             }},
                    Doctored{"FailureAboutAnotherMessage", kLost, "ERROR-REFERENCE",
                             [](Answer& answer) {
                               error_of("failure")(answer);
                               answer.about = "other@quittance.test";
                             }},
                    Doctored{"ReceiptAndError", kLost, "NO-SIGNAL",
                             said("</eb:SignalMessage>", error_element("failure") + "</eb:SignalMessage>")},
                    Doctored{"TwoSignals", kLost, "NO-SIGNAL",
                             said("</eb:Messaging>", "<eb:SignalMessage></eb:SignalMessage></eb:Messaging>")},
                    Doctored{"SoapFault", kLost, "HTTP:500", over_http([](HttpExchange& exchange) {
                               exchange.status = 500;
                               exchange.body =
                                   "<S:Envelope "
                                   "xmlns:S=\"http://www.w3.org/2003/05/soap-envelope\"><S:Body><S:Fault/></"
                                   "S:Body></S:Envelope>";
                             })}),
    [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace quittance::as4::test
