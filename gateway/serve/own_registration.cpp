#include "gateway/serve/own_registration.h"

namespace quittance::serve {

OwnRegistration::Answer OwnRegistration::of(const formats::BusinessHeader& header) {
  const auto found = directory_.find({header.receiver, header.document_type, header.process});
  const std::string what = header.receiver.value() + ", " + header.document_type.value();
  if (found.found == as4::Found::not_registered) return {Verdict::not_ours, found.code + " " + found.detail};
  if (found.found != as4::Found::endpoint) return {Verdict::unknown, found.code + " " + found.detail};
  const as4::AccessPoint& registered = *found.access_point;
  if (keys_.find(registered.certificate.fingerprint()) == nullptr)
    return {Verdict::not_ours, what + ": registered with the certificate " +
                                   std::string(registered.certificate.subject()) + " #" +
                                   std::string(registered.certificate.serial())};
  if (!url_.empty() && registered.url != url_)
    return {Verdict::not_ours, what + ": registered at " + registered.url};
  return {Verdict::ours, ""};
}

}  // namespace quittance::serve
