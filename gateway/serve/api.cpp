#include "gateway/serve/api.h"

namespace quittance::serve {
namespace {

/// In a time that tells nothing of where the two differ.
bool is_same_secret(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned char difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) difference |= static_cast<unsigned char>(a[i] ^ b[i]);
  return difference == 0;
}

bool bears(const http::Request& request, std::string_view token) {
  constexpr std::string_view kScheme = "Bearer ";
  const auto said = request.fields.find("Authorization");
  if (!said || said->size() < kScheme.size() || request.fields.count("Authorization") != 1) return false;
  return http::equal_without_case(said->substr(0, kScheme.size()), kScheme) &&
         is_same_secret(said->substr(kScheme.size()), token);
}

http::Route health_page(const std::string& path, Health why_not) {
  return {"GET", path, [why_not = std::move(why_not)](const http::Request&) {
            const auto reason = why_not();
            auto answer =
                reason.empty() ? http::Response::text(200, "ok") : http::Response::text(503, reason);
            answer.fields.add("Cache-Control", "no-store");
            return answer;
          }};
}

}  // namespace

http::Route guarded(http::Route route, std::string token) {
  if (token.empty()) return route;
  route.handler = [handler = std::move(route.handler),
                   token = std::move(token)](const http::Request& request) {
    if (bears(request, token)) return handler(request);
    auto refusal = http::Response::text(401, "this needs the bearer token of the API");
    refusal.fields.add("WWW-Authenticate", "Bearer");
    return refusal;
  };
  return route;
}

http::Routes api_routes(http::ValidationService& validation, http::BodyPolicy body, const std::string& token,
                        Health live, Health ready) {
  http::Routes routes;
  routes.add(guarded(http::validate_route(validation, body), token));
  routes.add(health_page("/livez", std::move(live)));
  routes.add(health_page("/readyz", std::move(ready)));
  return routes;
}

}  // namespace quittance::serve
