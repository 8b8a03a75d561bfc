#include "as4/discovery/dns_answer.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

namespace quittance::as4 {

namespace {

constexpr std::uint16_t kCname = 5, kNaptr = 35, kInternet = 1;
constexpr std::size_t kMostRecords = 200;
constexpr std::size_t kMostNaptr = 50;
constexpr std::size_t kLongestChain = 8;
constexpr std::size_t kLongestName = 255;

Error bad(std::string_view why) { return {"DNS", Retry::later, "unusable DNS answer: " + std::string(why)}; }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// One octet of a label; what could be mistaken for structure is written as \DDD (RFC 1035, 5.1).
void append_label_octet(std::string& name, char c) {
  const auto value = static_cast<unsigned char>(c);
  if (value > 0x20 && value < 0x7f && c != '.' && c != '\\') {
    name += lower(c);
    return;
  }
  name += '\\';
  for (const int digit : {value / 100, value / 10 % 10, value % 10}) name += static_cast<char>('0' + digit);
}

/// What goes into journals and onto terminals is visible ASCII. Nothing that was no URL becomes one by this.
std::string visible(std::string text) {
  for (char& c : text)
    if (c < ' ' || c > '~') c = '?';
  return text;
}

/// Walks a message. Everything gives nothing once the message has ended or proved malformed.
class Cursor {
 public:
  explicit Cursor(BytesView message) : message_(message) {}

  std::optional<std::uint16_t> u16() {
    if (message_.size() - at_ < 2) return std::nullopt;
    const auto high = static_cast<unsigned char>(message_[at_]),
               low = static_cast<unsigned char>(message_[at_ + 1]);
    at_ += 2;
    return static_cast<std::uint16_t>(high << 8 | low);
  }
  std::optional<std::uint32_t> u32() {
    const auto high = u16(), low = u16();
    if (!high || !low) return std::nullopt;
    return std::uint32_t{*high} << 16 | *low;
  }
  /// A character-string: one octet of length, then so many.
  std::optional<std::string> text() {
    if (at_ >= message_.size()) return std::nullopt;
    const std::size_t length = static_cast<unsigned char>(message_[at_]);
    if (message_.size() - at_ - 1 < length) return std::nullopt;
    std::string value(message_.substr(at_ + 1, length));
    at_ += 1 + length;
    return value;
  }
  /// A domain name, perhaps compressed. Each pointer goes to before the place it was reached by, so this
  /// ends.
  std::optional<std::string> name() {
    std::string out;
    std::size_t at = at_, bound = at_, length = 0;
    bool jumped = false;
    while (at < message_.size()) {
      const auto octet = static_cast<unsigned char>(message_[at]);
      if ((octet & 0xc0) == 0xc0) {
        if (message_.size() - at < 2) return std::nullopt;
        const std::size_t target = (octet & 0x3fU) << 8 | static_cast<unsigned char>(message_[at + 1]);
        if (!jumped) at_ = at + 2;
        jumped = true;
        if (target >= bound) return std::nullopt;
        at = bound = target;
        continue;
      }
      length += octet + 1U;
      if ((octet & 0xc0) != 0 || length > kLongestName) return std::nullopt;
      if (octet == 0) {
        if (!jumped) at_ = at + 1;
        return out.empty() ? "." : out;
      }
      if (message_.size() - at - 1 < octet) return std::nullopt;
      for (std::size_t i = 1; i <= octet; ++i) append_label_octet(out, message_[at + i]);
      out += '.';
      at += 1 + octet;
    }
    return std::nullopt;
  }
  [[nodiscard]] std::size_t at() const { return at_; }
  bool move_to(std::size_t at) {
    if (at > message_.size()) return false;
    at_ = at;
    return true;
  }

 private:
  BytesView message_;
  std::size_t at_ = 0;
};

struct Record {
  std::string owner;
  std::uint32_t ttl = 0;
  std::optional<Naptr> naptr;
  std::string alias;  ///< of a CNAME
};

std::optional<Naptr> read_naptr(Cursor& cursor) {
  Naptr record;
  const auto order = cursor.u16(), preference = cursor.u16();
  auto flags = cursor.text(), service = cursor.text(), regexp = cursor.text(), replacement = cursor.name();
  if (!order || !preference || !flags || !service || !regexp || !replacement) return std::nullopt;
  return Naptr{*order, *preference, visible(*flags), visible(*service), visible(*regexp), *replacement};
}

/// Reads one record of the answer section; of other types and classes only that they are there.
std::optional<Record> read_record(Cursor& cursor) {
  Record record;
  auto owner = cursor.name();
  const auto type = cursor.u16(), klass = cursor.u16();
  const auto ttl = cursor.u32();
  const auto length = cursor.u16();
  if (!owner || !type || !klass || !ttl || !length) return std::nullopt;
  record.owner = *std::move(owner);
  // A TTL with its highest bit set counts as 0 (RFC 2181, 8).
  record.ttl = *ttl > std::numeric_limits<std::int32_t>::max() ? 0 : *ttl;
  const std::size_t end = cursor.at() + *length;
  if (*klass == kInternet && *type == kNaptr) {
    record.naptr = read_naptr(cursor);
    if (!record.naptr || cursor.at() != end) return std::nullopt;
  } else if (*klass == kInternet && *type == kCname) {
    auto alias = cursor.name();
    if (!alias || cursor.at() != end) return std::nullopt;
    record.alias = *std::move(alias);
  }
  if (!cursor.move_to(end)) return std::nullopt;
  return record;
}

std::string folded(std::string_view name) {
  std::string out(name);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  if (!out.ends_with('.')) out += '.';
  return out;
}

/// Follows the aliases from `name`; the shortest life of all that was used goes to `ttl`.
Result<std::string> end_of_chain(const std::vector<Record>& records, std::string name, std::uint32_t& ttl) {
  for (std::size_t steps = 0; steps <= kLongestChain; ++steps) {
    const auto alias = std::find_if(records.begin(), records.end(), [&](const Record& record) {
      return record.owner == name && !record.alias.empty();
    });
    if (alias == records.end()) return name;
    ttl = std::min(ttl, alias->ttl);
    name = alias->alias;
  }
  return bad("its aliases have no end");
}

Result<std::vector<Record>> read_records(Cursor& cursor, std::size_t count) {
  if (count > kMostRecords) return bad("too many records");
  std::vector<Record> records;
  for (std::size_t i = 0; i < count; ++i) {
    auto record = read_record(cursor);
    if (!record) return bad("malformed record");
    records.push_back(*std::move(record));
  }
  return records;
}

/// The response codes a person may meet, by name (RFC 1035, RFC 2136).
std::string name_of_code(unsigned code) {
  constexpr std::array<const char*, 6> kNames{"NOERROR",  "FORMERR", "SERVFAIL",
                                              "NXDOMAIN", "NOTIMP",  "REFUSED"};
  return code < kNames.size() ? kNames[code] : "response code " + std::to_string(code);
}

}  // namespace

Result<NaptrAnswer> read_naptr_answer(BytesView reply, std::string_view name) {
  constexpr unsigned kResponse = 0x8000, kOpcode = 0x7800, kTruncated = 0x0200, kCode = 0x000f;
  constexpr unsigned kNoError = 0, kNoName = 3;
  Cursor cursor(reply);
  const auto id = cursor.u16(), flags = cursor.u16(), questions = cursor.u16(), answers = cursor.u16(),
             authorities = cursor.u16(), additional = cursor.u16();
  if (!id || !flags || !questions || !answers || !authorities || !additional) return bad("no header");
  if ((*flags & kResponse) == 0 || (*flags & kOpcode) != 0) return bad("no response to a query");
  const std::string asked = folded(name);
  const auto question = cursor.name();
  const auto type = cursor.u16(), klass = cursor.u16();
  if (*questions != 1 || !question || !type || !klass || *question != asked || *type != kNaptr ||
      *klass != kInternet)
    return bad("to another question");
  const unsigned code = *flags & kCode;
  if (code != kNoError && code != kNoName) return Error{"DNS", Retry::later, name_of_code(code)};
  if ((*flags & kTruncated) != 0) return bad("truncated");
  const auto records = read_records(cursor, *answers);
  if (!records) return records.error();
  NaptrAnswer answer{code == kNoError, {}, {}, Bytes(reply)};
  std::uint32_t ttl = std::numeric_limits<std::int32_t>::max();
  const auto owner = end_of_chain(*records, asked, ttl);
  if (!owner) return owner.error();
  for (const Record& record : *records) {
    if (!record.naptr || record.owner != *owner) continue;
    if (answer.records.size() == kMostNaptr) return bad("too many NAPTR records");
    answer.records.push_back(*record.naptr);
    ttl = std::min(ttl, record.ttl);
  }
  if (!answer.records.empty() && !answer.exists) return bad("records of a name that does not exist");
  if (!answer.records.empty()) answer.ttl = std::chrono::seconds(ttl);
  return answer;
}

}  // namespace quittance::as4
