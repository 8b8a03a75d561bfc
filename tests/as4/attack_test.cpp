// What must not get in: each attack of the tables has its answer, and no private key is used for strangers.
#include "tests/as4/attacks_by_wrapping.h"
#include "tests/as4/attacks_on_encryption.h"
#include "tests/as4/attacks_on_mime.h"
#include "tests/as4/attacks_on_signature.h"
#include "tests/as4/attacks_on_structure.h"

namespace quittance::as4::test {
namespace {

class Attacks : public testing::TestWithParam<Attack> {};

TEST_P(Attacks, AreAnsweredWithTheirCodeAndTouchNoKeyForStrangers) { expect_answered(GetParam()); }

INSTANTIATE_TEST_SUITE_P(Structure, Attacks, testing::ValuesIn(kStructureAttacks), name_of);
INSTANTIATE_TEST_SUITE_P(Header, Attacks, testing::ValuesIn(kHeaderAttacks), name_of);
INSTANTIATE_TEST_SUITE_P(Canonical, Attacks, testing::ValuesIn(kCanonicalAttacks), name_of);
INSTANTIATE_TEST_SUITE_P(Mime, Attacks, testing::ValuesIn(kMimeAttacks), name_of);
INSTANTIATE_TEST_SUITE_P(Wrapping, Attacks, testing::ValuesIn(kWrappingAttacks), name_of);
INSTANTIATE_TEST_SUITE_P(WrappingFamily, Attacks, testing::ValuesIn(wrapping_family()), name_of);
INSTANTIATE_TEST_SUITE_P(Algorithms, Attacks, testing::ValuesIn(kAlgorithmsAttacks), name_of);
INSTANTIATE_TEST_SUITE_P(Keys, Attacks, testing::ValuesIn(kKeysAttacks), name_of);
INSTANTIATE_TEST_SUITE_P(Encryption, Attacks, testing::ValuesIn(kEncryptionAttacks), name_of);
INSTANTIATE_TEST_SUITE_P(Payloads, Attacks, testing::ValuesIn(kPayloadsAttacks), name_of);

/// Every way a decryption can fail: the key is not ours, is noise, has another length; the content was bent.
const std::vector<std::function<void(Forge&)>> kUndecryptable{
    [](Forge& forge) { forge.sealed = [](std::string& part) { part.back() ^= 1; }; },
    [](Forge& forge) { forge.sealed = [](std::string& part) { part.front() ^= 1; }; },
    [](Forge& forge) { forge.sealed = [](std::string& part) { part[part.size() / 2] ^= 1; }; },
    [](Forge& forge) { forge.sealed = [](std::string& part) { part.resize(27); }; },
    [](Forge& forge) { forge.sealed = [](std::string& part) { part.clear(); }; },
    [](Forge& forge) { forge.content_key = Bytes(24, 'k'); },
    [](Forge& forge) { forge.content_key = Bytes(32, 'k'); },
    [](Forge& forge) { forge.content_key = Bytes(1, 'k'); },
    [](Forge& forge) { forge.receiver = World::get().third->certificate(); },
    [](Forge& forge) {
      forge.soap = [](std::string& text) {
        swap(text, piece(text, "<xenc:CipherValue>", "</xenc:CipherValue>"),
             "<xenc:CipherValue>AAAA</xenc:CipherValue>");
      };
    },
    [](Forge& forge) {
      forge.soap = [](std::string& text) {
        swap(text, piece(text, "<xenc:CipherValue>", "</xenc:CipherValue>"),
             "<xenc:CipherValue>" + to_base64(Bytes(256, 'n')) + "</xenc:CipherValue>");
      };
    }};

TEST(UniformDecryption, EveryFailureIsAnsweredOctetForOctetTheSame) {
  std::set<std::string> answers, reasons;
  const auto store = keys::KeyStore::make({World::get().receiver}).value();
  for (const auto& bend : kUndecryptable) {
    Forge forge;
    bend(forge);
    const Entity request = forge.make();
    const auto result = receive(request.content_type, request.body, {store, *World::get().trust}, now());
    const auto& refusal = std::get<Refusal>(result);
    quittance::test::FakeRandom same(3);
    answers.insert(make_error(refusal, {"e-1@receiver.test", now()}, *World::get().receiver, same)->body);
    reasons.insert(refusal.reason);
  }
  EXPECT_EQ(answers.size(), 1U);
  EXPECT_THAT(*answers.begin(), testing::HasSubstr("errorCode=\"EBMS:0102\""));
  EXPECT_EQ(reasons.size(), 1U);
}

TEST(UniformDecryption, AWrongKeyIsFoundOutNoEarlierThanAWrongTag) {
  // What was unwrapped badly is replaced by noise, and the content is tried with that: one way to fail, at
  // one place.
  const auto unwraps = [](const std::function<void(Forge&)>& bend) {
    Forge forge;
    bend(forge);
    const Entity request = forge.make();
    const auto key = std::make_shared<CountingKey>(World::get().receiver);
    const auto store = keys::KeyStore::make({key}).value();
    (void)receive(request.content_type, request.body, {store, *World::get().trust}, now());
    return key->unwraps;
  };
  for (std::size_t i = 0; i < kUndecryptable.size(); ++i)
    EXPECT_EQ(unwraps(kUndecryptable[i]), i == 8 ? 0 : 1) << i;  // 8: for a key that is not ours to use
}

}  // namespace
}  // namespace quittance::as4::test
