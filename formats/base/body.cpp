#include "formats/base/body.h"

#include <algorithm>
#include <cassert>

namespace quittance {

namespace {

class MemoryWriter : public BodyWriter {
 public:
  Result<void> write(BytesView piece) override {
    bytes_.append(piece);
    return {};
  }
  Result<Body> finish() override { return Body(std::move(bytes_)); }

 private:
  Bytes bytes_;
};

}  // namespace

Body::Body(Segment segment) : size_(segment.size) {
  if (size_ > 0) segments_.push_back(std::move(segment));
}

Body::Body(Bytes bytes) {
  auto owner = std::make_shared<const Bytes>(std::move(bytes));
  const BytesView view = *owner;
  *this = Body(Segment{nullptr, std::move(owner), view, 0, view.size()});
}

Body Body::borrowed(BytesView bytes) { return Body(Segment{nullptr, nullptr, bytes, 0, bytes.size()}); }

Body Body::stored(std::shared_ptr<const BodySource> source, std::uint64_t size) {
  return Body(Segment{std::move(source), nullptr, {}, 0, size});
}

Body Body::range(std::uint64_t offset, std::uint64_t size) const {
  Body part;
  for (const Segment& segment : segments_) {
    if (size == 0) break;
    if (offset >= segment.size) {
      offset -= segment.size;
      continue;
    }
    Segment cut = segment;
    cut.size = std::min(size, segment.size - offset);
    if (segment.source)
      cut.offset += offset;
    else
      cut.bytes = segment.bytes.substr(offset, cut.size);
    size -= cut.size;
    part.size_ += cut.size;
    part.segments_.push_back(std::move(cut));
    offset = 0;
  }
  return part;
}

Body& Body::append(const Body& other) {
  const auto count = other.segments_.size();  // `other` may be this one
  segments_.reserve(segments_.size() + count);
  for (std::size_t i = 0; i < count; ++i) segments_.push_back(other.segments_[i]);
  size_ += other.size_;
  return *this;
}

BytesView Body::view() const {
  assert(in_memory());
  return segments_.empty() ? BytesView{} : segments_.front().bytes;
}

Result<BytesView> Body::piece(std::uint64_t offset, Bytes& buffer) const {
  for (const Segment& segment : segments_) {
    if (offset >= segment.size) {
      offset -= segment.size;
      continue;
    }
    if (!segment.source) return segment.bytes.substr(offset);
    buffer.resize(std::min<std::uint64_t>(kPiece, segment.size - offset));
    auto read = segment.source->read(segment.offset + offset, buffer.data(), buffer.size());
    if (!read) return read.error();
    return BytesView(buffer);
  }
  return BytesView{};
}

Result<void> Body::for_each(const std::function<Result<void>(BytesView)>& each) const {
  Bytes buffer;
  for (std::uint64_t at = 0; at < size_;) {
    const auto part = piece(at, buffer);
    if (!part) return part.error();
    if (auto done = each(*part); !done) return done;
    at += part->size();
  }
  return {};
}

Result<Bytes> Body::load(std::uint64_t at_most) const {
  if (size_ > at_most)
    return Error{"BODY-SIZE", Retry::never, "more than " + std::to_string(at_most) + " octets"};
  Bytes all;
  all.reserve(size_);
  auto loaded = for_each([&](BytesView part) -> Result<void> {
    all.append(part);
    return {};
  });
  if (!loaded) return loaded.error();
  return all;
}

Result<BytesView> Body::whole(Bytes& buffer) const {
  if (in_memory()) return view();
  auto all = load();
  if (!all) return all.error();
  buffer = std::move(all).value();
  return BytesView(buffer);
}

Result<std::uint64_t> Body::find(BytesView text, std::uint64_t from) const {
  Bytes buffer, seam;  // seam: what may be the beginning of `text` at the end of the pieces before
  for (std::uint64_t at = from; at < size_;) {
    const auto part = piece(at, buffer);
    if (!part) return part.error();
    if (!seam.empty()) {
      const std::size_t before = seam.size();
      seam.append(part->substr(0, text.size() - 1));
      if (const auto found = seam.find(text); found != Bytes::npos) return at - before + found;
    }
    if (const auto found = part->find(text); found != BytesView::npos) return at + found;
    at += part->size();
    if (part->size() >= text.size())
      seam = part->substr(part->size() - (text.size() - 1));
    else if (seam.size() >= text.size())
      seam.erase(0, seam.size() - (text.size() - 1));
    else if (seam.empty())
      seam = *part;
  }
  return kNowhere;
}

std::unique_ptr<BodyWriter> MemorySpool::start() const { return std::make_unique<MemoryWriter>(); }

}  // namespace quittance
