#include "tests/conformance/qt3/case.h"

#include <Poco/JSON/Parser.h>

#include <fstream>

namespace quittance::qt3 {
namespace {

Expectation read_expectation(const Poco::JSON::Object& json) {
  Expectation out{json.getValue<std::string>("t"),
                  json.optValue<std::string>("v", ""),
                  json.optValue<std::string>("normalize-space", "") == "true",
                  {}};
  if (json.has("code")) out.value = json.getValue<std::string>("code");
  if (const auto parts = json.getArray("c"))
    for (unsigned i = 0; i < parts->size(); ++i) out.parts.push_back(read_expectation(*parts->getObject(i)));
  return out;
}

std::pair<std::string, std::string> read_parameter(const Poco::JSON::Object& json) {
  return {json.optValue<std::string>("name", ""), json.optValue<std::string>("select", "")};
}

void read_environment(const Poco::JSON::Object& json, Case& out) {
  if (const auto namespaces = json.getObject("ns"))
    for (const auto& [prefix, uri] : *namespaces) out.namespaces[prefix] = uri.convert<std::string>();
  if (const auto sources = json.getArray("src"))
    for (unsigned i = 0; i < sources->size(); ++i)
      out.sources.emplace_back(sources->getObject(i)->getValue<std::string>("role"),
                               sources->getObject(i)->getValue<std::string>("file"));
  if (const auto parameters = json.getArray("param"))
    for (unsigned i = 0; i < parameters->size(); ++i)
      out.parameters.push_back(read_parameter(*parameters->getObject(i)));
}

}  // namespace

std::vector<Case> read_cases(const std::filesystem::path& file) {
  std::vector<Case> out;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    Poco::JSON::Parser parser;
    const auto json = parser.parse(line).extract<Poco::JSON::Object::Ptr>();
    Case made{json->getValue<std::string>("set"),
              json->getValue<std::string>("case"),
              json->getValue<std::string>("expr"),
              {},
              {},
              {},
              {}};
    if (const auto environment = json->getObject("env")) read_environment(*environment, made);
    const auto expected = json->getArray("result");
    for (unsigned i = 0; i < expected->size(); ++i)
      made.expected.push_back(read_expectation(*expected->getObject(i)));
    out.push_back(std::move(made));
  }
  return out;
}

}  // namespace quittance::qt3
