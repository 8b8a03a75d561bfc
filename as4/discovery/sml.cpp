#include "as4/discovery/sml.h"

#include <algorithm>
#include <optional>

#include "keys/crypto.h"

namespace quittance::as4 {

namespace {

/// RFC 4648, 6, in lower case and without padding: a DNS label.
std::string base32(BytesView bytes) {
  constexpr std::string_view kDigits = "abcdefghijklmnopqrstuvwxyz234567";
  std::string out;
  unsigned held = 0, bits = 0;
  for (const char c : bytes) {
    held = held << 8 | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 5;) {
      bits -= 5;
      out += kDigits[held >> bits & 31U];
    }
  }
  if (bits > 0) out += kDigits[held << (5 - bits) & 31U];
  return out;
}

bool same_without_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

Error odd(std::string_view regexp) {
  return {"NAPTR", Retry::later, "unusable regexp field \"" + std::string(regexp) + "\""};
}

/// The field's next part, up to the delimiter, which is then behind us; "\" before a delimiter takes its
/// meaning away.
std::optional<std::string> take_part(std::string_view& rest, char delimiter) {
  std::string part;
  for (std::size_t i = 0; i < rest.size(); ++i) {
    if (rest[i] == delimiter) {
      rest.remove_prefix(i + 1);
      return part;
    }
    if (rest[i] == '\\' && i + 1 < rest.size() && rest[i + 1] == delimiter) ++i;
    part += rest[i];
  }
  return std::nullopt;
}

bool matches_everything(std::string_view pattern) {
  if (pattern.starts_with('^')) pattern.remove_prefix(1);
  if (pattern.ends_with('$')) pattern.remove_suffix(1);
  return pattern == ".*" || pattern == "(.*)";
}

bool is_publisher(const Naptr& record) {
  return same_without_case(record.flags, "U") && same_without_case(record.service, "Meta:SMP") &&
         record.replacement == ".";
}

}  // namespace

std::string sml_name(const formats::ParticipantId& participant, std::string_view zone) {
  if (zone.ends_with('.')) zone.remove_suffix(1);
  return base32(keys::sha256(participant.folded()).bytes()) + "." + std::string(formats::kParticipantScheme) +
         "." + std::string(zone);
}

Result<std::string> smp_base(std::string_view url, Reachable reachable) {
  const auto bad = [&](std::string_view why) {
    return Error{"SMP-URL", Retry::later, std::string(url.substr(0, 200)) + ": " + std::string(why)};
  };
  const auto parsed = Url::parse(url);
  if (!parsed) return bad(parsed.error().detail);
  if (parsed->target.find('?') != std::string::npos) return bad("a publisher's URL has no query");
  if (reachable == Reachable::internet && !parsed->tls) return bad("a publisher is asked by https only");
  if (reachable == Reachable::internet && parsed->port != 443)
    return bad("a publisher is asked on port 443 only");
  if (reachable == Reachable::internet && parsed->is_address())
    return bad("a publisher is named, not numbered");
  while (url.ends_with('/')) url.remove_suffix(1);
  return std::string(url);
}

Result<std::string> rewritten(std::string_view regexp) {
  if (regexp.empty()) return odd(regexp);
  const char delimiter = regexp.front();
  const bool usable = delimiter > 0x20 && delimiter < 0x7f && delimiter != '\\' && delimiter != 'i' &&
                      (delimiter < '0' || delimiter > '9');
  std::string_view rest = regexp.substr(1);
  const auto pattern = usable ? take_part(rest, delimiter) : std::nullopt;
  const auto replacement = pattern ? take_part(rest, delimiter) : std::nullopt;
  if (!replacement || (!rest.empty() && rest != "i") || !matches_everything(*pattern) ||
      replacement->find('\\') != std::string::npos)
    return odd(regexp);
  return *replacement;
}

Result<std::vector<std::string>> publishers(std::vector<Naptr> records, Reachable reachable) {
  std::stable_sort(records.begin(), records.end(), [](const Naptr& a, const Naptr& b) {
    return std::pair(a.order, a.preference) < std::pair(b.order, b.preference);
  });
  std::vector<std::string> found;
  std::optional<Error> fault;
  for (const Naptr& record : records) {
    if (!is_publisher(record)) continue;
    const auto url = rewritten(record.regexp);
    const auto base = url ? smp_base(*url, reachable) : url;
    if (base)
      found.push_back(*base);
    else if (!fault)
      fault = base.error();
  }
  if (found.empty() && fault) return *fault;
  return found;
}

}  // namespace quittance::as4
