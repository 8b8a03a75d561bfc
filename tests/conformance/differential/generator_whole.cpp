// What only other processors are asked about: dates, durations, regular expressions, further functions.
#include "tests/conformance/differential/generator.h"

namespace quittance::differential {

Expr Generator::moment(unsigned depth) {
  const std::string type = dice_.one_of({"xs:date", "xs:dateTime", "xs:time"});
  const std::string written =
      type == "xs:date" ? dice_.one_of({"2026-02-28", "2024-02-29Z", "1999-12-31+02:00", "2026-11-24",
                                        "0001-01-01", "2026-13-01"})
      : type == "xs:time"
          ? dice_.one_of({"12:00:00", "23:59:59.999Z", "00:00:00+05:30", "24:00:00", "25:00:00"})
          : dice_.one_of({"2026-02-28T12:30:00", "2024-02-29T23:59:59.5Z", "1999-12-31T00:00:00-08:00",
                          "2026-01-01T24:00:00"});
  Expr literal = call(type, {{Kind::string, written, {}, {}}});
  if (depth == 0) return literal;
  switch (dice_.below(6)) {
    case 0:
      return binary(Kind::arithmetic, dice_.one_of({"+", "-"}), of(Want::moment, depth - 1),
                    of(Want::duration, depth - 1));
    case 1: return call(dice_.one_of({"xs:date", "xs:dateTime", "xs:time"}), {of(Want::moment, depth - 1)});
    case 2:
      return call("dateTime", {call("xs:date", {of(Want::moment, depth - 1)}),
                               call("xs:time", {of(Want::moment, depth - 1)})});
    case 3:
      return call(dice_.one_of({"min", "max"}),
                  {{Kind::sequence, {}, {}, {of(Want::moment, depth - 1), of(Want::moment, depth - 1)}}});
    default: return literal;
  }
}

Expr Generator::duration(unsigned depth) {
  const bool days = dice_.once_in(2);
  Expr literal =
      days
          ? call("xs:dayTimeDuration", {{Kind::string,
                                         dice_.one_of({"P1D", "PT36H", "-P2DT3H", "PT0S", "PT1.5S", "P100D"}),
                                         {},
                                         {}}})
          : call("xs:yearMonthDuration",
                 {{Kind::string, dice_.one_of({"P1Y", "P18M", "-P1Y2M", "P0M", "P100Y"}), {}, {}}});
  if (depth == 0) return literal;
  switch (dice_.below(7)) {
    case 0:
      return binary(Kind::arithmetic, dice_.one_of({"+", "-", "div"}), of(Want::duration, depth - 1),
                    of(Want::duration, depth - 1));
    case 1:
      // Saxon divides by way of the reciprocal, and says PT36H div 3 is PT11H59M59.999999999S.
      return dice_.once_in(3)
                 ? binary(Kind::arithmetic, "div", of(Want::duration, depth - 1),
                          {Kind::number, dice_.one_of({"2", "0.5", "1e1", "0"}), {}, {}})
                 : binary(Kind::arithmetic, "*", of(Want::duration, depth - 1), of(Want::number, depth - 1));
    case 2: return binary(Kind::arithmetic, "-", of(Want::moment, depth - 1), of(Want::moment, depth - 1));
    case 3:
      return call(dice_.one_of({"sum", "avg", "min", "max"}),
                  {{Kind::sequence, {}, {}, {of(Want::duration, depth - 1), of(Want::duration, depth - 1)}}});
    default: return literal;
  }
}

Expr Generator::matching(unsigned depth) {
  const std::string expression = dice_.one_of({"[a-z]+",
                                               "^[0-9]+$",
                                               "\\d",
                                               "\\s+",
                                               "(a|b)c?",
                                               "^.{1,3}$",
                                               "[^a]",
                                               "\\p{L}+",
                                               "a.*c",
                                               "x*b",
                                               "(a)(b)?",
                                               "\\i\\c*",
                                               "[\\-+]?[0-9]+(\\.[0-9]+)?",
                                               "[a-z-[b]]",
                                               "^(true|false)$",
                                               "b+?",
                                               "\\S",
                                               "\\w\\W",
                                               "(",
                                               "[\\d\\s]",
                                               "\\P{Lu}",
                                               ""});
  return dice_.once_in(12) && depth > 0 ? of(Want::text, depth - 1) : Expr{Kind::string, expression, {}, {}};
}

Expr Generator::further_text(unsigned depth) {
  const auto flags = [&] { return Expr{Kind::string, dice_.one_of({"", "i", "s", "x", "m"}), {}, {}}; };
  switch (dice_.below(8)) {
    case 0:
      return call("replace", {of(Want::text, depth - 1),
                              matching(depth),
                              {Kind::string, dice_.one_of({"-", "", "<$0>", "$1", "\\$", "$"}), {}, {}},
                              flags()});
    case 1:
      return call("string-join", {call("tokenize", {of(Want::text, depth - 1), matching(depth), flags()}),
                                  leaf(Want::text)});
    case 2: return call("string", {of(dice_.once_in(2) ? Want::moment : Want::duration, depth - 1)});
    case 3: return call("normalize-unicode", {of(Want::text, depth - 1)});
    case 4:
      return call(dice_.one_of({"encode-for-uri", "iri-to-uri", "escape-html-uri"}),
                  {of(Want::text, depth - 1)});
    case 5:
      return call("string", {call(dice_.one_of({"xs:hexBinary", "xs:base64Binary", "xs:NCName", "xs:token",
                                                "xs:anyURI", "xs:language"}),
                                  {of(Want::text, depth - 1)})});
    case 6:
      return call("string", {{Kind::cast_as,
                              dice_.one_of({"xs:untypedAtomic", "xs:normalizedString", "xs:NMTOKEN"}),
                              {},
                              {atom(depth - 1)}}});
    default:
      return call("string",
                  {call("node-name", {filtered({Kind::sequence, {}, {}, {of(Want::nodes, depth - 1)}}, 0)})});
  }
}

Expr Generator::further_number(unsigned depth) {
  switch (dice_.below(6)) {
    case 0:
      return call("round-half-to-even",
                  dice_.once_in(2)
                      ? std::vector<Expr>{of(Want::number, depth - 1)}
                      : std::vector<Expr>{of(Want::number, depth - 1),
                                          {Kind::number, dice_.one_of({"0", "1", "2"}), {}, {}}});
    case 1:
      return call(dice_.one_of({"year-from-date", "month-from-date", "day-from-date"}),
                  {call("xs:date", {of(Want::moment, depth - 1)})});
    case 2:
      return call(dice_.one_of({"hours-from-dateTime", "seconds-from-dateTime", "minutes-from-dateTime"}),
                  {call("xs:dateTime", {of(Want::moment, depth - 1)})});
    case 3:
      return call(dice_.one_of({"days-from-duration", "months-from-duration", "hours-from-duration",
                                "seconds-from-duration", "years-from-duration"}),
                  {of(Want::duration, depth - 1)});
    case 4:
      return call(dice_.one_of({"xs:int", "xs:byte", "xs:positiveInteger", "xs:unsignedShort",
                                "xs:nonNegativeInteger", "xs:long"}),
                  {atom(depth - 1)});
    default: return call("compare", {of(Want::text, depth - 1), of(Want::text, depth - 1)});
  }
}

Expr Generator::further_truth(unsigned depth) {
  switch (dice_.below(4)) {
    case 0:
      return call("matches", {of(Want::text, depth - 1),
                              matching(depth),
                              {Kind::string, dice_.one_of({"", "i", "s", "x", "m"}), {}, {}}});
    case 1: {
      const Want want = dice_.once_in(2) ? Want::moment : Want::duration;
      const bool value = dice_.once_in(2);
      return binary(value ? Kind::value : Kind::general,
                    value ? dice_.one_of({"eq", "lt", "ge", "ne"}) : dice_.one_of({"=", "<", ">=", "!="}),
                    of(want, depth - 1), of(want, depth - 1));
    }
    case 2:
      return {Kind::castable_as,
              dice_.one_of({"xs:date", "xs:dateTime", "xs:dayTimeDuration", "xs:NCName", "xs:int",
                            "xs:hexBinary", "xs:gYear", "xs:time"}),
              {},
              {atom(depth - 1)}};
    default:
      return {Kind::instance_of,
              dice_.one_of({"xs:date", "xs:duration", "xs:dateTime", "xs:int", "xs:dayTimeDuration"}),
              {},
              {dice_.once_in(2) ? of(Want::moment, depth - 1) : of(Want::number, depth - 1)}};
  }
}

}  // namespace quittance::differential
