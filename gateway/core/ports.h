// The outside world in the delivery's words. Each port does one thing and decides nothing: what follows is
// the table's business. Adapters live in gateway and translate to validators, as4 and mail.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "formats/base/body.h"
#include "gateway/core/answers.h"
#include "gateway/core/delivery.h"
#include "gateway/core/facts.h"

namespace quittance::core {

/// A document as it came in.
struct Document {
  Sha256 hash;
  Body content;
  Origin origin;
};

/// A file that goes beside the answer: suffix ".report.json", content.
struct Report {
  std::string suffix;
  Bytes bytes;
};

struct Passed {
  InvoiceFacts facts;
  std::vector<Report> reports;
  std::string detail = {};            ///< one line for the journal: what was passed
  std::optional<Answer> answer = {};  ///< when it says something about another document
};
struct Failed {
  std::string code;                   ///< first rule or check that failed, e.g. BR-CO-10
  std::string detail;                 ///< one line for the journal
  std::vector<Report> reports;        ///< at least .report.json
  std::optional<InvoiceFacts> facts;  ///< when the document could be read that far
};
/// Neither valid nor invalid: a person looks, the delivery is held.
struct NotChecked {
  std::string code;
  std::string reason;
  std::vector<Report> reports;
  std::optional<InvoiceFacts> facts;
};
using Verdict = std::variant<Passed, Failed, NotChecked>;

/// Says whether a document may be sent (or, coming in, may be handed over). Never throws; called from several
/// threads.
struct Checker {
  virtual ~Checker() = default;
  virtual Verdict check(const Document& document) = 0;
};

struct ReceiverUnknown {
  std::string code, detail;
};
struct LookupFailed {
  std::string code, detail;
  bool alert = false;  ///< an answer whose signature fails: try again, but tell somebody
};
/// What a look-up was told by others, kept as evidence: "dns", "smp", "smp-2" …
struct Exhibit {
  std::string name;
  Bytes bytes;
};
/// What a look-up came to.
struct Found {
  Found(Endpoint endpoint) : outcome(std::move(endpoint)) {}       // NOLINT(google-explicit-constructor)
  Found(ReceiverUnknown unknown) : outcome(std::move(unknown)) {}  // NOLINT(google-explicit-constructor)
  Found(LookupFailed failure) : outcome(std::move(failure)) {}     // NOLINT(google-explicit-constructor)
  std::variant<Endpoint, ReceiverUnknown, LookupFailed> outcome;
  std::string source;             ///< one line for the journal: who said so
  std::vector<Exhibit> exhibits;  ///< in the order they came
};

/// Finds where the recipient takes this kind of document. Bounded in time; called from several threads.
struct Lookup {
  virtual ~Lookup() = default;
  /// `afresh`: an earlier attempt at the endpoint failed; what is remembered of it is asked for again.
  virtual Found find(const InvoiceFacts& facts, const Origin& origin, bool afresh) = 0;
  /// Whether find() would ask others and so may take its time.
  [[nodiscard]] virtual bool asks_others(const InvoiceFacts&) const { return false; }
};

/// Everything a message is made of. The identifiers are committed before this is built.
struct Consignment {
  DeliveryId delivery;
  Envelope envelope;
  Endpoint endpoint;
  InvoiceFacts facts;
  std::string file_name;  ///< the upload's name; data
  Body document;
};

/// The exact bytes of the message, kept until the delivery is settled: a resend sends these and no others.
struct Packed {
  Body body;
  std::string content_type;  ///< of the HTTP request; empty for mail
};

/// One try to bring one packed message to its peer.
struct Attempt {
  DeliveryId delivery;
  Envelope envelope;
  Endpoint endpoint;
  Packed request;
  int number = 1;                          ///< 1, 2, 3 … over the life of the delivery
  bool resend = false;                     ///< an earlier attempt with these bytes may have arrived
  std::chrono::milliseconds time_limit{};  ///< for the whole attempt, answer included
};

/// What one attempt came to: an event of the table (not_taken, answer_lost, receipt_verified, refused_by_peer
/// or duplicate_reported), its code, and the bytes that prove it.
struct Outcome {
  Event event;
  std::string code, detail;
  std::optional<Bytes>
      evidence;  ///< the receipt or error that decided, as it came ("receipt" for receipt_verified)
  std::optional<Bytes> answer;  ///< the whole answer, when there was one
};

/// Makes and carries messages of one channel. It never retries: the queue does. Called from several threads.
struct Transport {
  virtual ~Transport() = default;
  /// Builds the message; no network. An Error holds the delivery until a person has seen it (a key is missing
  /// …).
  virtual Result<Packed> pack(const Consignment& consignment) = 0;
  /// Sends it once and waits for the answer, no longer than the attempt's time limit.
  virtual Outcome send(const Attempt& attempt) = 0;
};

/// A mail to a person of our side. Its Message-ID was committed before.
struct Letter {
  MessageId message_id;
  Instant written;
  std::string to;       ///< addr-spec
  std::string subject;  ///< one line, UTF-8
  std::string text;     ///< plain text, UTF-8, lines end with \n
};

enum class Posted { sent, not_taken, perhaps, refused };
struct PostOutcome {
  Posted posted;
  std::string code, detail;
};

/// Mails a letter once. Called from several threads.
struct Messenger {
  virtual ~Messenger() = default;
  virtual PostOutcome post(const Letter& letter) = 0;
};

/// Where the uploaded file of a delivery lies: claimed or held, accepted, rejected.
enum class Place : std::uint8_t { processing, accepted, rejected };

/// What the submitter shall see in his folder. Showing it twice is showing it once.
struct Placement {
  DeliveryId delivery;
  Origin origin;
  Place place;
  std::vector<Report> beside;    ///< lie beside the file: ".held.json", ".report.json", ".report.html"
  std::vector<Report> receipts;  ///< lie in receipts/: ".result.json", ".receipt.xml" (mail: ".receipt.txt")
};

/// Brings the drop folder into line with the delivery: the claimed file moves, reports and receipts lie
/// beside it.
struct FolderAnswers {
  virtual ~FolderAnswers() = default;
  virtual Result<void> show(const Placement& placement) = 0;
};

/// Where documents that came in go: one file each, named by the InstanceIdentifier. Doing it twice is doing
/// it once.
struct Inbox {
  virtual ~Inbox() = default;
  /// Writes the document for `recipient` and returns the file's path.
  virtual Result<std::string> hand_over(const std::string& recipient, const InstanceId& instance,
                                        const Sha256& hash, const Body& document) = 0;
  /// Writes it aside, with the reports beside it, and returns the file's path.
  virtual Result<std::string> quarantine(const std::string& recipient, const InstanceId& instance,
                                         const Sha256& hash, const Body& document,
                                         const std::vector<Report>& reports) = 0;
};

}  // namespace quittance::core
