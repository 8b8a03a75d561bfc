// Peppol identifiers as values (Policy for use of Identifiers 4.4.0): who, what kind of document, which
// process.
#pragma once

#include <ostream>
#include <string>
#include <string_view>

#include "formats/base/result.h"

namespace quittance::formats {

inline constexpr std::string_view kParticipantScheme = "iso6523-actorid-upis";
inline constexpr std::string_view kExactDocumentScheme = "busdox-docid-qns";
inline constexpr std::string_view kWildcardDocumentScheme = "peppol-doctype-wildcard";
inline constexpr std::string_view kProcessScheme = "cenbii-procid-ubl";

/// A participant: "0088:7300010000001", an ISO 6523 code and an identifier of its kind. Compared without
/// regard to case (POLICY 2), kept as written.
class ParticipantId {
 public:
  /// Reads "0088:7300010000001". Fails with PEPPOL-ID when it is not four digits, a colon and 1 to 130 of
  /// [A-Za-z0-9-._~] (POLICY 1). Whether the code is in the code list is not asked.
  static Result<ParticipantId> parse(std::string_view value);
  /// Reads "iso6523-actorid-upis::0088:7300010000001"; the scheme is compared without regard to case.
  static Result<ParticipantId> parse_qualified(std::string_view text);
  /// From an EAS code and an identifier, as BT-34 and BT-49 have them.
  static Result<ParticipantId> of_endpoint(std::string_view scheme, std::string_view identifier);

  [[nodiscard]] const std::string& value() const { return value_; }
  /// In lower case: for comparing, hashing and as a key.
  [[nodiscard]] const std::string& folded() const { return folded_; }
  [[nodiscard]] std::string_view code() const { return std::string_view(value_).substr(0, 4); }
  [[nodiscard]] std::string_view identifier() const { return std::string_view(value_).substr(5); }
  [[nodiscard]] std::string qualified() const { return std::string(kParticipantScheme) + "::" + value_; }

  bool operator==(const ParticipantId& other) const { return folded_ == other.folded_; }
  auto operator<=>(const ParticipantId& other) const { return folded_ <=> other.folded_; }
  friend std::ostream& operator<<(std::ostream& out, const ParticipantId& id) { return out << id.value_; }

 private:
  explicit ParticipantId(std::string_view value);
  std::string value_;
  std::string folded_;
};

/// A kind of document: "…:Invoice-2::Invoice##urn:cen.eu:en16931:2017…::2.1" in one of two schemes.
/// Case-sensitive.
class DocumentTypeId {
 public:
  /// Fails with PEPPOL-ID when the scheme is neither of the two, or the value is not 1 to 500 visible ASCII
  /// characters, or has a "*" elsewhere than, in the wildcard scheme, as the last character of the
  /// customization.
  static Result<DocumentTypeId> parse(std::string_view scheme, std::string_view value);
  /// Reads "busdox-docid-qns::…".
  static Result<DocumentTypeId> parse_qualified(std::string_view text);

  [[nodiscard]] const std::string& scheme() const { return scheme_; }
  [[nodiscard]] const std::string& value() const { return value_; }
  [[nodiscard]] std::string qualified() const { return scheme_ + "::" + value_; }
  /// The parts of namespace::name##customization::version. "" where the value is not made that way: documents
  /// that are no XML have no namespace and name, but one word before "##".
  [[nodiscard]] std::string_view root_namespace() const;
  [[nodiscard]] std::string_view root_name() const;
  [[nodiscard]] std::string_view customization() const;
  [[nodiscard]] std::string_view version() const;
  /// A registration for a family of documents; never in a message.
  [[nodiscard]] bool is_wildcard() const { return customization().ends_with('*'); }

  auto operator<=>(const DocumentTypeId&) const = default;
  friend std::ostream& operator<<(std::ostream& out, const DocumentTypeId& id) {
    return out << id.qualified();
  }

 private:
  DocumentTypeId(std::string_view scheme, std::string_view value) : scheme_(scheme), value_(value) {}
  std::string scheme_;
  std::string value_;
};

/// A business process: "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0". Case-sensitive.
class ProcessId {
 public:
  /// Fails with PEPPOL-ID when the value is not 1 to 200 visible ASCII characters, or the scheme not 1 to 25
  /// of them.
  static Result<ProcessId> parse(std::string_view value, std::string_view scheme = kProcessScheme);
  /// Reads "cenbii-procid-ubl::…".
  static Result<ProcessId> parse_qualified(std::string_view text);

  [[nodiscard]] const std::string& scheme() const { return scheme_; }
  [[nodiscard]] const std::string& value() const { return value_; }
  [[nodiscard]] std::string qualified() const { return scheme_ + "::" + value_; }

  auto operator<=>(const ProcessId&) const = default;
  friend std::ostream& operator<<(std::ostream& out, const ProcessId& id) { return out << id.qualified(); }

 private:
  ProcessId(std::string_view scheme, std::string_view value) : scheme_(scheme), value_(value) {}
  std::string scheme_;
  std::string value_;
};

}  // namespace quittance::formats
