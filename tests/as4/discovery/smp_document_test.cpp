#include "as4/discovery/smp_document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/as4/discovery/case_names.h"
#include "tests/as4/discovery/publisher_world.h"
#include "tests/support/temporary_folder.h"

namespace quittance::as4::test {
namespace {

using testing::HasSubstr;

Instant now() { return *parse_instant("2026-11-24T10:00:00Z"); }

Result<ServiceMetadata> read(BytesView document) {
  return read_service_metadata(document, *Keys::get().smp_trust, now());
}

Bytes replaced(Bytes document, const std::string& what, const std::string& by) {
  const auto at = document.find(what);
  EXPECT_NE(at, Bytes::npos) << what;
  return at == Bytes::npos ? document : document.replace(at, what.size(), by);
}

const Bytes& good() {
  static const Bytes document = published(information());
  return document;
}

std::string signature_of(const Bytes& document) {
  const auto from = document.find("<ds:Signature "), end = document.find("</ds:Signature>") + 15;
  return document.substr(from, end - from);
}

TEST(SmpDocument, IsReadAsItWasPublished) {
  auto what = information();
  what.processes[0].endpoints[0].from = "2026-01-01T00:00:00Z";
  const auto metadata = read(published(what));
  ASSERT_TRUE(metadata.ok()) << metadata.error();
  const auto& read = std::get<ServiceInformation>(metadata->content);
  EXPECT_EQ(read.participant, what.participant);
  EXPECT_EQ(read.document_type, what.document_type);
  ASSERT_EQ(read.processes.size(), 1U);
  EXPECT_EQ(read.processes[0].id, what.processes[0].id);
  const SmpEndpoint &one = read.processes[0].endpoints.at(0), &other = what.processes[0].endpoints[0];
  EXPECT_EQ(one.url, other.url);
  EXPECT_EQ(one.from, other.from);
  EXPECT_EQ(one.certificate, other.certificate);
  EXPECT_EQ(metadata->signer.certificate, Keys::get().smp->certificate());
}

// ---- an independent judge

class Judge : public testing::Test {
 protected:
  void SetUp() override {
    if (std::system("xmlsec1 --version >/dev/null 2>&1") != 0)
      GTEST_SKIP() << "xmlsec1 is not on this machine";
    write("root.pem", Keys::get().root.certificate().pem());
    write("ca.pem", Keys::get().publishers.certificate().pem());
  }
  void write(const std::string& name, BytesView content) {
    std::ofstream(folder.path() + "/" + name, std::ios::binary) << content;
  }
  bool verifies(const Bytes& document) {
    write("document.xml", document);
    const std::string command = "cd " + folder.path() +
                                " && xmlsec1 --verify --trusted-pem root.pem --untrusted-pem ca.pem "
                                "--verification-time '2026-11-24 10:00:00' document.xml >judge.log 2>&1";
    return std::system(command.c_str()) == 0;
  }
  quittance::test::TemporaryFolder folder;
};

TEST_F(Judge, AgreesThatWhatWePublishIsSigned) {
  EXPECT_TRUE(verifies(good()));
  EXPECT_FALSE(verifies(replaced(good(), "ap.example", "ap.exampel")));
}

TEST_F(Judge, AgreesOnDocumentsThatCanonicalizationHasWorkWith) {
  // Everything the canonical form takes away or changes may be added to a signed document.
  Bytes document = replaced(good(), "<smp:SignedServiceMetadata ", "<smp:SignedServiceMetadata\n   ");
  document = replaced(document, "<smp:ServiceMetadata>", "<smp:ServiceMetadata><!-- a comment -->");
  document = replaced(document, "<smp:RequireBusinessLevelSignature>false<",
                      "<smp:RequireBusinessLevelSignature><![CDATA[false]]><");
  ASSERT_TRUE(verifies(document));
  EXPECT_TRUE(read(document).ok()) << read(document).error();
}

TEST_F(Judge, SignsAndIsBelieved) {
  // As some publishers write it: on lines, with white space around identifiers and armour around
  // certificates.
  const std::string certificate = to_base64(endpoint().certificate);
  Bytes document = good();
  const std::string signature = signature_of(document);
  document = replaced(document, certificate,
                      "\n-----BEGIN CERTIFICATE-----\r\n" + certificate.substr(0, 64) + "\n" +
                          certificate.substr(64) + "\n-----END CERTIFICATE-----\n");
  document = replaced(document, ">" + buyer().value() + "<", ">\n      " + buyer().value() + "\n    <");
  document = replaced(document, "<smp:ServiceInformation>", "\n  <smp:ServiceInformation>\n");
  std::string blank = signature;
  for (const char* name :
       {"ds:DigestValue", "ds:SignatureValue", "ds:X509Certificate", "ds:X509SubjectName"}) {
    const std::string open = std::string("<") + name + ">";
    const auto from = blank.find(open) + open.size();
    blank.erase(from, blank.find("</", from) - from);
  }
  write("template.xml", replaced(document, signature, blank));
  write("key.pem", Keys::get().smp_key_pem);
  write("cert.pem", Keys::get().smp->certificate().pem());
  const std::string command =
      "cd " + folder.path() +
      " && xmlsec1 --sign --privkey-pem key.pem,cert.pem --output signed.xml template.xml "
      ">judge.log 2>&1";
  ASSERT_EQ(std::system(command.c_str()), 0);
  std::ifstream in(folder.path() + "/signed.xml", std::ios::binary);
  std::stringstream signed_document;
  signed_document << in.rdbuf();
  const auto metadata = read(signed_document.str());
  ASSERT_TRUE(metadata.ok()) << metadata.error();
  const auto& what = std::get<ServiceInformation>(metadata->content);
  EXPECT_EQ(what.participant.value, buyer().value());
  EXPECT_EQ(what.processes.at(0).endpoints.at(0).certificate, endpoint().certificate);
}

// ---- what is refused

struct Forged {
  const char* what;
  std::function<Bytes()> document;
  const char* code;
};
void PrintTo(const Forged& forged, std::ostream* out) { *out << forged.what; }
class ForgedMetadata : public testing::TestWithParam<Forged> {};

TEST_P(ForgedMetadata, IsNotBelieved) {
  const auto metadata = read(GetParam().document());
  ASSERT_FALSE(metadata.ok());
  EXPECT_EQ(metadata.error().code, GetParam().code) << metadata.error().detail;
  EXPECT_EQ(metadata.error().retry, Retry::later);
}

Bytes with(const std::string& what, const std::string& by) { return replaced(good(), what, by); }

std::string deep() {
  std::string tags;
  for (int i = 0; i < 70; ++i) tags += "<a>";
  return tags;
}

/// The signed document as a whole inside of a forged one: the signature covers what nobody reads.
Bytes wrapped() {
  const std::string inner = good().substr(good().find("<smp:Signed"));
  const std::string forged_metadata = replaced(inner, "https://ap.example/as4", "https://evil.example/as4");
  const auto end = forged_metadata.find("<ds:Signature ");
  return forged_metadata.substr(0, end) +
         replaced(signature_of(good()), "</ds:KeyInfo>",
                  "</ds:KeyInfo><ds:Object>" + inner + "</ds:Object>") +
         "</smp:SignedServiceMetadata>";
}

const std::string kTransform =
    "<ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/>";

INSTANTIATE_TEST_SUITE_P(
    Smp, ForgedMetadata,
    testing::Values(
        Forged{"empty", [] { return Bytes(); }, "SMP-XML"},
        Forged{"another document", [] { return Bytes("<a/>"); }, "SMP-XML"},
        Forged{"a document type declaration",
               [] { return "<!DOCTYPE a>" + good().substr(good().find("<smp:Signed")); }, "SMP-XML"},
        Forged{"deep", [] { return with("<smp:ServiceMetadata>", "<smp:ServiceMetadata>" + deep()); },
               "SMP-XML"},
        Forged{"no signature", [] { return with(signature_of(good()), ""); }, "SMP-SIGNATURE"},
        Forged{"two signatures",
               [] {
                 return with("</smp:SignedServiceMetadata>",
                             signature_of(good()) + "</smp:SignedServiceMetadata>");
               },
               "SMP-SIGNATURE"},
        Forged{"two pieces of metadata",
               [] { return with("<ds:Signature ", "<smp:ServiceMetadata/><ds:Signature "); },
               "SMP-SIGNATURE"},
        Forged{"another endpoint", [] { return with("https://ap.example/as4", "https://evil.example/as4"); },
               "SMP-SIGNATURE"},
        Forged{"wrapped in an object", wrapped, "SMP-SIGNATURE"},
        Forged{"a reference to a part", [] { return with("URI=\"\"", "URI=\"#a\""); }, "SMP-SIGNATURE"},
        Forged{"no reference at all", [] { return with(" URI=\"\"", ""); }, "SMP-SIGNATURE"},
        Forged{"another transform",
               [] {
                 return with("http://www.w3.org/2000/09/xmldsig#enveloped-signature",
                             "http://www.w3.org/TR/1999/REC-xslt-19991116");
               },
               "SMP-SIGNATURE"},
        Forged{"one transform more", [] { return with(kTransform, kTransform + kTransform); },
               "SMP-SIGNATURE"},
        Forged{
            "a transform with parameters",
            [] {
              return with(
                  kTransform,
                  "<ds:Transform "
                  "Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"><a/></ds:Transform>");
            },
            "SMP-SIGNATURE"},
        Forged{"another canonical form",
               [] { return with("REC-xml-c14n-20010315\"", "REC-xml-c14n-20010315#WithComments\""); },
               "SMP-SIGNATURE"},
        Forged{"rsa-sha1",
               [] {
                 return with("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
                             "http://www.w3.org/2000/09/xmldsig#rsa-sha1");
               },
               "SMP-SIGNATURE"},
        Forged{"hmac",
               [] {
                 return with("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
                             "http://www.w3.org/2000/09/xmldsig#hmac-sha1");
               },
               "SMP-SIGNATURE"},
        Forged{"sha1",
               [] {
                 return with("http://www.w3.org/2001/04/xmlenc#sha256",
                             "http://www.w3.org/2000/09/xmldsig#sha1");
               },
               "SMP-SIGNATURE"},
        Forged{"a key instead of a certificate",
               [] {
                 return with(good().substr(good().find("<ds:X509Data>"),
                                           good().find("</ds:X509Data>") + 14 - good().find("<ds:X509Data>")),
                             "<ds:KeyValue/>");
               },
               "SMP-SIGNATURE"},
        Forged{"a stranger", [] { return published(information(), *Keys::get().stranger); }, "SMP-SIGNER"},
        Forged{"an access point", [] { return published(information(), *Keys::get().access_point); },
               "SMP-SIGNER"},
        Forged{"expired", [] { return published(information(), *Keys::get().expired_smp); }, "SMP-SIGNER"},
        Forged{"another publisher's certificate",
               [] {
                 return with(to_base64(Keys::get().smp->certificate().der()),
                             to_base64(Keys::get().other_smp->certificate().der()));
               },
               "SMP-SIGNATURE"}),
    [](const auto& one) { return camel(one.param.what); });

TEST(SmpDocument, WhatIsThereTwiceHasNoMeaning) {
  const auto group = publish(ServiceGroup{{"iso6523-actorid-upis", "0088:1"}, {"a", "b"}});
  ASSERT_TRUE(read_service_group(group).ok());
  const auto twice = read_service_group(
      replaced(group, "<smp:ServiceMetadataReferenceCollection>",
               "<ids:ParticipantIdentifier "
               "scheme=\"x\">y</ids:ParticipantIdentifier><smp:ServiceMetadataReferenceCollection>"));
  ASSERT_FALSE(twice.ok());
  EXPECT_THAT(twice.error().detail, HasSubstr("two ParticipantIdentifier"));
}

TEST(SmpDocument, CommentsInIdentifiersAreNotReadPast) {
  const auto group = read_service_group(
      replaced(publish(ServiceGroup{{"iso6523-actorid-upis", "0088:1"}, {}}), "0088:1<", "0088:1<!-- -->0<"));
  EXPECT_FALSE(group.ok());
}

TEST(CertificateUid, IsTheSubjectInAnyOrderOrTheCommonName) {
  const DocumentSigner signer{Keys::get().smp->certificate(), ""};
  const std::string subject(signer.certificate.subject());
  EXPECT_TRUE(is_certificate_uid(subject, signer));
  EXPECT_TRUE(is_certificate_uid("PSP000901", signer));
  std::vector<std::string> parts;
  std::stringstream split(subject);
  for (std::string part; std::getline(split, part, ',');) parts.push_back(part);
  std::string turned;
  for (const auto& part : parts) turned = part + (turned.empty() ? "" : ", " + turned);
  EXPECT_TRUE(is_certificate_uid(" " + turned + "\n", signer)) << turned;
  for (const char* other : {"", "PSP000902", "CN=PSP000901", "CN=PSP000901,O=Other"})
    EXPECT_FALSE(is_certificate_uid(other, signer)) << other;
}

TEST(SmpEndpoints, AreActiveFromTheirFirstToTheirLastMoment) {
  const auto active = [](const char* from, const char* until) {
    SmpEndpoint one = endpoint();
    one.from = from;
    one.until = until;
    return one.active_at(now());
  };
  EXPECT_TRUE(active("", ""));
  EXPECT_TRUE(active("2026-11-24T10:00:00Z", "2026-11-24T10:00:00Z"));
  EXPECT_TRUE(active("2026-11-24T11:00:00+01:00", "2026-11-24T10:00:00"));
  EXPECT_FALSE(active("2026-11-24T10:00:00.1Z", ""));
  EXPECT_FALSE(active("", "2026-11-24T09:59:59.9Z"));
  EXPECT_FALSE(active("soon", ""));
  EXPECT_FALSE(active("", "never"));
}

}  // namespace
}  // namespace quittance::as4::test
