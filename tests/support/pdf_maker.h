// PDFs with files inside, as tests need them. Plain standard types only: the .cpp is C++17, as
// formats/pdf.cpp is.
#pragma once

#include <string>
#include <vector>

namespace quittance::test {

struct PdfFile {
  std::string name, content;
  std::string relationship = "Alternative";
  /// Empty = compressed once; else the stream's /Filter as PDF writes it, content as is
  std::string filters = {};
};

struct PdfOptions {
  std::string metadata;
  bool associated = true;  ///< list the files in the catalogue's AF too
  bool encrypted = false;  ///< readable without a password, but encrypted
};

/// A document of one empty page that carries these files.
std::string make_pdf(const std::vector<PdfFile>& files, const PdfOptions& options = {});

/// The XMP metadata of a Factur-X of that profile.
std::string facturx_metadata(const std::string& profile, const std::string& file_name = "factur-x.xml");

}  // namespace quittance::test
