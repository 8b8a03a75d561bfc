// The mail channel: an invoice as attachment to a customer without an access point, and letters to our own
// people.
#pragma once

#include <string>

#include "gateway/config/config.h"
#include "gateway/core/ports.h"
#include "gateway/mail/smtp.h"

namespace quittance::serve {

/// Where mail goes out and in whose name.
struct MailRoute {
  mail::Relay relay;
  mail::Address from;

  /// From [mail]; reads the password. Fails with CONFIG or SECRET.
  static Result<MailRoute> make(const config::Config& config);
};

/// Renders an invoice for a person.
struct Renderer {
  virtual ~Renderer() = default;
  /// The invoice as HTML; Fails with RENDER when the document is no invoice we can show.
  virtual Result<Bytes> html(BytesView document) = 0;
};

/// Sends the invoice as XML and HTML attachment. receipt_verified means grade E1: the relay took
/// responsibility, its full 250 text is the evidence; it does not mean that a person has the invoice.
class MailTransport : public core::Transport {
 public:
  MailTransport(MailRoute route, Renderer& renderer) : route_(std::move(route)), renderer_(renderer) {}

  Result<core::Packed> pack(const core::Consignment& consignment) override;
  core::Outcome send(const core::Attempt& attempt) override;

 private:
  MailRoute route_;
  Renderer& renderer_;
};

/// Letters to persons of our side, plain text.
class MailMessenger : public core::Messenger {
 public:
  explicit MailMessenger(MailRoute route) : route_(std::move(route)) {}
  core::PostOutcome post(const core::Letter& letter) override;

 private:
  MailRoute route_;
};

/// The messenger of a site without [mail]: letters wait, each with its reason.
class NoMessenger : public core::Messenger {
 public:
  core::PostOutcome post(const core::Letter& letter) override;
};

}  // namespace quittance::serve
