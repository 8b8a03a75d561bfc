// Pictures of format-date, format-dateTime and format-time (F&O 3.1, 9.8; XSLT 2.0, 16.5): names in English,
// the Gregorian calendar.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "validators/xpath/value/datetime.h"

namespace quittance::xpath {

/// An integer by the first presentation modifier of a picture: "1", "001", "i", "I", "a", "A"; anything else
/// is written as "1" is. `ordinal` adds the English ending.
std::string numbered(std::int64_t value, std::string_view modifier, bool ordinal = false);

class MomentPicture {
 public:
  /// Nothing when the text is no picture (FOFD1340).
  static std::optional<MomentPicture> parse(std::string_view text);
  /// Nothing when it asks for a part that values of the type do not have (FOFD1350). `type` is xs:date,
  /// xs:dateTime or xs:time.
  [[nodiscard]] std::optional<std::string> format(const DateTime& moment, Type type) const;

 private:
  /// "[Y0001]": a component, or text where `component` is 0.
  struct Part {
    char component = 0;
    std::string text;       ///< the text; of a component its first presentation modifier
    char second = 0;        ///< o, c, t
    std::size_t least = 0;  ///< width; 0: not said
    std::size_t most = 0;   ///< 0: not said
  };
  static std::optional<Part> component(std::string_view inside);
  static std::optional<std::string> written(const Part& part, const DateTime& moment, Type type);
  std::vector<Part> parts_;
};

}  // namespace quittance::xpath
