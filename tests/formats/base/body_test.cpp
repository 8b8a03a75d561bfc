#include "formats/base/body.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace quittance {
namespace {

/// Octets that must be asked for, and can be refused.
class FakeSource : public BodySource {
 public:
  explicit FakeSource(Bytes bytes) : bytes_(std::move(bytes)) {}
  Result<void> read(std::uint64_t offset, char* to, std::size_t count) const override {
    largest = std::max(largest, count);
    if (offset + count > bytes_.size()) return Error{"BODY-READ", Retry::later, "cut"};
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(offset), count, to);
    return {};
  }
  mutable std::size_t largest = 0;

 private:
  Bytes bytes_;
};

Body stored(const Bytes& bytes) { return Body::stored(std::make_shared<FakeSource>(bytes), bytes.size()); }

TEST(Body, OfMemoryIsHandedOutAsItLiesThere) {
  const Bytes text = "some octets";
  const Body body = Body::borrowed(text);
  Bytes buffer;
  EXPECT_EQ(body.piece(5, buffer)->data(), text.data() + 5);
  EXPECT_EQ(body.view().data(), text.data());
}

TEST(Body, JoinsWhatLiesInDifferentPlaces) {
  Body body = "head ";
  body.append(stored("from a file")).append(" tail");
  EXPECT_FALSE(body.in_memory());
  EXPECT_EQ(body.size(), 21U);
  EXPECT_EQ(*body.load(), "head from a file tail");
  EXPECT_EQ(*body.range(3, 8).load(), "d from a");
  EXPECT_EQ(*body.range(15).load(), "e tail");
  EXPECT_EQ(body.range(21).size(), 0U);
  EXPECT_EQ(*body.append(body).load(), "head from a file tailhead from a file tail");
}

TEST(Body, IsReadFromItsSourceInBoundedPieces) {
  const Bytes large(3 * Body::kPiece + 17, 'x');
  const auto source = std::make_shared<FakeSource>(large);
  const Body body = Body::stored(source, large.size());
  EXPECT_EQ(*body.load(), large);
  EXPECT_EQ(source->largest, Body::kPiece);
  EXPECT_EQ(body.load(large.size() - 1).error().code, "BODY-SIZE");
}

TEST(Body, TellsWhenItsSourceFails) {
  const Body body = Body::stored(std::make_shared<FakeSource>("short"), 10);
  EXPECT_EQ(body.load().error().code, "BODY-READ");
  EXPECT_EQ(body.find("x").error().code, "BODY-READ");
}

TEST(Body, FindsTextAcrossTheSeamsOfItsPieces) {
  const Bytes text = "\r\n--cut";
  for (std::size_t before : {Body::kPiece - 3, Body::kPiece - 7, Body::kPiece, std::size_t{0}}) {
    const Body body = stored(Bytes(before, '-') + text + "rest");
    EXPECT_EQ(*body.find(text), before) << before;
    EXPECT_EQ(*body.find(text, before + 1), Body::kNowhere) << before;
  }
  Body pieces;
  for (const char* each : {"a", "b", "ca", "b", "d"}) pieces.append(each);
  EXPECT_EQ(*pieces.find("abd"), 3U);
  EXPECT_EQ(*pieces.find("bca"), 1U);
  EXPECT_EQ(*pieces.find("d"), 5U);
  EXPECT_EQ(*pieces.find("abcabda"), Body::kNowhere);
}

TEST(MemorySpool, KeepsWhatIsWritten) {
  const auto writer = MemorySpool().start();
  ASSERT_TRUE(writer->write("one "));
  ASSERT_TRUE(writer->write("two"));
  EXPECT_EQ(writer->finish()->view(), "one two");
}

}  // namespace
}  // namespace quittance
