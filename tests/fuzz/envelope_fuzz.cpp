// A SOAP envelope on any bytes through every reader that works before a signature is verified: no crash, and
// what they accept is what they promise. Nothing a stranger writes may get further than the certificate.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "as4/header_reader.h"
#include "as4/inspect.h"
#include "as4/namespaces.h"
#include "as4/security_header.h"
#include "as4/soap.h"
#include "as4/verify.h"

namespace {

using namespace quittance;
using namespace quittance::as4;

void must(bool holds) {
  if (!holds) std::abort();
}

void check_message(const UserMessage& message) {
  must(!message.message_id.empty() && !message.from.value.empty() && !message.to.value.empty());
  must(!message.service.value.empty() && !message.action.empty());
  for (const PartInfo& part : message.parts) must(!part.content_id.empty());
}

void check_security(const Soap& soap, const SecurityHeader& security) {
  must(!security.signature.value.empty() && !security.signature.signer_der.empty());
  must(security.key.has_value() == !security.encrypted.empty());
  for (const SignedReference& reference : security.signature.references) {
    must(reference.digest_method == algorithm::kSha256 && reference.transforms.size() == 1);
    must(reference.transforms.front() == algorithm::kExcC14n ||
         reference.transforms.front() == algorithm::kAttachmentContentSignature);
  }
  if (const auto coverage = check_coverage(soap, security, {}))
    must(security.signature.references.size() == 2);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  if (const auto soap = read_soap(input, 1 << 16)) {
    must(soap->messaging != xml::kNoNode && soap->body != xml::kNoNode);
    if (const auto message = read_user_message(*soap)) check_message(*message);
    if (const auto security = read_security(*soap)) check_security(*soap, *security);
    (void)xml::canonical_form(soap->tree, soap->messaging);
  }
  if (const auto entity = read_recorded(input)) (void)inspect(*entity, nullptr, nullptr, Instant());
  return 0;
}
