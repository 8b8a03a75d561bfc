#include "tests/support/pdf_maker.h"

#define POINTERHOLDER_TRANSITION 4
#include <qpdf/Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFEFStreamObjectHelper.hh>
#include <qpdf/QPDFEmbeddedFileDocumentHelper.hh>
#include <qpdf/QPDFFileSpecObjectHelper.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <qpdf/QPDFWriter.hh>

#include <memory>

namespace quittance::test {

namespace {

QPDFFileSpecObjectHelper add_file(QPDF& pdf, const PdfFile& file) {
  auto stream = QPDFEFStreamObjectHelper::createEFStream(pdf, file.content);
  if (!file.filters.empty()) {
    stream.getObjectHandle().replaceStreamData(file.content, QPDFObjectHandle::parse(file.filters),
                                               QPDFObjectHandle::newNull());
  }
  auto specification = QPDFFileSpecObjectHelper::createFileSpec(pdf, file.name, stream);
  if (!file.relationship.empty()) {
    specification.getObjectHandle().replaceKey("/AFRelationship",
                                               QPDFObjectHandle::newName("/" + file.relationship));
  }
  return specification;
}

}  // namespace

std::string make_pdf(const std::vector<PdfFile>& files, const PdfOptions& options) {
  QPDF pdf;
  pdf.emptyPDF();
  pdf.addPage(QPDFObjectHandle::parse("<< /Type /Page /MediaBox [0 0 595 842] /Resources << >> >>"), true);
  auto associated = QPDFObjectHandle::newArray();
  int number = 0;
  bool keeps_filters = false;
  for (const PdfFile& file : files) {
    auto specification = add_file(pdf, file);
    keeps_filters = keeps_filters || !file.filters.empty();
    // The name tree's key is not the file's name: readers must look into the specification.
    QPDFEmbeddedFileDocumentHelper(pdf).replaceEmbeddedFile("key" + std::to_string(++number), specification);
    associated.appendItem(specification.getObjectHandle());
  }
  if (options.associated && !files.empty()) pdf.getRoot().replaceKey("/AF", associated);
  if (!options.metadata.empty()) {
    auto metadata = QPDFObjectHandle::newStream(&pdf, options.metadata);
    metadata.getDict().replaceKey("/Type", QPDFObjectHandle::newName("/Metadata"));
    metadata.getDict().replaceKey("/Subtype", QPDFObjectHandle::newName("/XML"));
    pdf.getRoot().replaceKey("/Metadata", metadata);
  }
  QPDFWriter writer(pdf);
  writer.setOutputMemory();
  writer.setDeterministicID(!options.encrypted);
  if (options.encrypted)
    writer.setR6EncryptionParameters("", "owner", true, true, true, true, true, true, qpdf_r3p_full, true);
  if (keeps_filters) writer.setStreamDataMode(qpdf_s_preserve);
  writer.write();
  const std::shared_ptr<Buffer> bytes = writer.getBufferSharedPointer();
  return {reinterpret_cast<const char*>(bytes->getBuffer()), bytes->getSize()};
}

std::string facturx_metadata(const std::string& profile, const std::string& file_name) {
  return "<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?>"
         "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
         "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
         "<rdf:Description xmlns:fx='urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#' rdf:about=''>"
         "<fx:DocumentType>INVOICE</fx:DocumentType><fx:DocumentFileName>" +
         file_name + "</fx:DocumentFileName><fx:Version>1.0</fx:Version><fx:ConformanceLevel>" + profile +
         "</fx:ConformanceLevel></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>";
}

}  // namespace quittance::test
