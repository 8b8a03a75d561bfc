#include <algorithm>

#include "as4/as4.h"
#include "as4/attachments.h"
#include "as4/header_reader.h"
#include "as4/mime.h"
#include "as4/namespaces.h"
#include "as4/verify.h"

namespace quittance::as4 {

struct VerifiedMessageMaker {
  static VerifiedMessage make(UserMessage message, std::vector<Payload> payloads, keys::Certificate signer,
                              std::vector<SignedReference> references, std::optional<Sha256> encrypted_to) {
    return {std::move(message), std::move(payloads), std::move(signer), std::move(references), encrypted_to};
  }
};

namespace {

Error mismatch(const char* code, std::string why) { return {code, Retry::never, std::move(why)}; }

/// A message without attachments need not be MIME.
Result<std::vector<Part>> read_parts(std::string_view content_type, const Body& body, const Limits& limits) {
  const auto type = MediaType::parse(content_type);
  if (type && type->type == kSoapMediaType) return std::vector<Part>{{std::string(content_type), "", body}};
  auto parts = read_related(content_type, body, {limits.parts, limits.part_header_bytes});
  if (!parts && parts.error().retry == quittance::Retry::later) return parts.error();
  if (!parts) return mismatch("EBMS:0007", parts.error().detail);
  if (MediaType::parse(parts->front().content_type)->type != kSoapMediaType)
    return mismatch("EBMS:0007", "the root part is not SOAP 1.2");
  return parts;
}

/// What every Peppol message says of itself (AS4 Profile 2.0.3, 3 to 5), once its signer is known.
Result<void> check_profile(const UserMessage& message, const keys::Certificate& signer,
                           const keys::KeyStore& keys) {
  if (message.from.type != peppol::kPartyIdType || message.to.type != peppol::kPartyIdType)
    return mismatch("EBMS:0004", "PartyId of another type");
  if (!is_seat_id(message.from.value)) return mismatch("EBMS:0004", "From PartyId is no seat id");
  if (signer.common_name().empty() || message.from.value != signer.common_name())
    return mismatch("EBMS:0101", "From PartyId is not the common name of the signer");
  if (std::none_of(keys.keys().begin(), keys.keys().end(),
                   [&](const auto& key) { return key->certificate().common_name() == message.to.value; }))
    return mismatch("EBMS:0010", "To PartyId is not us");
  if (message.from_role != peppol::kInitiator || message.to_role != peppol::kResponder)
    return mismatch("EBMS:0010", "Role");
  if (message.agreement.value != peppol::kAgreement) return mismatch("EBMS:0010", "AgreementRef");
  if (message.is_test()) return {};
  if (message.parts.empty()) return mismatch("EBMS:0011", "no payload");
  for (const std::string_view name : {peppol::kOriginalSender, peppol::kFinalRecipient})
    if (const Property* property = message.property(name); property == nullptr || property->type.empty())
      return mismatch("EBMS:0004", "property missing or without type: " + std::string(name));
  return {};
}

std::vector<std::string> content_ids(const UserMessage& message) {
  std::vector<std::string> ids;
  ids.reserve(message.parts.size());
  for (const PartInfo& part : message.parts) ids.push_back(part.content_id);
  return ids;
}

/// Decrypts, compares and decompresses every payload, in the order of PayloadInfo.
Result<std::vector<Payload>> open_payloads(const UserMessage& message, const std::vector<Part>& parts,
                                           const SecurityHeader& security, const Coverage& coverage,
                                           const Receiver& receiver) {
  std::vector<Payload> payloads;
  if (message.parts.empty()) return payloads;
  auto key = unwrap_key(*security.key, receiver.keys);
  if (!key) return key.error();
  std::vector<Content> contents;
  for (const PartInfo& info : message.parts) {
    const auto part = std::find_if(parts.begin() + 1, parts.end(),
                                   [&](const Part& p) { return p.content_id == info.content_id; });
    auto content = decrypt_content(*key, part->content, receiver.spool);
    if (!content) return content.error();
    contents.push_back(std::move(content).value());
  }
  keys::wipe(*key);
  for (std::size_t i = 0; i < contents.size(); ++i) {
    const std::string& id = message.parts[i].content_id;
    const auto reference = std::find_if(coverage.attachments.begin(), coverage.attachments.end(),
                                        [&](const auto& attachment) { return attachment.first == id; });
    const auto encrypted = std::find_if(security.encrypted.begin(), security.encrypted.end(),
                                        [&](const EncryptedPart& p) { return p.content_id == id; });
    const auto matches =
        content_matches(contents[i], encrypted->mime_type, *reference->second, receiver.limits);
    if (!matches) return matches.error();
    if (!*matches) return mismatch("EBMS:0101", "digest of payload " + id);
  }
  for (std::size_t i = 0; i < contents.size(); ++i) {
    auto payload = unpack(message.parts[i], contents[i].octets, receiver.limits, receiver.spool);
    if (!payload) return payload.error();
    contents[i].octets = {};
    payloads.push_back(std::move(payload).value());
  }
  return payloads;
}

/// What a message says of itself, as soon as it can be read, verified or not.
struct Claimed {
  std::string message_id;
  std::optional<Sha256> encrypted_to;
};

/// The order of checks is part of the security: see as4.h.
Result<VerifiedMessage> open(std::string_view content_type, const Body& body, const Receiver& receiver,
                             Instant at, Claimed& claimed) {
  const auto parts = read_parts(content_type, body, receiver.limits);
  if (!parts) return parts.error();
  const auto soap = read_soap_part(parts->front().content, receiver.limits.soap_bytes);
  if (!soap) return soap.error();
  claimed.message_id = claimed_message_id(*soap);
  auto message = read_user_message(*soap);
  if (!message) return message.error();
  if (soap->tree.first_child(soap->body) != xml::kNoNode)
    return mismatch("EBMS:0009", "S12:Body is not empty");
  const auto security = read_security(*soap);
  if (!security) return security.error();
  if (security->key) claimed.encrypted_to = keys::sha256(security->key->receiver_der);
  if (auto matched = match_parts(*message, *parts, *security); !matched) return matched.error();
  const auto coverage = check_coverage(*soap, *security, content_ids(*message));
  if (!coverage) return coverage.error();

  auto signer = verify_signer(*security, receiver.trust, at);
  if (!signer) return signer.error();
  if (auto verified = verify_signed_info(*soap, *security, *signer); !verified) return verified.error();
  if (auto verified = verify_elements(*soap, *coverage); !verified) return verified.error();
  if (auto fits = check_profile(*message, *signer, receiver.keys); !fits) return fits.error();

  auto payloads = open_payloads(*message, *parts, *security, *coverage, receiver);
  if (!payloads) return payloads.error();
  return VerifiedMessageMaker::make(std::move(message).value(), std::move(payloads).value(),
                                    std::move(signer).value(), security->signature.references,
                                    claimed.encrypted_to);
}

}  // namespace

std::variant<VerifiedMessage, Refusal> receive(std::string_view content_type, const Body& body,
                                               const Receiver& receiver, Instant at) {
  Claimed claimed;
  auto opened = open(content_type, body, receiver, at, claimed);
  if (opened) return std::move(opened).value();
  const EbmsError* error = find_ebms_error(opened.error().code);
  return Refusal{.error = error != nullptr ? error : &ebms::kOther,
                 .error_detail = "",
                 .message_id = std::move(claimed.message_id),
                 .reason = opened.error().detail,
                 .encrypted_to = claimed.encrypted_to,
                 .undecided = opened.error().retry == quittance::Retry::later};
}

}  // namespace quittance::as4
