// Every attack of the tables on a whole gateway: the answer is the signed error its sender is to be told, and
// nothing was done: no file, no row, no blob.
#include "tests/as4/attacks_by_wrapping.h"
#include "tests/as4/attacks_on_encryption.h"
#include "tests/as4/attacks_on_mime.h"
#include "tests/as4/attacks_on_signature.h"
#include "tests/as4/attacks_on_structure.h"
#include "tests/gateway/serve/as4_receiving.h"

namespace quittance::serve {
namespace {

using as4::test::Attack;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

struct AttackedGateway : As4Receiving {
  /// Each attack of the table is one request, all on one gateway.
  void suffer(const std::vector<Attack>& attacks) {
    std::size_t refused = 0;
    for (const Attack& attack : attacks) {
      if (attack.code.empty()) continue;
      SCOPED_TRACE(attack.name);
      auto bent = forge({.message_id = "m-1@quittance.test"});
      attack.bend(bent);
      const std::string answer = post(bent.make());
      EXPECT_EQ(http::status_line(answer), "HTTP/1.1 200 OK");
      EXPECT_THAT(answer, HasSubstr("errorCode=\"" + attack.code + "\""));
      EXPECT_THAT(answer, Not(HasSubstr("<eb:Receipt")));
      ++refused;
    }
    EXPECT_EQ(refusals.size(), refused);
    expect_nothing_was_done();
  }
  void expect_nothing_was_done() {
    settle();
    EXPECT_THAT(files("inbox"), IsEmpty());
    EXPECT_THAT(files("quarantine"), IsEmpty());
    EXPECT_TRUE(keeps_nothing());
    EXPECT_THAT(store->queue({"", {}, 10}).value(), IsEmpty());
  }
};

TEST_F(AttackedGateway, KeepsNothingOfABentStructure) { suffer(as4::test::kStructureAttacks); }
TEST_F(AttackedGateway, KeepsNothingOfABentHeader) { suffer(as4::test::kHeaderAttacks); }
TEST_F(AttackedGateway, KeepsNothingOfBentMime) { suffer(as4::test::kMimeAttacks); }
TEST_F(AttackedGateway, KeepsNothingOfWhatIsOtherThanWhatWasSigned) { suffer(as4::test::kCanonicalAttacks); }
TEST_F(AttackedGateway, KeepsNothingOfAWrappedSignature) { suffer(as4::test::kWrappingAttacks); }
TEST_F(AttackedGateway, KeepsNothingOfAnyWrapping) { suffer(as4::test::wrapping_family()); }
TEST_F(AttackedGateway, KeepsNothingOfWeakAlgorithms) { suffer(as4::test::kAlgorithmsAttacks); }
TEST_F(AttackedGateway, KeepsNothingOfWrongKeys) { suffer(as4::test::kKeysAttacks); }
TEST_F(AttackedGateway, KeepsNothingOfBentEncryption) { suffer(as4::test::kEncryptionAttacks); }
TEST_F(AttackedGateway, KeepsNothingOfBentPayloads) { suffer(as4::test::kPayloadsAttacks); }

}  // namespace
}  // namespace quittance::serve
