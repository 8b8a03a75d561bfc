// What a document says, as the delivery needs it.
#pragma once

#include <optional>

#include "formats/xml/tree.h"
#include "gateway/core/answers.h"
#include "gateway/core/facts.h"

namespace quittance::serve {

/// Of an invoice or credit note, an ApplicationResponse (its sender stands where an invoice has its seller,
/// its receiver where the buyer), or a monthly report. Nothing of other documents.
std::optional<core::InvoiceFacts> facts_of(const xml::Tree& tree);

/// What an Invoice Response or Message Level Status says. A stated time that lies after `now`, or that cannot
/// be read, is taken for `now`.
std::optional<core::Answer> answer_of(const xml::Tree& tree, Instant now);

}  // namespace quittance::serve
