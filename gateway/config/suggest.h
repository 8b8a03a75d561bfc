// "did you mean …?": the known word nearest to a mistyped one.
#pragma once

#include <string_view>
#include <vector>

namespace quittance::config {

/// The candidate with the fewest letters changed, dropped, added or swapped with their neighbour, if that is
/// at most a third of the word (at least one); empty when none is that near. The first of equals.
std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace quittance::config
