// The Checker port by the validators: one parse gives the verdict, the reports beside the file, and the
// facts.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "formats/base/time.h"
#include "gateway/core/ports.h"
#include "gateway/validation/html_report.h"
#include "validators/validators.h"

namespace quittance::serve {

class DocumentChecker : public core::Checker {
 public:
  struct Rules {
    validators::Library& library;
    std::span<const validators::Scenario> scenarios;
  };
  /// Everything must outlive it. `budget` bounds the rules over one document.
  DocumentChecker(Rules rules, const Digest& digest, const Clock& clock, xml::Limits limits,
                  xpath::Budget budget)
      : rules_(rules), digest_(digest), clock_(clock), limits_(limits), budget_(budget) {}

  core::Verdict check(const core::Document& document) override;

 private:
  /// What one check uses alone: parsers, evaluations and stylesheets are kept for the next.
  struct Bench {
    validators::Checker checker;
    validation::HtmlReport html;
  };
  std::unique_ptr<Bench> take_bench();
  void give_back(std::unique_ptr<Bench> bench);

  Rules rules_;
  const Digest& digest_;
  const Clock& clock_;
  xml::Limits limits_;
  xpath::Budget budget_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Bench>> idle_;
};

}  // namespace quittance::serve
