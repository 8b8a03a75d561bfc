#include "gateway/core/facts.h"

namespace quittance::core {

std::string_view name(Channel channel) { return channel == Channel::as4 ? "as4" : "mail"; }

std::optional<Channel> channel_named(std::string_view text) {
  if (text == "as4") return Channel::as4;
  if (text == "mail") return Channel::mail;
  return {};
}

}  // namespace quittance::core
