#include "as4/inspect.h"

#include <algorithm>

#include "as4/attachments.h"
#include "as4/header_reader.h"
#include "as4/mime.h"
#include "as4/namespaces.h"
#include "as4/verify.h"

namespace quittance::as4 {

namespace {

constexpr std::size_t kSoapBytes = std::size_t{1} << 20;

std::string lower(std::string_view text) {
  std::string folded(text);
  std::transform(folded.begin(), folded.end(), folded.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return folded;
}

/// Content-Type of a head; "" when it has none.
std::string content_type_of(std::string_view head) {
  while (!head.empty()) {
    const std::size_t end = std::min(head.find('\n'), head.size());
    std::string_view line = head.substr(0, end);
    head.remove_prefix(std::min(end + 1, head.size()));
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (lower(line.substr(0, 13)) == "content-type:") {
      line.remove_prefix(13);
      while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
      return std::string(line);
    }
  }
  return {};
}

/// Collects what each step finds; the first fault stays.
class Inspector {
 public:
  Inspector(const Entity& recorded, const keys::KeyStore* keys, const keys::TrustStore* trust, Instant at)
      : recorded_(recorded), keys_(keys), trust_(trust), at_(at) {}

  Inspection run() {
    if (!split()) return std::move(found_);
    auto soap = read_soap_part(parts_.front().content, kSoapBytes);
    if (!soap) return fault(soap.error()), std::move(found_);
    soap_ = std::move(soap).value();
    read_messaging();
    if (auto security = read_security(*soap_)) {
      security_ = std::move(security).value();
      check_signer();
      decrypt();
      check_references();
      if (auto coverage = check_coverage(*soap_, *security_, named_parts()); !coverage)
        fault(coverage.error());
      unpack_payloads();
      return std::move(found_);
    } else {
      fault(security.error());
    }
    if (auto signature = read_signature(*soap_)) {
      security_ = SecurityHeader{std::move(signature).value(), std::nullopt, {}};
      check_signer();
      check_references();
    }
    return std::move(found_);
  }

 private:
  void fault(const Error& error) {
    if (!found_.code.empty()) return;
    found_.code = error.code;
    found_.reason = error.detail;
  }

  bool split() {
    const auto type = MediaType::parse(recorded_.content_type);
    if (type && type->type == "multipart/related") {
      auto parts = read_related(recorded_.content_type, Body::borrowed(recorded_.body));
      if (!parts) return fault({"EBMS:0007", Retry::never, parts.error().detail}), false;
      parts_ = std::move(parts).value();
    } else {
      parts_ = {{recorded_.content_type, "", Body::borrowed(recorded_.body)}};
    }
    for (const Part& part : parts_)
      found_.parts.push_back({part.content_id, part.content_type, part.content.size(), Check::not_made, 0});
    return true;
  }

  void read_messaging() {
    if (soap_->tree.child(soap_->messaging, ns::kEbms, "SignalMessage") == xml::kNoNode) {
      auto message = read_user_message(*soap_);
      if (!message) return fault(message.error());
      found_.kind = "user-message";
      found_.user_message = std::move(message).value();
      return;
    }
    const auto signal = read_signal(*soap_);
    if (!signal) return fault(signal.error());
    found_.kind = signal->is_receipt ? "receipt" : "error";
    found_.signal_id = signal->message_id;
    found_.ref_to_message_id = signal->ref_to_message_id;
    found_.receipted = signal->references;
    for (const SignalError& error : signal->errors)
      found_.errors.push_back(error.code + " " + error.short_description + ": " + error.detail);
  }

  void check_signer() {
    auto signer = keys::Certificate::parse(security_->signature.signer_der);
    if (!signer) return fault({"EBMS:0101", Retry::never, signer.error().detail});
    found_.signer = std::move(signer).value();
    if (trust_ != nullptr) {
      const auto trusted = trust_->verify(*found_.signer, at_, keys::Purpose::signing);
      found_.trust = trusted ? Check::good : Check::bad;
      if (!trusted) fault({"EBMS:0101", Retry::never, trusted.error().code + " " + trusted.error().detail});
    }
    const auto verified = verify_signed_info(*soap_, *security_, *found_.signer);
    found_.signature = verified ? Check::good : Check::bad;
    if (!verified) fault(verified.error());
  }

  void decrypt() {
    if (keys_ == nullptr || !security_->key) return;
    auto key = unwrap_key(*security_->key, *keys_);
    if (!key) return fault(key.error());
    for (std::size_t i = 1; i < parts_.size(); ++i) {
      auto content = decrypt_content(*key, parts_[i].content, kInMemory);
      found_.parts[i].decrypted = content ? Check::good : Check::bad;
      if (!content)
        fault(content.error());
      else
        contents_.emplace_back(parts_[i].content_id, std::move(content).value());
    }
    keys::wipe(*key);
  }

  void check_references() {
    for (const SignedReference& reference : security_->signature.references) {
      InspectedReference seen{reference, "", Check::not_made};
      if (reference.uri.starts_with('#'))
        check_element(seen);
      else
        check_attachment(seen);
      if (seen.digest == Check::bad) fault({"EBMS:0101", Retry::never, "digest of " + reference.uri});
      found_.references.push_back(std::move(seen));
    }
  }

  void check_element(InspectedReference& seen) {
    seen.digest = Check::bad;  // what a reference points to must be there
    for (const auto& [element, name] :
         {std::pair{soap_->messaging, "eb:Messaging"}, {soap_->body, "S12:Body"}}) {
      if (soap_->tree.attribute(element, ns::kWsu, "Id") != seen.reference.uri.substr(1)) continue;
      seen.covers = name;
      seen.digest = element_matches(*soap_, element, seen.reference) ? Check::good : Check::bad;
    }
  }

  void check_attachment(InspectedReference& seen) {
    const auto id = content_id_of(seen.reference.uri);
    if (!id) return;
    for (const Part& part : parts_)
      if (part.content_id == *id) seen.covers = "part " + *id;
    for (const auto& [content_id, content] : contents_) {
      if (content_id != *id) continue;
      std::string mime_type;
      for (const EncryptedPart& encrypted : security_->encrypted)
        if (encrypted.content_id == *id) mime_type = encrypted.mime_type;
      const auto matches = content_matches(content, mime_type, seen.reference, limits_);
      seen.digest = matches && *matches ? Check::good : Check::bad;
    }
  }

  void unpack_payloads() {
    if (!found_.user_message) return;
    for (const PartInfo& info : found_.user_message->parts)
      for (auto& [id, content] : contents_) {
        if (id != info.content_id) continue;
        auto payload = unpack(info, content.octets, {}, kInMemory);
        if (!payload) {
          fault(payload.error());
          continue;
        }
        for (InspectedPart& part : found_.parts)
          if (part.content_id == id) part.payload_bytes = payload->content.size();
        found_.payloads.push_back(std::move(payload).value());
      }
  }

  std::vector<std::string> named_parts() {
    std::vector<std::string> ids;
    if (found_.user_message)
      for (const PartInfo& part : found_.user_message->parts) ids.push_back(part.content_id);
    return ids;
  }

  const Entity& recorded_;
  const keys::KeyStore* keys_;
  const keys::TrustStore* trust_;
  const Instant at_;
  std::vector<Part> parts_;
  std::optional<Soap> soap_;
  std::optional<SecurityHeader> security_;
  std::vector<std::pair<std::string, Content>> contents_;
  Limits limits_;
  Inspection found_;
};

}  // namespace

Result<Entity> read_recorded(BytesView recorded) {
  const std::size_t first = recorded.find_first_not_of(" \t\r\n");
  if (first == BytesView::npos) return Error{"AS4-RECORDED", Retry::never, "nothing is recorded"};
  if (recorded[first] == '<' || recorded.substr(first, 3) == "\xef\xbb\xbf")
    return Entity{std::string(kSoapMediaType), Bytes(recorded.substr(first))};
  if (recorded.substr(first, 2) == "--") {
    const std::size_t end = std::min(recorded.find_first_of("\r\n", first), recorded.size());
    return Entity{"multipart/related; boundary=\"" +
                      std::string(recorded.substr(first + 2, end - first - 2)) + "\"; type=\"" +
                      std::string(kSoapMediaType) + "\"",
                  Bytes(recorded)};
  }
  std::size_t end = recorded.find("\r\n\r\n"), gap = 4;
  if (const std::size_t bare = recorded.find("\n\n"); bare < end) end = bare, gap = 2;
  const std::string content_type = end == BytesView::npos ? "" : content_type_of(recorded.substr(0, end));
  if (content_type.empty())
    return Error{"AS4-RECORDED", Retry::never, "neither SOAP, nor a MIME body, nor a head with Content-Type"};
  return Entity{content_type, Bytes(recorded.substr(end + gap))};
}

Inspection inspect(const Entity& recorded, const keys::KeyStore* keys, const keys::TrustStore* trust,
                   Instant at) {
  return Inspector(recorded, keys, trust, at).run();
}

}  // namespace quittance::as4
