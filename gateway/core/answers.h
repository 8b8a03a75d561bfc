// What one document says about another: an access point of a message (Message Level Status), a buyer of an
// invoice (Invoice Response). Track A, acceptance, is what the buyer's answers add up to.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/base/time.h"

namespace quittance::core {

enum class AnswerKind : std::uint8_t { message_level_status, invoice_response };
std::string_view name(AnswerKind kind);
std::optional<AnswerKind> answer_kind_named(std::string_view text);

struct Answer {
  AnswerKind kind = AnswerKind::invoice_response;
  std::string code;       ///< MLS: AP, AB, RE. Invoice Response: AB, IP, UQ, CA, RE, AP, PD
  std::string reasons;    ///< codes, one blank between: "BV", "PPD REF"
  std::string said;       ///< one line
  std::string reference;  ///< MLS: InstanceIdentifier; Invoice Response: invoice number
  std::string reference_date, reference_type;  ///< of the invoice, "" when not said
  Instant stated;                              ///< by its own word

  bool operator==(const Answer&) const = default;
};

/// An answer in the store: which item says it, and which it is about.
struct Statement {
  std::string id;
  std::string about;  ///< "" when none of ours fits
  Answer answer;
};

/// Track A and what it says of track P.
struct Acceptance {
  std::string_view state =
      "none";  ///< acknowledged, in_process, under_query, conditionally_accepted, accepted, refused
  std::string_view payment;      ///< "announced" when the buyer says that he pays; "": nothing said
  std::optional<Instant> since;  ///< stated time of the answer that decided

  bool operator==(const Acceptance&) const = default;
};

/// What a set of answers adds up to, in whatever order they came: the latest by stated time, of equal ones
/// the higher in the order AB IP UQ CA RE AP PD. Statuses of access points and unknown codes change nothing.
/// Only money moves track P: a PD announces.
Acceptance acceptance_of(const std::vector<Answer>& answers);

}  // namespace quittance::core
