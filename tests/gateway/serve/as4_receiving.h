// The access point POP000902 behind a real HTTP server, and letters to it.
#pragma once

#include <gmock/gmock.h>

#include "formats/sbdh.h"
#include "gateway/serve/as4_receiver.h"
#include "tests/as4/forge.h"
#include "tests/gateway/delivery/gateway_fixture.h"
#include "tests/gateway/http/fixture.h"

namespace quittance::serve {

inline constexpr auto kInvoiceType =
    "busdox-docid-qns::urn:oasis:names:specification:ubl:schema:xsd:Invoice-2::Invoice##urn:cen.eu:en16931:"
    "2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0::2.1";
inline constexpr auto kBilling = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0";
inline constexpr auto kServed = "0088:7300010000001";

/// What one message says; the rest is as it should be.
struct Letter {
  std::string message_id = "m-1@peer.example";
  std::string instance_id = "inst-1";
  std::string recipient = kServed;
  std::string number = "R-1";
};

inline formats::BusinessHeader header_of(const Letter& letter) {
  return {.sender = formats::ParticipantId::parse("0088:7300010000018").value(),
          .receiver = formats::ParticipantId::parse(letter.recipient).value(),
          .document_type = formats::DocumentTypeId::parse_qualified(kInvoiceType).value(),
          .process = formats::ProcessId::parse(kBilling).value(),
          .country_c1 = "FR",
          .instance_identifier = letter.instance_id,
          .created = as4::test::now(),
          .mls_to = {},
          .mls_type = {}};
}

inline as4::test::Forge forge(const Letter& letter) {
  xml::Reader reader;
  const auto invoice = "<Invoice xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\"><ID>" +
                       letter.number + "</ID></Invoice>";
  as4::test::Forge forge;
  forge.content = as4::gzip(formats::wrap(header_of(letter), invoice, reader)->load().value());
  forge.message.message_id = letter.message_id;
  forge.message.properties[0].value = "0088:7300010000018";
  forge.message.properties[1].value = letter.recipient;
  forge.message.action = kInvoiceType;
  forge.message.service = {kBilling, "cenbii-procid-ubl"};
  return forge;
}

struct Refused {
  std::string message_id, code, reason;
};

/// The access point POP000902 behind a real HTTP server.
struct As4Receiving : delivery::Gateway {
  MemorySpool spool;
  std::unique_ptr<As4Station> station;
  std::unique_ptr<As4Receiver> receiver;
  http::RecordedEvents events;
  std::unique_ptr<http::Server> server;
  std::uint16_t port = 0;
  std::mutex mutex;
  std::vector<Refused> refusals;
  std::optional<core::DeliveryId> taken;  ///< the last one
  bool full = false;

  void SetUp() override {
    Gateway::SetUp();
    station.reset(new As4Station{keys::KeyStore::make({as4::test::World::get().receiver}).value(),
                                 as4::test::World::get().trust,
                                 nullptr,
                                 clock,
                                 random,
                                 {},
                                 spool});
    receiver = std::make_unique<As4Receiver>(
        *station, as4::Limits{}, Addressees{{{kServed, "FR"}}, "0242:000902", "BE"}, "gateway.example",
        [this](const core::InboundMessage& message) -> core::Reception {
          if (full) return core::NotTaken{"DISK-FULL", "no space"};
          auto reception = scheduler->inbound().receive(message);
          const std::lock_guard lock(mutex);
          if (const auto* accepted = std::get_if<core::Accepted>(&reception)) taken = accepted->id;
          return reception;
        },
        [this](const std::string& id, const std::string& code, const std::string& reason) {
          const std::lock_guard lock(mutex);
          refusals.push_back({id, code, reason});
        });
    http::Routes routes;
    routes.add({.method = "POST",
                .path = "/as4",
                .handler = [this](const http::Request& request) { return receiver->answer(request); },
                .body = {.limit_bytes = std::size_t{16} << 20}});
    server = std::make_unique<http::Server>(std::move(routes), http::Limits{}, clock, events);
    const auto started = server->start({});
    ASSERT_TRUE(started.ok()) << started.error();
    port = *started;
  }
  void TearDown() override { server.reset(); }

  std::string post(const as4::Entity& request) const {
    http::Client client(port);
    client.send("POST /as4 HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + request.content_type +
                "\r\nContent-Length: " + std::to_string(request.body.size()) + "\r\n\r\n" + request.body);
    return client.answer();
  }
  /// What a strict sender makes of the answer.
  [[nodiscard]] as4::Outcome judged(const as4::Entity& request, const std::string& answer) const {
    as4::HttpExchange exchange;
    exchange.reach = as4::Reach::answered;
    exchange.status = std::stoi(answer.substr(9, 3));
    exchange.content_type = "application/soap+xml;charset=UTF-8";
    exchange.body = http::body_of(answer);
    return as4::judge_answer(exchange, as4::read_sent(request).value(),
                             as4::test::World::get().receiver->certificate(), *as4::test::World::get().trust,
                             clock.wall(), false);
  }
  [[nodiscard]] as4::Outcome send(const as4::Entity& request) const { return judged(request, post(request)); }
  /// Neither a file nor an event, with which alone small evidence is committed.
  [[nodiscard]] bool keeps_nothing() const {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(home / "state/blobs"))
      if (entry.is_regular_file()) return false;
    return store->events_after(0, 1).value().empty();
  }
};

}  // namespace quittance::serve
