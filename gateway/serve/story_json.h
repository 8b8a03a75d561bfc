// What the store tells, in the members of the public contract (`show`, `queue`, `status`, `events`).
#pragma once

#include "gateway/control/protocol.h"
#include "gateway/core/store.h"

namespace quittance::serve {

control::Object::Ptr to_json(const core::ItemStory& story);
control::Object::Ptr to_json(const core::ItemHead& head);
control::Object::Ptr to_json(const core::Record& record);
control::Object::Ptr to_json(const core::StoreStatus& status, Instant now);
control::Object::Ptr to_json(const core::Task& task);

}  // namespace quittance::serve
