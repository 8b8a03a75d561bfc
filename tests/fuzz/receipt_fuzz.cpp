// A peer's answer on any bytes: no answer that nobody signed is ever evidence or an end of the delivery.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "as4/as4.h"
#include "as4/header_reader.h"
#include "keys/test_pki.h"

namespace {

using namespace quittance;
using namespace quittance::as4;

void must(bool holds) {
  if (!holds) std::abort();
}

/// A receiver whose key no input can know.
struct Peer {
  Instant now = Instant(std::chrono::hours(24 * 365 * 50));
  keys::TestAuthority authority =
      keys::TestAuthority::root("FUZZ", now - std::chrono::days(1), now + std::chrono::days(1));
  keys::Certificate certificate = [this] {
    keys::LeafSpec spec;
    spec.not_before = now - std::chrono::hours(1);
    spec.not_after = now + std::chrono::hours(1);
    return authority.issue(spec).key->certificate();
  }();
  std::shared_ptr<const keys::TrustStore> trust = keys::TrustStore::make({authority.certificate()}).value();
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Peer peer;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t line = input.find('\n');
  const Sent sent{"m@x", {{"#M", {"t"}, {}, "d", "v"}}};
  for (const bool resend : {false, true}) {
    HttpExchange exchange{Reach::answered, "", 200, std::string(input.substr(0, line)),
                          Bytes(line == std::string_view::npos ? input : input.substr(line + 1))};
    const Outcome outcome =
        judge_answer(std::move(exchange), sent, peer.certificate, *peer.trust, peer.now, resend);
    must(outcome.event == Event::answer_lost);
    must(!outcome.code.empty());
  }
  return 0;
}
