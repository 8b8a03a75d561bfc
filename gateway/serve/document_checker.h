// The Checker port by the validators: one parse gives the verdict, the reports beside the file, and the
// facts.
#pragma once

#include <memory>
#include <mutex>
#include <shared_mutex>
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
  /// Everything must outlive it. `budget` bounds the rules over one document. One larger than `apart_bytes`
  /// is checked by a process of its own, one at a time: a tree is several times as large as its document, and
  /// the memory of a process that ends is given back.
  DocumentChecker(Rules rules, const Digest& digest, const Clock& clock, xml::Limits limits,
                  xpath::Budget budget, std::uint64_t apart_bytes = UINT64_MAX)
      : rules_(rules),
        digest_(digest),
        clock_(clock),
        limits_(limits),
        budget_(budget),
        apart_bytes_(apart_bytes) {}

  core::Verdict check(const core::Document& document) override;

 private:
  /// What one check uses alone: parsers, evaluations and stylesheets are kept for the next.
  struct Bench {
    validators::Checker checker;
    validation::HtmlReport html;
  };
  core::Verdict check_here(const core::Document& document, BytesView content);
  core::Verdict check_apart(const core::Document& document);
  std::unique_ptr<Bench> take_bench();
  void give_back(std::unique_ptr<Bench> bench);

  Rules rules_;
  const Digest& digest_;
  const Clock& clock_;
  xml::Limits limits_;
  xpath::Budget budget_;
  std::uint64_t apart_bytes_;
  /// Held shared while rules are used, and alone while a process is made: it must find no lock held by a
  /// thread that it does not have.
  std::shared_mutex quiet_;
  std::mutex turn_;  ///< who waits for that comes before those who ask later
  std::mutex one_apart_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Bench>> idle_;
};

}  // namespace quittance::serve
