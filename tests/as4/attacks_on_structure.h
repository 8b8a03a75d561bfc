// What must not get in by its structure or its header: tables for whoever receives.
#pragma once

#include "tests/as4/attack.h"

namespace quittance::as4::test {

inline const std::vector<Attack> kStructureAttacks{
    Attack{"NothingIsBent", "", [](Forge&) {}, true},
    Attack{"Doctype", "EBMS:0009", put_before("<S12:Envelope", "<!DOCTYPE a>")},
    Attack{"BillionLaughs", "EBMS:0009",
           put_before("<S12:Envelope", "<!DOCTYPE a [<!ENTITY b 'bb'><!ENTITY c '&b;&b;&b;&b;'>]>")},
    Attack{"ExternalEntity", "EBMS:0009",
           put_before("<S12:Envelope", "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>")},
    Attack{"ExternalSubset", "EBMS:0009",
           put_before("<S12:Envelope", "<!DOCTYPE a SYSTEM \"http://127.0.0.1:1/a.dtd\">")},
    Attack{"ParameterEntity", "EBMS:0009",
           put_before("<S12:Envelope", "<!DOCTYPE a [<!ENTITY % b SYSTEM \"http://127.0.0.1:1/\"> %b;]>")},
    Attack{
        "IncludeIsAnElementLikeAnyOther", "",
        put_before("</S12:Header>",
                   "<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"file:///etc/passwd\"/>"),
        true},
    Attack{"SchemaLocationIsAnAttributeLikeAnyOther", "",
           replaced("<S12:Envelope ",
                    "<S12:Envelope xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
                    "xsi:schemaLocation=\"urn:x http://127.0.0.1:1/x.xsd\" "),
           true},
    Attack{"Utf16", "EBMS:0009", soap([](std::string& text) {
             std::string wide = "\xff\xfe";
             for (const char c : text) wide += std::string{c, '\0'};
             text = wide;
           })},
    Attack{"EncodingThatIsNotTheEncoding", "EBMS:0009", replaced("UTF-8\"", "UTF-7\"")},
    Attack{"TwoEnvelopes", "EBMS:0009",
           soap([](std::string& text) { text += piece(text, "<S12:Envelope", "</S12:Envelope>"); })},
    Attack{"ManyNamespaces", "EBMS:0009", soap([](std::string& text) {
             std::string element = "<a";
             for (int i = 0; i < 1000; ++i) {
               const std::string n = std::to_string(i);
               element += " xmlns:n" + n + "='urn:" + n + "'";
             }
             insert_before(text, "</S12:Header>", element + "/>");
           })},
    Attack{"SoapPrefixRebound", "EBMS:0009",
           replaced("<S12:Header>", "<S12:Header xmlns:S12=\"urn:other\">")},
    Attack{"NotWellFormed", "EBMS:0009", replaced("</S12:Envelope>", "")},
    Attack{"NulOctet", "EBMS:0009", put_before("<S12:Header>", std::string(1, '\0'))},
    Attack{"OverlongUtf8", "EBMS:0009", put_before("<S12:Header>", "\xc0\xaf")},
    Attack{"ByteOrderMark", "", put_before("<?xml", "\xef\xbb\xbf"), true},
    Attack{"DeepNesting", "EBMS:0009",
           put_before("</S12:Header>", repeated("<a>", 100'00) + repeated("</a>", 100'00))},
    Attack{"ManyAttributes", "EBMS:0009", soap([](std::string& text) {
             std::string element = "<a";
             for (int i = 0; i < 100; ++i) element += " a" + std::to_string(i) + "=''";
             insert_before(text, "</S12:Header>", element + "/>");
           })},
    Attack{"ManyElements", "EBMS:0009",
           put_before("</S12:Header>", "<a>" + repeated("<b/>", 30'000) + "</a>")},
    Attack{"TooLarge", "EBMS:0009",
           put_before("</S12:Header>", "<a>" + repeated("0123456789", 110'000) + "</a>")},
    Attack{"Soap11", "EBMS:0009",
           replaced("<S12:Envelope xmlns:S12=\"http://www.w3.org/2003/05/soap-envelope\"",
                    "<S12:Envelope xmlns:S12=\"http://schemas.xmlsoap.org/soap/envelope/\"")},
    Attack{"SoapOfAnotherNamespace", "EBMS:0009",
           replaced("<S12:Envelope xmlns:S12=\"http://www.w3.org/2003/05/soap-envelope\"",
                    "<S12:Envelope xmlns:S12=\"http://www.w3.org/2003/05/soap-envelope/\"")},
    Attack{"BodyBeforeHeader", "EBMS:0009", soap([](std::string& text) {
             const std::string body = piece(text, "<S12:Body", "</S12:Body>");
             swap(text, body, "");
             insert_before(text, "<S12:Header>", body);
           })},
    Attack{"SecondHeader", "EBMS:0009", put_before("<S12:Header>", "<S12:Header></S12:Header>")},
    Attack{"SecondBody", "EBMS:0009", put_before("<S12:Body", "<S12:Body></S12:Body>")},
    Attack{"EnvelopeInBody", "EBMS:0009", put_before("</S12:Body>", "<S12:Envelope></S12:Envelope>")},
    Attack{
        "SecondMessaging", "EBMS:0009",
        put_before("</S12:Header>", std::string("<eb:Messaging ") + kEb + " S12:mustUnderstand=\"true\"/>")},
    Attack{"MessagingOfAnotherNamespace", "EBMS:0009",
           put_before("<eb:Messaging", "<x:Messaging xmlns:x=\"urn:x\"/>")},
    Attack{"MessagingInBody", "EBMS:0009",
           put_before("</S12:Body>", std::string("<eb:Messaging ") + kEb + "/>")},
    Attack{"MessagingInSecurity", "EBMS:0009",
           put_before("</wsse:Security>", std::string("<eb:Messaging ") + kEb + "/>")},
    Attack{"NoMessaging", "EBMS:0009",
           soap([](std::string& text) { swap(text, piece(text, "<eb:Messaging", "</eb:Messaging>"), ""); })},
    Attack{"SecondSecurity", "EBMS:0009",
           put_before("</S12:Header>", "<wsse:Security xmlns:wsse=\"" + std::string(ns::kWsse) + "\"/>")},
    Attack{"NoSecurity", "EBMS:0103", soap([](std::string& text) {
             swap(text, piece(text, "<wsse:Security", "</wsse:Security>"), "");
           })},
    Attack{"SecurityForAnotherRole", "EBMS:0009",
           replaced("<wsse:Security ",
                    "<wsse:Security S12:role=\"http://www.w3.org/2003/05/soap-envelope/role/next\" ")},
    Attack{"MessagingForAnotherRole", "EBMS:0009",
           told("mustUnderstand=\"true\"",
                "mustUnderstand=\"true\" S12:role=\"http://www.w3.org/2003/05/soap-envelope/role/none\"")},
    Attack{"HeaderNotUnderstood", "EBMS:0009",
           put_before("</S12:Header>", "<x:y xmlns:x=\"urn:x\" S12:mustUnderstand=\"1\"/>")},
    Attack{"HeaderThatMayBeIgnored", "", put_before("</S12:Header>", "<x:y xmlns:x=\"urn:x\"/>"), true},
    Attack{"MustUnderstandFalse", "EBMS:0009", told("mustUnderstand=\"true\"", "mustUnderstand=\"0\"")},
    Attack{"TextInHeader", "EBMS:0009", put_before("<eb:Messaging", "x")},
    Attack{"CommentInsidePartyId", "EBMS:0009", replaced(">POP000901<", ">POP<!-- -->000901<")},
    Attack{"CommentInsideMessageId", "EBMS:0009", replaced("m-1@quittance", "m-1<!--x-->@quittance")},
    Attack{"InstructionInsideRole", "EBMS:0009",
           replaced("/initiator</eb:Role>", "<?x y?>/initiator</eb:Role>")},
    Attack{"ContentInBody", "EBMS:0009", [](Forge& forge) {
             forge.body = [](std::string& text) { insert_before(text, "</S12:Body>", "<x></x>"); };
           }}};

inline const std::vector<Attack> kHeaderAttacks{
    Attack{"TwoUserMessages", "EBMS:0003",
           told("</eb:Messaging>", "<eb:UserMessage></eb:UserMessage></eb:Messaging>")},
    Attack{"BundledSignal", "EBMS:0003",
           told("</eb:Messaging>", "<eb:SignalMessage></eb:SignalMessage></eb:Messaging>")},
    Attack{"SignalOnly", "EBMS:0009",
           [](Forge& forge) {
             forge.messaging = [](std::string& text) {
               swap(text, piece(text, "<eb:UserMessage>", "</eb:UserMessage>"),
                    "<eb:SignalMessage></eb:SignalMessage>");
             };
           }},
    Attack{"RefToMessageId", "EBMS:0010",
           told("</eb:MessageInfo>", "<eb:RefToMessageId>x</eb:RefToMessageId></eb:MessageInfo>")},
    Attack{"AnotherChannel", "EBMS:0010", told("<eb:UserMessage>", "<eb:UserMessage mpc=\"urn:other\">")},
    Attack{"DefaultChannelNamed", "",
           told("<eb:UserMessage>", "<eb:UserMessage mpc=\"" + std::string(kDefaultMpc) + "\">"), true},
    Attack{"TwoPartyIds", "EBMS:0003", told("<eb:Role>", "<eb:PartyId>x</eb:PartyId><eb:Role>")},
    Attack{"NoRole", "EBMS:0009", told("<eb:Role>" + std::string(peppol::kInitiator) + "</eb:Role>", "")},
    Attack{"WrongRole", "EBMS:0010", told("/initiator", "/responder")},
    Attack{"NoMessageId", "EBMS:0009", told("<eb:MessageId>m-1@quittance.test</eb:MessageId>", "")},
    Attack{"EmptyMessageId", "EBMS:0009", told("m-1@quittance.test", "")},
    Attack{"HugeMessageId", "EBMS:0009", told("m-1@quittance.test", repeated("m", 2000))},
    Attack{"TimestampWithoutZone", "EBMS:0009", told("10:00:00.000Z", "10:00:00.000")},
    Attack{"ElementOfAnotherNamespace", "EBMS:0009",
           told("</eb:CollaborationInfo>", "<x:y xmlns:x=\"urn:x\"></x:y></eb:CollaborationInfo>")},
    Attack{"WrongAgreement", "EBMS:0010", [](Forge& forge) { forge.message.agreement.value = "urn:other"; }},
    Attack{"ForSomebodyElse", "EBMS:0010", [](Forge& forge) { forge.message.to.value = "POP000903"; }},
    Attack{"PartyIdOfAnotherType", "EBMS:0004", [](Forge& forge) { forge.message.from.type = "urn:x"; }},
    Attack{"PartyIdOfAnotherMember", "EBMS:0101",
           [](Forge& forge) { forge.message.from.value = "POP000903"; }},
    Attack{"NoOriginalSender", "EBMS:0004",
           [](Forge& forge) { forge.message.properties.erase(forge.message.properties.begin()); }},
    Attack{"PropertyTwice", "EBMS:0003",
           [](Forge& forge) { forge.message.properties.push_back(forge.message.properties[0]); }},
    Attack{"PartWithoutHref", "EBMS:0011", told(" href=\"cid:payload-1@quittance.test\"", "")},
    Attack{"PartOnTheWeb", "EBMS:0011",
           told("href=\"cid:payload-1@quittance.test\"", "href=\"http://x.test/\"")},
    Attack{"PartByFtp", "EBMS:0011",
           told("href=\"cid:payload-1@quittance.test\"", "href=\"ftp://x.test/a\"")},
    Attack{"PartWithASpace", "EBMS:0011", told("cid:payload-1@", "cid: payload-1@")},
    Attack{"PartInAFile", "EBMS:0011",
           told("href=\"cid:payload-1@quittance.test\"", "href=\"file:///etc/passwd\"")},
    Attack{"PartWithEmptyHref", "EBMS:0011", told("href=\"cid:payload-1@quittance.test\"", "href=\"\"")},
    Attack{"PartNotThere", "EBMS:0011", told("cid:payload-1@", "cid:payload-2@")},
    Attack{"PartInOtherCase", "EBMS:0011", told("cid:payload-1@", "cid:Payload-1@")},
    Attack{"PartPercentEncoded", "", told("cid:payload-1@", "cid:payload%2d1@"), true},
    Attack{"PartTwice", "EBMS:0003",
           [](Forge& forge) { forge.message.parts.push_back(forge.message.parts[0]); }},
    Attack{"PartUnnamed", "EBMS:0011",
           [](Forge& forge) {
             forge.mime = [](std::string& body) {
               insert_before(body, "--b.b--", "--b.b\r\nContent-ID: <x@y>\r\n\r\nx\r\n");
             };
           }},
    Attack{"NoPayload", "EBMS:0011", [](Forge& forge) {
             forge.message.parts.clear();
             forge.references = [](std::vector<SignedReference>& all) { all.pop_back(); };
             forge.encrypted = false;
             forge.mime = [](std::string& body) {
               const std::size_t second = body.find("--b.b", 10);
               body = body.substr(0, second) + "--b.b--\r\n";
             };
           }}};

/// Forms of XML that mean the same: what a signature covers is their one canonical form.
inline const std::vector<Attack> kCanonicalAttacks{
    Attack{"DefaultNamespaceOutside", "", replaced("<S12:Envelope ", "<S12:Envelope xmlns=\"urn:x\" "), true},
    Attack{"DefaultNamespaceTakenBack", "", replaced("<eb:UserMessage>", "<eb:UserMessage xmlns=\"\">"),
           true},
    Attack{"UnusedPrefixInside", "", replaced("<eb:UserMessage>", "<eb:UserMessage xmlns:u=\"urn:u\">"),
           true},
    Attack{"LanguageOutside", "", replaced("<S12:Envelope ", "<S12:Envelope xml:lang=\"fr\" "), true},
    Attack{"LanguageInside", "EBMS:0101", replaced("<eb:UserMessage>", "<eb:UserMessage xml:lang=\"fr\">")},
    Attack{"QuotesOfTheOtherKind", "",
           replaced("href=\"cid:payload-1@quittance.test\"", "href='cid:payload-1@quittance.test'"), true},
    Attack{"SpaceInsideATag", "", replaced("<eb:UserMessage>", "<eb:UserMessage \n >"), true},
    Attack{"CharacterData", "", replaced(">POP000901<", "><![CDATA[POP000901]]><"), true},
    Attack{"CharacterReferences", "", replaced(">POP000901<", ">&#80;OP&#x30;00901<"), true},
    Attack{"LineEndInAnAttribute", "EBMS:0101",
           replaced("name=\"originalSender\"", "name=\"originalSender&#13;\"")},
    Attack{"AttributesInAnotherOrder", "", soap([](std::string& text) {
             swap(text, "name=\"originalSender\" type=\"iso6523-actorid-upis\"",
                  "type=\"iso6523-actorid-upis\" name=\"originalSender\"");
           }),
           true},
    Attack{"PrefixOfAnotherNamespace", "EBMS:0009",
           replaced("xmlns:eb=\"" + std::string(ns::kEbms) + "\"", "xmlns:eb=\"urn:other\"")},
    Attack{"PrefixListWithTheDefaultThatIsNone", "",
           covered([](auto& all) { all[0].prefixes = {"#default", "S12"}; }), true},
    Attack{"PrefixListThatTakesInTheDefaultOutside", "EBMS:0101",
           [](Forge& forge) {
             forge.references = [](auto& all) { all[0].prefixes = {"#default", "S12"}; };
             forge.soap = [](std::string& text) {
               swap(text, "<S12:Envelope ", "<S12:Envelope xmlns=\"urn:x\" ");
             };
           }},
};

}  // namespace quittance::as4::test
