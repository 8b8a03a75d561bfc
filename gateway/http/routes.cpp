#include <algorithm>

#include "gateway/http/server.h"

namespace quittance::http {

namespace {

bool matches(const Route& route, std::string_view path) {
  return route.match == Route::Match::exact ? path == route.path : path.starts_with(route.path);
}

bool takes(const Route& route, std::string_view method) {
  return route.method == method || (method == "HEAD" && route.method == "GET");
}

/// An exact path counts more than any path below, a longer one below more than a shorter.
std::size_t weight(const Route& route) {
  return route.match == Route::Match::exact ? SIZE_MAX : route.path.size();
}

}  // namespace

Routes& Routes::add(Route route) {
  routes_.push_back(std::move(route));
  return *this;
}

const Route* Routes::find(std::string_view method, std::string_view path, Response& refusal) const {
  const Route* best = nullptr;
  std::string allowed;
  for (const auto& route : routes_) {
    if (!matches(route, path)) continue;
    if (!takes(route, method)) {
      allowed += (allowed.empty() ? "" : ", ") + route.method;
    } else if (best == nullptr || weight(route) > weight(*best)) {
      best = &route;
    }
  }
  if (best != nullptr) return best;
  refusal = allowed.empty() ? Response::text(404, "nothing is at this path")
                            : Response::text(405, "this path does not take that method");
  if (!allowed.empty()) refusal.fields.add("Allow", allowed);
  return nullptr;
}

}  // namespace quittance::http
