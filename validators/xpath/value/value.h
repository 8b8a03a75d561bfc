// The values of XPath: items and sequences of them. All are small and copied freely; what does not fit (text,
// big decimals, dates, lists) lies in an Arena or in a Tree, which must outlive the value.
#pragma once

#include <cassert>
#include <cstdint>
#include <span>
#include <string_view>

#include "formats/xml/tree.h"
#include "validators/xpath/value/arena.h"
#include "validators/xpath/value/type.h"

namespace quittance {
class Decimal;
}

namespace quittance::xpath {

struct DateTime;  ///< datetime.h: value of xs:dateTime, xs:date, xs:time and the xs:g… types
struct Failure;   ///< failure.h: why there is no value
struct Duration;  ///< datetime.h: value of xs:duration and the two derived from it

/// Value of xs:QName and xs:NOTATION. Compared by uri and local.
struct QName {
  std::string_view uri;
  std::string_view local;
  std::string_view prefix;
};

/// Number of a tree in its Evaluation: 0 is the document under validation, others come by document().
using TreeNumber = std::uint16_t;

/// A node or an atomic value: 16 octets, trivially copied. Which accessor may be called depends on type().
class Item {
 public:
  Item() = default;

  static Item node(TreeNumber tree, xml::NodeId id) { return {Type::node, 0, tree, id, std::int64_t{0}}; }
  /// The `ordinal`th (from 0) binding in scope of an element, in the order of namespaces.h.
  static Item namespace_node(TreeNumber tree, xml::NodeId element, std::int64_t ordinal) {
    return {Type::namespace_node, 0, tree, element, ordinal};
  }
  static Item boolean(bool value) { return {Type::boolean, 0, 0, 0, std::int64_t{value}}; }
  /// Any type of the integer family; the caller has checked the range.
  static Item integer(std::int64_t value, Type t = Type::integer) { return {t, 0, 0, 0, value}; }
  /// unscaled × 10^-scale. Trailing zeros are allowed.
  static Item decimal(std::int64_t unscaled, std::uint8_t scale) {
    return {Type::decimal, scale, 0, 0, unscaled};
  }
  /// A decimal or integer that does not fit into 64 bits; `value` lies in an arena.
  static Item big(const Decimal* value, Type t) { return {t, kBig, 0, 0, value}; }
  /// xs:double; xs:float is held as the double of the same value.
  static Item floating(double value, Type t = Type::double_) { return {t, 0, 0, 0, value}; }
  /// The string family, untypedAtomic, anyURI; with hexBinary and base64Binary the octets themselves.
  static Item text(std::string_view value, Type t = Type::string) {
    return {t, 0, 0, static_cast<std::uint32_t>(value.size()), value.data()};
  }
  static Item moment(const DateTime* value, Type t) { return {t, 0, 0, 0, value}; }
  static Item duration(const Duration* value, Type t) { return {t, 0, 0, 0, value}; }
  /// No item: what took the place of a value that could not be had (Variable::Kind::fallible).
  static Item failure(const Failure* why) { return {Type::none, 0, 0, 0, static_cast<const void*>(why)}; }
  static Item qname(const QName* value, Type t = Type::qname) { return {t, 0, 0, 0, value}; }

  [[nodiscard]] Type type() const { return type_; }
  [[nodiscard]] bool absent() const { return type_ == Type::none; }
  [[nodiscard]] bool is_node() const { return xpath::is_node(type_); }

  [[nodiscard]] TreeNumber tree() const { return tree_; }
  /// Of a namespace node: its element.
  [[nodiscard]] xml::NodeId id() const { return word_; }
  [[nodiscard]] std::int64_t ordinal() const { return payload_.integer; }

  [[nodiscard]] bool boolean() const { return payload_.integer != 0; }
  /// Does a decimal or integer lie outside the item?
  [[nodiscard]] bool is_big() const { return scale_ == kBig; }
  [[nodiscard]] std::int64_t integer() const { return payload_.integer; }
  [[nodiscard]] std::int64_t unscaled() const { return payload_.integer; }
  [[nodiscard]] std::uint8_t scale() const { return scale_; }  ///< 0 for integers
  [[nodiscard]] const Decimal& big() const { return *static_cast<const Decimal*>(payload_.pointer); }
  [[nodiscard]] double floating() const { return payload_.floating; }
  [[nodiscard]] std::string_view text() const { return {static_cast<const char*>(payload_.pointer), word_}; }
  [[nodiscard]] const DateTime& moment() const { return *static_cast<const DateTime*>(payload_.pointer); }
  [[nodiscard]] const Duration& duration() const { return *static_cast<const Duration*>(payload_.pointer); }
  /// Null when the item is merely absent.
  [[nodiscard]] const Failure* failure() const { return static_cast<const Failure*>(payload_.pointer); }
  [[nodiscard]] const QName& qname() const { return *static_cast<const QName*>(payload_.pointer); }

  /// The same value under another type of the same family (xs:token to xs:string, xs:int to xs:integer).
  [[nodiscard]] Item as(Type t) const {
    Item copy = *this;
    copy.type_ = t;
    return copy;
  }
  /// Has it the same bits? Then it is the same value, as long as what it refers to is the same.
  [[nodiscard]] bool identical(const Item& other) const {
    return type_ == other.type_ && scale_ == other.scale_ && tree_ == other.tree_ && word_ == other.word_ &&
           payload_.integer == other.payload_.integer;
  }
  [[nodiscard]] bool same_node(const Item& other) const {
    return type_ == other.type_ && tree_ == other.tree_ && word_ == other.word_ &&
           payload_.integer == other.payload_.integer;
  }

 private:
  static constexpr std::uint8_t kBig = 0xff;
  union Payload {
    std::int64_t integer = 0;
    double floating;
    const void* pointer;
  };
  Item(Type t, std::uint8_t scale, std::uint16_t tree, std::uint32_t word, std::int64_t value)
      : type_(t), scale_(scale), tree_(tree), word_(word) {
    payload_.integer = value;
  }
  Item(Type t, std::uint8_t scale, std::uint16_t tree, std::uint32_t word, double value)
      : type_(t), scale_(scale), tree_(tree), word_(word) {
    payload_.floating = value;
  }
  Item(Type t, std::uint8_t scale, std::uint16_t tree, std::uint32_t word, const void* value)
      : type_(t), scale_(scale), tree_(tree), word_(word) {
    payload_.pointer = value;
  }

  Type type_ = Type::none;
  std::uint8_t scale_ = 0;
  TreeNumber tree_ = 0;
  std::uint32_t word_ = 0;
  Payload payload_;
};
static_assert(sizeof(Item) == 16 && std::is_trivially_copyable_v<Item>);

/// Document order (XPath 2.0, 2.4.1): trees by number, in a tree by NodeId, namespace nodes between their
/// element and its attributes.
inline bool precedes(const Item& a, const Item& b) {
  if (a.tree() != b.tree()) {
    return a.tree() < b.tree();
  }
  if (a.id() != b.id()) {
    return a.id() < b.id();
  }
  if (a.type() != b.type()) {
    return a.type() == Type::node;
  }
  return a.ordinal() < b.ordinal();
}

/// No, one or many items; one lies inside, many in an arena. 24 octets, trivially copied.
class Sequence {
 public:
  Sequence() = default;
  Sequence(Item item) : size_(1) { of_.one = item; }  // NOLINT(google-explicit-constructor)
  /// `items` must outlive the sequence unless there is at most one.
  explicit Sequence(std::span<const Item> items) : size_(static_cast<std::uint32_t>(items.size())) {
    if (size_ == 1) {
      of_.one = items.front();
    } else {
      of_.many = items.data();
    }
  }

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] const Item* begin() const { return size_ == 1 ? &of_.one : of_.many; }
  [[nodiscard]] const Item* end() const { return begin() + size_; }
  [[nodiscard]] const Item& operator[](std::size_t i) const {
    assert(i < size_);
    return begin()[i];
  }
  [[nodiscard]] const Item& front() const { return (*this)[0]; }
  /// `count` items from `first` on (0-based); cut to what there is. Shares memory with this sequence.
  [[nodiscard]] Sequence slice(std::size_t first, std::size_t count) const {
    if (first >= size_) {
      return {};
    }
    return Sequence(std::span<const Item>(begin() + first, std::min<std::size_t>(count, size_ - first)));
  }

 private:
  union Content {
    Content() : many(nullptr) {}
    Item one;
    const Item* many;
  } of_;
  std::uint32_t size_ = 0;
};
static_assert(std::is_trivially_copyable_v<Sequence>);

/// Collects items; the sequence it ends in lies in the arena.
class SequenceBuilder {
 public:
  explicit SequenceBuilder(Arena& arena) : arena_(arena) {}
  void add(const Item& item) {
    if (size_ == capacity_) {
      grow(size_ + 1);
    }
    data_[size_++] = item;
  }
  void add(const Sequence& sequence) {
    if (size_ + sequence.size() > capacity_) {
      grow(size_ + sequence.size());
    }
    for (const Item& item : sequence) {
      data_[size_++] = item;
    }
  }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] Item* begin() { return data_; }
  [[nodiscard]] Item* end() { return data_ + size_; }
  void resize(std::size_t smaller) { size_ = smaller; }
  /// What was collected; the builder must not be used afterwards.
  [[nodiscard]] Sequence finish() {
    if (data_ == few_ && size_ > 1) {
      grow(size_ + kFew);
    }
    return Sequence(std::span<const Item>(data_, size_));
  }

 private:
  static constexpr std::size_t kFew = 4;
  void grow(std::size_t needed);

  Arena& arena_;
  Item few_[kFew];
  Item* data_ = few_;
  std::size_t size_ = 0;
  std::size_t capacity_ = kFew;
};

}  // namespace quittance::xpath
