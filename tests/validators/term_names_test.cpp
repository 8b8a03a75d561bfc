#include "validators/term_names.h"

#include <gtest/gtest.h>

namespace quittance::validators {
namespace {

TEST(TermNames, AreThoseOfTheEuropeanModel) {
  EXPECT_EQ(term_name("BT-1"), "Invoice number");
  EXPECT_EQ(term_name("BT-165"), "Deliver to address line 3");
  EXPECT_EQ(term_name("BG-25"), "Invoice line");
}

TEST(TermNames, AreNothingForTermsOfExtensions) {
  for (const char* other : {"BT-4", "BT-166", "BT-1x", "BT-", "BG-33", "EXT-FR-FE-1", ""})
    EXPECT_EQ(term_name(other), "");
}

}  // namespace
}  // namespace quittance::validators
