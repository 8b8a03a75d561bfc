// The store's tables, as numbered steps. Each step is one transaction; a step is never changed once released.
#pragma once

#include "gateway/store/sql.h"

namespace quittance::store {

/// Brings the file to the newest version. Fails with STORE-NEWER when a newer program wrote it, and with the
/// codes of Sql.
Result<void> migrate(Sql& sql);

/// The version migrate() ends with.
int newest_version();

}  // namespace quittance::store
