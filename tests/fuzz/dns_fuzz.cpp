// A DNS server's answer on any bytes: it is read or refused within bounds, what is read names only places we
// may go to, and the regexp field is never a program.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "as4/discovery/dns_answer.h"
#include "as4/discovery/sml.h"

namespace {

using namespace quittance;
using namespace quittance::as4;

void must(bool holds) {
  if (!holds) std::abort();
}

constexpr std::string_view kAsked = "a.test.";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto answer = read_naptr_answer(input, kAsked);
  if (!answer) {
    must(answer.error().code == "DNS" && answer.error().retry == Retry::later);
    return 0;
  }
  must(answer->raw == input);
  must(answer->exists || answer->records.empty());
  for (const Naptr& record : answer->records) {
    must(record.flags.size() <= 255 && record.service.size() <= 255 && record.regexp.size() <= 255);
    must(record.replacement.ends_with('.'));
  }
  const auto found = publishers(answer->records, Reachable::internet);
  if (found)
    for (const auto& base : *found) {
      const auto url = Url::parse(base);
      must(url.ok() && url->tls && url->port == 443);
    }
  return 0;
}
