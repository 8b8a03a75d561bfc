#include "gateway/http/validation.h"

#include "gateway/http/query.h"
#include "gateway/validation/document.h"

namespace quittance::http {

namespace {

std::vector<std::string> list_of(std::string_view text) {
  std::vector<std::string> items;
  while (!text.empty()) {
    const auto comma = text.find(',');
    items.emplace_back(text.substr(0, comma));
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
  }
  return items;
}

Response validate(ValidationService& service, const Request& request) {
  if (request.body.empty()) return Response::text(400, "no document in the body");
  if (request.is_multipart()) return Response::text(415, kSendItself);
  const auto scenario = query_value(request.query, "scenario").value_or("");
  const auto packs = list_of(query_value(request.query, "rules").value_or(""));
  if (!scenario.empty() && !packs.empty()) return Response::text(400, "either scenario or rules, not both");
  for (const auto& pack : packs) {
    if (!service.knows_pack(pack)) return Response::text(400, "no such rule pack is installed");
  }
  const auto name = query_value(request.query, "name").value_or("");
  Bytes buffer;
  const auto document = request.body.whole(buffer);
  if (!document) return Response::text(500, "the body cannot be read");
  const auto report = service.check(name, *document, scenario, packs);
  auto response = Response::of(200, "application/json", validators::to_json(report) + "\n");
  response.fields.add("Cache-Control", "no-store");
  return response;
}

}  // namespace

ValidationService::ValidationService(ValidationParts parts, std::size_t at_once)
    : parts_(std::move(parts)), unmade_(at_once == 0 ? 1 : at_once) {}

std::unique_ptr<validators::Checker> ValidationService::borrow() {
  std::unique_lock lock(mutex_);
  returned_.wait(lock, [this] { return !free_.empty() || unmade_ > 0; });
  if (free_.empty()) {
    --unmade_;
    return std::make_unique<validators::Checker>(parts_.library, parts_.scenarios, parts_.digest,
                                                 parts_.limits);
  }
  auto checker = std::move(free_.back());
  free_.pop_back();
  return checker;
}

void ValidationService::give_back(std::unique_ptr<validators::Checker> checker) {
  {
    const std::lock_guard lock(mutex_);
    if (checker) {
      free_.push_back(std::move(checker));
    } else {
      ++unmade_;
    }
  }
  returned_.notify_one();
}

validators::Report ValidationService::check(const std::string& name, BytesView document,
                                            const std::string& scenario,
                                            const std::vector<std::string>& packs) {
  validators::CheckOptions options;
  options.scenario = scenario;
  options.packs = packs;
  options.now = parts_.clock.wall();
  options.day = Date{std::chrono::floor<std::chrono::days>(options.now)};
  options.budget = parts_.budget;
  auto checker = borrow();
  try {
    std::optional<xml::Tree> tree;
    auto report = validation::check_document(*checker, parts_.digest, name, document, options, tree);
    give_back(std::move(checker));
    return report;
  } catch (...) {
    give_back(nullptr);  // its state is unknown: a new one is made when needed
    throw;
  }
}

Route validate_route(ValidationService& service, BodyPolicy body) {
  return {"POST", "/v1/validate", [&service](const Request& request) { return validate(service, request); },
          body, Route::Match::exact};
}

}  // namespace quittance::http
