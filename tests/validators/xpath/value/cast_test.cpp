#include "validators/xpath/value/cast.h"

#include <gtest/gtest.h>

#include "tests/validators/xpath/evaluated.h"

namespace quittance::xpath {
namespace {

struct Case {
  const char* expression;
  const char* value;
  friend std::ostream& operator<<(std::ostream& out, const Case& c) { return out << c.expression; }
};

class Casts : public testing::TestWithParam<Case> {};

TEST_P(Casts, GiveTheValueOrTheCode) { EXPECT_EQ(evaluated(GetParam().expression), GetParam().value); }

INSTANTIATE_TEST_SUITE_P(
    Cast, Casts,
    testing::Values(Case{"xs:decimal('+5')", "5"}, Case{"xs:decimal(' .50 ')", "0.5"},
                    Case{"xs:decimal('1e3')", "FORG0001"}, Case{"xs:decimal('')", "FORG0001"},
                    Case{"xs:decimal(0.1e0)", "0.1000000000000000055511151231257827021181583404541015625"},
                    Case{"xs:decimal(xs:double('NaN'))", "FOCA0002"}, Case{"xs:integer('5.0')", "FORG0001"},
                    Case{"xs:integer(5.9)", "5"}, Case{"xs:integer(-5.9e0)", "-5"},
                    Case{"xs:integer(1 div 0e0)", "FOCA0002"}, Case{"xs:integer(' 007 ')", "7"},
                    Case{"xs:byte(200)", "FORG0001"}, Case{"xs:unsignedByte('-0')", "0"},
                    Case{"xs:int(1e10)", "FORG0001"}, Case{"xs:double('1e400')", "INF"},
                    Case{"xs:float(0.1)", "0.1"}, Case{"xs:double(xs:float(0.1))", "0.10000000149011612"},
                    Case{"xs:boolean('1')", "true"}, Case{"xs:boolean('TRUE')", "FORG0001"},
                    Case{"xs:boolean(0.0)", "false"}, Case{"xs:boolean(xs:double('NaN'))", "false"},
                    Case{"xs:decimal(true())", "1"}, Case{"xs:string(1e7)", "1.0E7"},
                    Case{"xs:string(1.50)", "1.5"}, Case{"xs:string(100000000.0)", "100000000"},
                    Case{"xs:date(xs:dateTime('2026-11-24T23:00:00+02:00'))", "2026-11-24+02:00"},
                    Case{"xs:dateTime(xs:date('2026-11-24'))", "2026-11-24T00:00:00"},
                    Case{"xs:time(xs:dateTime('2026-11-24T23:00:00Z'))", "23:00:00Z"},
                    Case{"xs:gYearMonth(xs:date('2026-11-24'))", "2026-11"},
                    Case{"xs:gMonthDay(xs:date('2026-11-24Z'))", "--11-24Z"},
                    Case{"xs:gDay(xs:date('2026-11-24'))", "---24"},
                    Case{"xs:time(xs:date('2026-11-24'))", "XPTY0004"},
                    Case{"xs:gYear(xs:date('2026-11-24')) eq xs:gYear('2026')", "true"},
                    Case{"xs:yearMonthDuration(xs:duration('P1Y2DT3H'))", "P1Y"},
                    Case{"xs:dayTimeDuration(xs:duration('P1Y2DT3H'))", "P2DT3H"},
                    Case{"xs:dayTimeDuration(xs:yearMonthDuration('P1Y'))", "PT0S"},
                    Case{"xs:hexBinary('0aFF')", "0AFF"}, Case{"xs:hexBinary('0')", "FORG0001"},
                    Case{"xs:base64Binary(xs:hexBinary('0aFF'))", "Cv8="},
                    Case{"xs:hexBinary(xs:base64Binary('C v8 ='))", "0AFF"},
                    Case{"xs:base64Binary('C')", "FORG0001"}, Case{"xs:anyURI(' http://x ')", "http://x"},
                    Case{"xs:integer(xs:anyURI('1'))", "XPTY0004"}, Case{"xs:anyURI(1)", "XPTY0004"},
                    Case{"xs:token(' a   b ')", "a b"}, Case{"xs:normalizedString('a\tb')", "a b"},
                    Case{"xs:NCName('a:b')", "FORG0001"}, Case{"xs:Name('a:b')", "a:b"},
                    Case{"xs:NMTOKEN('-1')", "-1"}, Case{"xs:language('en-GB-oed')", "en-GB-oed"},
                    Case{"xs:language('e_n')", "FORG0001"}, Case{"xs:NCName('\xC3\xA4')", "\xC3\xA4"},
                    Case{"xs:integer(xs:date('2026-01-01'))", "XPTY0004"}, Case{"xs:date(1)", "XPTY0004"},
                    Case{"xs:date('2026-02-30')", "FORG0001"}, Case{"'abc' castable as xs:decimal", "false"},
                    Case{"xs:date('2026-01-01') castable as xs:integer", "false"},
                    Case{"() castable as xs:integer?", "true"}, Case{"1.5 castable as xs:integer", "true"},
                    Case{"'1.5' castable as xs:integer", "false"}, Case{"300 castable as xs:byte", "false"}));

TEST(Cast, TakesNumbersOfManyDigitsAndSaysWhenThereAreTooMany) {
  const std::string digits(4000, '9');
  EXPECT_EQ(evaluated("xs:decimal('" + digits + "') + 0"), digits);
  EXPECT_EQ(evaluated("xs:decimal('" + digits + "9')"), "FOCA0001");
  EXPECT_EQ(evaluated("xs:integer('" + digits + "9')"), "FOCA0003");
  EXPECT_EQ(evaluated("xs:integer('" + digits + "') * xs:integer('" + digits + "')"), "FOAR0002");
}

}  // namespace
}  // namespace quittance::xpath
