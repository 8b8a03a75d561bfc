#include "gateway/rules/derive.h"

#include <gtest/gtest.h>

namespace quittance::rules {
namespace {

TEST(DeriveName, KnowsThePublishersFileNames) {
  const std::pair<const char*, const char*> cases[] = {
      {"sch/EN16931-UBL-validation-preprocessed.sch", "EN16931-UBL"},
      {"PEPPOL-EN16931-UBL.xslt", "PEPPOL-EN16931-UBL"},
      {"PEPPOL-EN16931-UBL-SB.sch", "PEPPOL-EN16931-UBL-SB"},
      {"peppol-mls-1.0.1.sch", "MLS"},
      {"peppol-end-user-statistics-reporting-1.1.5.xslt", "EUSR"},
      {"FACTUR-X_BASIC-WL.sch", "FX-BASIC-WL"},
      {"FACTUR-X_BASIC.sch", "FX-BASIC"},
      {"20260804_BR-FR-Flux2-Schematron-CII_V1.4.0.03.sch", "BR-FR-CII"},
      {"20260804_BR-FR-CDV-Schematron-CDAR_V1.4.0.03.sch", "BR-FR-CDAR"},
      {"20260804_EXTENDED-CTC-FR-UBL-V1.4.0.03.sch", "EXT-CTC-FR-UBL"},
      {"PPF_Flux1_UBL_1_8_CIBLE_v0_2.sch", "PPF-FLUX1-UBL"},
      {"PPF_Flux10_v1_0.sch", "PPF-FLUX10"},
      {"XRechnung-CII-validation.sch", "XRechnung-CII"},
  };
  for (const auto& [file, name] : cases) EXPECT_EQ(derive_name(file), name) << file;
}

TEST(DeriveName, TakesTheFilesOwnNameOtherwise) {
  const std::pair<const char*, const char*> cases[] = {
      {"SI-UBL-2.0.sch", "SI-UBL"},
      {"ro/CIUS-RO-validation_v1.0.9.sch", "CIUS-RO"},
      {"EN16931-UBLX.sch", "EN16931-UBLX"},
      {"règles (2).sch", "r--gles--2-"},
      {".sch", ""},
  };
  for (const auto& [file, name] : cases) EXPECT_EQ(derive_name(file), name) << file;
}

TEST(DeriveVersion, TakesTheFilesNameFirst) {
  EXPECT_EQ(derive_version("20260804_BR-FR-Flux2-Schematron-CII_V1.4.0.03.sch", "9", "Schematron version 8.0",
                           "r-7.0"),
            "1.4.0.03");
  EXPECT_EQ(derive_version("PPF_Flux1_UBL_1_8_CIBLE_v0_2.sch", "", "", ""), "1.8");
}

TEST(DeriveVersion, ThenWhatTheSchemaStates) {
  EXPECT_EQ(derive_version("a.sch", "3.1", "Schematron version 8.0", "r-7.0"), "3.1");
  EXPECT_EQ(derive_version("a.sch", "ISO19757-3", "Schematron version 8.0", "r-7.0"), "8.0");
}

TEST(DeriveVersion, ThenItsHeadButNotTheLicences) {
  EXPECT_EQ(derive_version("a.sch", "",
                           "<!-- Licensed under EUPL version 1.2. --><!--Schematron version 1.3.16 -->", ""),
            "1.3.16");
  EXPECT_EQ(derive_version("a.sch", "", "<!--\n     Version: 1.09.2\n-->", ""), "1.09.2");
  EXPECT_EQ(derive_version("a.sch", "", "Apache License, Version 2.0", ""), "");
}

TEST(DeriveVersion, ThenTheReleasesTitle) {
  EXPECT_EQ(derive_version("a.sch", "", "", "peppol-bis-invoice-3-2026.5"), "2026.5");
  EXPECT_EQ(derive_version("EN16931-UBL-validation.sch", "", "", "rules"), "");
}

TEST(DeriveVersion, IsBoundedOnHostileNames) {
  EXPECT_EQ(derive_version(std::string(100'000, '1') + ".sch", std::string(100'000, '1'),
                           std::string(100'000, '1'), std::string(100'000, '1')),
            "");
}

}  // namespace
}  // namespace quittance::rules
