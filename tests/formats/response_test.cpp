#include "formats/response.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "formats/xml/parse.h"

namespace quittance::formats {
namespace {

Response read(const Bytes& document) {
  xml::Reader reader;
  const auto tree = reader.read(xml::guard(document, reader.limits()).value()).value();
  return read_response(tree).value();
}

ParticipantId provider(const char* id) { return ParticipantId::parse(id).value(); }

TEST(MessageLevelStatus, ReadsBackAsItWasWritten) {
  const MessageLevelStatus status{
      "S-1",
      parse_instant("2026-11-24T09:52:44.5Z").value(),
      provider("0242:000902"),
      provider("0242:000901-DESK"),
      "RE",
      "rejected & sent back",
      "inst-<1>",
      {{"/*:Invoice[1]", "BV", "BR-CO-10 is broken"}, {"", "SV", "no such element"}}};
  const auto told = read(write(status));
  EXPECT_EQ(told.kind, ResponseKind::message_level_status);
  EXPECT_EQ(told.profile, "urn:peppol:edec:mls");
  EXPECT_EQ(told.id, "S-1");
  EXPECT_EQ(told.sender, (ResponseParty{"0242", "000902", ""}));
  EXPECT_EQ(told.receiver, (ResponseParty{"0242", "000901-DESK", ""}));
  EXPECT_EQ(told.code, "RE");
  EXPECT_EQ(told.description, "rejected & sent back");
  EXPECT_EQ(told.reference, "inst-<1>");
  EXPECT_EQ(told.issues, (std::vector<ResponseIssue>{{"/*:Invoice[1]", "BV", "BR-CO-10 is broken"},
                                                     {"NA", "SV", "no such element"}}));
  EXPECT_EQ(told.stated().value(), parse_instant("2026-11-24T09:52:44Z").value());
}

TEST(InvoiceResponse, SaysWhatTheBuyerMakesOfAnInvoice) {
  std::ifstream file(QUITTANCE_SOURCE_DIR "/tests/documents/invoice-response.xml");
  std::ostringstream text;
  text << file.rdbuf();
  const auto told = read(text.str());
  EXPECT_EQ(told.kind, ResponseKind::invoice_response);
  EXPECT_EQ(told.code, "AP");
  EXPECT_EQ(told.reference, "VK-2026-00417");
  EXPECT_EQ(told.reference_type, "380");
  EXPECT_EQ(told.reference_date, "");
  EXPECT_EQ(told.sender, (ResponseParty{"0208", "0771234528", "The buyer"}));
  EXPECT_EQ(told.stated().value(), parse_instant("2026-11-20T08:30:00Z").value());
}

TEST(InvoiceResponse, WithoutATimeIsOfTheEndOfItsDay) {
  Response response;
  response.issue_date = "2026-11-20";
  EXPECT_EQ(response.stated().value(), parse_instant("2026-11-20T23:59:59Z").value());
  response.issue_time = "09:30:00";
  EXPECT_EQ(response.stated().value(), parse_instant("2026-11-20T09:30:00Z").value());
  response.issue_date = "yesterday";
  EXPECT_FALSE(response.stated().ok());
}

TEST(Responses, AreNoOtherDocuments) {
  xml::Reader reader;
  const auto tree = reader.read(xml::guard("<Invoice/>", reader.limits()).value()).value();
  EXPECT_EQ(read_response(tree).error().code, "FORMAT");
}

}  // namespace
}  // namespace quittance::formats
