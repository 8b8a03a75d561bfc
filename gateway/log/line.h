// How a line looks in each of its forms. Pure.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "gateway/log/log.h"

namespace quittance::log {

/// The catalogue's sentence with what is said of this case, then the reason and the detail.
std::string sentence(const Line& line);

/// "2026-11-24T09:52:44.123456Z error DELIVERY_REFUSED d-1: … attempt=2 message_id=…", without line end.
std::string plain(const Line& line);

/// One JSON object, without line end: {"at","level","code","delivery","partner",…,"text"}; empty members are
/// left out.
std::string json(const Line& line);

/// The journal's fields, name and value.
std::vector<std::pair<std::string, std::string>> journal_fields(const Line& line);

/// Control characters and bytes that are no UTF-8 become "?"; cut at 300 octets, never inside of a character.
std::string clean(std::string_view text);

/// The same, and of a mail address only the first letter and the domain are left.
std::string harmless(std::string_view text);

}  // namespace quittance::log
