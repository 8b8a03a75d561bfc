// Identifiers are values of different types: ours, the message's, the envelope's, the invoice's. None is
// taken for another, and each is checked once, where it enters.
#pragma once

#include <compare>
#include <ostream>
#include <string>
#include <string_view>

#include "formats/base/result.h"
#include "formats/base/time.h"

namespace quittance::core {

/// Text that passed the check of its kind. `Kind` gives the name for messages and says which text is good.
template <typename Kind>
class Identifier {
 public:
  /// Fails with Kind::kCode when the text is not one.
  static Result<Identifier> parse(std::string_view text) {
    if (Kind::good(text)) return Identifier(std::string(text));
    return Error{Kind::kCode, Retry::never,
                 "not " + std::string(Kind::kName) + ": " + std::string(text.substr(0, 80))};
  }

  [[nodiscard]] const std::string& text() const { return text_; }

  auto operator<=>(const Identifier&) const = default;
  friend std::ostream& operator<<(std::ostream& out, const Identifier& id) { return out << id.text_; }

 private:
  explicit Identifier(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

struct DeliveryIdKind {
  static constexpr const char* kCode = "ID-DELIVERY";
  static constexpr const char* kName = "a delivery id (UUID, lower case)";
  static bool good(std::string_view text);
};
struct MessageIdKind {
  static constexpr const char* kCode = "ID-MESSAGE";
  static constexpr const char* kName = "a message id (left@right, RFC 5322 without brackets)";
  static bool good(std::string_view text);
};
struct InstanceIdKind {
  static constexpr const char* kCode = "ID-INSTANCE";
  static constexpr const char* kName = "an instance identifier (1 to 255 printable characters)";
  static bool good(std::string_view text);
};

/// Ours: one document on its way to one recipient, or one document that came in. A UUID; also the claim's
/// folder.
using DeliveryId = Identifier<DeliveryIdKind>;
/// eb:MessageId, or Message-ID of a mail, without angle brackets. At most 255 octets.
using MessageId = Identifier<MessageIdKind>;
/// SBDH DocumentIdentification/InstanceIdentifier.
using InstanceId = Identifier<InstanceIdKind>;

DeliveryId draw_delivery_id(Random& random);
/// The nil UUID: tasks about the gateway itself, not about an item, stand under it.
DeliveryId the_house();
/// "uuid@domain"; `domain` is a host name.
MessageId draw_message_id(Random& random, std::string_view domain);
InstanceId draw_instance_id(Random& random);

}  // namespace quittance::core
