#include "gateway/mail/dialog.h"

#include <Poco/Net/DNS.h>
#include <Poco/Net/NetException.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace quittance::mail {

namespace {

using http::Moved;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t kLongestLine = 2048;  // RFC 5321 4.5.3.1.5 allows 512
constexpr std::size_t kMostLines = 128;

Error failure(std::string code, std::string detail) {
  return Error{std::move(code), Retry::later, std::move(detail)};
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// class "." subject "." detail at the start of a reply's text (RFC 3463 2).
std::string enhanced_of(std::string_view text) {
  const auto code = text.substr(0, text.find(' '));
  if (code.size() < 5 || code.size() > 9 || std::string_view("245").find(code[0]) == std::string_view::npos)
    return {};
  if (code[1] != '.' || std::count(code.begin(), code.end(), '.') != 2 || code[2] == '.' ||
      code.back() == '.')
    return {};
  if (!std::all_of(code.begin(), code.end(), [](char c) { return is_digit(c) || c == '.'; })) return {};
  return std::string(code);
}

bool is_reply_line(std::string_view line) {
  return line.size() >= 3 && line[0] >= '2' && line[0] <= '5' && is_digit(line[1]) && is_digit(line[2]) &&
         (line.size() == 3 || line[3] == ' ' || line[3] == '-');
}

void show(std::string& text, std::string_view line) {
  if (!text.empty()) text.push_back('\n');
  for (const char c : line) text.push_back(static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c);
}

}  // namespace

Result<Dialog> Dialog::connect(const std::string& host, std::uint16_t port, Within within) {
  std::string last = "no address";
  const auto until = steady_clock::now() + within;
  try {
    const auto entry = Poco::Net::DNS::hostByName(host);
    for (const auto& address : entry.addresses()) {
      const auto left = std::chrono::duration_cast<milliseconds>(until - steady_clock::now());
      if (left <= milliseconds::zero()) break;
      auto stream = http::Stream::connected(Poco::Net::SocketAddress(address, port), left);
      if (stream.ok()) return Dialog(std::move(stream).value(), address.isLoopback());
      last = stream.error().detail;
    }
  } catch (const Poco::Exception& error) {
    last = error.displayText();
  }
  return failure("SMTP:CONNECT", host + ":" + std::to_string(port) + ": " + last);
}

Result<void> Dialog::wait(Moved::Kind kind, steady_clock::time_point until) const {
  pollfd polled{stream_.descriptor(), static_cast<short>(kind == Moved::Kind::want_write ? POLLOUT : POLLIN),
                0};
  const auto left = std::chrono::ceil<milliseconds>(until - steady_clock::now()).count();
  const int ready = left <= 0 ? 0 : ::poll(&polled, 1, static_cast<int>(std::min<long>(left, 1L << 30)));
  if (ready == 0) return failure("SMTP:TIMEOUT", "the relay was silent for too long");
  if (ready < 0 && errno != EINTR) return failure("SMTP:CUT", "poll failed");
  return {};
}

Result<void> Dialog::write(BytesView octets, Within within) {
  constexpr std::size_t kPiece = 16 << 10;
  const auto until = steady_clock::now() + within;
  while (!octets.empty()) {
    const auto moved = stream_.write(octets.data(), std::min(octets.size(), kPiece));
    if (moved.kind == Moved::Kind::some) {
      octets.remove_prefix(moved.count);
    } else if (moved.kind == Moved::Kind::closed || moved.kind == Moved::Kind::failed) {
      return failure("SMTP:CUT", "the relay ended the connection " + moved.why);
    } else if (auto waited = wait(moved.kind, until); !waited.ok()) {
      return waited;
    }
  }
  return {};
}

Result<std::string> Dialog::line(steady_clock::time_point until) {
  while (true) {
    if (const auto end = pending_.find('\n'); end != std::string::npos) {
      auto text = pending_.substr(0, end);
      pending_.erase(0, end + 1);
      if (!text.empty() && text.back() == '\r') text.pop_back();
      if (text.size() <= kLongestLine) return text;
    }
    if (pending_.size() > kLongestLine) return failure("SMTP:PROTOCOL", "a reply line without end");
    std::array<char, 4096> piece{};
    const auto moved = stream_.read(piece.data(), piece.size());
    if (moved.kind == Moved::Kind::some) {
      pending_.append(piece.data(), moved.count);
    } else if (moved.kind == Moved::Kind::closed || moved.kind == Moved::Kind::failed) {
      return failure("SMTP:CUT", "the relay ended the connection " + moved.why);
    } else if (auto waited = wait(moved.kind, until); !waited.ok()) {
      return waited.error();
    }
  }
}

Result<Reply> Dialog::reply(Within within) {
  const auto until = steady_clock::now() + within;
  Reply reply;
  for (std::size_t count = 0; count < kMostLines; ++count) {
    auto got = line(until);
    if (!got.ok()) return got.error();
    const std::string_view text = *got;
    const int code = is_reply_line(text) ? std::stoi(got->substr(0, 3)) : 0;
    if (code == 0 || (count > 0 && code != reply.code)) {
      std::string shown;
      show(shown, text.substr(0, 200));
      return failure("SMTP:PROTOCOL", "not an SMTP reply: " + shown);
    }
    reply.code = code;
    show(reply.text, text);
    if (count == 0 && text.size() > 4) reply.enhanced = enhanced_of(text.substr(4));
    if (text.size() == 3 || text[3] == ' ') return reply;
  }
  return failure("SMTP:PROTOCOL", "a reply of too many lines");
}

Result<Reply> Dialog::command(std::string_view text, Within within) {
  if (auto written = write(std::string(text) + "\r\n", within); !written.ok()) return written.error();
  return reply(within);
}

Result<void> Dialog::secure(const Poco::Net::Context::Ptr& context, const std::string& host, Within within) {
  if (!pending_.empty()) return failure("SMTP:TLS", "octets in clear where TLS had to begin");
  const auto until = steady_clock::now() + within;
  if (auto secured = stream_.secure(context, host); !secured.ok())
    return failure("SMTP:TLS", secured.error().detail);
  while (true) {
    const auto moved = stream_.handshake();
    if (moved.kind == Moved::Kind::some) return {};
    if (moved.kind == Moved::Kind::closed || moved.kind == Moved::Kind::failed) {
      return failure("SMTP:TLS", "no TLS with " + host + ": " + moved.why);
    }
    if (auto waited = wait(moved.kind, until); !waited.ok())
      return failure("SMTP:TLS", waited.error().detail);
  }
}

}  // namespace quittance::mail
