// Checks documents that come by HTTP: POST /v1/validate, and KoSIT's daemon interface (kosit.h) for those who
// switch.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "formats/base/time.h"
#include "gateway/http/server.h"
#include "validators/validators.h"

namespace quittance::http {

/// What a client is told that sends a form around a document.
inline constexpr std::string_view kSendItself =
    "a form with parts: send the document itself as the body (curl --data-binary @FILE)";

/// What checking needs. All must outlive the service.
struct ValidationParts {
  validators::Library& library;
  std::span<const validators::Scenario> scenarios;
  const Digest& digest;
  const Clock& clock;
  std::set<std::string> packs;  ///< installed packs a caller may name; a path never reaches the disk
  xml::Limits limits{};
  xpath::Budget budget{};  ///< of the rules over one document
};

/// Lends checkers to the server's threads: so many documents are checked at once, the others wait.
class ValidationService {
 public:
  ValidationService(ValidationParts parts, std::size_t at_once);

  /// By the document's own scenario, by `scenario`, or by `packs` alone. Never fails: what goes wrong stands
  /// in the report.
  validators::Report check(const std::string& name, BytesView document, const std::string& scenario = {},
                           const std::vector<std::string>& packs = {});
  [[nodiscard]] bool knows_pack(const std::string& name) const { return parts_.packs.contains(name); }
  [[nodiscard]] Instant now() const { return parts_.clock.wall(); }

 private:
  std::unique_ptr<validators::Checker> borrow();
  void give_back(std::unique_ptr<validators::Checker> checker);

  ValidationParts parts_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<validators::Checker>> free_;
  std::size_t unmade_;
};

/// POST /v1/validate[?name=N][&scenario=S | &rules=PACK,PACK…], the document as body. 200 with the report as
/// one line of JSON, as `quittance validate --json` prints it: valid, invalid and not-checked are answers,
/// not failures. 400 for an empty body, an unknown pack, or both scenario and rules.
Route validate_route(ValidationService& service, BodyPolicy body);

}  // namespace quittance::http
