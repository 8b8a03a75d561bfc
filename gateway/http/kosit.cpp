#include "gateway/http/kosit.h"

#include <sys/resource.h>
#include <sys/sysinfo.h>

#include <algorithm>

#include "formats/xml/write.h"
#include "gateway/http/query.h"

namespace quittance::http {

namespace {

using validators::Report;
using validators::Verdict;
using xml::Writer;

constexpr auto kReport = "http://www.xoev.de/de/validator/varl/1";
constexpr auto kScenarios = "http://www.xoev.de/de/validator/framework/1/scenarios";
constexpr auto kDaemon = "http://www.xoev.de/de/validator/framework/1/daemon";
constexpr auto kXml = "application/xml";

constexpr auto kPage =
    "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Quittance "
    "validation</title></head><body>\n"
    "<h1>Validation</h1>\n<p>POST one XML document to any path of this server; the last part of the path is "
    "its name:</p>\n"
    "<pre>curl --data-binary @invoice.xml -H 'Content-Type: application/xml' "
    "http://HOST:PORT/invoice.xml</pre>\n"
    "<p>200: acceptable, 406: not acceptable, 422: could not be checked; the answer is the report.</p>\n"
    "<form id=\"form\"><input type=\"file\" id=\"file\" required> <button>Check</button></form>\n"
    "<pre id=\"answer\"></pre>\n<script src=\"/server/form.js\"></script>\n</body></html>\n";

constexpr auto kScript =
    "document.getElementById('form').addEventListener('submit', async (event) => {\n"
    "  event.preventDefault();\n"
    "  const file = document.getElementById('file').files[0];\n"
    "  const answer = await fetch('/' + encodeURIComponent(file.name), {method: 'POST', body: file});\n"
    "  document.getElementById('answer').textContent = answer.status + '\\n' + await answer.text();\n"
    "});\n";

/// One step of the report: its messages are counted from 1 within it.
class Step {
 public:
  Step(Writer& out, const std::string& id, bool valid) : out_(out), id_(id) {
    out_.start("rep:validationStepResult").attribute("id", id).attribute("valid", valid ? "true" : "false");
  }
  void resource(std::string_view name, std::string_view location) {
    out_.start("s:resource").leaf("s:name", name).leaf("s:location", location).end();
  }
  void message(std::string_view code, std::string_view level, std::string_view location, std::uint32_t line,
               std::uint32_t column, std::string_view text) {
    out_.start("rep:message").attribute("id", id_ + "." + std::to_string(++count_));
    out_.attribute("code", code).attribute("level", level);
    if (!location.empty()) out_.attribute("xpathLocation", location);
    if (line > 0) out_.attribute("lineNumber", std::to_string(line));
    if (column > 0) out_.attribute("columnNumber", std::to_string(column));
    out_.text(text).end();
  }
  void finding(const validators::Finding& each) {
    message(each.rule, to_string(each.severity), each.location, each.position.line, each.position.column,
            each.text);
  }
  void unchecked(const validators::NotChecked& each) {
    message(each.code, "error", each.location, each.line, 0,
            each.rule + (each.rule.empty() ? "" : ": ") + "could not be checked: " + each.reason);
  }
  void end() { out_.end(); }

 private:
  Writer& out_;
  std::string id_;
  int count_ = 0;
};

/// What is said of the PDF around a document stands with what is said of its XML.
validators::Kind step_of(validators::Kind kind) {
  return kind == validators::Kind::pdf ? validators::Kind::xml : kind;
}

/// report.xsd: a step is valid when it has no message of level error or warning.
template <typename Belongs>
bool clean(const Report& report, Belongs belongs) {
  return std::none_of(report.findings.begin(), report.findings.end(), [&](const auto& each) {
    return belongs(each) && each.severity != validators::Severity::information;
  });
}

void kind_step(Writer& out, const Report& report, const std::string& id, validators::Kind kind) {
  const auto belongs = [kind](const validators::Finding& each) { return step_of(each.kind) == kind; };
  Step step(out, id, clean(report, belongs));
  for (const auto& each : report.findings) {
    if (belongs(each)) step.finding(each);
  }
  step.end();
}

void pack_step(Writer& out, const Report& report, const validators::PackResult& pack, std::size_t number) {
  const auto belongs = [&pack](const validators::Finding& each) {
    return each.pack == pack.pack && each.kind != validators::Kind::schema &&
           each.kind != validators::Kind::xml;
  };
  const auto undecided = [&pack](const validators::NotChecked& each) { return each.pack == pack.pack; };
  const bool decided = std::none_of(report.not_checked.begin(), report.not_checked.end(), undecided);
  Step step(out, "val-sch." + std::to_string(number), decided && clean(report, belongs));
  step.resource(pack.pack, pack.version);
  for (const auto& each : report.findings) {
    if (belongs(each)) step.finding(each);
  }
  for (const auto& each : report.not_checked) {
    if (undecided(each)) step.unchecked(each);
  }
  step.end();
}

/// What concerns the document as a whole, and packs that did not run.
void general_step(Writer& out, const Report& report) {
  const auto has_step = [&report](const validators::NotChecked& each) {
    return std::any_of(report.packs.begin(), report.packs.end(),
                       [&each](const auto& pack) { return pack.pack == each.pack; });
  };
  if (std::all_of(report.not_checked.begin(), report.not_checked.end(), has_step)) return;
  Step step(out, "val-general", false);
  for (const auto& each : report.not_checked) {
    if (!has_step(each)) step.unchecked(each);
  }
  step.end();
}

void scenario(Writer& out, const Report& report) {
  if (report.scenario.empty()) {
    // report.xsd allows one step here.
    out.start("rep:noScenarioMatched");
    if (clean(report, [](const auto& each) { return each.kind == validators::Kind::xml; })) {
      general_step(out, report);
    } else {
      kind_step(out, report, "val-xml", validators::Kind::xml);
    }
    out.end();
    return;
  }
  out.start("rep:scenarioMatched").start("s:scenario").leaf("s:name", report.scenario).end();
  kind_step(out, report, "val-xml", validators::Kind::xml);
  kind_step(out, report, "val-xsd", validators::Kind::schema);
  for (std::size_t i = 0; i < report.packs.size(); ++i) pack_step(out, report, report.packs[i], i + 1);
  general_step(out, report);
  out.end();
}

/// report.xsd: a scenario was found and every step is valid.
bool all_valid(const Report& report) {
  return !report.scenario.empty() && report.not_checked.empty() &&
         clean(report, [](const auto&) { return true; });
}

std::string hash_base64(const Report& report) {
  const auto hash = Sha256::parse(report.sha256);
  return hash.ok() ? to_base64(hash->bytes()) : "";
}

Response answer(ValidationService& service, const Request& request, const std::string& version) {
  if (request.body.empty()) return Response::text(400, "no content");
  if (request.is_multipart()) return Response::text(422, kSendItself);
  const auto name = percent_decoded(request.path.substr(request.path.rfind('/') + 1)).value_or("");
  Bytes buffer;
  const auto document = request.body.whole(buffer);
  if (!document) return Response::text(500, "the body cannot be read");
  const auto report = service.check(name, *document);
  const int status = report.verdict == Verdict::valid ? 200 : report.verdict == Verdict::invalid ? 406 : 422;
  return Response::of(status, kXml, kosit_report(report, service.now(), version));
}

Response health(const std::string& version) {
  struct sysinfo machine{};
  rusage own{};
  ::sysinfo(&machine);
  ::getrusage(RUSAGE_SELF, &own);
  Writer out;
  out.start("health").declare("", kDaemon).leaf("status", "UP");
  out.start("application").leaf("name", "Quittance").leaf("version", version).leaf("build", version).end();
  out.start("memory").leaf("freeMemory", std::to_string(machine.freeram * machine.mem_unit));
  out.leaf("maxMemory", std::to_string(machine.totalram * machine.mem_unit));
  out.leaf("totalMemory", std::to_string(own.ru_maxrss * 1024)).end().end();
  return Response::of(200, kXml, out.finish());
}

Response page() {
  auto response = Response::of(200, "text/html; charset=utf-8", kPage);
  response.fields.add(
      "Content-Security-Policy",
      "default-src 'none'; script-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'");
  return response;
}

}  // namespace

Bytes kosit_report(const Report& report, Instant at, const std::string& version) {
  Writer out;
  out.start("rep:report").declare("rep", kReport).declare("s", kScenarios);
  out.attribute("valid", all_valid(report) ? "true" : "false").attribute("varlVersion", "1.0.0");
  out.start("rep:engine").leaf("rep:name", "Quittance " + version).end();
  out.leaf("rep:timestamp", to_string(at));
  out.start("rep:documentIdentification").start("rep:documentHash");
  out.leaf("rep:hashAlgorithm", "SHA-256").leaf("rep:hashValue", hash_base64(report)).end();
  out.leaf("rep:documentReference", report.file).end();
  scenario(out, report);
  out.start("rep:assessment").start(report.verdict == Verdict::valid ? "rep:accept" : "rep:reject");
  return out.finish();
}

Routes kosit_routes(ValidationService& service, BodyPolicy body, const std::string& version) {
  const auto below = Route::Match::below;
  Routes routes;
  routes.add({"POST", "/",
              [&service, version](const Request& request) { return answer(service, request, version); }, body,
              below});
  routes.add({"GET", "/", [](const Request&) { return page(); }});
  routes.add({"GET", "/server/health", [version](const Request&) { return health(version); }});
  routes.add({"GET", "/server/form.js",
              [](const Request&) { return Response::of(200, "text/javascript", kScript); }});
  return routes;
}

}  // namespace quittance::http
