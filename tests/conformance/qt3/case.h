// The cases of the W3C QT3 test suite as ../shared/corpus/qt3/cases.jsonl has them, one JSON object a line.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace quittance::qt3 {

/// What must hold of a result: "assert-eq", "error", "any-of" …
struct Expectation {
  std::string kind;
  std::string value;  ///< the code, with "error"
  bool normalize_space = false;
  std::vector<Expectation> parts;
};

struct Case {
  std::string set;
  std::string name;
  std::string expression;
  std::map<std::string, std::string> namespaces;
  std::vector<std::pair<std::string, std::string>> sources;     ///< "." or "$name", file
  std::vector<std::pair<std::string, std::string>> parameters;  ///< name, XPath expression
  std::vector<Expectation> expected;                            ///< all must hold
};

std::vector<Case> read_cases(const std::filesystem::path& file);

}  // namespace quittance::qt3
