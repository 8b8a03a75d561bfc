#include "formats/xml/platform.h"

#include <xercesc/util/PlatformUtils.hpp>
#include <xercesc/util/XMLNetAccessor.hpp>

#include "formats/xml/patterns.h"

namespace quittance::xml {

void start_platform() {
  static const bool started = [] {
    xercesc::XMLPlatformUtils::Initialize();
    // Debian's Xerces could fetch http and ftp addresses through libcurl. Without an accessor it cannot.
    delete xercesc::XMLPlatformUtils::fgNetAccessor;
    xercesc::XMLPlatformUtils::fgNetAccessor = nullptr;
    complete_built_in_patterns();
    return true;
  }();
  static_cast<void>(started);
}

}  // namespace quittance::xml
