#include "formats/service_provider.h"

#include <algorithm>

namespace quittance::formats {
namespace {

constexpr std::size_t kMain = 6;

bool digit(char c) { return c >= '0' && c <= '9'; }
bool upper(char c) { return c >= 'A' && c <= 'Z'; }
bool lower(char c) { return c >= 'a' && c <= 'z'; }
bool in_name(char c) { return digit(c) || upper(c) || lower(c) || c == '_'; }
bool in_rest(char c) { return in_name(c) || c == '-' || c == '.' || c == '~'; }

}  // namespace

std::optional<ParticipantId> service_provider_of(std::string_view seat_id) {
  const bool seat = seat_id.size() == 9 && seat_id[0] == 'P' && upper(seat_id[1]) && upper(seat_id[2]) &&
                    std::ranges::all_of(seat_id.substr(3), digit);
  if (!seat) return {};
  const auto id = ParticipantId::of_endpoint(kServiceProviderScheme, seat_id.substr(3));
  return id ? std::optional(*id) : std::nullopt;
}

bool is_service_provider(const ParticipantId& id) {
  const std::string_view value = id.identifier();
  if (id.code() != kServiceProviderScheme || value.size() < kMain ||
      !std::ranges::all_of(value.substr(0, kMain), digit))
    return false;
  if (value.size() == kMain) return true;
  if (value[kMain] != '-') return false;
  const auto more = value.substr(kMain + 1);
  const auto name = more.substr(0, more.find('.'));
  if (name.size() < 3 || name.size() > 12 || !std::ranges::all_of(name, in_name)) return false;
  if (name.size() == more.size()) return true;
  const auto rest = more.substr(name.size() + 1);
  return rest.size() >= 3 && rest.size() <= 24 && std::ranges::all_of(rest, in_rest);
}

std::string_view main_identifier(const ParticipantId& id) {
  return is_service_provider(id) ? id.identifier().substr(0, kMain) : std::string_view();
}

}  // namespace quittance::formats
