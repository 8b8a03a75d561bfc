#include "gateway/mail/esmtp.h"

#include <algorithm>
#include <array>
#include <utility>

namespace quittance::mail {

namespace {

template <typename Key, std::size_t N>
std::string_view name_of(const std::array<std::pair<Key, std::string_view>, N>& names, Key key) {
  const auto* found =
      std::find_if(names.begin(), names.end(), [key](const auto& row) { return row.first == key; });
  return found == names.end() ? "" : found->second;
}

std::string upper(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return out;
}

bool has_word(std::string_view line, std::string_view word) {
  while (!line.empty()) {
    const auto end = line.find(' ');
    if (line.substr(0, end) == word) return true;
    if (end == std::string_view::npos) return false;
    line.remove_prefix(end + 1);
  }
  return false;
}

/// RFC 3463 3: the subject says whom to turn to.
Trouble by_enhanced(std::string_view enhanced) {
  const auto code = enhanced.substr(2);
  if (code == "2.3" || code == "3.4") return Trouble::content;  // too large: of the mailbox, of the system
  switch (code[0]) {
    case '1': return Trouble::address;
    case '2': return Trouble::mailbox;
    case '3':
    case '4':
    case '5': return Trouble::network;
    case '6': return Trouble::content;
    case '7': return Trouble::policy;
    default: return Trouble::other;
  }
}

Trouble by_reply(int code, Stage stage) {
  switch (code) {
    case 552: return stage == Stage::sender ? Trouble::content : Trouble::mailbox;
    case 550:
    case 551:
    case 553: return stage == Stage::recipient ? Trouble::address : Trouble::policy;
    case 554: return Trouble::policy;
    default: return Trouble::other;
  }
}

}  // namespace

std::string_view to_string(Event event) {
  static constexpr std::array<std::pair<Event, std::string_view>, 4> kNames{
      {{Event::not_taken, "not_taken"},
       {Event::answer_lost, "answer_lost"},
       {Event::receipt_verified, "receipt_verified"},
       {Event::refused_by_peer, "refused_by_peer"}}};
  return name_of(kNames, event);
}

std::ostream& operator<<(std::ostream& out, Event event) { return out << to_string(event); }

std::string_view to_string(Stage stage) {
  static constexpr std::array<std::pair<Stage, std::string_view>, 10> kNames{
      {{Stage::connect, "connect"},
       {Stage::greeting, "greeting"},
       {Stage::hello, "hello"},
       {Stage::tls, "tls"},
       {Stage::authentication, "authentication"},
       {Stage::sender, "sender"},
       {Stage::recipient, "recipient"},
       {Stage::data, "data"},
       {Stage::message, "message"},
       {Stage::final_answer, "final_answer"}}};
  return name_of(kNames, stage);
}

std::string_view to_string(Trouble trouble) {
  static constexpr std::array<std::pair<Trouble, std::string_view>, 9> kNames{{{Trouble::none, "none"},
                                                                               {Trouble::relay, "relay"},
                                                                               {Trouble::busy, "busy"},
                                                                               {Trouble::address, "address"},
                                                                               {Trouble::mailbox, "mailbox"},
                                                                               {Trouble::network, "network"},
                                                                               {Trouble::content, "content"},
                                                                               {Trouble::policy, "policy"},
                                                                               {Trouble::other, "other"}}};
  return name_of(kNames, trouble);
}

std::ostream& operator<<(std::ostream& out, Stage stage) { return out << to_string(stage); }
std::ostream& operator<<(std::ostream& out, Trouble trouble) { return out << to_string(trouble); }

Offers read_offers(std::string_view reply_text) {
  Offers offers;
  bool first = true;  // the greeting line names the server and offers nothing
  while (!reply_text.empty()) {
    const auto end = reply_text.find('\n');
    const auto line = upper(reply_text.substr(std::min<std::size_t>(4, reply_text.size()),
                                              end == std::string_view::npos ? end : end - 4));
    const std::string_view keyword = std::string_view(line).substr(0, line.find_first_of(" ="));
    if (!first && keyword == "STARTTLS") offers.starttls = true;
    if (!first && keyword == "DSN") offers.dsn = true;
    if (!first && keyword == "SIZE") offers.size = true;
    if (!first && keyword == "AUTH") {
      const auto mechanisms = std::string_view(line).substr(std::min<std::size_t>(5, line.size()));
      offers.auth_plain = offers.auth_plain || has_word(mechanisms, "PLAIN");
      offers.auth_login = offers.auth_login || has_word(mechanisms, "LOGIN");
    }
    first = false;
    if (end == std::string_view::npos) break;
    reply_text.remove_prefix(end + 1);
  }
  return offers;
}

std::string xtext(std::string_view text) {
  static constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    if (octet > 0x20 && octet < 0x7f && c != '+' && c != '=') {
      out.push_back(c);
    } else {
      out.push_back('+');
      out.push_back(kDigits[octet >> 4]);
      out.push_back(kDigits[octet & 15]);
    }
  }
  return out;
}

Bytes dot_stuffed(BytesView message) {
  Bytes out;
  out.reserve(message.size() + message.size() / 64 + 1);
  bool starts = true;
  for (const char c : message) {
    if (starts && c == '.') out.push_back('.');
    out.push_back(c);
    starts = c == '\n';
  }
  return out;
}

Trouble trouble_of(const Reply& reply, Stage stage) {
  if (stage < Stage::sender) return Trouble::relay;
  // 530, 534, 535, 538: the relay wants another login (RFC 4954 6).
  if (reply.code == 530 || reply.code == 534 || reply.code == 535 || reply.code == 538) return Trouble::relay;
  if (reply.code < 500) return Trouble::busy;
  return reply.enhanced.empty() ? by_reply(reply.code, stage) : by_enhanced(reply.enhanced);
}

}  // namespace quittance::mail
