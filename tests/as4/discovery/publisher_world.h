// A small network to look things up in: one participant, his publisher, access points and strangers, in
// memory.
#pragma once

#include <map>
#include <vector>

#include "as4/discovery/discovery.h"
#include "as4/discovery/enquiry.h"
#include "as4/discovery/smp_publish.h"
#include "keys/test_pki.h"
#include "tests/support/fake_clock.h"

namespace quittance::as4::test {

inline const formats::ParticipantId& buyer() {
  static const auto id = formats::ParticipantId::parse("0088:7300010000018").value();
  return id;
}
inline const formats::DocumentTypeId& invoice() {
  static const auto id =
      formats::DocumentTypeId::parse_qualified(
          "busdox-docid-qns::urn:oasis:names:specification:ubl:schema:xsd:Invoice-2::Invoice##urn:cen.eu:"
          "en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0::2.1")
          .value();
  return id;
}
inline formats::DocumentTypeId pint(const std::string& customization) {
  return formats::DocumentTypeId::parse(
             formats::kWildcardDocumentScheme,
             "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2::Invoice##" + customization + "::2.1")
      .value();
}
inline const formats::ProcessId& billing() {
  static const auto id = formats::ProcessId::parse("urn:fdc:peppol.eu:2017:poacc:billing:01:1.0").value();
  return id;
}

/// Keys are dear: made once for all tests of a program.
struct Keys {
  Instant from = *parse_instant("2026-01-01T00:00:00Z"), until = *parse_instant("2028-01-01T00:00:00Z");
  keys::TestAuthority root = keys::TestAuthority::root("TEST ROOT", from, until);
  keys::TestAuthority access_points = root.issue_authority("TEST AP CA", from, until);
  keys::TestAuthority publishers = root.issue_authority("TEST SMP CA", from, until);
  keys::TestAuthority others = keys::TestAuthority::root("STRANGER", from, until);
  keys::Issued smp_issued = issued(publishers, "PSP000901", until);
  std::string smp_key_pem = smp_issued.key_pem;
  std::shared_ptr<const keys::PrivateKey> smp = smp_issued.key, other_smp = leaf(publishers, "PSP000902"),
                                          access_point = leaf(access_points, "POP000902"),
                                          nameless = leaf(access_points, "Example Ltd"),
                                          stranger = leaf(others, "PSP000901"),
                                          expired = leaf(access_points, "POP000903",
                                                         *parse_instant("2026-02-01T00:00:00Z")),
                                          expired_smp = leaf(publishers, "PSP000903",
                                                             *parse_instant("2026-02-01T00:00:00Z"));
  std::shared_ptr<const keys::TrustStore> smp_trust = store(publishers), ap_trust = store(access_points);

  static const Keys& get() {
    static const Keys keys;
    return keys;
  }

 private:
  [[nodiscard]] keys::Issued issued(const keys::TestAuthority& authority, const char* name,
                                    Instant end) const {
    keys::LeafSpec spec;
    spec.common_name = name;
    spec.not_before = from;
    spec.not_after = end;
    return authority.issue(spec);
  }
  [[nodiscard]] std::shared_ptr<const keys::PrivateKey> leaf(const keys::TestAuthority& authority,
                                                             const char* name,
                                                             std::optional<Instant> end = {}) const {
    return issued(authority, name, end.value_or(until)).key;
  }
  [[nodiscard]] std::shared_ptr<const keys::TrustStore> store(const keys::TestAuthority& issuing) const {
    return keys::TrustStore::make({issuing.certificate(), root.certificate()}).value();
  }
};

inline SmpEndpoint endpoint() {
  return {"peppol-transport-as4-v2_0",
          "https://ap.example/as4",
          "",
          "",
          Bytes(Keys::get().access_point->certificate().der()),
          "mailto:help@ap.example"};
}

inline ServiceInformation information(const formats::DocumentTypeId& document_type = invoice()) {
  return {{std::string(formats::kParticipantScheme), buyer().value()},
          {document_type.scheme(), document_type.value()},
          {{{billing().scheme(), billing().value()}, {endpoint()}}}};
}

inline Bytes published(const ServiceInformation& what, const keys::PrivateKey& signer = *Keys::get().smp) {
  return publish(what, signer).value();
}

struct FakeResolver : Resolver {
  Result<NaptrAnswer> naptr(const std::string& name, std::chrono::milliseconds) override {
    asked.push_back(name);
    return answer;
  }
  Result<std::vector<Bytes>> addresses(const std::string&, std::chrono::milliseconds) override {
    return Error{"DNS", Retry::later, "no addresses here"};
  }
  Result<NaptrAnswer> answer = NaptrAnswer{
      true, {{100, 10, "U", "Meta:SMP", "!.*!https://smp.example!", "."}}, std::chrono::seconds(120), "raw"};
  std::vector<std::string> asked;
};

/// Documents by URL; what is not there is 404.
struct FakePublisher : HttpClient {
  HttpExchange post(const HttpRequest&) override { return {}; }
  HttpExchange get(const HttpGet& request) override {
    asked.push_back(request.url);
    if (silent) return {Reach::perhaps_taken, "the time limit passed", 0, "", ""};
    if (status != 0) return {Reach::answered, "", status, "text/plain", "oh"};
    const auto found = documents.find(request.url);
    if (found == documents.end()) return {Reach::answered, "", 404, "text/plain", "no"};
    return {Reach::answered, "", 200, "application/xml", found->second};
  }
  std::map<std::string, Bytes> documents;
  std::vector<std::string> asked;
  bool silent = false;
  int status = 0;
};

inline const std::string kBase = "https://smp.example";

inline std::string url_of(const formats::DocumentTypeId& document_type, const std::string& base = kBase) {
  return metadata_url(base, buyer(), document_type);
}

}  // namespace quittance::as4::test
