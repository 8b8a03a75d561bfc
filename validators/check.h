// Checks one document: well-formed, schema, rule packs, in the order of its scenario.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "formats/base/bytes.h"
#include "formats/base/digest.h"
#include "formats/xml/parse.h"
#include "validators/library.h"
#include "validators/report.h"
#include "validators/scenario.h"
#include "validators/schematron/examiner.h"

namespace quittance::validators {

struct CheckOptions {
  std::string scenario;            ///< by name; "" = found from the document
  std::vector<std::string> packs;  ///< not empty: these alone, no schema, no scenario
  std::optional<Date> day;         ///< of sending or receipt
  std::optional<Direction> direction;
  Instant now;  ///< what current-dateTime() gives
  xpath::Budget
      budget;         ///< CPU time of all packs together, the rest for each; memory grows with the document
  bool svrl = false;  ///< fill Report::svrl
};

/// Belongs to one thread: it keeps a parser and an evaluation for each pack.
class Checker {
 public:
  Checker(Library& library, std::span<const Scenario> scenarios, const Digest& digest,
          xml::Limits limits = {});
  ~Checker();

  /// Never fails: what goes wrong stands in the report.
  Report check(std::string file, BytesView document, const CheckOptions& options);
  /// The same, and hands over the tree it worked on (nothing when the document is not XML), so that whoever
  /// reads the invoice need not parse it again. `parsed` is called when the octets are no longer looked at: a
  /// large document may be let go before its rules run.
  Report check(std::string file, BytesView document, const CheckOptions& options,
               std::optional<xml::Tree>& tree, const std::function<void()>& parsed = {});

 private:
  struct Plan;
  /// A schema set, and the namespace of the root it is wanted for.
  struct Schema {
    std::string name, root_namespace;
    bool operator==(const Schema&) const = default;
  };
  bool read(BytesView document, const Schema& schema, Report& report, std::optional<xml::Tree>& tree);
  Plan plan(const xml::Tree& tree, const CheckOptions& options, Report& report) const;
  const Scenario* named(const std::string& name) const;
  Schema likely_schema(BytesView document, const CheckOptions& options) const;
  bool run(const std::string& pack, const Plan& plan, const xml::Tree& tree, const CheckOptions& options,
           Report& report);
  schematron::Examiner& examiner(const std::shared_ptr<const schematron::Pack>& pack);

  Library& library_;
  std::span<const Scenario> scenarios_;
  const Digest& digest_;
  xml::Reader reader_;
  std::map<const schematron::Pack*, std::unique_ptr<schematron::Examiner>> examiners_;
  std::chrono::nanoseconds rules_cpu_{};  ///< used for the document under way, by the budget's meter
};

}  // namespace quittance::validators
