#include "as4/ebms_errors.h"

#include <algorithm>
#include <array>

namespace quittance::as4 {

namespace {

using enum Severity;

constexpr std::array kErrors{
    EbmsError{"EBMS:0001", "ValueNotRecognized", failure, "Content",
              "A value in the header is not recognized."},
    EbmsError{"EBMS:0002", "FeatureNotSupported", warning, "Content",
              "A feature of the message is not supported."},
    EbmsError{"EBMS:0003", "ValueInconsistent", failure, "Content",
              "A value in the header is inconsistent with the rest of the message."},
    EbmsError{"EBMS:0004", "Other", failure, "Content", "The message cannot be accepted."},
    EbmsError{"EBMS:0005", "ConnectionFailure", failure, "Communication", "No connection could be made."},
    EbmsError{"EBMS:0006", "EmptyMessagePartitionChannel", warning, "Communication",
              "No message is waiting in this channel."},
    EbmsError{"EBMS:0007", "MimeInconsistency", failure, "Unpackaging",
              "The MIME structure is inconsistent with what it must be."},
    EbmsError{"EBMS:0008", "FeatureNotSupported", failure, "Unpackaging",
              "A feature of the message is not supported."},
    EbmsError{"EBMS:0009", "InvalidHeader", failure, "Unpackaging",
              "The header is not well-formed or not valid."},
    EbmsError{"EBMS:0010", "ProcessingModeMismatch", failure, "Processing",
              "The message does not fit the agreement."},
    EbmsError{"EBMS:0011", "ExternalPayloadError", failure, "Content",
              "A payload named in the header is not in the message, or the reverse."},
    EbmsError{"EBMS:0101", "FailedAuthentication", failure, "Processing",
              "The signature or its certificate could not be verified."},
    EbmsError{"EBMS:0102", "FailedDecryption", failure, "Processing", "The message could not be decrypted."},
    EbmsError{"EBMS:0103", "PolicyNoncompliance", failure, "Processing",
              "The message does not meet the security policy."},
    EbmsError{"EBMS:0201", "DysfunctionalReliability", failure, "Processing",
              "The reliability of the exchange cannot be kept."},
    EbmsError{"EBMS:0202", "DeliveryFailure", failure, "Communication",
              "The message was received but cannot be processed now."},
    EbmsError{"EBMS:0301", "MissingReceipt", failure, "Communication", "No receipt came in time."},
    EbmsError{"EBMS:0302", "InvalidReceipt", failure, "Communication",
              "The receipt does not match the message."},
    EbmsError{"EBMS:0303", "DecompressionFailure", failure, "Communication",
              "A payload could not be decompressed."},
    EbmsError{"EBMS:4001", "DuplicateDetected", failure, "Content",
              "A message with this id was received before."},
};

constexpr const EbmsError& row(std::string_view code) {
  return *std::find_if(kErrors.begin(), kErrors.end(),
                       [&](const EbmsError& error) { return error.code == code; });
}

}  // namespace

namespace ebms {
const EbmsError& kValueNotRecognized = row("EBMS:0001");
const EbmsError& kValueInconsistent = row("EBMS:0003");
const EbmsError& kOther = row("EBMS:0004");
const EbmsError& kMimeInconsistency = row("EBMS:0007");
const EbmsError& kFeatureNotSupported = row("EBMS:0008");
const EbmsError& kInvalidHeader = row("EBMS:0009");
const EbmsError& kProcessingModeMismatch = row("EBMS:0010");
const EbmsError& kExternalPayloadError = row("EBMS:0011");
const EbmsError& kFailedAuthentication = row("EBMS:0101");
const EbmsError& kFailedDecryption = row("EBMS:0102");
const EbmsError& kPolicyNoncompliance = row("EBMS:0103");
const EbmsError& kDeliveryFailure = row("EBMS:0202");
const EbmsError& kDecompressionFailure = row("EBMS:0303");
const EbmsError& kDuplicateDetected = row("EBMS:4001");
}  // namespace ebms

std::span<const EbmsError> all_ebms_errors() { return kErrors; }

const EbmsError* find_ebms_error(std::string_view code) {
  const auto* found = std::find_if(kErrors.begin(), kErrors.end(),
                                   [&](const EbmsError& error) { return error.code == code; });
  return found == kErrors.end() ? nullptr : found;
}

}  // namespace quittance::as4
