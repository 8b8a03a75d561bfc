// The WS-Security header, in two ways by the input's first octet. 't': the rest is the header as text, inside
// an envelope that is right; what the closed grammar accepts is what it promises. Else: the rest edits the
// header of a message that a member signed for us, and it is received; whatever is accepted says what was
// signed, by whom, and nothing else.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "as4/mime.h"
#include "as4/namespaces.h"
#include "as4/security_header.h"
#include "as4/soap.h"
#include "as4/verify.h"
#include "tests/as4/world.h"

namespace {

using namespace quittance;
using namespace quittance::as4;

constexpr std::size_t kMostOctets = 1 << 16;

void must(bool holds) {
  if (!holds) std::abort();
}

/// An envelope with that header; its Messaging and Body have the ids that seeds refer to.
std::string around(std::string_view header) {
  return "<S12:Envelope xmlns:S12=\"" + std::string(ns::kSoap) + "\"><S12:Header>" + std::string(header) +
         "<eb:Messaging xmlns:eb=\"" + std::string(ns::kEbms) + "\" xmlns:wsu=\"" + std::string(ns::kWsu) +
         "\" S12:mustUnderstand=\"true\" wsu:Id=\"M-1\"/></S12:Header><S12:Body xmlns:wsu=\"" +
         std::string(ns::kWsu) + "\" wsu:Id=\"B-1\"/></S12:Envelope>";
}

void check_grammar(const Soap& soap, const SecurityHeader& security) {
  must(!security.signature.value.empty() && !security.signature.signer_der.empty());
  must(security.key.has_value() == !security.encrypted.empty());
  if (security.key) must(!security.key->receiver_der.empty() && !security.key->wrapped.empty());
  for (const EncryptedPart& part : security.encrypted) must(!part.content_id.empty());
  for (const SignedReference& reference : security.signature.references)
    must(reference.digest_method == algorithm::kSha256 && reference.transforms.size() == 1);
  const auto alone = read_signature(soap);
  must(alone && alone->value == security.signature.value &&
       alone->references.size() == security.signature.references.size());
  const auto coverage = check_coverage(soap, security, {});
  if (coverage)
    must(coverage->messaging != nullptr && coverage->body != nullptr && coverage->attachments.empty());
}

void read_as_text(std::string_view header) {
  const std::string envelope = around(header);
  const auto soap = read_soap(envelope, kMostOctets * 2);
  if (!soap || soap->security == xml::kNoNode) return;
  if (const auto security = read_security(*soap)) check_grammar(*soap, *security);
}

/// A signed and encrypted message, cut into what stands before its Security header, the header, and what
/// follows.
struct Signed {
  Entity message = as4::test::message();
  std::size_t begin = message.body.find("<wsse:Security"), end = message.body.find("</wsse:Security>") + 16;
  keys::KeyStore keys = keys::KeyStore::make({as4::test::World::get().receiver}).value();
  static const Signed& get() {
    static const Signed one;
    return one;
  }
};

/// Each edit: two octets of place, one of how many octets go, one of how many come, and these.
std::string edited(std::string header, std::string_view edits) {
  const auto octet = [&](std::size_t at) {
    return static_cast<std::size_t>(static_cast<unsigned char>(edits[at]));
  };
  while (edits.size() >= 4 && !header.empty()) {
    const std::size_t at = (octet(0) * 256 + octet(1)) % header.size(), gone = octet(2);
    const std::size_t come = std::min(octet(3), edits.size() - 4);
    header.replace(at, gone, edits.substr(4, come));
    edits.remove_prefix(4 + come);
  }
  return header;
}

void receive_edited(std::string_view edits) {
  const Signed& good = Signed::get();
  const std::string& body = good.message.body;
  const std::string bent = body.substr(0, good.begin) +
                           edited(body.substr(good.begin, good.end - good.begin), edits) +
                           body.substr(good.end);
  const Entity request{good.message.content_type, bent};
  const auto result = receive(request.content_type, request.body, {good.keys, *as4::test::World::get().trust},
                              as4::test::now());
  const auto* verified = std::get_if<VerifiedMessage>(&result);
  if (verified == nullptr) {
    must(std::get<Refusal>(result).error != nullptr);
    return;
  }
  must(verified->signer() == as4::test::World::get().sender->certificate());
  must(verified->user_message().message_id == as4::test::outbound().message_id);
  must(verified->user_message().from.value == "POP000901" && verified->payloads().size() == 1);
  must(verified->references().size() == 3);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0 || size > kMostOctets) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  if (input.front() == 't')
    read_as_text(input.substr(1));
  else
    receive_edited(input.substr(1));
  return 0;
}
