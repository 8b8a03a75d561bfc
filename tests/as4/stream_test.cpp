// Messages that do not lie in memory: read in pieces, kept where they are told to, and refused as small ones
// are.
#include <gtest/gtest.h>

#include <algorithm>

#include "as4/attachments.h"
#include "tests/as4/forge.h"
#include "tests/support/crumbs.h"

namespace quittance::as4::test {
namespace {

using quittance::test::in_crumbs;

/// Counts what is kept, and has only so much room.
class SmallSpool : public Spool {
 public:
  explicit SmallSpool(std::uint64_t room) : room_(room) {}
  [[nodiscard]] std::unique_ptr<BodyWriter> start() const override { return std::make_unique<Writer>(*this); }
  mutable std::uint64_t written = 0;
  mutable std::size_t largest_piece = 0;

 private:
  struct Writer : BodyWriter {
    explicit Writer(const SmallSpool& spool) : spool(spool) {}
    Result<void> write(BytesView piece) override {
      spool.written += piece.size();
      spool.largest_piece = std::max(spool.largest_piece, piece.size());
      if (spool.written > spool.room_) return Error{"SPOOL-FULL", Retry::later, "no space"};
      bytes += piece;
      return {};
    }
    Result<Body> finish() override {
      return Body::stored(std::make_shared<quittance::test::Crumbs>(bytes), bytes.size());
    }
    const SmallSpool& spool;
    Bytes bytes;
  };
  std::uint64_t room_;
};

/// Half a megabyte that gzip cannot make small.
Bytes noise() {
  Bytes bytes(512 << 10, '\0');
  std::uint32_t state = 1;
  for (char& c : bytes) c = static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
  return bytes;
}

struct Streams : testing::Test {
  keys::KeyStore keys = keys::KeyStore::make({World::get().receiver}).value();
  std::variant<VerifiedMessage, Refusal> open(const std::string& type, const Body& body, const Spool& spool) {
    return receive(type, body, {keys, *World::get().trust, {}, spool}, now());
  }
  static Message built(const Body& payload, const Spool& spool) {
    quittance::test::FakeRandom random(1);
    return build(outbound(), payload, *World::get().sender, World::get().receiver->certificate(), random,
                 spool)
        .value();
  }
};

TEST_F(Streams, AMessageIsTheSameWhereverItsPayloadLies) {
  const Bytes payload = noise();
  const SmallSpool spool(UINT64_MAX);
  const Message streamed = built(in_crumbs(payload, 1000), spool);
  EXPECT_FALSE(streamed.body.in_memory());
  const Message held = built(payload, kInMemory);
  EXPECT_EQ(streamed.body.size(), held.body.size());
  EXPECT_EQ(read_sent(streamed)->references, read_sent(held)->references);
}

TEST_F(Streams, APayloadGoesThroughInPiecesAndIsTheOneThatWasSent) {
  const Bytes payload = noise();
  const SmallSpool spool(UINT64_MAX);
  const Message sent = built(in_crumbs(payload, Body::kPiece), spool);
  const auto opened = open(sent.content_type, sent.body, spool);
  ASSERT_TRUE(std::holds_alternative<VerifiedMessage>(opened)) << std::get<Refusal>(opened).reason;
  EXPECT_TRUE(*std::get<VerifiedMessage>(opened).payloads()[0].content.load() == payload);
  EXPECT_LE(spool.largest_piece, Body::kPiece);
}

TEST_F(Streams, WhereverAMessageIsCutIntoPiecesItReadsTheSame) {
  const Entity sent = message();
  for (const std::size_t size : {1, 2, 3, 7, 64, 1000}) {
    const auto opened = open(sent.content_type, in_crumbs(sent.body, size), kInMemory);
    ASSERT_TRUE(std::holds_alternative<VerifiedMessage>(opened)) << size << std::get<Refusal>(opened).reason;
    EXPECT_EQ(*std::get<VerifiedMessage>(opened).payloads()[0].content.load(), payload());
  }
}

TEST_F(Streams, NothingOfAStrangersPayloadIsKept) {
  Forge forge;
  forge.signer = World::get().stranger;
  const Entity request = forge.make();
  const SmallSpool spool(UINT64_MAX);
  EXPECT_EQ(std::get<Refusal>(open(request.content_type, request.body, spool)).error->code, "EBMS:0101");
  EXPECT_EQ(spool.written, 0U);
}

TEST_F(Streams, WithoutRoomTheAnswerIsToComeAgain) {
  const Entity request = message();
  for (const std::uint64_t room : {0, 1, 200}) {  // while decrypting, and while decompressing
    const SmallSpool spool(room);
    const auto refused = std::get<Refusal>(open(request.content_type, request.body, spool));
    EXPECT_TRUE(refused.undecided) << room;
  }
}

TEST_F(Streams, ABombFillsNoMoreThanTheLimitsAllow) {
  Forge forge;
  forge.content = gzip(Bytes(50 << 20, '0'));
  const Entity request = forge.make();
  const SmallSpool spool(UINT64_MAX);
  EXPECT_EQ(std::get<Refusal>(open(request.content_type, request.body, spool)).error->code, "EBMS:0303");
  const Limits limits;
  EXPECT_LE(spool.written,
            forge.content.size() + forge.content.size() * limits.ratio + limits.ratio_free_bytes);
}

TEST_F(Streams, AChangedOctetFarBehindIsFoundBeforeAnythingIsHandedOn) {
  const SmallSpool spool(UINT64_MAX);
  const Message sent = built(noise(), kInMemory);
  Bytes body = sent.body.load().value();
  body[body.size() - 1000] ^= 1;
  EXPECT_EQ(std::get<Refusal>(open(sent.content_type, body, spool)).error->code, "EBMS:0102");
}

TEST_F(Streams, LinesOfAnUncompressedTextAreDigestedAcrossPieces) {
  const Bytes text = "one\r\ntwo\nthree\rfour\r\n\r\rfive";
  const auto reference = reference_to_attachment("x@y", "one\r\ntwo\r\nthree\r\nfour\r\n\r\n\r\nfive");
  for (const std::size_t size : {1, 2, 3, 5, 100})
    EXPECT_TRUE(*content_matches({in_crumbs(text, size), keys::sha256(text)}, "text/plain", reference, {}))
        << size;
}

TEST_F(Streams, CanonicalFormsAreMadeOfSmallXmlOnly) {
  const Bytes xml = "<a  b='1'/>";
  const auto reference = reference_to_attachment("x@y", "<a b=\"1\"></a>");
  const Content content{xml, keys::sha256(xml)};
  Limits limits;
  EXPECT_TRUE(*content_matches(content, "application/xml", reference, limits));
  limits.canonical_bytes = xml.size() - 1;
  EXPECT_EQ(content_matches(content, "application/xml", reference, limits).error().code, "EBMS:0004");
  // Whose octets are digested as they are needs none.
  EXPECT_TRUE(*content_matches(content, "application/xml", reference_to_attachment("x@y", xml), limits));
}

TEST(Gzip, GivesTheSameInWhateverPiecesItsInputLies) {
  const Bytes text = noise() + Bytes(100'000, 'x') + "end";
  for (const std::size_t size : {1000, 65536}) {
    Bytes packed, plain;
    const auto into = [](Bytes& all) {
      return [&all](BytesView piece) -> Result<void> {
        all += piece;
        return {};
      };
    };
    ASSERT_TRUE(gzip(in_crumbs(text, size), into(packed)));
    EXPECT_TRUE(packed == gzip(text));
    ASSERT_TRUE(gunzip(in_crumbs(packed, size), {}, into(plain)));
    EXPECT_TRUE(plain == text);
  }
}

}  // namespace
}  // namespace quittance::as4::test
