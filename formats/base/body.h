// Octets of any number that are read in pieces, wherever they lie: in memory, in a file, or some here and
// some there. What carries documents and messages through the house, so that a large one costs no more memory
// than a small one.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "formats/base/bytes.h"
#include "formats/base/result.h"

namespace quittance {

/// Octets that lie outside of memory and do not change. Any thread.
class BodySource {
 public:
  virtual ~BodySource() = default;
  /// Fills `to` with `count` octets from `offset`. Fails with BODY-READ, also when there are not as many.
  virtual Result<void> read(std::uint64_t offset, char* to, std::size_t count) const = 0;
};

/// A sequence of octets. Copying shares them; a part of one, or several behind one another, are views of the
/// same octets. Octets in memory are handed out as they lie there, others through a buffer of the reader's.
class Body {
 public:
  /// What is read of a source at once, at most.
  static constexpr std::size_t kPiece = std::size_t{64} << 10;

  Body() = default;
  Body(Bytes bytes);                             // NOLINT(google-explicit-constructor)
  Body(const char* text) : Body(Bytes(text)) {}  // NOLINT(google-explicit-constructor)
  /// Not copied: the octets must outlive it and all that is made of it.
  static Body borrowed(BytesView bytes);
  static Body stored(std::shared_ptr<const BodySource> source, std::uint64_t size);

  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  /// Octets [offset, offset + size), as far as there are any.
  [[nodiscard]] Body range(std::uint64_t offset, std::uint64_t size = UINT64_MAX) const;
  /// Puts another one behind this.
  Body& append(const Body& other);

  /// Whether view() may be asked: all octets lie in memory, one behind the other.
  [[nodiscard]] bool in_memory() const {
    return segments_.empty() || (segments_.size() == 1 && !segments_[0].source);
  }
  [[nodiscard]] BytesView view() const;

  /// The octets from `offset` on, as many as can be had at once, at least one; none at the end. Valid as long
  /// as this Body and until the buffer is used again. Fails with the codes of the source.
  Result<BytesView> piece(std::uint64_t offset, Bytes& buffer) const;
  /// All pieces in order. Stops at the first failure, of the source or of `each`.
  Result<void> for_each(const std::function<Result<void>(BytesView)>& each) const;
  /// All octets in memory. Fails with BODY-SIZE when there are more than `at_most`.
  Result<Bytes> load(std::uint64_t at_most = UINT64_MAX) const;
  /// The same without copying what lies in one piece in memory already: a view of this Body, or of the
  /// buffer.
  Result<BytesView> whole(Bytes& buffer) const;
  /// Where `text` begins first at or after `from`; kNowhere when it does not.
  static constexpr std::uint64_t kNowhere = UINT64_MAX;
  Result<std::uint64_t> find(BytesView text, std::uint64_t from = 0) const;

 private:
  struct Segment {
    std::shared_ptr<const BodySource> source;  ///< nullptr: in memory
    std::shared_ptr<const Bytes> owner;        ///< of octets in memory, unless they are borrowed
    BytesView bytes;
    std::uint64_t offset = 0;  ///< in the source
    std::uint64_t size = 0;
  };
  explicit Body(Segment segment);

  std::vector<Segment> segments_;
  std::uint64_t size_ = 0;
};

/// Takes octets piece by piece that become a Body.
class BodyWriter {
 public:
  virtual ~BodyWriter() = default;
  /// Fails with SPOOL-FULL or SPOOL, both worth another try later; it is then of no more use.
  virtual Result<void> write(BytesView piece) = 0;
  /// Ends it. Once.
  virtual Result<Body> finish() = 0;
};

/// Keeps what is under way for as long as somebody has it: a little in memory, more on disk. Any thread.
class Spool {
 public:
  virtual ~Spool() = default;
  [[nodiscard]] virtual std::unique_ptr<BodyWriter> start() const = 0;
};

/// For those who have no disk to use, and only ever small bodies or one at a time.
class MemorySpool : public Spool {
 public:
  [[nodiscard]] std::unique_ptr<BodyWriter> start() const override;
};

}  // namespace quittance
