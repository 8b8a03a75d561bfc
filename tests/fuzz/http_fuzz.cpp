// The HTTP pre-check on any bytes: no crash, the same answer however the octets are cut, and a head that
// holds what it must.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "gateway/http/chunked.h"
#include "gateway/http/head.h"

namespace {

using namespace quittance;
using namespace quittance::http;

void must(bool holds) {
  if (!holds) std::abort();
}

struct ReadHead {
  HeadReader reader;
  std::size_t used = 0;
};

ReadHead read_head(std::string_view octets, std::size_t piece) {
  ReadHead result;
  while (result.used < octets.size() && result.reader.state() == HeadReader::State::more) {
    result.used += result.reader.feed(octets.substr(result.used, piece));
  }
  return result;
}

void check_head(const Head& head, std::string_view octets) {
  must(is_token(head.method));
  must(head.target == "*" || head.target.starts_with('/'));
  must(std::all_of(head.target.begin(), head.target.end(), [](char c) { return c > 0x20 && c < 0x7f; }));
  must(head.fields.count("Host") == 1);
  must(head.fields.count("Content-Length") + head.fields.count("Transfer-Encoding") <= 1);
  must((head.framing == Framing::chunked) == (head.fields.count("Transfer-Encoding") == 1));
  must(octets.ends_with("\r\n\r\n"));
  for (std::size_t i = 0; i < octets.size(); ++i) {
    must(octets[i] != '\n' || (i > 0 && octets[i - 1] == '\r'));
    must(octets[i] != '\r' || octets[i + 1] == '\n');
  }
  for (const auto& field : head.fields.all()) must(is_token(field.name));
}

/// What was understood, written plainly, is understood the same.
void check_again(const Head& head) {
  std::string plain = head.method + " " + head.target + " HTTP/1.1\r\n";
  for (const auto& field : head.fields.all()) plain += field.name + ": " + field.value + "\r\n";
  plain += "\r\n";
  HeadReader again({.total_bytes = plain.size()});
  must(again.feed(plain) == plain.size());
  must(again.state() == HeadReader::State::done);
  must(again.head().fields == head.fields && again.head().target == head.target);
  must(again.head().framing == head.framing && again.head().content_length == head.content_length);
}

struct ReadBody {
  ChunkedReader reader;
  Bytes data;
  std::size_t used = 0;
};

ReadBody read_body(std::string_view octets, std::size_t piece) {
  ReadBody result;
  while (result.used < octets.size() && result.reader.state() == ChunkedReader::State::more) {
    result.used += result.reader.feed(octets.substr(result.used, piece), result.data);
  }
  return result;
}

void check_chunked(std::string_view octets) {
  const auto whole = read_body(octets, octets.size());
  const auto drops = read_body(octets, 1);
  must(whole.reader.state() == drops.reader.state() && whole.used == drops.used && whole.data == drops.data);
  must(whole.reader.refusal() == drops.reader.refusal());
  must(whole.data.size() < octets.size() || octets.empty());
  if (whole.reader.state() == ChunkedReader::State::done)
    must(octets.substr(0, whole.used).ends_with("\r\n\r\n"));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view octets(reinterpret_cast<const char*>(data), size);
  const auto whole = read_head(octets, octets.size());
  const auto drops = read_head(octets, 1);
  must(whole.used == drops.used && whole.reader.state() == drops.reader.state());
  must(whole.reader.refusal() == drops.reader.refusal());
  if (whole.reader.state() == HeadReader::State::done) {
    check_head(whole.reader.head(), octets.substr(0, whole.used));
    check_again(whole.reader.head());
    if (whole.reader.head().framing == Framing::chunked) check_chunked(octets.substr(whole.used));
  }
  check_chunked(octets);
  return 0;
}
