// A publisher's answer on any bytes: nothing is believed that nobody we trust signed, and reading ends.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "as4/discovery/smp_document.h"
#include "keys/test_pki.h"

namespace {

using namespace quittance;
using namespace quittance::as4;

void must(bool holds) {
  if (!holds) std::abort();
}

/// Publishers whose keys no input can know.
struct Publishers {
  Instant now = Instant(std::chrono::hours(24 * 365 * 50));
  keys::TestAuthority authority =
      keys::TestAuthority::root("FUZZ", now - std::chrono::days(1), now + std::chrono::days(1));
  std::shared_ptr<const keys::TrustStore> trust = keys::TrustStore::make({authority.certificate()}).value();
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Publishers publishers;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto metadata = read_service_metadata(input, *publishers.trust, publishers.now);
  must(!metadata.ok());
  must(metadata.error().retry == Retry::later);
  const auto group = read_service_group(input);
  if (group) must(group->references.size() <= 10'000);
  return 0;
}
