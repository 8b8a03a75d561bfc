#include "validators/schematron/stored.h"

#include <gtest/gtest.h>

#include "tests/validators/schematron/memory_files.h"

namespace quittance::schematron {
namespace {

constexpr const char* kEverything = R"SCH(
<schema xmlns="http://purl.oclc.org/dsdl/schematron" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
        queryBinding="xslt2" defaultPhase="all">
  <title>All of it</title>
  <ns prefix="a" uri="urn:a"/>
  <let name="limit" value="3"/>
  <phase id="all"><active pattern="p"/><let name="q" value="1"/></phase>
  <xsl:function name="a:twice" as="xs:integer"><xsl:param name="n" as="xs:integer"/>
    <xsl:choose><xsl:when test="$n gt 2"><xsl:sequence select="$n * 2"/></xsl:when>
    <xsl:otherwise><xsl:variable name="m" select="$n"/><xsl:sequence select="$m + $m"/></xsl:otherwise></xsl:choose>
  </xsl:function>
  <xsl:key name="k" match="a:x" use="@id"/>
  <pattern id="p"><title>T</title>
    <let name="n" value="count(//a:x)"/>
    <rule context="a:x" id="r" flag="fatal" role="error">
      <let name="y" value="a:y"/>
      <assert id="R1" test="$y = $limit" flag="warning" see="urn:see" diagnostics="d">Say <value-of select="."/> of
        <name/></assert>
      <report id="R2" test="a:z" subject="a:z">Found</report>
    </rule>
  </pattern>
  <diagnostics><diagnostic id="d" xml:lang="en">because <value-of select="@id"/></diagnostic></diagnostics>
</schema>)SCH";

Schema everything() {
  auto schema = read("main.sch", MemoryFiles{{"main.sch", kEverything}});
  EXPECT_TRUE(schema) << schema.error();
  return std::move(schema).value();
}

TEST(StoredRules, AreTheSameAfterwards) {
  const auto stored = store(everything());
  ASSERT_TRUE(stored);
  const auto restored = restore(*stored);
  ASSERT_TRUE(restored);
  // Equal octets: no member is lost on the way, since the writer names each of them.
  EXPECT_EQ(store(*restored), stored);
  EXPECT_EQ(restored->patterns.at(0).rules.at(0).assertions.at(0).message.at(1).expression.source, ".");
  EXPECT_EQ(restored->functions.at(0).body.at(0).branches.at(1).body.at(0).name, "m");
  EXPECT_EQ(to_string(*restored, restored->patterns[0].place), "main.sch:13:19");
}

TEST(StoredRules, AreRefusedWhenTheyEndTooEarlyOrTooLate) {
  const auto stored = store(everything());
  ASSERT_TRUE(stored);
  for (std::size_t size = 0; size < stored->size(); ++size) {
    EXPECT_FALSE(restore(BytesView(*stored).substr(0, size))) << "cut to " << size;
  }
  EXPECT_FALSE(restore(*stored + '\0'));
}

TEST(StoredRules, WithLiteralElementsInAVariableCannotBe) {
  auto schema = everything();
  schema.lets.at(0).content = std::make_shared<const xml::Tree>();
  EXPECT_FALSE(store(schema));
}

}  // namespace
}  // namespace quittance::schematron
