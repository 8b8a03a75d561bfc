// CPU of an AS4 exchange without its network, step by step beside the floor: as4 DOCUMENT.
#include "as4/as4.h"

#include <iostream>

#include "as4/mime.h"
#include "keys/keys.h"
#include "keys/test_pki.h"
#include "tests/bench/as4_floor.h"
#include "tests/bench/measure.h"
#include "tests/bench/pack_file.h"

namespace quittance::bench {
namespace {

constexpr int kRounds = 15;

template <typename T>
T need(Result<T> result) {
  if (result) return std::move(result).value();
  std::cerr << "bench_as4: " << result.error().code << ": " << result.error().detail << '\n';
  std::exit(2);
}

/// Two access points of one test Peppol.
struct World {
  Instant now = need(parse_instant("2026-11-24T10:00:00Z"));
  Instant until = now + std::chrono::days(1000);
  keys::TestAuthority root = keys::TestAuthority::root("TEST ROOT", now - std::chrono::days(1), until);
  keys::TestAuthority authority = root.issue_authority("TEST AP CA", now - std::chrono::days(1), until);
  keys::Issued sender = leaf("POP000901"), receiver = leaf("POP000902");
  std::shared_ptr<const keys::TrustStore> trust =
      need(keys::TrustStore::from_pem(authority.certificate().pem() + root.certificate().pem()));
  keys::OpenSslRandom random;

  [[nodiscard]] keys::Issued leaf(const char* name) const {
    keys::LeafSpec spec;
    spec.common_name = name;
    spec.not_before = now - std::chrono::days(1);
    spec.not_after = until;
    return authority.issue(spec);
  }
};

as4::Outbound outbound(const World& world) {
  as4::Outbound out;
  out.message_id = "m-1@bench.quittance.test";
  out.conversation_id = "c-1";
  out.timestamp = world.now;
  out.content_id = "payload-1@bench.quittance.test";
  out.service = {"urn:fdc:peppol.eu:2017:poacc:billing:01:1.0", "cenbii-procid-ubl"};
  out.action =
      "busdox-docid-qns::urn:oasis:names:specification:ubl:schema:xsd:Invoice-2::Invoice##urn:cen.eu:en16931:"
      "2017#"
      "compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0::2.1";
  out.original_sender = {"0208:0456789133", "iso6523-actorid-upis"};
  out.final_recipient = {"0208:0771234528", "iso6523-actorid-upis"};
  return out;
}

/// The four steps of our own code, each on the result of the one before.
class Exchange {
 public:
  Exchange(World& world, Bytes payload) : world_(world), payload_(std::move(payload)) {
    build();
    receive();
    receipt();
    judge();
  }

  void build() {
    request_ = need(as4::build(outbound(world_), payload_, *world_.sender.key,
                               world_.receiver.key->certificate(), world_.random));
  }
  void receive() {
    auto received = as4::receive(request_.content_type, request_.body, {keys_, *world_.trust}, world_.now);
    if (const auto* refusal = std::get_if<as4::Refusal>(&received)) {
      std::cerr << "bench_as4: refused: " << refusal->reason << '\n';
      std::exit(2);
    }
    message_ = std::get<as4::VerifiedMessage>(std::move(received));
  }
  void receipt() {
    receipt_ = need(as4::make_receipt(*message_, {"r-1@bench.quittance.test", world_.now},
                                      *world_.receiver.key, world_.random));
  }
  void judge() {
    const auto outcome = as4::judge_answer(
        {as4::Reach::answered, "", 200, receipt_.content_type, receipt_.body}, need(as4::read_sent(request_)),
        world_.receiver.key->certificate(), *world_.trust, world_.now, false);
    if (outcome.event == as4::Event::receipt_verified) return;
    std::cerr << "bench_as4: " << outcome.code << ": " << outcome.detail << '\n';
    std::exit(2);
  }

  [[nodiscard]] ExchangeBytes bytes() const {
    const Bytes soap =
        need(need(as4::read_related(request_.content_type, request_.body)).front().content.load());
    return {payload_, soap, receipt_.body};
  }

 private:
  World& world_;
  Bytes payload_;
  keys::KeyStore keys_ = need(keys::KeyStore::make({world_.receiver.key}));
  as4::Message request_;
  as4::Entity receipt_;
  std::optional<as4::VerifiedMessage> message_;
};

void measure(Bytes payload) {
  World world;
  Exchange ours(world, std::move(payload));
  As4Floor floor(world.sender.key_pem, world.receiver.key_pem, ours.bytes());
  const char* steps[] = {"build", "receive", "receipt", "judge"};
  const auto times = interleave(
      {[&] { ours.build(); }, [&] { floor.build(); }, [&] { ours.receive(); }, [&] { floor.receive(); },
       [&] { ours.receipt(); }, [&] { floor.receipt(); }, [&] { ours.judge(); }, [&] { floor.judge(); }},
      kRounds);
  const char* const peer = "floor: the same OpenSSL, zlib and SAX2 calls";
  double whole = 0, least = 0;
  for (std::size_t i = 0; i < std::size(steps); ++i) {
    const double mine = times[2 * i], its = times[2 * i + 1];
    whole += mine;
    least += its;
    print({std::string("as4/") + steps[i], "µs", mine, peer, its, mine / its});
  }
  print({"as4/exchange, both ends, no network", "µs", whole, peer, least, whole / least});
  print({"as4/exchanges per CPU second, both ends", "1/s", 1e6 / whole, peer, 1e6 / least, least / whole});
}

}  // namespace
}  // namespace quittance::bench

int main(int argc, char** argv) {
  using namespace quittance::bench;
  if (argc != 2) return 2;
  measure(need(read_file(argv[1])));
}
