// One bent message: its name, the code its sender is told, and whether a private key may be touched.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/as4/forge.h"

namespace quittance::as4::test {

struct Attack {
  std::string name;
  std::string code;  ///< "" = the message is good
  std::function<void(Forge&)> bend;
  bool may_unwrap = false;  ///< it is signed by a member: decryption may be tried
};
inline void PrintTo(const Attack& attack, std::ostream* out) { *out << attack.name; }

/// Makes the message, hands it to receive(), compares the answer and counts uses of the private key.
inline void expect_answered(const Attack& attack) {
  Forge forge;
  attack.bend(forge);
  const Entity request = forge.make();
  const auto key = std::make_shared<CountingKey>(World::get().receiver);
  const auto store = keys::KeyStore::make({key}).value();
  const auto result = receive(request.content_type, request.body, {store, *World::get().trust}, now());
  const auto* refusal = std::get_if<Refusal>(&result);
  EXPECT_EQ(refusal == nullptr ? "" : refusal->error->code, attack.code)
      << (refusal == nullptr ? "accepted" : refusal->reason);
  EXPECT_TRUE(attack.may_unwrap || key->unwraps == 0);
}

inline std::string name_of(const testing::TestParamInfo<Attack>& one) { return one.param.name; }

/// Edits of the envelope after signing.
inline std::function<void(Forge&)> soap(Forge::Text edit) {
  return [edit](Forge& forge) { forge.soap = edit; };
}
inline std::function<void(Forge&)> replaced(std::string from, std::string to) {
  return soap([=](std::string& text) { swap(text, from, to); });
}
inline std::function<void(Forge&)> put_before(std::string mark, std::string what) {
  return soap([=](std::string& text) { insert_before(text, mark, what); });
}
/// Edits of eb:Messaging before signing: a member sends this.
inline std::function<void(Forge&)> told(std::string from, std::string to) {
  return [=](Forge& forge) { forge.messaging = [=](std::string& text) { swap(text, from, to); }; };
}
inline std::function<void(Forge&)> bent_info(std::string from, std::string to) {
  return [=](Forge& forge) { forge.signed_info = [=](std::string& text) { swap(text, from, to); }; };
}
inline std::function<void(Forge&)> covered(std::function<void(std::vector<SignedReference>&)> edit) {
  return [edit](Forge& forge) { forge.references = edit; };
}
inline std::function<void(Forge&)> signed_by(std::shared_ptr<const keys::PrivateKey> World::* who) {
  return [who](Forge& forge) { forge.signer = World::get().*who; };
}

inline std::string repeated(const std::string& what, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += what;
  return all;
}

inline constexpr const char* kEb =
    "xmlns:eb=\"http://docs.oasis-open.org/ebxml-msg/ebms/v3.0/ns/core/200704/\"";

}  // namespace quittance::as4::test
