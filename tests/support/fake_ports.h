// The other ports of delivery, as small worlds.
#pragma once

#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "gateway/core/ports.h"

namespace quittance::test {

/// Reads <ID>number</ID>; a document with "bad" breaks a rule, one with "odd" cannot be checked.
struct FakeChecker : core::Checker {
  core::Verdict check(const core::Document& document) override {
    const std::lock_guard lock(mutex);
    ++calls;
    core::InvoiceFacts facts;
    const Bytes text = document.content.load().value();
    const auto from = text.find("<ID>");
    const auto to = text.find("</ID>");
    if (from != Bytes::npos && to != Bytes::npos) facts.number = text.substr(from + 4, to - from - 4);
    facts.type = "380";
    facts.issued = "2026-11-24";
    facts.due = "2026-12-24";
    facts.payable = "100.00";
    facts.currency = "EUR";
    facts.seller = {"Acme", "0088:7300010000001", "FR123", "", "FR"};
    facts.buyer = {"Buyer & Co", "0088:7300010000002", "FR456", "", "FR"};
    if (text.find("bad") != Bytes::npos) {
      return core::Failed{
          "BR-CO-10", "sum of lines", {{".report.json", "{\"bad\":1}"}, {".report.html", "<p>"}}, facts};
    }
    if (text.find("odd") != Bytes::npos && !odd_is_fine) {
      return core::NotChecked{"FORG0001", "cannot cast", {}, facts};
    }
    return core::Passed{facts, {}};
  }
  std::mutex mutex;
  int calls = 0;
  bool odd_is_fine = false;
};

struct FakeLookup : core::Lookup {
  core::Found find(const core::InvoiceFacts&, const core::Origin&, bool afresh) override {
    const std::lock_guard lock(mutex);
    asked_afresh = afresh;
    if (next.empty()) return endpoint;
    auto found = next.front();
    next.pop_front();
    return found;
  }
  std::mutex mutex;
  core::Endpoint endpoint{core::Channel::as4,
                          "https://peer.example/as4",
                          "POP000002",
                          "DER",
                          "0088:7300010000001",
                          "0088:7300010000002",
                          "doctype",
                          "process",
                          "peppol-transport-as4-v2_0",
                          "FR"};
  std::deque<core::Found> next;
  [[nodiscard]] bool asks_others(const core::InvoiceFacts&) const override { return others; }
  bool asked_afresh = false;  ///< the last time
  bool others = false;
};

struct FakeMessenger : core::Messenger {
  core::PostOutcome post(const core::Letter& letter) override {
    const std::lock_guard lock(mutex);
    letters.push_back(letter);
    if (next.empty()) return {core::Posted::sent, "250", "queued"};
    auto outcome = next.front();
    next.pop_front();
    return outcome;
  }
  std::mutex mutex;
  std::vector<core::Letter> letters;
  std::deque<core::PostOutcome> next;
};

}  // namespace quittance::test
