// What must not get in by its signature, its keys, its encryption or its payload.
#include "tests/as4/attack.h"

namespace quittance::as4::test {
namespace {

class SecurityAttacks : public testing::TestWithParam<Attack> {};

TEST_P(SecurityAttacks, AreAnsweredWithTheirCodeAndTouchNoKeyForStrangers) { expect_answered(GetParam()); }

INSTANTIATE_TEST_SUITE_P(
    Wrapping, SecurityAttacks,
    testing::Values(
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
                 swap(moved, "<ds:Signature ",
                      "<ds:Signature xmlns:wsse=\"" + std::string(ns::kWsse) + "\" ");
                 insert_before(text, "</S12:Header>", moved);
               })},
        Attack{"NoSignature", "EBMS:0103", soap([](std::string& text) {
                 swap(text, piece(text, "<ds:Signature xmlns", "</ds:Signature>"), "");
               })},
        Attack{"ObjectInSignature", "EBMS:0103", put_before("</ds:Signature>", "<ds:Object>x</ds:Object>")},
        Attack{"SecondSignedInfo", "EBMS:0103", soap([](std::string& text) {
                 insert_before(text, "<ds:SignatureValue>",
                               piece(text, "<ds:SignedInfo", "</ds:SignedInfo>"));
               })},
        Attack{"ManifestReference", "EBMS:0103",
               bent_info("URI=\"#M-1\"", "Type=\"http://www.w3.org/2000/09/xmldsig#Manifest\" URI=\"#M-1\"")},
        Attack{"ReferenceToWholeDocument", "EBMS:0103", covered([](auto& all) { all[0].uri = ""; })},
        Attack{"ReferenceToEmptyId", "EBMS:0103", covered([](auto& all) { all[0].uri = "#"; })},
        Attack{"ReferenceByXPointer", "EBMS:0103", covered([](auto& all) { all[0].uri = "#xpointer(/)"; })},
        Attack{"ReferenceToTheWeb", "EBMS:0103", covered([](auto& all) { all[2].uri = "http://x.test/"; })},
        Attack{"ReferenceToAFile", "EBMS:0103",
               covered([](auto& all) { all[2].uri = "file:///etc/passwd"; })},
        Attack{"ReferenceToTheToken", "EBMS:0103", covered([](auto& all) { all[0].uri = "#X-1"; })},
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
               })}),
    name_of);

std::function<void(Forge&)> transform(int reference, std::vector<std::string> transforms) {
  return covered([=](auto& all) { all[static_cast<std::size_t>(reference)].transforms = transforms; });
}

INSTANTIATE_TEST_SUITE_P(
    Algorithms, SecurityAttacks,
    testing::Values(
        Attack{"DigestSha1", "EBMS:0103",
               covered([](auto& all) { all[0].digest_method = "http://www.w3.org/2000/09/xmldsig#sha1"; })},
        Attack{"DigestMd5", "EBMS:0103", covered([](auto& all) {
                 all[2].digest_method = "http://www.w3.org/2001/04/xmldsig-more#md5";
               })},
        Attack{"SignatureSha1", "EBMS:0103", bent_info("xmldsig-more#rsa-sha256", "xmldsig-more#rsa-sha1")},
        Attack{"SignatureSha512", "EBMS:0103",
               bent_info("xmldsig-more#rsa-sha256", "xmldsig-more#rsa-sha512")},
        Attack{"SignatureEcdsa", "EBMS:0103",
               bent_info("xmldsig-more#rsa-sha256", "xmldsig-more#ecdsa-sha256")},
        Attack{"SignatureHmacWithThePublicKey", "EBMS:0103",
               bent_info("xmldsig-more#rsa-sha256", "xmldsig-more#hmac-sha256")},
        Attack{"HmacOutputLength", "EBMS:0103",
               bent_info("rsa-sha256\">", "rsa-sha256\"><ds:HMACOutputLength>8</ds:HMACOutputLength>")},
        Attack{"InclusiveSignedInfo", "EBMS:0103",
               bent_info("http://www.w3.org/2001/10/xml-exc-c14n#",
                         "http://www.w3.org/TR/2001/REC-xml-c14n-20010315")},
        Attack{"CommentsInSignedInfo", "EBMS:0103",
               bent_info("xml-exc-c14n#\"", "xml-exc-c14n#WithComments\"")},
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
        Attack{
            "KeyTransportRsa15", "EBMS:0103",
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
        Attack{"ContentAes256", "EBMS:0103", replaced("xmlenc11#aes128-gcm", "xmlenc11#aes256-gcm")}),
    name_of);

/// The KeyInfo of the signature, rewritten.
std::function<void(Forge&)> key_info(std::string inside) {
  return soap([=](std::string& text) {
    const std::size_t from = text.rfind("<wsse:SecurityTokenReference"), to = text.rfind("</ds:KeyInfo>");
    text.replace(from, to - from, inside);
  });
}

INSTANTIATE_TEST_SUITE_P(
    Keys, SecurityAttacks,
    testing::Values(
        Attack{"SignerIsAStranger", "EBMS:0101", signed_by(&World::stranger)},
        Attack{"SignerIsAMetadataPublisher", "EBMS:0101", signed_by(&World::smp)},
        Attack{"SignerIsExpired", "EBMS:0101", signed_by(&World::expired)},
        Attack{"SignerMayNotSign", "EBMS:0101", signed_by(&World::no_usage)},
        Attack{"SignerIsAnotherMember", "EBMS:0101", signed_by(&World::third)},
        Attack{"SignerWithoutSeatId", "EBMS:0101", signed_by(&World::bad_name)},
        Attack{"SignerAndPartyIdWithoutSeatId", "EBMS:0004",
               [](Forge& forge) {
                 forge.signer = World::get().bad_name;
                 forge.message.from.value = "Example Ltd";
               }},
        Attack{
            "SignerTokenIsTheReceivers", "EBMS:0101",
            key_info(
                "<wsse:SecurityTokenReference><wsse:Reference URI=\"#R-1\"/></wsse:SecurityTokenReference>")},
        Attack{
            "SignerTokenIsMissing", "EBMS:0103",
            key_info(
                "<wsse:SecurityTokenReference><wsse:Reference URI=\"#X-9\"/></wsse:SecurityTokenReference>")},
        Attack{
            "SignerTokenIsNoToken", "EBMS:0103",
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
        Attack{"PkiPath", "EBMS:0103",
               replaced("#X509v3\" wsu:Id=\"X-1\"", "#X509PKIPathv1\" wsu:Id=\"X-1\"")},
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
        Attack{"BodyBent", "EBMS:0101", replaced("wsu:Id=\"B-1\"", "wsu:Id=\"B-1\" x=\"y\"")}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Encryption, SecurityAttacks,
    testing::Values(
        Attack{"TagBent", "EBMS:0102",
               [](Forge& forge) { forge.sealed = [](std::string& part) { part.back() ^= 1; }; }, true},
        Attack{"IvBent", "EBMS:0102",
               [](Forge& forge) { forge.sealed = [](std::string& part) { part.front() ^= 1; }; }, true},
        Attack{"CiphertextCut", "EBMS:0102",
               [](Forge& forge) { forge.sealed = [](std::string& part) { part.resize(part.size() - 1); }; },
               true},
        Attack{"CiphertextTooShort", "EBMS:0102",
               [](Forge& forge) { forge.sealed = [](std::string& part) { part.resize(27); }; }, true},
        Attack{"CiphertextEmpty", "EBMS:0102",
               [](Forge& forge) { forge.sealed = [](std::string& part) { part.clear(); }; }, true},
        Attack{"KeyOfWrongLength", "EBMS:0102", [](Forge& forge) { forge.content_key = Bytes(32, 'k'); },
               true},
        Attack{"KeyOfNoLength", "EBMS:0102", [](Forge& forge) { forge.content_key = Bytes(1, 'k'); }, true},
        Attack{"WrappedKeyIsNoise", "EBMS:0102", soap([](std::string& text) {
                 swap(text, piece(text, "<xenc:CipherValue>", "</xenc:CipherValue>"),
                      "<xenc:CipherValue>" + to_base64(Bytes(256, 'n')) + "</xenc:CipherValue>");
               }),
               true},
        Attack{"WrappedKeyIsShort", "EBMS:0102", soap([](std::string& text) {
                 swap(text, piece(text, "<xenc:CipherValue>", "</xenc:CipherValue>"),
                      "<xenc:CipherValue>AAAA</xenc:CipherValue>");
               }),
               true},
        Attack{"ForAnotherReceiversKey", "EBMS:0102",
               [](Forge& forge) { forge.receiver = World::get().third->certificate(); }},
        Attack{"PlaintextPayload", "EBMS:0103", [](Forge& forge) { forge.encrypted = false; }},
        Attack{"TwoEncryptedKeys", "EBMS:0103", soap([](std::string& text) {
                 std::string key = piece(text, "<xenc:EncryptedKey", "</xenc:EncryptedKey>");
                 swap(key, "EK-1", "EK-2");
                 insert_before(text, "</wsse:Security>", key);
               })},
        Attack{"NoEncryptedKey", "EBMS:0103", soap([](std::string& text) {
                 swap(text, piece(text, "<xenc:EncryptedKey", "</xenc:EncryptedKey>"), "");
               })},
        Attack{"NoEncryptedData", "EBMS:0103", soap([](std::string& text) {
                 swap(text, piece(text, "<xenc:EncryptedData", "</xenc:EncryptedData>"), "");
               })},
        Attack{"PartEncryptedTwice", "EBMS:0103", soap([](std::string& text) {
                 std::string data = piece(text, "<xenc:EncryptedData", "</xenc:EncryptedData>");
                 insert_before(text, "</xenc:ReferenceList>", "<xenc:DataReference URI=\"#ED-2\"/>");
                 swap(data, "ED-1", "ED-2");
                 insert_before(text, "</wsse:Security>", data);
               })},
        Attack{"DataNotListed", "EBMS:0103",
               replaced("<xenc:DataReference URI=\"#ED-1\">", "<xenc:DataReference URI=\"#ED-2\">")},
        Attack{"ListedTwice", "EBMS:0103",
               put_before("</xenc:ReferenceList>", "<xenc:DataReference URI=\"#ED-1\"/>")},
        Attack{"ListedKeyItself", "EBMS:0103",
               put_before("</xenc:ReferenceList>", "<xenc:DataReference URI=\"#EK-1\"/>")},
        Attack{"InlineCipherValue", "EBMS:0103", soap([](std::string& text) {
                 swap(text, piece(text, "<xenc:CipherReference", "</xenc:CipherReference>"),
                      "<xenc:CipherValue>AAAA</xenc:CipherValue>");
               })},
        Attack{"CipherReferenceToTheWeb", "EBMS:0103",
               replaced("<xenc:CipherReference URI=\"cid:payload-1@quittance.test\"",
                        "<xenc:CipherReference URI=\"http://x.test/\"")},
        Attack{"CipherReferenceToAnotherPart", "EBMS:0103",
               replaced("<xenc:CipherReference URI=\"cid:payload-1@",
                        "<xenc:CipherReference URI=\"cid:payload-2@")},
        Attack{"CipherTransformOther", "EBMS:0103", replaced("#Attachment-Ciphertext-Transform", "#Other")},
        Attack{"EncryptedDataOfAnotherType", "EBMS:0103",
               replaced("#Attachment-Content-Only", "#Attachment-Complete")},
        Attack{"EncryptedDataOfAnElement", "EBMS:0103",
               replaced(std::string(kAttachmentContentOnly), "http://www.w3.org/2001/04/xmlenc#Element")},
        Attack{"DataForAnotherKey", "EBMS:0103",
               replaced("<wsse:Reference URI=\"#EK-1\"", "<wsse:Reference URI=\"#EK-2\"")},
        Attack{"DigestOfOtherContent", "EBMS:0101",
               covered([](auto& all) { all[2] = reference_to_attachment(outbound().content_id, "other"); }),
               true},
        Attack{"MimeTypeLiesButTheOctetsMatch", "", [](Forge& forge) { forge.mime_type = "text/xml"; },
               true}),
    name_of);

std::function<void(Forge&)> content(Bytes bytes, std::string mime_type = "application/gzip") {
  return [=](Forge& forge) {
    forge.content = bytes;
    forge.mime_type = mime_type;
  };
}
std::function<void(Forge&)> uncompressed(Bytes bytes, std::string mime_type, std::string digested) {
  return [=](Forge& forge) {
    forge.content = bytes;
    forge.mime_type = mime_type;
    forge.message.parts[0].properties.pop_back();
    forge.references = [=](auto& all) { all[2] = reference_to_attachment(outbound().content_id, digested); };
  };
}

INSTANTIATE_TEST_SUITE_P(
    Payloads, SecurityAttacks,
    testing::Values(
        Attack{"NotGzip", "EBMS:0303", content("plain"), true},
        Attack{"GzipBomb", "EBMS:0303", content(gzip(Bytes(50 << 20, '0'))), true},
        Attack{"GzipTwoMembers", "EBMS:0303", content(gzip("a") + gzip("b")), true},
        Attack{"GzipTrailingOctets", "EBMS:0303", content(gzip("a") + "x"), true},
        Attack{"GzipCut", "EBMS:0303", content(gzip(payload()).substr(0, 40)), true},
        Attack{"GzipChecksum", "EBMS:0303", content([] {
                 Bytes b = gzip("abc");
                 b[b.size() - 5] ^= 1;
                 return b;
               }()),
               true},
        Attack{"OtherCompression", "EBMS:0003",
               [](Forge& forge) { forge.message.parts[0].properties[1].value = "application/zip"; }, true},
        Attack{"UncompressedXmlByItsCanonicalForm", "",
               uncompressed("<?xml version=\"1.0\"?><a  b='c'/>", "application/xml", "<a b=\"c\"></a>"),
               true},
        Attack{"UncompressedXmlByItsOctets", "",
               uncompressed("<a  b='c'/>", "application/xml", "<a  b='c'/>"), true},
        Attack{"UncompressedXmlOfOtherContent", "EBMS:0101",
               uncompressed("<a b='d'/>", "application/xml", "<a b=\"c\"></a>"), true},
        Attack{"UncompressedXmlWithDoctype", "EBMS:0101",
               uncompressed("<!DOCTYPE a><a/>", "application/xml", "<a></a>"), true},
        Attack{"CanonicalFormOnlyForXmlTypes", "EBMS:0101",
               uncompressed("<a  b='c'/>", "application/gzip", "<a b=\"c\"></a>"), true},
        Attack{"TextWithItsLinesNormalised", "",
               uncompressed("a\nb\r\nc\rd", "text/plain", "a\r\nb\r\nc\r\nd"), true}),
    name_of);

TEST(UniformDecryption, EveryFailureLooksTheSameToThePeerAndToTheLog) {
  std::set<std::string> answers;
  const std::vector<std::function<void(Forge&)>> failures{
      [](Forge& forge) { forge.sealed = [](std::string& part) { part.back() ^= 1; }; },
      [](Forge& forge) { forge.sealed = [](std::string& part) { part.clear(); }; },
      [](Forge& forge) { forge.content_key = Bytes(24, 'k'); }, soap([](std::string& text) {
        swap(text, piece(text, "<xenc:CipherValue>", "</xenc:CipherValue>"),
             "<xenc:CipherValue>AAAA</xenc:CipherValue>");
      })};
  for (const auto& bend : failures) {
    Forge forge;
    bend(forge);
    const Entity request = forge.make();
    const auto store = keys::KeyStore::make({World::get().receiver}).value();
    const auto result = receive(request.content_type, request.body, {store, *World::get().trust}, now());
    const auto& refusal = std::get<Refusal>(result);
    answers.insert(std::string(refusal.error->code) + refusal.error_detail + refusal.reason +
                   refusal.message_id);
  }
  EXPECT_EQ(answers.size(), 1U);
}

}  // namespace
}  // namespace quittance::as4::test
