#include "as4/as4.h"
#include "as4/envelope_writer.h"
#include "as4/header_reader.h"
#include "as4/namespaces.h"

namespace quittance::as4 {

namespace {

/// Signs a signal's Messaging and its empty Body.
Result<Entity> sign_signal(const std::string& messaging, const ElementIds& ids,
                           const keys::PrivateKey& signer) {
  const std::string body = write_body(ids.body);
  const std::string signed_info =
      write_signed_info({reference_to(ids.messaging, messaging), reference_to(ids.body, body)});
  const auto signature = signer.sign(keys::sha256(signed_info));
  if (!signature) return signature.error();
  return Entity{std::string(kSoapMediaType) + ";charset=utf-8",
                write_envelope(ids, nullptr, signer.certificate(), signed_info, *signature, messaging, body)};
}

}  // namespace

bool answers(BytesView receipt, const VerifiedMessage& message) {
  const auto soap = read_soap(receipt, receipt.size());
  if (!soap) return false;
  const auto signal = read_signal(*soap);
  return signal && signal->is_receipt && signal->ref_to_message_id == message.user_message().message_id &&
         same_evidence(message.references(), signal->references);
}

Result<Entity> make_receipt(const VerifiedMessage& message, const SignalIds& ids,
                            const keys::PrivateKey& signer, Random& random) {
  const ElementIds elements = ElementIds::draw(random);
  return sign_signal(write_receipt_messaging(ids, message.user_message().message_id, message.references(),
                                             elements.messaging),
                     elements, signer);
}

Result<Entity> make_error(const Refusal& refusal, const SignalIds& ids, const keys::PrivateKey& signer,
                          Random& random) {
  const ElementIds elements = ElementIds::draw(random);
  return sign_signal(write_error_messaging(ids, refusal.message_id, *refusal.error, refusal.error_detail,
                                           elements.messaging),
                     elements, signer);
}

}  // namespace quittance::as4
