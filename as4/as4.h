// as4: speaks AS4 with other access points (Peppol AS4 Profile 2.0.3, corners 2 and 3).
// Out: UserMessage -> signed -> encrypted -> MIME: bytes that are stored, then POSTed once, then an Outcome:
// a verified
//      Receipt, a verified ebMS error, or the plain truth about what is not known.
// In:  the same way back to a VerifiedMessage, then a signed Receipt or ebMS error.
// Knows nothing of invoices, queues or retries; draws no MessageId; asks no clock. The network is two ports,
// HttpClient and Resolver.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "as4/ebms_errors.h"
#include "as4/http_client.h"
#include "as4/signed_reference.h"
#include "as4/user_message.h"
#include "formats/base/body.h"
#include "formats/base/bytes.h"
#include "formats/base/result.h"
#include "formats/base/time.h"
#include "keys/keys.h"

namespace quittance::as4 {

// ---- sending
// -------------------------------------------------------------------------------------------------

/// The identifiers and addresses of one message. Everything here is drawn and committed before build() is
/// called.
struct Outbound {
  std::string message_id;       ///< "x@y", globally unique
  std::string conversation_id;  ///< not empty
  Instant timestamp;
  std::string content_id;  ///< of the payload part, "x@y"
  Typed service;           ///< process identifier, its scheme as type
  std::string action;      ///< document type "scheme::value"
  Typed original_sender;   ///< C1, e.g. {"0088:7300010000001", "iso6523-actorid-upis"}
  Typed final_recipient;   ///< C4
};

/// One small HTTP entity: a signal, or a message that somebody recorded.
struct Entity {
  std::string content_type;
  Bytes body;
};

/// One HTTP entity of any size: what is stored, sent, and taken out of an HTTP request.
struct Message {
  Message() = default;
  Message(std::string type, Body octets) : content_type(std::move(type)), body(std::move(octets)) {}
  Message(const Entity& small)
      : Message(small.content_type, small.body) {}  // NOLINT(google-explicit-constructor)
  std::string content_type;
  Body body;
};

/// Where those keep what is under way who have no disk to use.
inline const MemorySpool kInMemory{};

/// Compresses, signs and encrypts one payload (a Standard Business Document) for one receiver. PartyIds are
/// the common names of the two certificates. The result is what is stored and sent, byte for byte; a resend
/// sends it again. Memory does not grow with the payload, which is read once; what comes of it lies in
/// `spool`. Fails with AS4-BUILD (an identifier that is empty or no XML text, a certificate without common
/// name) and with the codes of keys, Body and Spool.
Result<Message> build(const Outbound& outbound, const Body& payload, const keys::PrivateKey& signer,
                      const keys::Certificate& receiver, Random& random, const Spool& spool = kInMemory);

/// What a stored request vouches for: asked of the stored bytes, so that it survives restarts.
struct Sent {
  std::string message_id;
  std::vector<SignedReference> references;
};
/// Fails with AS4-STORED when the bytes are no request that build() made.
Result<Sent> read_sent(const Message& request);

/// An event of the delivery table, in its words.
enum class Event { receipt_verified, not_taken, answer_lost, refused_by_peer, duplicate_reported };
std::string_view to_string(Event event);
inline std::ostream& operator<<(std::ostream& out, Event event) { return out << to_string(event); }

/// What one attempt came to. `code` is the peer's ebMS code, or one of ours: HTTP:nnn, NO-SIGNAL,
/// RECEIPT-UNSIGNED, RECEIPT-SIGNATURE, RECEIPT-SIGNER, RECEIPT-REFERENCE, RECEIPT-DIGESTS, RECEIPT-NO-NRI,
/// ERROR-UNSIGNED, ERROR-SIGNATURE, ERROR-WARNING, NOT-TAKEN, ANSWER-LOST.
struct Outcome {
  Event event = Event::answer_lost;
  std::string code;
  std::string detail;     ///< one line for a person
  HttpExchange exchange;  ///< the peer's raw answer, whatever it was
};

/// Whom a message was sent to, and how it is judged.
struct Destination {
  std::string url;
  keys::Certificate certificate;  ///< encrypted to; the only one whose signature counts
};

/// Judges an answer to `sent`. A Receipt counts when it is signed by the certificate sent to (a chain good at
/// `at`), has RefToMessageId and repeats exactly the signed references. An ebMS error counts when it is
/// signed likewise; unsigned it is a hint and ends nothing. `resend` tells that an earlier attempt may have
/// arrived: only then EBMS:0004 with the words duplicate or already handled is a duplicate report (phase4 up
/// to 4.4).
Outcome judge_answer(HttpExchange exchange, const Sent& sent, const keys::Certificate& sent_to,
                     const keys::TrustStore& trust, Instant at, bool resend);

/// One POST of stored bytes, then judge_answer(). Never retries. Nothing is posted (not_taken, with the code
/// of TrustStore::verify, or CERT-NAME) while the receiver's certificate is not good for encryption at `at`,
/// or names no seat id.
Outcome send(const Message& request, const Destination& destination, HttpClient& client,
             const keys::TrustStore& trust, Instant at, bool resend, std::chrono::milliseconds time_limit);

// ---- receiving
// -----------------------------------------------------------------------------------------------

/// Upper bounds of one request; each is allowed, one more is refused.
struct Limits {
  std::size_t soap_bytes = std::size_t{1} << 20;
  std::size_t parts = 30;  ///< MIME parts, the SOAP part included
  std::size_t part_header_bytes = std::size_t{16} << 10;
  std::size_t payload_bytes = std::size_t{100} << 20;   ///< decompressed, each
  std::size_t ratio = 100;                              ///< decompressed : compressed, beyond the first
  std::size_t ratio_free_bytes = std::size_t{1} << 20;  ///< megabyte, which is free
  /// An uncompressed XML payload whose digest is over its canonical form: that takes a tree, several times
  /// its size in memory. Peppol's payloads are compressed, and their digests are over octets.
  std::size_t canonical_bytes = std::size_t{2} << 20;
};

/// Who we are when a message comes in.
struct Receiver {
  const keys::KeyStore& keys;
  const keys::TrustStore& trust;
  Limits limits{};
  const Spool& spool = kInMemory;  ///< where payloads lie that are being opened
};

/// A payload: decrypted, digest verified, decompressed.
struct Payload {
  std::string content_id;
  std::string mime_type;  ///< of PartInfo's MimeType property
  Body content;
};

/// A message every part of which the one verified signature covers. Only receive() makes one.
class VerifiedMessage {
 public:
  [[nodiscard]] const UserMessage& user_message() const { return user_message_; }
  [[nodiscard]] const std::vector<Payload>& payloads() const { return payloads_; }
  [[nodiscard]] const keys::Certificate& signer() const { return signer_; }
  /// The references of its signature: what our receipt repeats, and what tells a resend from a forged
  /// MessageId.
  [[nodiscard]] const std::vector<SignedReference>& references() const { return references_; }
  /// Our certificate it was encrypted to, by fingerprint: the sender expects his receipt from no other. None
  /// when nothing was encrypted.
  [[nodiscard]] const std::optional<Sha256>& encrypted_to() const { return encrypted_to_; }

 private:
  friend struct VerifiedMessageMaker;
  VerifiedMessage(UserMessage message, std::vector<Payload> payloads, keys::Certificate signer,
                  std::vector<SignedReference> references, std::optional<Sha256> encrypted_to)
      : user_message_(std::move(message)),
        payloads_(std::move(payloads)),
        signer_(std::move(signer)),
        references_(std::move(references)),
        encrypted_to_(encrypted_to) {}
  UserMessage user_message_;
  std::vector<Payload> payloads_;
  keys::Certificate signer_;
  std::vector<SignedReference> references_;
  std::optional<Sha256> encrypted_to_;
};

/// Why a message is not accepted: what the peer is told, and what only we are.
struct Refusal {
  const EbmsError* error;    ///< never nullptr
  std::string error_detail;  ///< for eb:ErrorDetail, e.g. "PEPPOL:NOT_SERVICED"; usually ""
  std::string message_id;    ///< as claimed by the message, unverified; "" when it could not be read
  std::string reason;        ///< our own words; never sent
  /// The certificate the message was encrypted to, as it claims; none when it does not say.
  std::optional<Sha256> encrypted_to;
  /// The message may be good: its signer's status could not be learnt, or there was no room to open it in.
  /// The answer is "try again", no error.
  bool undecided = false;
};

/// Opens one request: limits, MIME, XML, structure, certificate, SignedInfo's signature, Messaging and Body
/// digests, decryption, payload digests, decompression, in this order; no private key is used for a stranger.
/// Memory does not grow with the payloads: they go through in pieces, and nothing of one is handed on, or
/// looked into, before its tag and its digest were found right. `undecided` when the spool fails.
/// The caller checks the envelope inside (SBDH), duplicates, and whether he serves the receiver.
std::variant<VerifiedMessage, Refusal> receive(std::string_view content_type, const Body& body,
                                               const Receiver& receiver, Instant at);

/// Whether a receipt made earlier answers this message too: it is for its MessageId and repeats exactly its
/// signed references. A message that comes again does; one that only took the MessageId does not.
bool answers(BytesView receipt, const VerifiedMessage& message);

/// Identifiers of a signal, drawn by the caller.
struct SignalIds {
  std::string message_id;
  Instant timestamp;
};

/// A signed Receipt with NonRepudiationInformation. Stored by the caller before it is answered; a repeated
/// MessageId gets the same bytes again. Fails with the codes of keys.
Result<Entity> make_receipt(const VerifiedMessage& message, const SignalIds& ids,
                            const keys::PrivateKey& signer, Random& random);
/// A signed ebMS error.
Result<Entity> make_error(const Refusal& refusal, const SignalIds& ids, const keys::PrivateKey& signer,
                          Random& random);

}  // namespace quittance::as4
