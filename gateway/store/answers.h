// Answers and statuses in the store: what they are about, and when they came.
#pragma once

#include "gateway/core/store.h"
#include "gateway/store/sql.h"

namespace quittance::store::queries {

/// The item that an answer of `saying` is about; "" when none of ours fits. A status of ours: the message it
/// was owed for; one that came: the delivery with that InstanceIdentifier. A response: the invoice of that
/// number between the same two, and of the date and type it names; the youngest, if there are several.
std::string about(Sql& sql, const core::DeliveryId& saying, const core::Answer& answer,
                  const std::string& sender, const std::string& recipient);

/// What was said about an item, or by it.
std::vector<core::Statement> statements(Sql& sql, const std::string& id);

std::optional<core::DeliveryId> status_of(Sql& sql, const core::DeliveryId& inbound);
std::optional<core::DeliveryId> delivery_of_instance(Sql& sql, const core::InstanceId& instance);

/// Of messages received in [from, until): when the receipt of the status we owed for them was verified.
core::StatusTimes statuses_told(Sql& sql, Instant from, Instant until);
/// Of messages receipted to us in [from, until): when the status about them came. Those without one only
/// where one was asked for and is waited for, or was in vain.
core::StatusTimes statuses_heard(Sql& sql, Instant from, Instant until);

}  // namespace quittance::store::queries
