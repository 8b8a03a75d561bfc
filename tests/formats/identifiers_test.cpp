#include "formats/identifiers.h"

#include <gtest/gtest.h>

#include <string>

namespace quittance::formats {
namespace {

TEST(ParticipantId, IsFourDigitsAndAnIdentifier) {
  const auto id = ParticipantId::parse("0088:7300010000001");
  ASSERT_TRUE(id.ok()) << id.error();
  EXPECT_EQ(id->value(), "0088:7300010000001");
  EXPECT_EQ(id->code(), "0088");
  EXPECT_EQ(id->identifier(), "7300010000001");
  EXPECT_EQ(id->qualified(), "iso6523-actorid-upis::0088:7300010000001");
}

TEST(ParticipantId, ComparesWithoutRegardToCaseAndIsKeptAsWritten) {
  EXPECT_EQ(*ParticipantId::parse("9957:FR83404833048"), *ParticipantId::parse("9957:fr83404833048"));
  EXPECT_NE(*ParticipantId::parse("9957:FR1"), *ParticipantId::parse("9957:FR2"));
  EXPECT_EQ(ParticipantId::parse("9957:FR1")->value(), "9957:FR1");
  EXPECT_EQ(ParticipantId::parse("9957:FR1")->folded(), "9957:fr1");
}

TEST(ParticipantId, RefusesWhatPolicy1Refuses) {
  const std::string longest = "0088:" + std::string(130, 'a');
  EXPECT_TRUE(ParticipantId::parse(longest).ok());
  EXPECT_TRUE(ParticipantId::parse("0225:404833048_SUFFIX-1.x~y").ok());
  for (const std::string& bad :
       {longest + "a", std::string(), std::string("0088"), std::string("0088:"), std::string("088:1"),
        std::string("00888:1"), std::string("abcd:1"), std::string("0088:a b"), std::string("0088:\xc3\xa9"),
        std::string("0088:a/b"), std::string("0088:../.."), std::string("0088:a\n"), std::string(" 0088:1"),
        std::string("0088:a:b")}) {
    const auto id = ParticipantId::parse(bad);
    ASSERT_FALSE(id.ok()) << bad;
    EXPECT_EQ(id.error().code, "PEPPOL-ID");
  }
  EXPECT_EQ(ParticipantId::parse("0088:\n\x1b[31m").error().detail,
            "\"0088:??[31m\" is not 1 to 130 letters, digits, hyphens, points, underscores and tildes");
}

TEST(ParticipantId, ReadsTheQualifiedForm) {
  EXPECT_EQ(ParticipantId::parse_qualified("ISO6523-actorid-upis::9915:test")->value(), "9915:test");
  EXPECT_FALSE(ParticipantId::parse_qualified("9915:test").ok());
  EXPECT_FALSE(ParticipantId::parse_qualified("iso6523-actorid-other::9915:test").ok());
  EXPECT_EQ(ParticipantId::of_endpoint("0088", "7300010000001")->value(), "0088:7300010000001");
  EXPECT_FALSE(ParticipantId::of_endpoint("EM", "a@example.org").ok());
}

constexpr const char* kInvoice =
    "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2::Invoice##"
    "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0::2.1";

TEST(DocumentTypeId, HasFourParts) {
  const auto id = DocumentTypeId::parse(kExactDocumentScheme, kInvoice);
  ASSERT_TRUE(id.ok()) << id.error();
  EXPECT_EQ(id->root_namespace(), "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2");
  EXPECT_EQ(id->root_name(), "Invoice");
  EXPECT_EQ(id->customization(),
            "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0");
  EXPECT_EQ(id->version(), "2.1");
  EXPECT_FALSE(id->is_wildcard());
  EXPECT_EQ(*DocumentTypeId::parse_qualified("busdox-docid-qns::" + std::string(kInvoice)), *id);
}

TEST(DocumentTypeId, OfAPdfHasNoRoot) {
  const auto id =
      DocumentTypeId::parse(kExactDocumentScheme, "urn:peppol:doctype:pdf+xml##urn:cen.eu:x::D22B");
  ASSERT_TRUE(id.ok()) << id.error();
  EXPECT_EQ(id->root_namespace(), "");
  EXPECT_EQ(id->root_name(), "");
  EXPECT_EQ(id->customization(), "urn:cen.eu:x");
  EXPECT_EQ(id->version(), "D22B");
}

TEST(DocumentTypeId, AnAsteriskEndsACustomizationOfTheWildcardScheme) {
  const std::string head = "u::Invoice##";
  EXPECT_TRUE(DocumentTypeId::parse(kWildcardDocumentScheme, head + "urn:peppol:pint:billing-1*::2.1")
                  ->is_wildcard());
  EXPECT_TRUE(DocumentTypeId::parse(kWildcardDocumentScheme, head + "a@b*::2.1").ok());
  for (const char* bad : {"*::2.1", "a@*::2.1", "a*@b::2.1", "a**::2.1", "a*b::2.1", "a::2.*"})
    EXPECT_FALSE(DocumentTypeId::parse(kWildcardDocumentScheme, head + bad).ok()) << bad;
  EXPECT_FALSE(DocumentTypeId::parse(kExactDocumentScheme, head + "a*::2.1").ok());
}

TEST(DocumentTypeId, RefusesOtherSchemesAndCharacters) {
  EXPECT_FALSE(DocumentTypeId::parse("other", kInvoice).ok());
  EXPECT_FALSE(DocumentTypeId::parse(kExactDocumentScheme, "").ok());
  EXPECT_FALSE(DocumentTypeId::parse(kExactDocumentScheme, "a b").ok());
  EXPECT_TRUE(DocumentTypeId::parse(kExactDocumentScheme, std::string(500, 'x')).ok());
  EXPECT_FALSE(DocumentTypeId::parse(kExactDocumentScheme, std::string(501, 'x')).ok());
}

TEST(ProcessId, IsUpTo200Characters) {
  EXPECT_EQ(ProcessId::parse("urn:x")->qualified(), "cenbii-procid-ubl::urn:x");
  EXPECT_EQ(*ProcessId::parse_qualified("cenbii-procid-ubl::urn:x"), *ProcessId::parse("urn:x"));
  EXPECT_TRUE(ProcessId::parse(std::string(200, 'x')).ok());
  for (const std::string& bad :
       {std::string(201, 'x'), std::string(), std::string("a b"), std::string("\xc3\xa9")})
    EXPECT_FALSE(ProcessId::parse(bad).ok()) << bad;
}

}  // namespace
}  // namespace quittance::formats
