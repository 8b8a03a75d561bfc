// What an eb:UserMessage says (ebMS 3.0 Core 5.2.2), as a value.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/base/time.h"

namespace quittance::as4 {

/// A value with its @type; "" where there is none.
struct Typed {
  std::string value, type;
  bool operator==(const Typed&) const = default;
};

struct Property {
  std::string name, value, type;
  bool operator==(const Property&) const = default;
};

/// Peppol's form of an access point's name, the CN of its certificate: "P", two letters, six digits.
bool is_seat_id(std::string_view common_name);

struct PartInfo {
  std::string content_id;  ///< of href="cid:…", percent-decoded, without the scheme
  std::vector<Property> properties;

  /// Value of the property of that name; "" when there is none.
  [[nodiscard]] std::string_view property(std::string_view name) const;
  [[nodiscard]] std::string_view mime_type() const { return property("MimeType"); }
  [[nodiscard]] bool compressed() const { return !property("CompressionType").empty(); }
  bool operator==(const PartInfo&) const = default;
};

struct UserMessage {
  std::string message_id;
  Instant timestamp;  ///< the time reports are about
  Typed from, to;     ///< PartyId
  std::string from_role, to_role;
  Typed agreement;  ///< AgreementRef
  Typed service;
  std::string action;
  std::string conversation_id;
  std::vector<Property> properties;
  std::vector<PartInfo> parts;

  [[nodiscard]] const Property* property(std::string_view name) const;
  /// A ping (ebMS 3.0 Core 5.2.2.8-9): answered with a receipt, never delivered.
  [[nodiscard]] bool is_test() const;
  bool operator==(const UserMessage&) const = default;
};

}  // namespace quittance::as4
