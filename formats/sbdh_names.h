// Names of the Standard Business Document Header that both of its directions use. Internal to this folder.
#pragma once

#include <string_view>

#include "formats/base/result.h"

namespace quittance::formats::sbdh {

inline constexpr std::string_view kNamespace =
    "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader";
inline constexpr std::string_view kContentNamespace = "http://peppol.eu/xsd/ticc/envelope/1.0";
inline constexpr std::string_view kHeaderVersion = "1.0";

inline Error fault(std::string_view name, std::string detail) {
  return Error{"SBDH:" + std::string(name), Retry::never, std::move(detail)};
}

}  // namespace quittance::formats::sbdh
