// What answers on [http] listen: POST /v1/validate, and the health pages GET /livez and /readyz.
#pragma once

#include <functional>
#include <string>

#include "gateway/http/server.h"
#include "gateway/http/validation.h"

namespace quittance::serve {

/// Why the daemon cannot work, one line; empty: it can.
using Health = std::function<std::string()>;

/// Answers only requests with `Authorization: Bearer TOKEN` (RFC 6750 2.1); the others get 401. An empty
/// token asks for nothing.
http::Route guarded(http::Route route, std::string token);

/// /livez is 200 as long as the process answers and has not given up, for a restart is what helps then;
/// /readyz is 200 when it takes work. Else 503 with the reason. Both are open to everybody.
http::Routes api_routes(http::ValidationService& validation, http::BodyPolicy body, const std::string& token,
                        Health live, Health ready);

}  // namespace quittance::serve
