// Dates and integers as people write them, and what a stylesheet asks about its processor.
#include <gtest/gtest.h>

#include "tests/validators/xpath/evaluated.h"

namespace quittance::xpath {
namespace {

struct Case {
  const char* expression;
  const char* value;
  friend std::ostream& operator<<(std::ostream& out, const Case& c) { return out << c.expression; }
};

class Formats : public testing::TestWithParam<Case> {};

TEST_P(Formats, GiveWhatTheStandardSays) {
  StaticContext statics;
  statics.xslt = statics.version3 = true;
  EXPECT_EQ(evaluated(GetParam().expression, "<a><b>2</b><b>10</b><c><d/></c></a>", std::move(statics)),
            GetParam().value);
}

INSTANTIATE_TEST_SUITE_P(
    Dates, Formats,
    testing::Values(
        // the examples of F&O 3.1, 9.8.5
        Case{"format-date(xs:date('2002-12-31'), '[Y0001]-[M01]-[D01]')", "2002-12-31"},
        Case{"format-date(xs:date('2002-12-31'), '[M]-[D]-[Y]')", "12-31-2002"},
        Case{"format-date(xs:date('2002-12-31'), '[D1] [MI] [Y]')", "31 XII 2002"},
        Case{"format-date(xs:date('2002-12-31'), '[D1o] [MNn], [Y]', 'en', (), ())", "31st December, 2002"},
        Case{"format-date(xs:date('2002-12-31'), '[D01] [MN,*-3] [Y0001]', 'en', (), ())", "31 DEC 2002"},
        Case{"format-date(xs:date('2002-12-31'), '[MNn] [D], [Y]')", "December 31, 2002"},
        Case{"format-date(xs:date('2002-12-31'), '[[[Y0001]-[M01]-[D01]]]')", "[2002-12-31]"},
        Case{"format-date(xs:date('2002-12-31'), '[Y,2-2]')", "02"},
        Case{"format-time(xs:time('15:58:45.762+02:00'), '[h]:[m01] [PN]', 'en', (), ())", "3:58 PM"},
        Case{"format-time(xs:time('15:58:45.762+02:00'), '[h]:[m01]:[s01] [Pn]')", "3:58:45 pm"},
        Case{"format-time(xs:time('15:58:45.762+02:00'), '[H01]:[m01]:[s01] [z,6-6]')", "15:58:45 GMT+02:00"},
        Case{"format-time(xs:time('15:58:45.762+02:00'), '[H01]:[m01]:[s].[f001]')", "15:58:45.762"},
        Case{"format-dateTime(xs:dateTime('2002-12-31T15:58:45Z'), '[h].[m01][Pn] on [FNn], [D1o] [MNn]')",
             "3.58pm on Tuesday, 31st December"},
        Case{"format-dateTime(xs:dateTime('2002-12-31T00:05:09Z'), '[h]:[m]:[s] [Z] [Zt] [Z0000]')",
             "12:05:09 +00:00 Z +0000"},
        Case{"format-date(xs:date('2002-12-31'), '[d] [W] [w] [F1] [FNn,3-3]')", "365 1 5 2 Tue"},
        Case{"format-date((), '[Y]')", "()"}, Case{"format-date(xs:date('2002-12-31'), '[H]')", "FOFD1350"},
        Case{"format-time(xs:time('15:58:45'), '[Y]')", "FOFD1350"},
        Case{"format-date(xs:date('2002-12-31'), '[Q]')", "FOFD1340"},
        Case{"format-date(xs:date('2002-12-31'), '[Y')", "FOFD1340"}));

INSTANTIATE_TEST_SUITE_P(Numbers, Formats,
                         testing::Values(Case{"format-integer(123, '0000')", "0123"},
                                         Case{"format-integer(14, 'I')", "XIV"},
                                         Case{"format-integer(27, 'a')", "aa"},
                                         Case{"format-integer(-5, '1')", "-5"},
                                         Case{"format-integer((), '1')", ""}));

INSTANTIATE_TEST_SUITE_P(
    Version3, Formats,
    testing::Values(Case{"string-join((1, 2.5, true()), ';')", "1;2.5;true"},
                    Case{"contains-token(('a b', 'c'), ' b ')", "true"},
                    Case{"contains-token('ab', 'b')", "false"}, Case{"contains-token('a', ' ')", "false"},
                    Case{"has-children(/a)", "true"}, Case{"//d/has-children()", "false"},
                    Case{"innermost(//node())/name()", "||d"},
                    Case{"outermost(//b | //c | //d)/name()", "b|b|c"}, Case{"sort(//b)", "10|2"},
                    Case{"sort((3, 1, 2))", "1|2|3"}, Case{"sort((1, 'a'))", "XPTY0004"},
                    Case{"environment-variable('PATH')", "()"}));

INSTANTIATE_TEST_SUITE_P(Processor, Formats,
                         testing::Values(Case{"system-property('xsl:version')", "2.0"},
                                         Case{"system-property('no')", ""},
                                         Case{"function-available('matches')", "true"},
                                         Case{"function-available('matches', 5)", "false"},
                                         Case{"function-available('current')", "true"},
                                         Case{"function-available('p:no')", "false"},
                                         Case{"function-available('xs:date', 1)", "true"},
                                         Case{"function-available('no:way')", "XTDE1400"},
                                         Case{"element-available('xsl:choose')", "true"},
                                         Case{"element-available('xsl:result-document')", "false"},
                                         Case{"type-available('xs:date')", "true"},
                                         Case{"type-available('date')", "false"},
                                         Case{"unparsed-text-available('file:///etc/passwd')", "false"},
                                         Case{"unparsed-text('file:///etc/passwd')", "XTDE1170"}));

}  // namespace
}  // namespace quittance::xpath
