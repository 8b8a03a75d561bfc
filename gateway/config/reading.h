// A configuration half read: what has been said, and where. Between load.cpp and consistency.cpp only.
#pragma once

#include <vector>

#include "gateway/config/option.h"

namespace quittance::config {

struct Reading {
  Draft draft;
  std::vector<Place> folders, partners;  ///< where each element begins
  std::vector<Problem> problems;

  void complain(const Place& at, std::string message) { problems.push_back({at, std::move(message)}); }

  /// The setting; it is there for every key of the table.
  [[nodiscard]] const Setting& setting(std::string_view section, std::string_view key) const;
};

/// What one key says to another: each is right by itself and together they are not.
void check_consistency(Reading& reading);

}  // namespace quittance::config
