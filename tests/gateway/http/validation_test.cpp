#include "gateway/http/validation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "formats/xml/parse.h"
#include "gateway/http/kosit.h"
#include "keys/crypto.h"
#include "tests/gateway/http/fixture.h"

namespace quittance::http {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr auto kPack = R"(<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2">
  <pattern><rule context="/order">
    <assert id="R-1" flag="fatal" test="@id">An order has an id</assert>
    <assert id="R-2" flag="warning" test="@note">A note is welcome</assert>
    <assert id="R-3" flag="fatal" test="not(@amount) or xs:decimal(@amount) ge 0">Not negative</assert>
  </rule></pattern></schema>)";

struct OneFile : schematron::Files {
  [[nodiscard]] Result<Bytes> read(const std::string&) const override { return Bytes(kPack); }
};

struct OnePack : validators::Sources {
  [[nodiscard]] Result<validators::PackSource> pack(const std::string& name,
                                                    const validators::Days&) const override {
    return validators::PackSource{name, "1.0", std::string(64, '0'), "orders.sch",
                                  std::make_shared<OneFile>()};
  }
  [[nodiscard]] Result<std::string> schema_part(const std::string& name, std::string_view) const override {
    return Error{"SCHEMA-SET", Retry::never, name};
  }
  [[nodiscard]] Result<xml::Grammars> schema(const std::string& name, const std::string&) const override {
    return Error{"SCHEMA-SET", Retry::never, name};
  }
};

class Validation : public HttpServer {
 protected:
  Validation() {
    validators::Scenario orders;
    orders.name = "orders";
    orders.syntaxes = {"other"};
    orders.packs = {"ORDERS"};
    scenarios_.push_back(orders);
    service_ = std::make_unique<ValidationService>(
        ValidationParts{library_, scenarios_, digest_, clock_, {"ORDERS"}}, 2);
  }
  std::string ask(const std::string& octets) const {
    Client client(port_);
    client.send(octets);
    return client.answer();
  }

  OnePack sources_;
  validators::Library library_{sources_};
  std::vector<validators::Scenario> scenarios_;
  keys::OpenSslDigest digest_;
  std::unique_ptr<ValidationService> service_;
};

/// A good document, sent as browsers and `curl -F` send files.
std::string post_form(const std::string& path) {
  const std::string body =
      "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.xml\"\r\n\r\n<order id='1' "
      "note='n'/>"
      "\r\n--b--\r\n";
  return "POST " + path +
         " HTTP/1.1\r\nHost: localhost\r\nContent-Type: Multipart/form-data; boundary=b\r\n" +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

class ValidateRoute : public Validation {
 protected:
  void SetUp() override {
    routes_.add(validate_route(*service_, {.limit_bytes = 1 << 20, .memory_bytes = 1 << 16}));
    start();
  }
};

TEST_F(ValidateRoute, AnswersWithTheReportWhateverTheVerdict) {
  const auto good = ask(post("/v1/validate?name=a.xml", "<order id='1' note='n'/>"));
  EXPECT_EQ(status_line(good), "HTTP/1.1 200 OK");
  EXPECT_THAT(good, HasSubstr("Content-Type: application/json\r\n"));
  EXPECT_THAT(body_of(good), HasSubstr(R"("file":"a.xml")"));
  EXPECT_THAT(body_of(good), HasSubstr(R"("verdict":"valid","scenario":"orders")"));
  const auto bad = ask(post("/v1/validate", "<order/>"));
  EXPECT_EQ(status_line(bad), "HTTP/1.1 200 OK");
  EXPECT_THAT(body_of(bad), HasSubstr(R"("verdict":"invalid")"));
  EXPECT_THAT(body_of(bad), HasSubstr(R"("rule":"R-1")"));
}

TEST_F(ValidateRoute, RunsThePacksAskedForAlone) {
  EXPECT_THAT(body_of(ask(post("/v1/validate?rules=ORDERS", "<order/>"))), HasSubstr(R"("scenario":"")"));
}

TEST_F(ValidateRoute, NeverTakesAPathOfThisMachineForAPack) {
  for (const std::string pack : {"/etc/passwd", "..%2Fx.sch", "orders.sch", "conf", "ORDERS,%2Fx.sch"}) {
    const auto answer = ask(post("/v1/validate?rules=" + pack, "<order/>"));
    EXPECT_EQ(status_line(answer), "HTTP/1.1 400 Bad Request") << pack;
    EXPECT_EQ(body_of(answer), "no such rule pack is installed\n");
  }
}

TEST_F(ValidateRoute, RefusesNothingAndContradictions) {
  EXPECT_EQ(body_of(ask(post("/v1/validate", ""))), "no document in the body\n");
  EXPECT_EQ(body_of(ask(post("/v1/validate?scenario=orders&rules=ORDERS", "<a/>"))),
            "either scenario or rules, not both\n");
}

TEST_F(ValidateRoute, TakesNoFormWithParts) {
  const auto form = ask(post_form("/v1/validate"));
  EXPECT_EQ(status_line(form), "HTTP/1.1 415 Unsupported Media Type");
  EXPECT_THAT(body_of(form), HasSubstr("send the document itself"));
}

TEST_F(ValidateRoute, SaysThatAPdfWasNotCheckedInsteadOfInvalid) {
  EXPECT_THAT(body_of(ask(post("/v1/validate", "%PDF-1.7 and so on"))),
              HasSubstr(R"("verdict":"not-checked")"));
}

TEST_F(ValidateRoute, ChecksForMoreClientsThanItHasCheckers) {
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 8; ++i) {
    clients.push_back(std::make_unique<Client>(port_));
    clients.back()->send(post("/v1/validate", "<order id='" + std::to_string(i) + "'/>"));
  }
  for (auto& client : clients) EXPECT_THAT(client->answer(), HasSubstr(R"("verdict":"valid")"));
}

class Kosit : public Validation {
 protected:
  void SetUp() override {
    routes_ = kosit_routes(*service_, {.limit_bytes = 1 << 20, .memory_bytes = 1 << 16}, "0.1.0");
    start();
  }
};

TEST_F(Kosit, AcceptsWithTheReportOctetForOctet) {
  const auto answer = ask(post("/any/path/in%20voice.xml", "<order id='1' note='n'/>"));
  EXPECT_EQ(status_line(answer), "HTTP/1.1 200 OK");
  EXPECT_EQ(body_of(answer),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<rep:report xmlns:rep=\"http://www.xoev.de/de/validator/varl/1\" "
            "xmlns:s=\"http://www.xoev.de/de/validator/framework/1/scenarios\" valid=\"true\" "
            "varlVersion=\"1.0.0\">"
            "<rep:engine><rep:name>Quittance 0.1.0</rep:name></rep:engine>"
            "<rep:timestamp>2026-11-24T10:00:00.000000Z</rep:timestamp>"
            "<rep:documentIdentification><rep:documentHash><rep:hashAlgorithm>SHA-256</rep:hashAlgorithm>"
            "<rep:hashValue>" +
                to_base64(digest_.of("<order id='1' note='n'/>").bytes()) +
                "</rep:hashValue>"
                "</rep:documentHash><rep:documentReference>in "
                "voice.xml</rep:documentReference></rep:documentIdentification>"
                "<rep:scenarioMatched><s:scenario><s:name>orders</s:name></s:scenario>"
                "<rep:validationStepResult id=\"val-xml\" valid=\"true\"/><rep:validationStepResult "
                "id=\"val-xsd\" valid=\"true\"/>"
                "<rep:validationStepResult id=\"val-sch.1\" valid=\"true\">"
                "<s:resource><s:name>ORDERS</s:name><s:location>1.0</s:location></s:resource></"
                "rep:validationStepResult>"
                "</rep:scenarioMatched><rep:assessment><rep:accept/></rep:assessment></rep:report>");
}

TEST_F(Kosit, RejectsWith406AndTheMessages) {
  const auto answer = ask(post("/a.xml", "\n<order note='n'/>"));
  EXPECT_EQ(status_line(answer), "HTTP/1.1 406 Not Acceptable");
  EXPECT_THAT(body_of(answer), HasSubstr("<rep:message id=\"val-sch.1.1\" code=\"R-1\" level=\"error\" "
                                         "xpathLocation=\"/*:order[1]\" lineNumber=\"2\""));
  EXPECT_THAT(body_of(answer), HasSubstr("<rep:assessment><rep:reject/></rep:assessment>"));
}

TEST_F(Kosit, AcceptsAWarningButCallsItsStepNotValid) {
  const auto answer = ask(post("/a.xml", "<order id='1'/>"));
  EXPECT_EQ(status_line(answer), "HTTP/1.1 200 OK");
  EXPECT_THAT(body_of(answer), HasSubstr("id=\"val-sch.1\" valid=\"false\""));
  EXPECT_THAT(body_of(answer), HasSubstr("<rep:accept/>"));
}

TEST_F(Kosit, SaysWith422WhatCouldNotBeChecked) {
  const auto rule = ask(post("/a.xml", "<order id='1' amount='abc'/>"));
  EXPECT_EQ(status_line(rule), "HTTP/1.1 422 Unprocessable Content");
  EXPECT_THAT(body_of(rule), HasSubstr("code=\"FORG0001\" level=\"error\""));
  EXPECT_THAT(body_of(rule), HasSubstr("R-3: could not be checked: "));
  EXPECT_THAT(body_of(rule), HasSubstr("<rep:reject/>"));
}

TEST_F(Kosit, TellsBrokenXmlWithoutAScenario) {
  const auto answer = ask(post("/a.xml", "<order"));
  EXPECT_EQ(status_line(answer), "HTTP/1.1 406 Not Acceptable");
  EXPECT_THAT(body_of(answer),
              HasSubstr("<rep:noScenarioMatched><rep:validationStepResult id=\"val-xml\" valid=\"false\">"));
}

TEST_F(Kosit, CannotProcessAFormWithParts) {
  const auto form = ask(post_form("/a.xml"));
  EXPECT_EQ(status_line(form), "HTTP/1.1 422 Unprocessable Content");
  EXPECT_THAT(body_of(form), HasSubstr("send the document itself"));
}

TEST_F(Kosit, AnswersNothing400AndOtherMethods405) {
  EXPECT_EQ(status_line(ask(post("/a.xml", ""))), "HTTP/1.1 400 Bad Request");
  EXPECT_EQ(status_line(ask(get("/a.xml"))), "HTTP/1.1 405 Method Not Allowed");
  EXPECT_EQ(status_line(ask("PUT /a.xml HTTP/1.1\r\nHost: a\r\n\r\n")), "HTTP/1.1 405 Method Not Allowed");
}

TEST_F(Kosit, TellsItsHealthAndShowsAPage) {
  const auto health = ask(get("/server/health"));
  EXPECT_THAT(health, HasSubstr("Content-Type: application/xml\r\n"));
  EXPECT_THAT(
      body_of(health),
      HasSubstr("<health xmlns=\"http://www.xoev.de/de/validator/framework/1/daemon\"><status>UP</status>"
                "<application><name>Quittance</name><version>0.1.0</version>"));
  EXPECT_THAT(body_of(health), HasSubstr("<memory><freeMemory>"));
  const auto page = ask(get("/"));
  EXPECT_EQ(status_line(page), "HTTP/1.1 200 OK");
  EXPECT_THAT(page, HasSubstr("Content-Security-Policy: default-src 'none'; script-src 'self'"));
  EXPECT_THAT(body_of(page), Not(HasSubstr("onsubmit")));
}

}  // namespace
}  // namespace quittance::http
