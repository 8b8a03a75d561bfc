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

TEST(UniformDecryption, EveryFailureLooksTheSameToThePeerAndToTheLog) {
  std::set<std::string> answers;
  const std::vector<std::function<void(Forge&)>> failures{
      [](Forge& forge) { forge.sealed = [](std::string& part) { part.back() ^= 1; }; },
      [](Forge& forge) { forge.sealed = [](std::string& part) { part.clear(); }; },
      [](Forge& forge) { forge.content_key = Bytes(24, 'k'); }, soap([](std::string& text) {
        swap(text, piece(text, "<xenc:CipherValue>", "</xenc:CipherValue>"),
             "<xenc:CipherValue>AAAA</xenc:CipherValue>");
      })};
  for (const auto& bend : failures) {
    Forge forge;
    bend(forge);
    const Entity request = forge.make();
    const auto store = keys::KeyStore::make({World::get().receiver}).value();
    const auto result = receive(request.content_type, request.body, {store, *World::get().trust}, now());
    const auto& refusal = std::get<Refusal>(result);
    answers.insert(std::string(refusal.error->code) + refusal.error_detail + refusal.reason +
                   refusal.message_id);
  }
  EXPECT_EQ(answers.size(), 1U);
}

}  // namespace
}  // namespace quittance::as4::test
