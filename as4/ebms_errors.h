// The errors of ebMS 3.0 Core 6.7 and AS4 1.0, as a table.
#pragma once

#include <ostream>
#include <span>
#include <string_view>

namespace quittance::as4 {

enum class Severity { warning, failure };

/// One row: what we write into eb:Error. Descriptions are fixed texts that tell a stranger nothing about the
/// step that failed; our own detail stays with us.
struct EbmsError {
  std::string_view code;               ///< "EBMS:0004"
  std::string_view short_description;  ///< "Other"
  Severity severity;
  std::string_view category;
  std::string_view description;

  bool operator==(const EbmsError& other) const { return code == other.code; }
  friend std::ostream& operator<<(std::ostream& out, const EbmsError& e) {
    return out << e.code << ' ' << e.short_description;
  }
};

namespace ebms {
extern const EbmsError& kValueNotRecognized;      ///< EBMS:0001
extern const EbmsError& kValueInconsistent;       ///< EBMS:0003
extern const EbmsError& kOther;                   ///< EBMS:0004
extern const EbmsError& kMimeInconsistency;       ///< EBMS:0007
extern const EbmsError& kFeatureNotSupported;     ///< EBMS:0008
extern const EbmsError& kInvalidHeader;           ///< EBMS:0009
extern const EbmsError& kProcessingModeMismatch;  ///< EBMS:0010
extern const EbmsError& kExternalPayloadError;    ///< EBMS:0011
extern const EbmsError& kFailedAuthentication;    ///< EBMS:0101
extern const EbmsError& kFailedDecryption;        ///< EBMS:0102
extern const EbmsError& kPolicyNoncompliance;     ///< EBMS:0103
extern const EbmsError& kDeliveryFailure;         ///< EBMS:0202
extern const EbmsError& kDecompressionFailure;    ///< EBMS:0303
extern const EbmsError& kDuplicateDetected;       ///< EBMS:4001, phase4's own
}  // namespace ebms

/// Every row, by code.
std::span<const EbmsError> all_ebms_errors();
/// The row of a code, or nullptr: an unknown code is stored and shown, nothing more.
const EbmsError* find_ebms_error(std::string_view code);

}  // namespace quittance::as4
