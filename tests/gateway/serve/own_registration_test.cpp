#include "gateway/serve/own_registration.h"

#include <gmock/gmock.h>

#include "tests/as4/discovery/publisher_world.h"

namespace quittance::serve {
namespace {

using as4::test::buyer;
using as4::test::FakePublisher;
using as4::test::FakeResolver;
using as4::test::invoice;
using as4::test::Keys;
using testing::HasSubstr;
using Verdict = OwnRegistration::Verdict;

/// A participant of ours, whose publisher says where what comes for him goes.
class OwnRegistrations : public testing::Test {
 protected:
  OwnRegistration::Answer ask(const std::string& url = "", const std::string& process = "") {
    as4::DiscoverySettings settings;
    settings.zone = "sml.test";
    as4::Directory directory(std::move(settings), {Keys::get().smp_trust, Keys::get().ap_trust}, resolver,
                             publisher, clock);
    OwnRegistration registration(directory, own, url);
    formats::BusinessHeader header{.sender = buyer(),
                                   .receiver = buyer(),
                                   .document_type = invoice(),
                                   .process = as4::test::billing(),
                                   .country_c1 = "FR",
                                   .instance_identifier = "i",
                                   .created = clock.wall(),
                                   .mls_to = {},
                                   .mls_type = {}};
    if (!process.empty()) header.process = formats::ProcessId::parse(process).value();
    return registration.of(header);
  }

  test::FakeClock clock{*parse_instant("2026-11-24T10:00:00Z")};
  FakeResolver resolver;
  FakePublisher publisher{};
  keys::KeyStore own = keys::KeyStore::make({Keys::get().access_point}).value();
};

TEST_F(OwnRegistrations, OfOurCertificateAndUrlIsOurs) {
  publisher.documents[as4::test::url_of(invoice())] = as4::test::published(as4::test::information());
  EXPECT_EQ(ask().verdict, Verdict::ours);
  EXPECT_EQ(ask("https://ap.example/as4").verdict, Verdict::ours);
}

TEST_F(OwnRegistrations, AtAnotherUrlOrWithAnothersCertificateIsNot) {
  publisher.documents[as4::test::url_of(invoice())] = as4::test::published(as4::test::information());
  const auto elsewhere = ask("https://other.example/as4");
  EXPECT_EQ(elsewhere.verdict, Verdict::not_ours);
  EXPECT_THAT(elsewhere.why, HasSubstr("registered at https://ap.example/as4"));
  own = keys::KeyStore::make({Keys::get().nameless}).value();
  const auto anothers = ask();
  EXPECT_EQ(anothers.verdict, Verdict::not_ours);
  EXPECT_THAT(anothers.why, HasSubstr("registered with the certificate CN=POP000902"));
}

TEST_F(OwnRegistrations, OfAnotherDocumentOrProcessOrOfNobodyIsNot) {
  EXPECT_EQ(ask().verdict, Verdict::not_ours) << "the publisher has no such document type";
  publisher.documents[as4::test::url_of(invoice())] = as4::test::published(as4::test::information());
  EXPECT_EQ(ask("", "urn:another:process").verdict, Verdict::not_ours);
  resolver.answer = as4::NaptrAnswer{};
  EXPECT_EQ(ask().verdict, Verdict::not_ours) << "not in the network at all";
}

TEST_F(OwnRegistrations, ThatCannotBeAskedOrBelievedIsNeither) {
  resolver.answer = Error{"DNS", Retry::later, "SERVFAIL"};
  EXPECT_EQ(ask().verdict, Verdict::unknown);
  resolver = {};
  publisher.silent = true;
  EXPECT_EQ(ask().verdict, Verdict::unknown);
  publisher.silent = false;
  publisher.documents[as4::test::url_of(invoice())] =
      as4::test::published(as4::test::information(), *Keys::get().stranger);
  EXPECT_EQ(ask().verdict, Verdict::unknown);
}

}  // namespace
}  // namespace quittance::serve
