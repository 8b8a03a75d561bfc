// What the monthly reports count: one row for each message that a positive receipt was given for, by whom it
// was exchanged, written in the transaction in which that became true.
#pragma once

#include "gateway/core/inbound.h"
#include "gateway/store/sql.h"

namespace quittance::store {

/// A message that was received: its receipt is committed with this.
void put_received(Sql& sql, const core::DeliveryId& id, const core::InboundMessage& message);

/// A message of ours whose receipt was verified. What goes by mail is no exchange of the network.
void put_sent(Sql& sql, const core::DeliveryId& id);

/// The country of the participant who received, as his document says, where it was not known before.
void set_country_c4(Sql& sql, const core::DeliveryId& id, const core::InvoiceFacts& facts);

}  // namespace quittance::store
