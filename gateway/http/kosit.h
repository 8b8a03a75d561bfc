// The interface of KoSIT's validator in daemon mode (its docs/daemon.md), for those who switch: the same
// addresses and status codes, and a report in the namespace and shape of its default report (varl 1,
// report.xsd of the XRechnung configuration).
#pragma once

#include <string>

#include "gateway/http/validation.h"

namespace quittance::http {

/// POST of one XML document to any path, whose last segment is the document's name: 200 acceptable, 406 not
/// acceptable, 422 could not be checked, 400 no content; the body is the report. GET /server/health, GET / (a
/// page with a form). Everything else is 405. For a server of its own: it takes every path.
Routes kosit_routes(ValidationService& service, BodyPolicy body, const std::string& version);

/// The report: scenario matched or none, a step for XML, for the schema and for each pack with its messages,
/// accept or reject. What could not be checked stands as an error with the reason, so that nobody takes it
/// for accepted.
Bytes kosit_report(const validators::Report& report, Instant at, const std::string& version);

}  // namespace quittance::http
