// The files that a PDF carries inside, and what its metadata say, by way of qpdf. Plain standard types only:
// the .cpp is C++17, for qpdf's headers do not compile as C++20 everywhere.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace quittance::formats {

/// Bounds of what is read. Memory that qpdf itself takes for a file's structure is the caller's to bound.
struct PdfLimits {
  std::size_t size_bytes = 100'000'000;
  std::size_t objects = 500'000;
  std::size_t attachments = 1'000;
  std::size_t attachment_bytes = 100'000'000;
  std::size_t ratio = 100;  ///< of decompressed to compressed octets, beyond the first megabyte
  std::size_t metadata_bytes = 1'000'000;
};

struct PdfAttachment {
  std::string name;          ///< UTF-8
  std::string relationship;  ///< AFRelationship: "Alternative", "Data", "Source" …; "" when it has none
  std::string content;       ///< "" unless it was wanted
};

struct PdfContent {
  std::vector<PdfAttachment> attachments;  ///< in the order of the document, each once
  std::string metadata;                    ///< the XMP packet, "" when there is none
};

/// Either the content, or why there is none.
struct PdfReading {
  PdfContent content;
  std::string error;  ///< "" = it was read
};

/// Reads the document's attachments (catalogue: Names/EmbeddedFiles and AF) and metadata; decodes only those
/// whose name is wanted. Damaged files are repaired as far as qpdf can. An encrypted file is an error, also
/// when no password is needed to read it. Decodes streams with one filter at most.
PdfReading read_pdf(std::string_view pdf, const PdfLimits& limits,
                    const std::function<bool(std::string_view name)>& wanted);

}  // namespace quittance::formats
