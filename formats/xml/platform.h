// Xerces-C and Xalan-C are started once in the process, before their first use, and never ended.
#pragma once

namespace quittance::xml {

/// Starts the libraries on the first call; safe from any thread. Takes away the means to open network
/// addresses.
void start_platform();

}  // namespace quittance::xml
