#include "gateway/version.h"

namespace quittance {

std::string_view version() { return QUITTANCE_VERSION; }

}  // namespace quittance
