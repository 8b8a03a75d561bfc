#include "gateway/core/ids.h"

#include <algorithm>
#include <cassert>

namespace quittance::core {
namespace {

bool is_graphic(char c) { return c > ' ' && c < '\x7f'; }

/// dot-atom-text of RFC 5322 3.2.3.
bool is_dot_atom(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-/=?^_`{|}~";
  bool after_dot = true;
  for (const char c : text) {
    if (c == '.') {
      if (after_dot) return false;
      after_dot = true;
      continue;
    }
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!letter && kMarks.find(c) == std::string_view::npos) return false;
    after_dot = false;
  }
  return !after_dot;
}

}  // namespace

bool DeliveryIdKind::good(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
  }
  return true;
}

// ebMS 3.0 5.2.2.1 asks for an RFC 2822 message id; peers are seen to send no-fold-literals on the right side
// too, so the right side may be any graphic text without a second '@'.
bool MessageIdKind::good(std::string_view text) {
  const auto at = text.find('@');
  if (at == std::string_view::npos || text.size() > 255) return false;
  const auto right = text.substr(at + 1);
  return is_dot_atom(text.substr(0, at)) && !right.empty() &&
         std::ranges::all_of(right, [](char c) { return is_graphic(c) && c != '@' && c != '<' && c != '>'; });
}

bool InstanceIdKind::good(std::string_view text) {
  return !text.empty() && text.size() <= 255 && std::ranges::all_of(text, is_graphic);
}

DeliveryId draw_delivery_id(Random& random) { return DeliveryId::parse(random.uuid()).value(); }

DeliveryId the_house() { return DeliveryId::parse("00000000-0000-0000-0000-000000000000").value(); }

MessageId draw_message_id(Random& random, std::string_view domain) {
  auto id = MessageId::parse(random.uuid() + "@" + std::string(domain));
  assert(id.ok() && "the node's name is checked when the configuration is read");
  return std::move(id).value();
}

InstanceId draw_instance_id(Random& random) { return InstanceId::parse(random.uuid()).value(); }

}  // namespace quittance::core
