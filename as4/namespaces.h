// Names and algorithms of the standards AS4 stands on, each written once.
#pragma once

#include <string_view>

namespace quittance::as4 {

namespace ns {
inline constexpr std::string_view kSoap = "http://www.w3.org/2003/05/soap-envelope";
inline constexpr std::string_view kEbms = "http://docs.oasis-open.org/ebxml-msg/ebms/v3.0/ns/core/200704/";
inline constexpr std::string_view kEbbp = "http://docs.oasis-open.org/ebxml-bp/ebbp-signals-2.0";
inline constexpr std::string_view kWsse =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
inline constexpr std::string_view kWsu =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
inline constexpr std::string_view kWsse11 =
    "http://docs.oasis-open.org/wss/oasis-wss-wssecurity-secext-1.1.xsd";
inline constexpr std::string_view kDs = "http://www.w3.org/2000/09/xmldsig#";
inline constexpr std::string_view kXenc = "http://www.w3.org/2001/04/xmlenc#";
inline constexpr std::string_view kXenc11 = "http://www.w3.org/2009/xmlenc11#";
inline constexpr std::string_view kExcC14n = "http://www.w3.org/2001/10/xml-exc-c14n#";
inline constexpr std::string_view kXml = "http://www.w3.org/XML/1998/namespace";
inline constexpr std::string_view kSmp = "http://busdox.org/serviceMetadata/publishing/1.0/";
inline constexpr std::string_view kBusdoxIds = "http://busdox.org/transport/identifiers/1.0/";
inline constexpr std::string_view kWsa = "http://www.w3.org/2005/08/addressing";
}  // namespace ns

/// The one algorithm of each kind that Peppol AS4 uses. Nothing else is computed with, whatever a message
/// names.
namespace algorithm {
inline constexpr std::string_view kExcC14n = ns::kExcC14n;
inline constexpr std::string_view kC14n = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
inline constexpr std::string_view kEnveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
inline constexpr std::string_view kRsaSha256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
inline constexpr std::string_view kSha256 = "http://www.w3.org/2001/04/xmlenc#sha256";
inline constexpr std::string_view kAes128Gcm = "http://www.w3.org/2009/xmlenc11#aes128-gcm";
inline constexpr std::string_view kRsaOaep = "http://www.w3.org/2009/xmlenc11#rsa-oaep";
inline constexpr std::string_view kMgf1Sha256 = "http://www.w3.org/2009/xmlenc11#mgf1sha256";
inline constexpr std::string_view kAttachmentContentSignature =
    "http://docs.oasis-open.org/wss/oasis-wss-SwAProfile-1.1#Attachment-Content-Signature-Transform";
inline constexpr std::string_view kAttachmentCiphertext =
    "http://docs.oasis-open.org/wss/oasis-wss-SwAProfile-1.1#Attachment-Ciphertext-Transform";
}  // namespace algorithm

inline constexpr std::string_view kAttachmentContentOnly =
    "http://docs.oasis-open.org/wss/oasis-wss-SwAProfile-1.1#Attachment-Content-Only";
inline constexpr std::string_view kX509v3 =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3";
inline constexpr std::string_view kBase64Binary =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary";
inline constexpr std::string_view kEncryptedKeyToken =
    "http://docs.oasis-open.org/wss/oasis-wss-soap-message-security-1.1#EncryptedKey";

/// Peppol AS4 Profile 2.0.3, sections 3 to 5.
namespace peppol {
inline constexpr std::string_view kPartyIdType = "urn:fdc:peppol.eu:2017:identifiers:ap";
inline constexpr std::string_view kAgreement = "urn:fdc:peppol.eu:2017:agreements:tia:ap_provider";
inline constexpr std::string_view kInitiator =
    "http://docs.oasis-open.org/ebxml-msg/ebms/v3.0/ns/core/200704/initiator";
inline constexpr std::string_view kResponder =
    "http://docs.oasis-open.org/ebxml-msg/ebms/v3.0/ns/core/200704/responder";
inline constexpr std::string_view kTransportProfile = "peppol-transport-as4-v2_0";
inline constexpr std::string_view kOriginalSender = "originalSender";
inline constexpr std::string_view kFinalRecipient = "finalRecipient";
}  // namespace peppol

inline constexpr std::string_view kTestService =
    "http://docs.oasis-open.org/ebxml-msg/ebms/v3.0/ns/core/200704/service";
inline constexpr std::string_view kTestAction =
    "http://docs.oasis-open.org/ebxml-msg/ebms/v3.0/ns/core/200704/test";
inline constexpr std::string_view kDefaultMpc =
    "http://docs.oasis-open.org/ebxml-msg/ebms/v3.0/ns/core/200704/defaultMPC";
inline constexpr std::string_view kGzip = "application/gzip";
inline constexpr std::string_view kSoapMediaType = "application/soap+xml";

}  // namespace quittance::as4
