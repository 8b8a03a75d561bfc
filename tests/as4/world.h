// A small Peppol of its own: authorities, two access points, strangers; and a message between them.
#pragma once

#include "as4/as4.h"
#include "keys/test_pki.h"
#include "tests/support/fake_random.h"

namespace quittance::as4::test {

inline Instant now() { return *parse_instant("2026-11-24T10:00:00Z"); }

/// A private key that counts what is asked of it.
class CountingKey : public keys::PrivateKey {
 public:
  explicit CountingKey(std::shared_ptr<const keys::PrivateKey> real) : real_(std::move(real)) {}
  [[nodiscard]] const keys::Certificate& certificate() const override { return real_->certificate(); }
  [[nodiscard]] Result<Bytes> sign(const Sha256& digest) const override { return real_->sign(digest); }
  [[nodiscard]] Result<Bytes> unwrap(BytesView wrapped) const override {
    ++unwraps;
    return real_->unwrap(wrapped);
  }
  mutable int unwraps = 0;

 private:
  std::shared_ptr<const keys::PrivateKey> real_;
};

/// Made once for all tests of a program: keys cost time.
class World {
 public:
  static const World& get() {
    static const World world;
    return world;
  }

  std::shared_ptr<const keys::PrivateKey> sender, receiver, newer_receiver, third, smp, stranger, expired,
      not_yet, no_usage, bad_name;
  std::shared_ptr<const keys::TrustStore> trust;

 private:
  World() {
    using std::chrono::days;
    const Instant from = now() - days(10), until = now() + days(1000);
    const auto root = keys::TestAuthority::root("TEST ROOT", from, until);
    const auto access_points = root.issue_authority("TEST AP CA", from, until);
    const auto publishers = root.issue_authority("TEST SMP CA", from, until);
    const auto others = keys::TestAuthority::root("STRANGER ROOT", from, until);
    const auto leaf = [&](const keys::TestAuthority& authority, const char* name, Instant end) {
      keys::LeafSpec spec;
      spec.common_name = name;
      spec.not_before = from;
      spec.not_after = end;
      return authority.issue(spec).key;
    };
    sender = leaf(access_points, "POP000901", until);
    receiver = leaf(access_points, "POP000902", until);
    newer_receiver = [&] {
      keys::LeafSpec spec;
      spec.common_name = "POP000902";
      spec.not_before = now() - days(1);
      spec.not_after = until;
      return access_points.issue(spec).key;
    }();
    third = leaf(access_points, "POP000903", until);
    smp = leaf(publishers, "POP000901", until);
    stranger = leaf(others, "POP000901", until);
    expired = leaf(access_points, "POP000901", now() - days(1));
    not_yet = [&] {
      keys::LeafSpec spec;
      spec.common_name = "POP000901";
      spec.not_before = now() + days(1);
      spec.not_after = until;
      return access_points.issue(spec).key;
    }();
    bad_name = leaf(access_points, "Example Ltd", until);
    keys::LeafSpec bare;
    bare.common_name = "POP000901";
    bare.not_before = from;
    bare.not_after = until;
    bare.digital_signature = bare.key_encipherment = bare.client_auth = false;
    no_usage = access_points.issue(bare).key;
    trust = keys::TrustStore::from_pem(access_points.certificate().pem() + root.certificate().pem()).value();
  }
};

inline Outbound outbound() {
  Outbound out;
  out.message_id = "m-1@quittance.test";
  out.conversation_id = "c-1";
  out.timestamp = now();
  out.content_id = "payload-1@quittance.test";
  out.service = {"urn:fdc:peppol.eu:2017:poacc:billing:01:1.0", "cenbii-procid-ubl"};
  out.action =
      "busdox-docid-qns::urn:oasis:names:specification:ubl:schema:xsd:Invoice-2::Invoice##urn:cen.eu:en16931:"
      "2017#"
      "compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0::2.1";
  out.original_sender = {"0088:7300010000001", "iso6523-actorid-upis"};
  out.final_recipient = {"0088:7300010000018", "iso6523-actorid-upis"};
  return out;
}

inline const std::string& payload() {
  static const std::string text =
      "<StandardBusinessDocument>" + std::string(3000, 'x') + "</StandardBusinessDocument>";
  return text;
}

/// A message of memory's size, as those have it who bend it.
inline Entity small(const Message& message) { return {message.content_type, message.body.load().value()}; }

inline Entity message() {
  quittance::test::FakeRandom random(1);
  return small(
      build(outbound(), payload(), *World::get().sender, World::get().receiver->certificate(), random)
          .value());
}

}  // namespace quittance::as4::test
