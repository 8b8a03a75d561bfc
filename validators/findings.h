// From what an examination found to the words of the report.
#pragma once

#include "validators/library.h"
#include "validators/report.h"
#include "validators/scenario.h"
#include "validators/schematron/examiner.h"

namespace quittance::validators {

/// Adds the findings, the undecided asserts and the verdict of one pack. `scenario` may be null.
void add_findings(const LoadedPack& pack, const schematron::Examination& examination, const xml::Tree& tree,
                  const Scenario* scenario, Report& report);

/// What SVRL says beyond the findings. `first` is the index of the pack's first finding.
SvrlPack svrl_of(const LoadedPack& pack, const schematron::Examination& examination, std::size_t first);

}  // namespace quittance::validators
