// What the submitter shall see of a delivery, made from its story: where the upload lies, and the files
// beside it.
#pragma once

#include "gateway/delivery/world.h"

namespace quittance::delivery {

/// Fails when a report's or the receipt's bytes cannot be read.
Result<core::Placement> placement_of(const core::ItemStory& story, core::Blobs& blobs);

}  // namespace quittance::delivery
