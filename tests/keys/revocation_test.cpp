#include "keys/revocation.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

#include "keys/keys.h"
#include "keys/test_pki.h"

namespace quittance::keys {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using Says = OcspSpec::Says;

constexpr const char* kOcsp = "http://ocsp.test/";
constexpr const char* kCrl = "http://crl.test/ap.crl";

Instant now() { return *parse_instant("2026-11-24T10:00:00Z"); }

LeafSpec leaf(const std::string& ocsp_url = kOcsp, const std::string& crl_url = "") {
  LeafSpec spec;
  spec.not_before = now() - days(10);
  spec.not_after = now() + days(600);
  spec.ocsp_url = ocsp_url;
  spec.crl_url = crl_url;
  return spec;
}

/// Keys cost time: made once.
struct Pki {
  TestAuthority root = TestAuthority::root("ROOT", now() - days(100), now() + days(1000));
  TestAuthority access_points = root.issue_authority("AP CA", now() - days(100), now() + days(900));
  TestAuthority publishers = root.issue_authority("SMP CA", now() - days(100), now() + days(900));
  Certificate by_ocsp = access_points.issue(leaf()).key->certificate();
  Certificate by_crl = access_points.issue(leaf("", kCrl)).key->certificate();
  Certificate by_both = access_points.issue(leaf(kOcsp, kCrl)).key->certificate();
  Certificate by_none = access_points.issue(leaf("")).key->certificate();
  Issued responder = access_points.issue(responder_spec());
  Issued expired_responder = access_points.issue([] {
    LeafSpec spec = responder_spec();
    spec.not_after = now() - hours(1);
    return spec;
  }());
  Issued sister = publishers.issue(responder_spec());
  Issued no_responder = access_points.issue(leaf(""));

  static LeafSpec responder_spec() {
    LeafSpec spec = leaf("");
    spec.ocsp_signing = true;
    return spec;
  }
  static const Pki& get() {
    static const Pki pki;
    return pki;
  }
};

/// Answers from a world of functions; a URL nobody serves is down.
class World : public RevocationSource {
 public:
  std::map<std::string, std::function<Result<Bytes>(BytesView)>> serves;
  std::vector<std::string> asked;
  std::vector<std::string> told;  ///< undecided(): "passed" or "refused"

  Result<Bytes> ask(const std::string& url, BytesView request, QuestionLimit) override {
    asked.push_back(url);
    const auto found = serves.find(url);
    if (found == serves.end()) return Error{"SOURCE", Retry::later, "nobody answers"};
    return found->second(request);
  }
  Result<Bytes> fetch(const std::string& url, QuestionLimit limit) override { return ask(url, "", limit); }
  void undecided(const Certificate&, const std::string&, bool passed) override {
    told.emplace_back(passed ? "passed" : "refused");
  }
};

OcspSpec saying(Says says, const Issued* responder = nullptr) {
  return {says, now() - minutes(1), now() + hours(12), responder};
}

class RevocationTest : public testing::Test {
 protected:
  void answer_by_ocsp(const OcspSpec& spec) {
    world->serves[kOcsp] = [spec](BytesView request) {
      return Pki::get().access_points.ocsp_answer(request, spec);
    };
  }
  void serve_list(const TestAuthority& authority, const std::vector<Certificate>& revoked,
                  Instant this_update = now() - hours(1), Instant next_update = now() + days(1)) {
    world->serves[kCrl] = [bytes = authority.revocation_list(revoked, this_update, next_update)](BytesView) {
      return Result<Bytes>(bytes);
    };
  }
  std::string check(const Certificate& one, Instant at = now()) {
    const auto result = revocation->check(one, Pki::get().access_points.certificate(), at);
    return result ? "" : result.error().code;
  }
  void policy(bool hard) {
    RevocationPolicy policy;
    policy.hard = hard;
    revocation = std::make_unique<Revocation>(world, policy);
  }
  void SetUp() override { policy(true); }

  std::shared_ptr<World> world = std::make_shared<World>();
  std::unique_ptr<Revocation> revocation;
};

struct OcspCase {
  const char* name;
  std::function<OcspSpec()> spec;
  const char* hard;
  const char* soft;
};
void PrintTo(const OcspCase& c, std::ostream* out) { *out << c.name; }

class OcspAnswers : public RevocationTest, public testing::WithParamInterface<OcspCase> {};

TEST_P(OcspAnswers, AreBelievedOnlyWhenTheyAreTheIssuersAndCurrent) {
  answer_by_ocsp(GetParam().spec());
  EXPECT_EQ(check(Pki::get().by_ocsp), GetParam().hard);
  policy(false);
  EXPECT_EQ(check(Pki::get().by_ocsp), GetParam().soft);
}

OcspSpec between(Instant from, std::optional<Instant> until) { return {Says::good, from, until}; }

INSTANTIATE_TEST_SUITE_P(
    All, OcspAnswers,
    testing::Values(
        OcspCase{"GoodSignedByTheIssuer", [] { return saying(Says::good); }, "", ""},
        OcspCase{"GoodSignedByItsResponder", [] { return saying(Says::good, &Pki::get().responder); }, "",
                 ""},
        OcspCase{"GoodWithoutNonce",
                 [] {
                   auto spec = saying(Says::good);
                   spec.repeats_nonce = false;
                   return spec;
                 },
                 "", ""},
        OcspCase{"Revoked", [] { return saying(Says::revoked); }, "CERT-REVOKED", "CERT-REVOKED"},
        OcspCase{"RevokedSaysItsResponder", [] { return saying(Says::revoked, &Pki::get().responder); },
                 "CERT-REVOKED", "CERT-REVOKED"},
        OcspCase{"UnknownToTheResponder", [] { return saying(Says::unknown); }, "CERT-REVOKED",
                 "CERT-REVOKED"},
        OcspCase{"SignedByALeafThatIsNoResponder",
                 [] { return saying(Says::good, &Pki::get().no_responder); }, "CERT-REVOCATION", ""},
        OcspCase{"SignedByTheResponderOfTheSisterAuthority",
                 [] { return saying(Says::good, &Pki::get().sister); }, "CERT-REVOCATION", ""},
        OcspCase{"SignedByAResponderWhoseCertificateEnded",
                 [] { return saying(Says::good, &Pki::get().expired_responder); }, "CERT-REVOCATION", ""},
        OcspCase{"Expired", [] { return between(now() - days(2), now() - hours(1)); }, "CERT-REVOCATION", ""},
        OcspCase{"EndedWithinTheToleranceOfClocks",
                 [] { return between(now() - days(2), now() - minutes(2)); }, "", ""},
        OcspCase{"FromTheFuture", [] { return between(now() + hours(1), now() + days(1)); },
                 "CERT-REVOCATION", ""},
        OcspCase{"TooOldThoughStillInItsWindow", [] { return between(now() - days(11), now() + days(1)); },
                 "CERT-REVOCATION", ""},
        OcspCase{"NewWithoutNextUpdate", [] { return between(now() - minutes(10), std::nullopt); }, "", ""},
        OcspCase{"OldWithoutNextUpdate", [] { return between(now() - hours(2), std::nullopt); },
                 "CERT-REVOCATION", ""}),
    [](const auto& one) { return one.param.name; });

TEST_F(RevocationTest, AnswerToAnotherQuestionIsNone) {
  Bytes earlier;
  answer_by_ocsp(saying(Says::good));
  world->serves[kOcsp] = [&](BytesView request) {
    auto answer = Pki::get().access_points.ocsp_answer(request, saying(Says::good));
    if (earlier.empty()) earlier = *answer;
    return Result<Bytes>(earlier);
  };
  EXPECT_EQ(check(Pki::get().by_ocsp), "");
  policy(true);
  EXPECT_EQ(check(Pki::get().by_ocsp), "CERT-REVOCATION") << "another nonce";
  policy(true);
  EXPECT_EQ(check(Pki::get().by_both), "CERT-REVOCATION") << "another certificate";
}

TEST_F(RevocationTest, WhatIsNoAnswerIsNone) {
  for (const char* junk : {"", "junk", "0\x03\n\x01\x06", "0\x03\n\x01\x03"}) {
    policy(true);
    world->serves[kOcsp] = [junk](BytesView) { return Result<Bytes>(Bytes(junk)); };
    EXPECT_EQ(check(Pki::get().by_ocsp), "CERT-REVOCATION") << junk;
  }
}

TEST_F(RevocationTest, SilenceRefusesOrPassesAsThePolicySays) {
  EXPECT_EQ(check(Pki::get().by_ocsp), "CERT-REVOCATION");
  policy(false);
  EXPECT_EQ(check(Pki::get().by_ocsp), "");
  EXPECT_EQ(world->told, (std::vector<std::string>{"refused", "passed"}));
}

TEST_F(RevocationTest, SilenceIsToldOnceAnHour) {
  policy(false);
  EXPECT_EQ(check(Pki::get().by_none), "");
  EXPECT_EQ(check(Pki::get().by_none, now() + minutes(59)), "");
  EXPECT_EQ(world->told.size(), 1U);
  EXPECT_EQ(check(Pki::get().by_none, now() + minutes(60)), "");
  EXPECT_EQ(world->told.size(), 2U);
}

TEST_F(RevocationTest, CertificateThatNamesNoSourceIsUndecided) {
  EXPECT_EQ(check(Pki::get().by_none), "CERT-REVOCATION");
  policy(false);
  EXPECT_EQ(check(Pki::get().by_none), "");
  EXPECT_TRUE(world->asked.empty());
}

TEST_F(RevocationTest, ListDecidesWhereThereIsNoResponder) {
  serve_list(Pki::get().access_points, {Pki::get().by_ocsp});
  EXPECT_EQ(check(Pki::get().by_crl), "");
  policy(true);
  serve_list(Pki::get().access_points, {Pki::get().by_ocsp, Pki::get().by_crl});
  EXPECT_EQ(check(Pki::get().by_crl), "CERT-REVOKED");
}

TEST_F(RevocationTest, ListDecidesWhereTheResponderIsSilentOrIgnorant) {
  serve_list(Pki::get().access_points, {});
  EXPECT_EQ(check(Pki::get().by_both), "");
  policy(true);
  answer_by_ocsp(saying(Says::unknown));
  EXPECT_EQ(check(Pki::get().by_both), "");
  policy(true);
  serve_list(Pki::get().access_points, {Pki::get().by_both});
  EXPECT_EQ(check(Pki::get().by_both), "CERT-REVOKED");
}

TEST_F(RevocationTest, ListOfAnotherAuthorityOrOutOfItsTimeIsNone) {
  serve_list(Pki::get().publishers, {});
  EXPECT_EQ(check(Pki::get().by_crl), "CERT-REVOCATION");
  policy(true);
  serve_list(Pki::get().access_points, {}, now() - days(3), now() - days(1));
  EXPECT_EQ(check(Pki::get().by_crl), "CERT-REVOCATION") << "ended";
  policy(true);
  serve_list(Pki::get().access_points, {}, now() + days(1), now() + days(2));
  EXPECT_EQ(check(Pki::get().by_crl), "CERT-REVOCATION") << "not begun";
  policy(true);
  serve_list(Pki::get().access_points, {}, now() - days(30), now() + days(2));
  EXPECT_EQ(check(Pki::get().by_crl), "CERT-REVOCATION") << "too old";
  policy(true);
  Bytes changed = Pki::get().access_points.revocation_list({}, now(), now() + days(1));
  changed.back() = static_cast<char>(changed.back() ^ 1);
  world->serves[kCrl] = [changed](BytesView) { return Result<Bytes>(changed); };
  EXPECT_EQ(check(Pki::get().by_crl), "CERT-REVOCATION") << "its signature is broken";
}

TEST_F(RevocationTest, AnswerIsUsedUntilItIsToBeRefreshed) {
  answer_by_ocsp(saying(Says::good));
  EXPECT_EQ(check(Pki::get().by_ocsp), "");
  EXPECT_EQ(check(Pki::get().by_ocsp, now() + minutes(59)), "");
  EXPECT_EQ(world->asked.size(), 1U);
  EXPECT_EQ(check(Pki::get().by_ocsp, now() + minutes(61)), "");
  EXPECT_EQ(world->asked.size(), 2U);
}

TEST_F(RevocationTest, OneListServesAllItsCertificates) {
  serve_list(Pki::get().access_points, {});
  EXPECT_EQ(check(Pki::get().by_crl), "");
  EXPECT_EQ(check(Pki::get().access_points.issue(leaf("", kCrl)).key->certificate()), "");
  EXPECT_EQ(world->asked.size(), 1U);
}

TEST_F(RevocationTest, GoodAnswerOutlivesItsResponderUntilItsEnd) {
  answer_by_ocsp(saying(Says::good));
  EXPECT_EQ(check(Pki::get().by_ocsp), "");
  world->serves.clear();
  EXPECT_EQ(check(Pki::get().by_ocsp, now() + hours(11)), "");
  EXPECT_EQ(check(Pki::get().by_ocsp, now() + hours(13)), "CERT-REVOCATION");
}

TEST_F(RevocationTest, RevokedStaysRevokedWhenNobodyAnswersEvenIfSoft) {
  policy(false);
  answer_by_ocsp(saying(Says::revoked));
  EXPECT_EQ(check(Pki::get().by_ocsp), "CERT-REVOKED");
  world->serves.clear();
  EXPECT_EQ(check(Pki::get().by_ocsp, now() + days(30)), "CERT-REVOKED");
}

TEST_F(RevocationTest, OlderAnswerDoesNotReplaceANewerOne) {
  answer_by_ocsp(saying(Says::revoked));
  EXPECT_EQ(check(Pki::get().by_ocsp), "CERT-REVOKED");
  answer_by_ocsp(between(now() - hours(3), now() + hours(20)));
  EXPECT_EQ(check(Pki::get().by_ocsp, now() + hours(2)), "CERT-REVOKED");
  answer_by_ocsp(between(now() + hours(3), now() + hours(20)));
  EXPECT_EQ(check(Pki::get().by_ocsp, now() + hours(4)), "") << "taken back, by a newer word";
}

TEST_F(RevocationTest, SourceThatFailedIsLeftAloneForAWhile) {
  EXPECT_EQ(check(Pki::get().by_ocsp), "CERT-REVOCATION");
  EXPECT_EQ(check(Pki::get().by_ocsp, now() + std::chrono::seconds(30)), "CERT-REVOCATION");
  EXPECT_EQ(world->asked.size(), 1U);
  answer_by_ocsp(saying(Says::good));
  EXPECT_EQ(check(Pki::get().by_ocsp, now() + minutes(2)), "");
}

TEST_F(RevocationTest, BadAnswerAboutOneCertificateDoesNotSilenceTheResponderForOthers) {
  world->serves[kOcsp] = [](BytesView) { return Result<Bytes>(Bytes("junk")); };
  EXPECT_EQ(check(Pki::get().by_ocsp), "CERT-REVOCATION");
  answer_by_ocsp(saying(Says::good));
  EXPECT_EQ(check(Pki::get().by_both), "");
}

TEST_F(RevocationTest, ThreadsThatAskAtOnceAskOnce) {
  struct Gate : World {
    std::mutex mutex;
    std::condition_variable changed;
    int inside = 0;
    bool open = false;
    Result<Bytes> ask(const std::string& url, BytesView request, QuestionLimit limit) override {
      std::unique_lock lock(mutex);
      ++inside;
      changed.notify_all();
      changed.wait(lock, [&] { return open; });
      return World::ask(url, request, limit);
    }
  };
  const auto gate = std::make_shared<Gate>();
  world = gate;
  RevocationPolicy patient;
  patient.time_limit = std::chrono::minutes(2);
  revocation = std::make_unique<Revocation>(world, patient);
  answer_by_ocsp(saying(Says::good));
  std::vector<std::string> codes(4, "not done");
  std::vector<std::thread> threads;
  threads.reserve(codes.size());
  for (std::string& code : codes)
    threads.emplace_back([&, code = &code] { *code = check(Pki::get().by_ocsp); });
  {
    std::unique_lock lock(gate->mutex);
    gate->changed.wait(lock, [&] { return gate->inside > 0; });
    gate->open = true;
    gate->changed.notify_all();
  }
  for (std::thread& one : threads) one.join();
  EXPECT_EQ(codes, std::vector<std::string>(4, ""));
  EXPECT_EQ(gate->asked.size(), 1U);
}

TEST_F(RevocationTest, TrustStoreAsksAfterChainAndUsage) {
  serve_list(Pki::get().access_points, {Pki::get().by_crl});
  const auto trust = TrustStore::make({Pki::get().access_points.certificate(), Pki::get().root.certificate()},
                                      std::make_shared<Revocation>(world, RevocationPolicy{}))
                         .value();
  const auto code = [&](const Certificate& one, Purpose purpose) {
    const auto result = trust->verify(one, now(), purpose);
    return result ? "" : result.error().code;
  };
  LeafSpec unfit = leaf("", kCrl);
  unfit.key_encipherment = false;
  EXPECT_EQ(code(Pki::get().access_points.issue(unfit).key->certificate(), Purpose::encryption),
            "CERT-USAGE");
  EXPECT_EQ(code(Pki::get().publishers.issue(leaf("", kCrl)).key->certificate(), Purpose::signing),
            "CERT-UNTRUSTED");
  EXPECT_TRUE(world->asked.empty()) << "nobody is asked about strangers";
  EXPECT_EQ(code(Pki::get().by_crl, Purpose::signing), "CERT-REVOKED");
  EXPECT_EQ(code(Pki::get().access_points.issue(leaf("", kCrl)).key->certificate(), Purpose::encryption), "");
}

TEST_F(RevocationTest, LeafOfARevokedIssuingAuthorityIsRefused) {
  const TestAuthority fallen = Pki::get().root.issue_authority("FALLEN CA", now() - days(100),
                                                               now() + days(900), "http://crl.test/root.crl");
  const Certificate one = fallen.issue(leaf("", kCrl)).key->certificate();
  serve_list(fallen, {});
  const auto code = [&](const std::vector<Certificate>& revoked) {
    world->serves["http://crl.test/root.crl"] =
        [list = Pki::get().root.revocation_list(revoked, now(), now() + days(1))](BytesView) {
          return Result<Bytes>(list);
        };
    const auto trust = TrustStore::make({fallen.certificate(), Pki::get().root.certificate()},
                                        std::make_shared<Revocation>(world, RevocationPolicy{}))
                           .value();
    const auto result = trust->verify(one, now(), Purpose::signing);
    return result ? "" : result.error().code;
  };
  EXPECT_EQ(code({}), "");
  EXPECT_EQ(code({fallen.certificate()}), "CERT-REVOKED");
}

TEST(Certificate, NamesWhereItsStatusIsTold) {
  EXPECT_EQ(Pki::get().by_both.ocsp_urls(), std::vector<std::string>{kOcsp});
  EXPECT_EQ(Pki::get().by_both.crl_urls(), std::vector<std::string>{kCrl});
  EXPECT_TRUE(Pki::get().by_none.ocsp_urls().empty());
  EXPECT_TRUE(Pki::get().by_none.crl_urls().empty());
  EXPECT_TRUE(Pki::get().access_points.issue(leaf("ldap://x.test/")).key->certificate().ocsp_urls().empty());
}

}  // namespace
}  // namespace quittance::keys
