// What must not get in by its encryption or its payload: tables for whoever receives.
#pragma once

#include "tests/as4/attack.h"

namespace quittance::as4::test {

inline const std::vector<Attack> kEncryptionAttacks{
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
    Attack{"KeyOfWrongLength", "EBMS:0102", [](Forge& forge) { forge.content_key = Bytes(32, 'k'); }, true},
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
    Attack{"NoReferenceList", "EBMS:0103", soap([](std::string& text) {
             swap(text, piece(text, "<xenc:ReferenceList>", "</xenc:ReferenceList>"), "");
           })},
    Attack{
        "DataListedFromTheWeb", "EBMS:0103",
        replaced("<xenc:DataReference URI=\"#ED-1\">", "<xenc:DataReference URI=\"http://x.test/#ED-1\">")},
    Attack{"KeyListedAsData", "EBMS:0103", soap([](std::string& text) {
             swap(text, piece(text, "<xenc:DataReference", "</xenc:DataReference>"),
                  "<xenc:KeyReference URI=\"#ED-1\"/>");
           })},
    Attack{"KeyInsideTheData", "EBMS:0103", soap([](std::string& text) {
             const std::string key = piece(text, "<xenc:EncryptedKey", "</xenc:EncryptedKey>");
             swap(text, key, "");
             const std::size_t info =
                 text.find("<wsse:SecurityTokenReference", text.find("<xenc:EncryptedData"));
             text.insert(info, key);
           })},
    Attack{"KeyBehindItsData", "", soap([](std::string& text) {
             const std::string key = piece(text, "<xenc:EncryptedKey", "</xenc:EncryptedKey>");
             swap(text, key, "");
             insert_before(text, "</wsse:Security>", key);
           }),
           true},
    Attack{"DataOutsideOfSecurity", "EBMS:0103", soap([](std::string& text) {
             const std::string data = piece(text, "<xenc:EncryptedData", "</xenc:EncryptedData>");
             swap(text, data, "");
             insert_before(text, "</S12:Header>", "<x:y xmlns:x=\"urn:x\"></x:y>");
           })},
    Attack{"BodyEncrypted", "EBMS:0009",
           put_before("</S12:Body>", "<xenc:EncryptedData xmlns:xenc=\"" + std::string(ns::kXenc) + "\"/>")},
    Attack{"MessagingEncrypted", "EBMS:0009", soap([](std::string& text) {
             swap(text, piece(text, "<eb:Messaging", "</eb:Messaging>"),
                  "<xenc:EncryptedData xmlns:xenc=\"" + std::string(ns::kXenc) + "\"/>");
           })},
    Attack{"DataForAPartThatIsNotThere", "EBMS:0103", soap([](std::string& text) {
             std::string data = piece(text, "<xenc:EncryptedData", "</xenc:EncryptedData>");
             insert_before(text, "</xenc:ReferenceList>", "<xenc:DataReference URI=\"#ED-2\"/>");
             swap(data, "ED-1", "ED-2");
             swap(data, "cid:payload-1@", "cid:payload-2@");
             insert_before(text, "</wsse:Security>", data);
           })},
    Attack{"DerivedKey", "EBMS:0103",
           put_before("<xenc:ReferenceList>", "<xenc:CarriedKeyName>k</xenc:CarriedKeyName>")},
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
    Attack{
        "CipherReferenceToAnotherPart", "EBMS:0103",
        replaced("<xenc:CipherReference URI=\"cid:payload-1@", "<xenc:CipherReference URI=\"cid:payload-2@")},
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
    Attack{"MimeTypeLiesButTheOctetsMatch", "", [](Forge& forge) { forge.mime_type = "text/xml"; }, true}};

inline std::function<void(Forge&)> content(Bytes bytes, std::string mime_type = "application/gzip") {
  return [=](Forge& forge) {
    forge.content = bytes;
    forge.mime_type = mime_type;
  };
}
inline std::function<void(Forge&)> uncompressed(Bytes bytes, std::string mime_type, std::string digested) {
  return [=](Forge& forge) {
    forge.content = bytes;
    forge.mime_type = mime_type;
    forge.message.parts[0].properties.pop_back();
    forge.references = [=](auto& all) { all[2] = reference_to_attachment(outbound().content_id, digested); };
  };
}

/// A gzip member whose header carries a file name (RFC 1952, FNAME).
inline Bytes named_gzip(BytesView plain, std::string_view name) {
  Bytes member = gzip(plain);
  member[3] |= 8;
  member.insert(10, std::string(name) + '\0');
  return member;
}

inline const std::vector<Attack> kPayloadsAttacks{
    Attack{"NotGzip", "EBMS:0303", content("plain"), true},
    Attack{"GzipBomb", "EBMS:0303", [](Forge& forge) { forge.content = gzip(Bytes(50 << 20, '0')); }, true},
    Attack{"GzipOfManyMembers", "EBMS:0303", content(repeated(gzip("a"), 1000)), true},
    Attack{"GzipThatNamesAFile", "", content(named_gzip(payload(), "../../etc/passwd")), true},
    Attack{"GzipOfAnotherMethod", "EBMS:0303", content([] {
             Bytes b = gzip(payload());
             b[2] = 9;  // deflate64, in other containers
             return b;
           }()),
           true},
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
           uncompressed("<?xml version=\"1.0\"?><a  b='c'/>", "application/xml", "<a b=\"c\"></a>"), true},
    Attack{"UncompressedXmlByItsOctets", "", uncompressed("<a  b='c'/>", "application/xml", "<a  b='c'/>"),
           true},
    Attack{"UncompressedXmlOfOtherContent", "EBMS:0101",
           uncompressed("<a b='d'/>", "application/xml", "<a b=\"c\"></a>"), true},
    Attack{"UncompressedXmlWithDoctype", "EBMS:0101",
           uncompressed("<!DOCTYPE a><a/>", "application/xml", "<a></a>"), true},
    Attack{"CanonicalFormOnlyForXmlTypes", "EBMS:0101",
           uncompressed("<a  b='c'/>", "application/gzip", "<a b=\"c\"></a>"), true},
    Attack{"TextWithItsLinesNormalised", "", uncompressed("a\nb\r\nc\rd", "text/plain", "a\r\nb\r\nc\r\nd"),
           true}};

}  // namespace quittance::as4::test
