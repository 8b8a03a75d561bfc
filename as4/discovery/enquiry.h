// One look-up under way: its sources, its deadline, what was asked and answered so far. Internal to
// discovery.
#pragma once

#include "as4/discovery/discovery.h"
#include "as4/discovery/memory.h"

namespace quittance::as4 {

/// A publisher's answer to GET: a document, or that there is none (404).
struct Published {
  bool exists = false;
  Bytes document;
  bool cached = false;  ///< from memory
};

/// What all look-ups of a directory share.
struct Sources {
  DiscoverySettings settings;
  DiscoveryTrust trust;
  Resolver& resolver;
  HttpClient& client;
  const Clock& clock;
  Memory<NaptrAnswer> names;
  Memory<Published> documents;
};

class Enquiry {
 public:
  Enquiry(Sources& sources, bool afresh);

  /// The participant's publishers, best first; none: he is not registered. Fails with DNS, NAPTR, SMP-URL.
  Result<std::vector<std::string>> publishers_of(const formats::ParticipantId& participant);
  /// Fails with SMP-HTTP: no answer, or one that is neither 200 nor 404.
  Result<Published> get(const std::string& url);
  /// The document was good: it may be used again. One from memory does not become younger by that.
  void remember(const std::string& url, const Published& good);

  [[nodiscard]] Instant at() const { return at_; }
  [[nodiscard]] bool stale() const { return stale_; }
  [[nodiscard]] const Sources& sources() const { return sources_; }
  std::vector<Inquiry> take_inquiries() { return std::move(inquiries_); }

 private:
  Result<NaptrAnswer> ask_dns(const std::string& name);
  Published from_memory(const std::string& question, Published known);
  [[nodiscard]] std::chrono::milliseconds left(std::chrono::milliseconds at_most) const;
  void note(std::string question, std::string answer, Bytes bytes, bool cached = false);

  Sources& sources_;
  const bool afresh_;
  const Instant at_;
  const std::chrono::steady_clock::time_point deadline_;
  bool stale_ = false;
  std::vector<Inquiry> inquiries_;
};

/// {base}/{participant} and below it {…}/services/{document type}, every reserved character escaped (SMP
/// 1.4.0, 5.4).
std::string group_url(const std::string& base, const formats::ParticipantId& participant);
std::string metadata_url(const std::string& base, const formats::ParticipantId& participant,
                         const formats::DocumentTypeId& document_type);
/// The document type that a URL made so ends with; the URL itself when it does not.
std::string document_type_in(const std::string& url);

}  // namespace quittance::as4
