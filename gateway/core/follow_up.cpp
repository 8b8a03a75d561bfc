#include "gateway/core/follow_up.h"

#include <array>

#include <fmt/format.h>

#include "formats/statistics.h"
#include "gateway/core/step.h"

namespace quittance::core {
namespace {

/// What a concern says to whom. Placeholders: {invoice}, {buyer}, {id}.
struct Words {
  std::string_view reason, subject, said, ask;
};
constexpr std::array kWords{
    Words{"unconfirmed", "perhaps delivered, without proof",
          "was sent, but no signed receipt came back and we have stopped asking. It is perhaps with your "
          "customer and "
          "perhaps not. Nothing more is sent by itself, so that it cannot arrive twice.",
          "Please ask your customer whether the invoice has arrived in their system. If it has, tell your "
          "gateway's "
          "administrator so that it can be settled. If it has not, the invoice can be sent anew."},
    Words{"undeliverable", "the receiver cannot be found",
          "could not be sent: the receiver, or this kind of document at the receiver, is not known in the "
          "network.",
          "Please ask your customer for the electronic address at which they take invoices, or how else they "
          "want to "
          "receive this one. Then correct the invoice's buyer address and hand it in again."},
    Words{"expired", "not delivered",
          "was not delivered: your customer's access point could not be reached in the time set for trying. "
          "The "
          "invoice is surely not with your customer.",
          "Please tell your customer that their access point does not answer, and ask when it will, or how "
          "else they "
          "want to receive the invoice. It can then be sent anew."},
    Words{"refused", "refused by the receiving side",
          "was refused by the receiving side. The reason is in the journal.",
          "Please ask your customer what they need changed, if the reason does not say it, and hand in a "
          "corrected "
          "invoice."},
    Words{"no-receipt", "no receipt yet",
          "was sent, but its receipt has not come in the time in which it is expected. The same message is "
          "being sent "
          "again until it is answered or the time for trying is over.",
          "Nothing has to be done yet. If the invoice is urgent, please ask your customer whether it has "
          "arrived."},
    Words{"no-status", "no Message Level Status yet",
          "was received by the other access point, but the status that we asked for has not come in 25 "
          "minutes.",
          "Nothing is sent again by itself. Ask the other service provider what became of it."},
};

const Words* words_for(std::string_view reason) {
  for (const Words& words : kWords) {
    if (words.reason == reason) return &words;
  }
  return nullptr;
}

std::string invoice_of(const Delivery& delivery) {
  const bool invoice = !delivery.facts.type.empty();  // responses and reports have no type code
  if (!delivery.facts.number.empty()) return (invoice ? "Invoice " : "Document ") + delivery.facts.number;
  return "Document " + (delivery.origin.file_name.empty() ? delivery.id.text() : delivery.origin.file_name);
}

std::string buyer_of(const Delivery& delivery) {
  return delivery.facts.buyer.name.empty() ? "the recipient" : delivery.facts.buyer.name;
}

/// Header and text are one line a fact; foreign text may bring neither line ends nor other controls.
std::string one_line(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return text;
}

std::string reason_line(const Delivery& delivery) {
  return delivery.progress.held ? " Reason: " + *delivery.progress.held + "." : "";
}

}  // namespace

std::optional<Concern> concern_of(State entered) {
  switch (entered) {
    case State::unconfirmed:
    case State::undeliverable:
    case State::expired:
    case State::refused: return Concern{std::string(name(entered)), true};
    default: return {};
  }
}

Task task_for(const Delivery& delivery, const Concern& concern) {
  const Words* words = words_for(concern.reason);
  const std::string who = one_line(invoice_of(delivery) + " to " + buyer_of(delivery));
  if (!words) {
    return {delivery.id, concern.reason, who + ": " + concern.reason,
            one_line("Look at it, then release or cancel it." + reason_line(delivery))};
  }
  return {delivery.id, concern.reason, fmt::format("{}: {}", who, words->subject),
          fmt::format("It {} {}", words->said, words->ask)};
}

std::optional<Letter> letter_for(const Delivery& delivery, const Concern& concern,
                                 const FollowUpPolicy& policy, Instant now, const MessageId& id) {
  const Words* words = words_for(concern.reason);
  const InvoiceFacts& facts = delivery.facts;
  const bool own =
      formats::is_message_level(facts.document_type) || facts.syntax == "tsr" || facts.syntax == "eusr";
  if (!concern.to_seller || own || !words || policy.seller_contact.empty()) return {};
  std::string text = fmt::format("{} to {} {}\n\n{}\n\n", one_line(invoice_of(delivery)),
                                 one_line(buyer_of(delivery)), words->said, words->ask);
  if (!facts.issued.empty()) text += fmt::format("Issued:    {}\n", one_line(facts.issued));
  if (!facts.due.empty()) text += fmt::format("Due:       {}\n", one_line(facts.due));
  if (!facts.payable.empty()) {
    text += fmt::format("Payable:   {} {}\n", one_line(facts.payable), one_line(facts.currency));
  }
  if (!facts.buyer.endpoint.empty()) text += fmt::format("Recipient: {}\n", one_line(facts.buyer.endpoint));
  text += fmt::format("Delivery:  {}\n\nThe whole story: quittance show {}\n", delivery.id.text(),
                      delivery.id.text());
  const std::string subject =
      one_line(fmt::format("{} to {}: {}", invoice_of(delivery), buyer_of(delivery), words->subject));
  return Letter{id, now, policy.seller_contact, subject, std::move(text)};
}

}  // namespace quittance::core
