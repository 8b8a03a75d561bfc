// Pictures of format-number (F&O 3.1, 4.7; XSLT 2.0, 16.4) with the default decimal format.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/base/decimal.h"

namespace quittance::xpath {

/// One sub-picture: what stands around the number, and how many digits it has.
struct SubPicture {
  std::string prefix;
  std::string suffix;
  int factor = 0;  ///< digits the point moves right: 2 with '%', 3 with per mille
  std::size_t least_whole = 0;
  std::size_t least_fraction = 0;
  std::size_t most_fraction = 0;
  std::vector<std::size_t> groups;           ///< separators, in digits from the point leftwards
  std::vector<std::size_t> fraction_groups;  ///< and rightwards
  bool regular = false;                      ///< groups repeat at the distance groups[0]
};

struct Picture {
  SubPicture positive;
  std::optional<SubPicture> negative;

  /// Nothing when the text is no picture (FODF1310, XTDE1310).
  static std::optional<Picture> parse(std::string_view text);
  [[nodiscard]] std::string format(const Decimal& number) const;
  /// For NaN, infinities and -0, which have no Decimal.
  [[nodiscard]] std::string format(double number) const;
};

}  // namespace quittance::xpath
