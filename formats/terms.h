// Small readers of terms that both syntaxes share. Internal to this folder.
#pragma once

#include <optional>
#include <string>

#include "formats/base/time.h"
#include "formats/invoice.h"
#include "formats/reading.h"

namespace quittance::formats {

inline Figure figure(const Element& element) { return {element.text()}; }

inline Identifier identifier(const Element& element, const char* scheme = "schemeID") {
  return {element.text(), element.attribute(scheme), element.attribute("listVersionID")};
}

/// A calendar day "2026-01-31"; nothing for anything else.
std::optional<Date> day(const Element& element);

/// "true" and "1" (xs:boolean); anything else is false.
bool truth(const Element& element);

/// Attached octets, from the base64 text without decoding it.
std::size_t decoded_size(std::string_view base64);

/// BT-125 with its name and type.
void read_attachment(const Element& content, SupportingDocument& document);

}  // namespace quittance::formats
