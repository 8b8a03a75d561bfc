// Dates and integers as people write them (F&O 3.1, 4.6 and 9.8; XSLT 2.0, 16.5), in English.
#include <array>
#include <string>

#include "validators/xpath/failure.h"
#include "validators/xpath/functions/arguments.h"
#include "validators/xpath/functions/moment_picture.h"

namespace quittance::xpath {

namespace {

Sequence run_format_moment(const Call& call) {
  if (call.empty(0)) return {};
  const auto picture = MomentPicture::parse(call.text(1));
  if (!picture) raise("FOFD1340", "no picture of a date or time: " + std::string(call.text(1).substr(0, 80)));
  const Type type = primitive_of(call.item(0).type());
  const auto text = picture->format(call.item(0).moment(), type);
  if (!text)
    raise("FOFD1350",
          "the picture asks for what the value does not have: " + std::string(call.text(1).substr(0, 80)));
  return new_text(call, *text);
}

Sequence run_format_integer(const Call& call) {
  if (call.empty(0)) return Item::text("");
  if (call.text(1).empty()) raise("FODF1310", "an empty picture of an integer");
  if (call.item(0).is_big()) raise("FOCA0003", "format-integer() of an integer beyond 64 bits");
  return new_text(call, numbered(call.item(0).integer(), call.text(1)));
}

using type::one;
using type::optional;
constexpr SequenceType kText = one(Type::string);
constexpr SequenceType kTextOrNone = optional(Type::string);

constexpr Function moment(std::string_view name, std::size_t arguments, Type type) {
  return {name,
          static_cast<unsigned>(arguments),
          static_cast<unsigned>(arguments),
          {optional(type), kText, kTextOrNone, kTextOrNone, kTextOrNone},
          kTextOrNone,
          run_format_moment,
          kPure,
          Known::in_xslt};
}

constexpr std::array kFunctions{
    moment("format-date", 2, Type::date),
    moment("format-date", 5, Type::date),
    moment("format-dateTime", 2, Type::date_time),
    moment("format-dateTime", 5, Type::date_time),
    moment("format-time", 2, Type::time),
    moment("format-time", 5, Type::time),
    Function{"format-integer",
             2,
             3,
             {optional(Type::integer), kText, kTextOrNone},
             kText,
             run_format_integer,
             kPure,
             Known::in_version3},
};

}  // namespace

std::span<const Function> format_functions() { return kFunctions; }

}  // namespace quittance::xpath
