#include "as4/discovery/discovery.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "as4/user_message.h"
#include "tests/as4/discovery/publisher_world.h"

namespace quittance::as4::test {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

class LookingUp : public testing::Test {
 protected:
  LookingUp() {
    settings.zone = "sml.test";
    publisher.documents[url_of(invoice())] = published(information());
  }
  Discovery find(bool afresh = false) { return find(invoice(), afresh); }
  Discovery find(const formats::DocumentTypeId& document_type, bool afresh = false) {
    if (!directory)
      directory = std::make_unique<Directory>(
          settings, DiscoveryTrust{Keys::get().smp_trust, Keys::get().ap_trust}, resolver, publisher, clock);
    return directory->find({buyer(), document_type, billing()}, afresh);
  }
  void expect(Found found, const std::string& code) {
    const auto discovery = find();
    EXPECT_EQ(discovery.found, found) << discovery.code << ": " << discovery.detail;
    EXPECT_EQ(discovery.code, code) << discovery.detail;
    EXPECT_FALSE(discovery.access_point);
  }
  void register_at(const std::string& url, const ServiceInformation& what) {
    publisher.documents[url] = published(what);
  }
  /// Changes what is registered for invoices.
  void change(const std::function<void(ServiceInformation&)>& how) {
    auto what = information();
    how(what);
    register_at(url_of(invoice()), what);
  }

  quittance::test::FakeClock clock{*parse_instant("2026-11-24T10:00:00Z")};
  FakeResolver resolver;
  FakePublisher publisher;
  DiscoverySettings settings;
  std::unique_ptr<Directory> directory;
};

TEST_F(LookingUp, FindsWhereAnInvoiceGoes) {
  const auto discovery = find();
  ASSERT_EQ(discovery.found, Found::endpoint) << discovery.code << ": " << discovery.detail;
  EXPECT_EQ(discovery.access_point->url, "https://ap.example/as4");
  EXPECT_EQ(discovery.access_point->certificate, Keys::get().access_point->certificate());
  EXPECT_EQ(discovery.publisher->common_name(), "PSP000901");
  EXPECT_FALSE(discovery.stale);
  EXPECT_THAT(resolver.asked, ElementsAre(sml_name(buyer(), "sml.test")));
  EXPECT_THAT(
      publisher.asked,
      ElementsAre("https://smp.example/iso6523-actorid-upis%3A%3A0088%3A7300010000018/services/"
                  "busdox-docid-qns%3A%3Aurn%3Aoasis%3Anames%3Aspecification%3Aubl%3Aschema%3Axsd%"
                  "3AInvoice-2%3A%3AInvoice%23%23urn%3Acen.eu%3Aen16931%3A2017%23compliant%23urn%3Afdc"
                  "%3Apeppol.eu%3A2017%3Apoacc%3Abilling%3A3.0%3A%3A2.1"));
}

TEST_F(LookingUp, KeepsWhatWasAskedAndTheBytesThatCame) {
  const auto discovery = find();
  ASSERT_THAT(discovery.inquiries, SizeIs(2));
  EXPECT_THAT(discovery.inquiries[0].question, HasSubstr("NAPTR "));
  EXPECT_EQ(discovery.inquiries[0].bytes, "raw");
  EXPECT_EQ(discovery.inquiries[1].bytes, publisher.documents[url_of(invoice())]);
}

// ---- not registered, told apart from could not ask

TEST_F(LookingUp, NoSuchNameIsNotRegistered) {
  resolver.answer = NaptrAnswer{};
  expect(Found::not_registered, "SML-UNKNOWN");
}
TEST_F(LookingUp, NoNaptrRecordIsNotRegistered) {
  resolver.answer = NaptrAnswer{true, {}, {}, ""};
  expect(Found::not_registered, "SML-UNKNOWN");
}
TEST_F(LookingUp, NoAnswerOfTheDnsIsNotThatNobodyIsRegistered) {
  resolver.answer = Error{"DNS", Retry::later, "SERVFAIL"};
  expect(Found::could_not_ask, "DNS");
}
TEST_F(LookingUp, RecordsThatNameNoUsablePublisherAreNotThatNobodyIsRegistered) {
  resolver.answer->records[0].regexp = "!.*!http://127.0.0.1/!";
  expect(Found::could_not_ask, "SMP-URL");
}
TEST_F(LookingUp, NotFoundAtThePublisherIsNotRegistered) {
  publisher.documents.clear();
  expect(Found::not_registered, "SMP-UNKNOWN");
}
TEST_F(LookingUp, PublishersThatFailAreAskedAgain) {
  for (const int status : {500, 503, 301, 302, 403, 204}) {
    publisher.status = status;
    expect(Found::could_not_ask, "SMP-HTTP");
  }
  publisher.status = 0;
  publisher.silent = true;
  expect(Found::could_not_ask, "SMP-HTTP");
}
TEST_F(LookingUp, RedirectsOfHttpAreNotFollowed) {
  publisher.status = 302;
  find();
  EXPECT_THAT(publisher.asked, SizeIs(1));
}
TEST_F(LookingUp, WebPagesAreNoMetadata) {
  publisher.documents[url_of(invoice())] = "<html><body>Welcome</body></html>";
  expect(Found::could_not_ask, "SMP-XML");
}
TEST_F(LookingUp, TheNextPublisherIsAskedWhereTheFirstCannotBe) {
  resolver.answer->records.push_back({100, 20, "U", "Meta:SMP", "!.*!https://second.example!", "."});
  publisher.documents = {{url_of(invoice(), "https://second.example"), published(information())},
                         {url_of(invoice()), "garbage"}};
  EXPECT_EQ(find().found, Found::endpoint);
}

// ---- what is registered

TEST_F(LookingUp, AnotherProcessIsNotTheProcess) {
  change([](ServiceInformation& what) { what.processes[0].id.value = "urn:other"; });
  expect(Found::not_registered, "SMP-PROCESS");
}
TEST_F(LookingUp, AnotherTransportIsNoAs4) {
  change([](ServiceInformation& what) {
    what.processes[0].endpoints[0].transport_profile = "busdox-transport-as2-ver1p0";
  });
  expect(Found::not_registered, "SMP-ENDPOINT");
}
TEST_F(LookingUp, EndpointsBeforeOrAfterTheirTimeAreNone) {
  change([](ServiceInformation& what) { what.processes[0].endpoints[0].until = "2026-11-24T09:59:59Z"; });
  expect(Found::not_registered, "SMP-ENDPOINT");
  directory.reset();
  change([](ServiceInformation& what) { what.processes[0].endpoints[0].from = "2026-11-24T12:00:01+01:00"; });
  expect(Found::not_registered, "SMP-ENDPOINT");
}
TEST_F(LookingUp, TheEndpointInItsTimeIsTakenAmongOthers) {
  change([](ServiceInformation& what) {
    auto& endpoints = what.processes[0].endpoints;
    endpoints.insert(endpoints.begin(), endpoint());
    endpoints[0].url = "https://old.example/";
    endpoints[0].until = "2026-11-01T00:00:00";
    endpoints[1].from = "2026-11-01T00:00:00";
  });
  EXPECT_EQ(find().access_point->url, "https://ap.example/as4");
}
TEST_F(LookingUp, AccessPointsAreReachedByHttpsOnPort443) {
  for (const char* url : {"http://ap.example/", "https://ap.example:8443/", "https://169.254.169.254/",
                          "ftp://ap.example/", "https://u@ap.example/", ""}) {
    directory.reset();
    change([&](ServiceInformation& what) { what.processes[0].endpoints[0].url = url; });
    expect(Found::could_not_ask, "SMP-ENDPOINT");
  }
}
TEST_F(LookingUp, ClosedNetworksMayUseOtherPorts) {
  settings.reachable = Reachable::anywhere;
  change([&](ServiceInformation& what) { what.processes[0].endpoints[0].url = "http://localhost:8080/as4"; });
  EXPECT_EQ(find().found, Found::endpoint);
}
TEST_F(LookingUp, OnlyGoodCertificatesOfAccessPointsAreEncryptedTo) {
  const auto& keys = Keys::get();
  const std::vector<std::pair<const char*, Bytes>> bad{
      {"a stranger's", Bytes(keys.stranger->certificate().der())},
      {"a publisher's", Bytes(keys.smp->certificate().der())},
      {"one that has expired", Bytes(keys.expired->certificate().der())},
      {"one without a seat id", Bytes(keys.nameless->certificate().der())},
      {"junk", "junk"}};
  for (const auto& [what, der] : bad) {
    SCOPED_TRACE(what);
    directory.reset();
    change([&](ServiceInformation& registered) { registered.processes[0].endpoints[0].certificate = der; });
    expect(Found::not_believed, "SMP-CERTIFICATE");
  }
}

TEST_F(LookingUp, OthersWordsAreToldInOneLine) {
  change([](ServiceInformation& what) {
    what.participant.value = "0088:1\nSUCCESS\r" + std::string(2000, 'x');
  });
  const auto detail = find().detail;
  EXPECT_EQ(detail.find_first_of("\r\n"), std::string::npos);
  EXPECT_LT(detail.size(), 700U);
}

// ---- families of document types

TEST(Registrations, AreItselfAndItsFamiliesFromTheLongest) {
  EXPECT_THAT(registrations_of(pint("urn:peppol:a@b@c")),
              ElementsAre(pint("urn:peppol:a@b@c"), pint("urn:peppol:a@b@c*"), pint("urn:peppol:a@b*"),
                          pint("urn:peppol:a*")));
  EXPECT_THAT(registrations_of(invoice()), ElementsAre(invoice()));
  EXPECT_THAT(registrations_of(pint("a@@@@@@@@@@@@@@@@")), SizeIs(testing::Le(10U)));
}
TEST_F(LookingUp, ExactRegistrationsWinOverFamilies) {
  register_at(url_of(pint("urn:peppol:a*")), information(pint("urn:peppol:a*")));
  auto exact = information(pint("urn:peppol:a@b"));
  exact.processes[0].endpoints[0].url = "https://exact.example/";
  register_at(url_of(pint("urn:peppol:a@b")), exact);
  EXPECT_EQ(find(pint("urn:peppol:a@b")).access_point->url, "https://exact.example/");
  EXPECT_EQ(find(pint("urn:peppol:a@c")).access_point->url, "https://ap.example/as4");
  EXPECT_EQ(find(pint("urn:peppol:x@c")).code, "SMP-UNKNOWN");
}
TEST_F(LookingUp, TheOtherSchemeIsNoFallBack) {
  publisher.documents.clear();
  find(pint("urn:peppol:a"));
  for (const auto& url : publisher.asked) EXPECT_THAT(url, HasSubstr("peppol-doctype-wildcard"));
}
TEST_F(LookingUp, MessagesAreOfNoFamily) { EXPECT_EQ(find(pint("urn:peppol:a*")).code, "PEPPOL-ID"); }

// ---- whom we believe

TEST_F(LookingUp, UnsignedOrStrangelySignedMetadataIsNotBelieved) {
  const auto& keys = Keys::get();
  Bytes unsigned_answer = published(information());
  const auto from = unsigned_answer.find("<ds:Signature "), to = unsigned_answer.find("</ds:Signature>");
  unsigned_answer.erase(from, to + 15 - from);
  publisher.documents[url_of(invoice())] = unsigned_answer;
  expect(Found::not_believed, "SMP-SIGNATURE");
  for (const auto& signer : {keys.stranger, keys.access_point, keys.expired_smp}) {
    publisher.documents[url_of(invoice())] = published(information(), *signer);
    expect(Found::not_believed, "SMP-SIGNER");
  }
}
TEST_F(LookingUp, AnswersAboutOthersAreNotBelieved) {
  change([](ServiceInformation& what) { what.participant.value = "0088:7300010000001"; });
  expect(Found::not_believed, "SMP-SUBJECT");
  change([](ServiceInformation& what) { what.document_type.value += ".1"; });
  expect(Found::not_believed, "SMP-SUBJECT");
  change([](ServiceInformation& what) { what.participant.value = " " + what.participant.value + "\n"; });
  EXPECT_EQ(find().found, Found::endpoint);
}
TEST_F(LookingUp, WhatIsNotBelievedIsNotRemembered) {
  const Bytes good = publisher.documents[url_of(invoice())];
  publisher.documents[url_of(invoice())] = published(information(), *Keys::get().stranger);
  EXPECT_EQ(find().found, Found::not_believed);
  publisher.documents[url_of(invoice())] = good;
  EXPECT_EQ(find().found, Found::endpoint);
}

// ---- another publisher

class Redirected : public LookingUp {
 protected:
  void redirect(const std::string& href, const std::string& uid) {
    publisher.documents[url_of(invoice())] = publish(SmpRedirect{href, uid}, *Keys::get().smp).value();
  }
  void answer_there(const Bytes& document) { publisher.documents[there] = document; }
  const std::string there = url_of(invoice(), "https://other.example");
  const std::string uid{Keys::get().other_smp->certificate().subject()};
};

TEST_F(Redirected, ThePublisherWhoseCertificateIsNamedAnswers) {
  redirect(there, uid);
  answer_there(published(information(), *Keys::get().other_smp));
  const auto discovery = find();
  EXPECT_EQ(discovery.found, Found::endpoint) << discovery.code << ": " << discovery.detail;
  EXPECT_EQ(discovery.publisher->common_name(), "PSP000902");
  EXPECT_EQ(find().found, Found::endpoint);
  EXPECT_THAT(publisher.asked, ElementsAre(url_of(invoice()), there)) << "both are remembered";
}
TEST_F(Redirected, AnotherPublisherIsNotBelieved) {
  redirect(there, uid);
  answer_there(published(information(), *Keys::get().smp));
  expect(Found::not_believed, "SMP-REDIRECT");
  redirect(there, "");
  expect(Found::not_believed, "SMP-REDIRECT");
}
TEST_F(Redirected, OnlyOnce) {
  redirect(there, uid);
  answer_there(publish(SmpRedirect{url_of(invoice()), uid}, *Keys::get().other_smp).value());
  expect(Found::could_not_ask, "SMP-REDIRECT");
  EXPECT_THAT(publisher.asked, SizeIs(2));
}
TEST_F(Redirected, OnlyToWhereWeMayGo) {
  for (const char* href :
       {"http://other.example/x", "https://other.example:22/x", "file:///etc/passwd", ""}) {
    publisher.asked.clear();
    redirect(href, uid);
    expect(Found::could_not_ask, "SMP-REDIRECT");
    EXPECT_THAT(publisher.asked, SizeIs(1));
  }
}
TEST_F(Redirected, TheRedirectItselfMustBeSigned) {
  publisher.documents[url_of(invoice())] = publish(SmpRedirect{there, uid}, *Keys::get().stranger).value();
  answer_there(published(information(), *Keys::get().other_smp));
  expect(Found::not_believed, "SMP-SIGNER");
}

// ---- memory

TEST_F(LookingUp, AnswersAreUsedAgainForTheirTime) {
  find();
  find();
  EXPECT_THAT(resolver.asked, SizeIs(1));
  EXPECT_THAT(publisher.asked, SizeIs(1));
  clock.advance(seconds(121));  // the record's TTL
  find();
  EXPECT_THAT(resolver.asked, SizeIs(2));
  EXPECT_THAT(publisher.asked, SizeIs(1));
  clock.advance(settings.keep);
  find();
  EXPECT_THAT(publisher.asked, SizeIs(2));
}
TEST_F(LookingUp, AfreshAsksAgain) {
  find();
  find(true);
  EXPECT_THAT(resolver.asked, SizeIs(2));
  EXPECT_THAT(publisher.asked, SizeIs(2));
}
TEST_F(LookingUp, GoodAnswersStandInForSourcesThatCannotBeAsked) {
  find();
  clock.advance(settings.keep);
  resolver.answer = Error{"DNS", Retry::later, "SERVFAIL"};
  publisher.silent = true;
  const auto discovery = find();
  EXPECT_EQ(discovery.found, Found::endpoint);
  EXPECT_TRUE(discovery.stale);
  clock.advance(settings.keep_on_error);
  EXPECT_EQ(find().found, Found::could_not_ask) << "not for ever, and not made younger by being used";
}
TEST_F(LookingUp, CertificatesThatExpireMeanwhileAreNotBelieved) {
  settings.keep_on_error = std::chrono::hours(24 * 1000);
  find();
  clock.advance(std::chrono::hours(24 * 500));
  publisher.silent = true;
  EXPECT_EQ(find().found, Found::not_believed);
}
TEST_F(LookingUp, NotRegisteredIsRememberedForAShortWhileAndNeverStandsIn) {
  const auto good = resolver.answer;
  resolver.answer = NaptrAnswer{};
  find();
  resolver.answer = good;
  EXPECT_EQ(find().code, "SML-UNKNOWN");
  clock.advance(settings.keep_negative);
  EXPECT_EQ(find().found, Found::endpoint);
  directory.reset();
  publisher.documents.clear();
  find();
  clock.advance(settings.keep_negative);
  publisher.silent = true;
  EXPECT_EQ(find().found, Found::could_not_ask);
}
TEST_F(LookingUp, NotRegisteredAnyMoreEndsTheOldAnswer) {
  find();
  clock.advance(settings.keep);
  publisher.documents.clear();
  expect(Found::not_registered, "SMP-UNKNOWN");
  publisher.silent = true;
  clock.advance(settings.keep_negative);
  EXPECT_EQ(find().found, Found::could_not_ask);
}

// ---- for persons

TEST_F(LookingUp, ListsWhatAParticipantTakes) {
  find();
  publisher.documents[group_url(kBase, buyer())] = publish(
      ServiceGroup{{std::string(formats::kParticipantScheme), buyer().value()}, {url_of(invoice()), "odd"}});
  const auto listing = directory->list(buyer());
  EXPECT_EQ(listing.found, Found::endpoint) << listing.detail;
  EXPECT_THAT(listing.document_types, ElementsAre(invoice().qualified(), "odd"));
}
TEST_F(LookingUp, DescribesWhateverTheProcess) {
  find();
  const auto described = directory->describe(buyer(), invoice());
  EXPECT_EQ(described.found, Found::endpoint);
  ASSERT_TRUE(described.metadata);
  EXPECT_THAT(described.metadata->processes, SizeIs(1));
}

TEST(SeatIds, HaveTheirForm) {
  for (const char* good : {"POP000901", "PDE123456"}) EXPECT_TRUE(is_seat_id(good)) << good;
  for (const char* bad : {"", "POP00090", "POP0009011", "pop000901", "POP00090A", "XOP000901", "P0P000901"})
    EXPECT_FALSE(is_seat_id(bad)) << bad;
}

}  // namespace
}  // namespace quittance::as4::test
