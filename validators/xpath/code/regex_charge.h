// What a search with a regular expression costs the document.
#pragma once

#include "validators/regex/search.h"
#include "validators/xpath/failure.h"
#include "validators/xpath/state.h"

namespace quittance::xpath {

/// Charges the document with what a search does. `raise` cannot leave through the search: it stops first.
class RegexCharge final : public regex::Meter {
 public:
  explicit RegexCharge(State& state) : state_(state) {}
  bool spend(std::uint64_t steps) override {
    return tried([&] { state_.work(steps); });
  }
  bool hold(std::size_t octets) override {
    return tried([&] { state_.temporary.require(octets); });
  }

 private:
  template <typename F>
  static bool tried(F&& act) {
    try {
      act();
      return true;
    } catch (const Failure&) {
      return false;
    }
  }
  State& state_;
};

}  // namespace quittance::xpath
