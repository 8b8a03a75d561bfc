// What must not get in by its signature or its keys: tables for whoever receives.
#pragma once

#include "tests/as4/attack.h"

namespace quittance::as4::test {

inline const std::vector<Attack> kWrappingAttacks{
    Attack{"MessagingMovedAwayAndForgedWithAnotherId", "EBMS:0009", soap([](std::string& text) {
             std::string original = piece(text, "<eb:Messaging", "</eb:Messaging>"), forged = original;
             swap(forged, "wsu:Id=\"M-1\"", "wsu:Id=\"M-2\"");
             swap(forged, "POP000901", "POP000903");
             swap(text, original, forged + "<wrapper>" + original + "</wrapper>");
           })},
    Attack{"MessagingMovedAwayAndForgedWithoutId", "EBMS:0009", soap([](std::string& text) {
             std::string original = piece(text, "<eb:Messaging", "</eb:Messaging>"), forged = original;
             swap(forged, " wsu:Id=\"M-1\"", "");
             swap(text, original, forged);
             insert_before(text, "</S12:Body>", original);
           })},
    Attack{"MessagingTwiceWithOneId", "EBMS:0009", soap([](std::string& text) {
             const std::string original = piece(text, "<eb:Messaging", "</eb:Messaging>");
             insert_before(text, "</wsse:Security>", original);
           })},
    Attack{"IdHiddenInXmlId", "EBMS:0009",
           put_before("</S12:Header>", "<x:y xmlns:x=\"urn:x\" xml:id=\"M-1\"/>")},
    Attack{"IdHiddenInPlainId", "EBMS:0009",
           put_before("</S12:Header>", "<x:y xmlns:x=\"urn:x\" Id=\"M-1\"/>")},
    Attack{"IdHiddenInUpperCaseId", "EBMS:0009",
           put_before("</S12:Header>", "<x:y xmlns:x=\"urn:x\" ID=\"B-1\"/>")},
    Attack{"MessagingWithoutItsId", "EBMS:0103", replaced(" wsu:Id=\"M-1\"", "")},
    Attack{"MessagingIdInTheWrongNamespace", "EBMS:0103", replaced("wsu:Id=\"M-1\"", "Id=\"M-1\"")},
    Attack{"BodyMovedAway", "EBMS:0009", soap([](std::string& text) {
             std::string original = piece(text, "<S12:Body", "</S12:Body>"), forged = original;
             swap(forged, "B-1", "B-2");
             swap(text, original, forged);
             insert_before(text, "</S12:Header>", "<wrapper>" + original + "</wrapper>");
           })},
    Attack{"BodyWithAnotherId", "EBMS:0103", replaced("wsu:Id=\"B-1\"", "wsu:Id=\"B-2\"")},
    Attack{"TwoSignatures", "EBMS:0103", soap([](std::string& text) {
             const std::string signature = piece(text, "<ds:Signature xmlns", "</ds:Signature>");
             insert_before(text, "</wsse:Security>", signature);
           })},
    Attack{"SignatureOutsideOfSecurity", "EBMS:0103", soap([](std::string& text) {
             const std::string signature = piece(text, "<ds:Signature xmlns", "</ds:Signature>");
             swap(text, signature, "");
             std::string moved = signature;
             swap(moved, "<ds:Signature ", "<ds:Signature xmlns:wsse=\"" + std::string(ns::kWsse) + "\" ");
             insert_before(text, "</S12:Header>", moved);
           })},
    Attack{"NoSignature", "EBMS:0103", soap([](std::string& text) {
             swap(text, piece(text, "<ds:Signature xmlns", "</ds:Signature>"), "");
           })},
    Attack{"ObjectInSignature", "EBMS:0103", put_before("</ds:Signature>", "<ds:Object>x</ds:Object>")},
    Attack{"SecondSignedInfo", "EBMS:0103", soap([](std::string& text) {
             insert_before(text, "<ds:SignatureValue>", piece(text, "<ds:SignedInfo", "</ds:SignedInfo>"));
           })},
    Attack{"ManifestReference", "EBMS:0103",
           bent_info("URI=\"#M-1\"", "Type=\"http://www.w3.org/2000/09/xmldsig#Manifest\" URI=\"#M-1\"")},
    Attack{"ReferenceToWholeDocument", "EBMS:0103", covered([](auto& all) { all[0].uri = ""; })},
    Attack{"ReferenceToEmptyId", "EBMS:0103", covered([](auto& all) { all[0].uri = "#"; })},
    Attack{"ReferenceByXPointer", "EBMS:0103", covered([](auto& all) { all[0].uri = "#xpointer(/)"; })},
    Attack{"ReferenceToTheWeb", "EBMS:0103", covered([](auto& all) { all[2].uri = "http://x.test/"; })},
    Attack{"ReferenceToAFile", "EBMS:0103", covered([](auto& all) { all[2].uri = "file:///etc/passwd"; })},
    Attack{"ReferenceToTheToken", "EBMS:0103", covered([](auto& all) { all[0].uri = "#X-1"; })},
    Attack{"ReferenceToTheSignature", "EBMS:0103",
           [](Forge& forge) {
             forge.references = [](auto& all) {
               all.push_back(all[0]);
               all.back().uri = "#S-1";
             };
             forge.soap = [](std::string& text) {
               swap(text, "<ds:Signature ", "<ds:Signature Id=\"S-1\" ");
             };
           }},
    Attack{"ReferenceWithoutUri", "EBMS:0103", bent_info(" URI=\"#M-1\"", "")},
    Attack{"ReferenceToTheEncryptedKey", "EBMS:0103", covered([](auto& all) { all[1].uri = "#EK-1"; })},
    Attack{"ReferencesSwapped", "EBMS:0101", covered([](auto& all) { std::swap(all[0].uri, all[1].uri); })},
    Attack{"ReferencesInAnotherOrder", "", covered([](auto& all) { std::swap(all[0], all[2]); }), true},
    Attack{"ReferenceTwice", "EBMS:0103", covered([](auto& all) { all.push_back(all[0]); })},
    Attack{"AttachmentReferenceTwice", "EBMS:0103", covered([](auto& all) { all.push_back(all[2]); })},
    Attack{"MessagingNotCovered", "EBMS:0103", covered([](auto& all) { all.erase(all.begin()); })},
    Attack{"BodyNotCovered", "EBMS:0103", covered([](auto& all) { all.erase(all.begin() + 1); })},
    Attack{"AttachmentNotCovered", "EBMS:0103", covered([](auto& all) { all.pop_back(); })},
    Attack{"AttachmentCoveredThatIsNotThere", "EBMS:0103",
           covered([](auto& all) { all.push_back(reference_to_attachment("other@x", "x")); })},
    Attack{"ManyReferences", "EBMS:0103", covered([](auto& all) {
             for (int i = 0; i < 40; ++i)
               all.push_back(reference_to_attachment("x" + std::to_string(i), "x"));
           })}};

inline std::function<void(Forge&)> transform(int reference, std::vector<std::string> transforms) {
  return covered([=](auto& all) { all[static_cast<std::size_t>(reference)].transforms = transforms; });
}

inline const std::vector<Attack> kAlgorithmsAttacks{
    Attack{"DigestSha1", "EBMS:0103",
           covered([](auto& all) { all[0].digest_method = "http://www.w3.org/2000/09/xmldsig#sha1"; })},
    Attack{"DigestMd5", "EBMS:0103",
           covered([](auto& all) { all[2].digest_method = "http://www.w3.org/2001/04/xmldsig-more#md5"; })},
    Attack{"SignatureSha1", "EBMS:0103", bent_info("xmldsig-more#rsa-sha256", "xmldsig-more#rsa-sha1")},
    Attack{"SignatureSha512", "EBMS:0103", bent_info("xmldsig-more#rsa-sha256", "xmldsig-more#rsa-sha512")},
    Attack{"SignatureEcdsa", "EBMS:0103", bent_info("xmldsig-more#rsa-sha256", "xmldsig-more#ecdsa-sha256")},
    Attack{"SignatureHmacWithThePublicKey", "EBMS:0103",
           bent_info("xmldsig-more#rsa-sha256", "xmldsig-more#hmac-sha256")},
    Attack{"HmacOutputLength", "EBMS:0103",
           bent_info("rsa-sha256\">", "rsa-sha256\"><ds:HMACOutputLength>8</ds:HMACOutputLength>")},
    Attack{"InclusiveSignedInfo", "EBMS:0103",
           bent_info("http://www.w3.org/2001/10/xml-exc-c14n#",
                     "http://www.w3.org/TR/2001/REC-xml-c14n-20010315")},
    Attack{"CommentsInSignedInfo", "EBMS:0103", bent_info("xml-exc-c14n#\"", "xml-exc-c14n#WithComments\"")},
    Attack{"TransformXslt", "EBMS:0103", transform(0, {"http://www.w3.org/TR/1999/REC-xslt-19991116"})},
    Attack{"TransformXPath", "EBMS:0103", transform(0, {"http://www.w3.org/TR/1999/REC-xpath-19991116"})},
    Attack{"TransformEnveloped", "EBMS:0103",
           transform(0, {"http://www.w3.org/2000/09/xmldsig#enveloped-signature"})},
    Attack{"TransformBase64", "EBMS:0103", transform(2, {"http://www.w3.org/2000/09/xmldsig#base64"})},
    Attack{"TransformWithComments", "EBMS:0103",
           transform(1, {"http://www.w3.org/2001/10/xml-exc-c14n#WithComments"})},
    Attack{"TransformAttachmentComplete", "EBMS:0103",
           transform(2, {"http://docs.oasis-open.org/wss/"
                         "oasis-wss-SwAProfile-1.1#Attachment-Complete-Signature-Transform"})},
    Attack{"TransformTwice", "EBMS:0103",
           transform(0, {std::string(algorithm::kExcC14n), std::string(algorithm::kExcC14n)})},
    Attack{"NoTransform", "EBMS:0103", transform(0, {})},
    Attack{"ElementTransformOnAttachment", "EBMS:0103", transform(2, {std::string(algorithm::kExcC14n)})},
    Attack{"ManyPrefixes", "EBMS:0103",
           covered([](auto& all) { all[0].prefixes = std::vector<std::string>(100, "p"); })},
    Attack{"KeyTransportRsa15", "EBMS:0103",
           replaced("http://www.w3.org/2009/xmlenc11#rsa-oaep", "http://www.w3.org/2001/04/xmlenc#rsa-1_5")},
    Attack{"KeyTransportMgf1p", "EBMS:0103",
           replaced("http://www.w3.org/2009/xmlenc11#rsa-oaep",
                    "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p")},
    Attack{"OaepWithoutDigest", "EBMS:0103", soap([](std::string& text) {
             const std::size_t at = text.find("<ds:DigestMethod xmlns:ds=");
             text.erase(at, text.find("</ds:DigestMethod>", at) + 18 - at);
           })},
    Attack{"OaepDigestSha1", "EBMS:0103", soap([](std::string& text) {
             const std::size_t at = text.find("<ds:DigestMethod xmlns:ds=");
             text.replace(text.find("http://www.w3.org/2001/04/xmlenc#sha256", at), 39,
                          "http://www.w3.org/2000/09/xmldsig#sha1");
           })},
    Attack{"OaepMaskSha1", "EBMS:0103", replaced("xmlenc11#mgf1sha256", "xmlenc11#mgf1sha1")},
    Attack{"OaepParameters", "EBMS:0103",
           put_before("<ds:DigestMethod xmlns:ds=", "<xenc:OAEPparams>AAAA</xenc:OAEPparams>")},
    Attack{"ContentCbc", "EBMS:0103",
           replaced("http://www.w3.org/2009/xmlenc11#aes128-gcm",
                    "http://www.w3.org/2001/04/xmlenc#aes128-cbc")},
    Attack{"ContentTripleDes", "EBMS:0103",
           replaced("http://www.w3.org/2009/xmlenc11#aes128-gcm",
                    "http://www.w3.org/2001/04/xmlenc#tripledes-cbc")},
    Attack{"ContentAes256", "EBMS:0103", replaced("xmlenc11#aes128-gcm", "xmlenc11#aes256-gcm")}};

/// The KeyInfo of the signature, rewritten.
inline std::function<void(Forge&)> key_info(std::string inside) {
  return soap([=](std::string& text) {
    const std::size_t from = text.rfind("<wsse:SecurityTokenReference"), to = text.rfind("</ds:KeyInfo>");
    text.replace(from, to - from, inside);
  });
}

inline const std::vector<Attack> kKeysAttacks{
    Attack{"SignerIsAStranger", "EBMS:0101", signed_by(&World::stranger)},
    Attack{"SignerIsAMetadataPublisher", "EBMS:0101", signed_by(&World::smp)},
    Attack{"SignerIsExpired", "EBMS:0101", signed_by(&World::expired)},
    Attack{"SignerIsNotYetValid", "EBMS:0101", signed_by(&World::not_yet)},
    Attack{"SignerMayNotSign", "EBMS:0101", signed_by(&World::no_usage)},
    Attack{"SignerIsAnotherMember", "EBMS:0101", signed_by(&World::third)},
    Attack{"SignerWithoutSeatId", "EBMS:0101", signed_by(&World::bad_name)},
    Attack{"SignerAndPartyIdWithoutSeatId", "EBMS:0004",
           [](Forge& forge) {
             forge.signer = World::get().bad_name;
             forge.message.from.value = "Example Ltd";
           }},
    Attack{"SignerTokenIsTheReceivers", "EBMS:0101",
           key_info(
               "<wsse:SecurityTokenReference><wsse:Reference URI=\"#R-1\"/></wsse:SecurityTokenReference>")},
    Attack{"SignerTokenIsMissing", "EBMS:0103",
           key_info(
               "<wsse:SecurityTokenReference><wsse:Reference URI=\"#X-9\"/></wsse:SecurityTokenReference>")},
    Attack{"SignerTokenIsNoToken", "EBMS:0103",
           key_info(
               "<wsse:SecurityTokenReference><wsse:Reference URI=\"#M-1\"/></wsse:SecurityTokenReference>")},
    Attack{"KeyName", "EBMS:0103", key_info("<ds:KeyName>POP000901</ds:KeyName>")},
    Attack{"KeyValue", "EBMS:0103", key_info("<ds:KeyValue><ds:RSAKeyValue/></ds:KeyValue>")},
    Attack{"RetrievalMethod", "EBMS:0103", key_info("<ds:RetrievalMethod URI=\"http://x.test/\"/>")},
    Attack{"X509Data", "EBMS:0103",
           key_info("<ds:X509Data><ds:X509Certificate>AAAA</ds:X509Certificate></ds:X509Data>")},
    Attack{"Thumbprint", "EBMS:0103",
           key_info("<wsse:SecurityTokenReference><wsse:KeyIdentifier>AAAA</wsse:KeyIdentifier></"
                    "wsse:SecurityTokenReference>")},
    Attack{"TwoTokenReferences", "EBMS:0103",
           key_info("<wsse:SecurityTokenReference><wsse:Reference URI=\"#X-1\"/><wsse:Reference "
                    "URI=\"#X-1\"/></wsse:SecurityTokenReference>")},
    Attack{"EmbeddedToken", "EBMS:0103",
           key_info("<wsse:SecurityTokenReference><wsse:Embedded/></wsse:SecurityTokenReference>")},
    Attack{"PkiPath", "EBMS:0103", replaced("#X509v3\" wsu:Id=\"X-1\"", "#X509PKIPathv1\" wsu:Id=\"X-1\"")},
    Attack{"TokensWithOneId", "EBMS:0009", replaced("wsu:Id=\"R-1\"", "wsu:Id=\"X-1\"")},
    Attack{"TokenIsNotBase64", "EBMS:0103",
           soap([](std::string& text) { insert_after(text, "wsu:Id=\"X-1\">", "-----BEGIN "); })},
    Attack{"TokenWithMoreBehindIt", "EBMS:0101", soap([](std::string& text) {
             const std::string der(World::get().sender->certificate().der());
             swap(text, "wsu:Id=\"X-1\">" + to_base64(der), "wsu:Id=\"X-1\">" + to_base64(der + "more"));
           })},
    Attack{"SignatureValueBent", "EBMS:0101", soap([](std::string& text) {
             const std::size_t at = text.find("<ds:SignatureValue>") + 25;
             text[at] = text[at] == 'A' ? 'B' : 'A';
           })},
    Attack{"SignatureValueEmpty", "EBMS:0103", soap([](std::string& text) {
             swap(text, piece(text, "<ds:SignatureValue>", "</ds:SignatureValue>"),
                  "<ds:SignatureValue></ds:SignatureValue>");
           })},
    Attack{"SignedInfoBent", "EBMS:0101", soap([](std::string& text) {
             const std::size_t at = text.find("<ds:DigestValue>") + 20;
             text[at] = text[at] == 'A' ? 'B' : 'A';
           })},
    Attack{"MessagingBent", "EBMS:0101", replaced("<eb:ConversationId>c-1", "<eb:ConversationId>c-2")},
    Attack{"WhiteSpaceInMessaging", "EBMS:0101", replaced("<eb:UserMessage>", "<eb:UserMessage> ")},
    Attack{"BodyBent", "EBMS:0101", replaced("wsu:Id=\"B-1\"", "wsu:Id=\"B-1\" x=\"y\"")}};

}  // namespace quittance::as4::test
