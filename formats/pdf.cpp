#include "formats/pdf.h"

#define POINTERHOLDER_TRANSITION 4
#include <qpdf/Buffer.hh>
#include <qpdf/Pipeline.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFEmbeddedFileDocumentHelper.hh>
#include <qpdf/QPDFExc.hh>
#include <qpdf/QPDFFileSpecObjectHelper.hh>
#include <qpdf/QPDFObjectHandle.hh>

#include <algorithm>
#include <memory>
#include <set>
#include <stdexcept>

namespace quittance::formats {

namespace {

struct Refused : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Takes what a stream decodes to, up to a number of octets.
class Collector : public Pipeline {
 public:
  explicit Collector(std::size_t limit) : Pipeline("collector", nullptr), limit_(limit) {}

  void write(unsigned char const* data, std::size_t size) override {
    if (size > limit_ - content_.size()) {
      is_full_ = true;
      throw std::runtime_error("too large");  // ends the decoding; qpdf catches it
    }
    content_.append(reinterpret_cast<char const*>(data), size);
  }
  void finish() override {}

  bool is_full() const { return is_full_; }
  std::string take() { return std::move(content_); }

 private:
  std::size_t limit_;
  std::string content_;
  bool is_full_ = false;
};

/// A chain of filters could swell without end between two of them, where nobody counts.
bool has_one_filter_at_most(QPDFObjectHandle stream) {
  QPDFObjectHandle filter = stream.getDict().getKey("/Filter");
  return !filter.isArray() || filter.getArrayNItems() < 2;
}

std::string decoded(QPDFObjectHandle stream, const std::string& what, std::size_t limit, std::size_t ratio) {
  if (!stream.isStream()) throw Refused(what + " has no content");
  if (!has_one_filter_at_most(stream)) throw Refused(what + " is encoded more than once");
  const std::size_t raw = stream.getRawStreamData()->getSize();
  Collector collector(std::min(limit, raw * ratio + 1'000'000));
  const bool is_whole = stream.pipeStreamData(&collector, 0, qpdf_dl_generalized, true);
  if (collector.is_full()) throw Refused(what + " is too large, or swells too much when decompressed");
  if (!is_whole) throw Refused(what + " cannot be decoded");
  return collector.take();
}

class PdfReader {
 public:
  PdfReader(std::string_view pdf, const PdfLimits& limits,
            const std::function<bool(std::string_view)>& wanted)
      : limits_(limits), wanted_(wanted) {
    pdf_.setSuppressWarnings(true);
    pdf_.processMemoryFile("document", pdf.data(), pdf.size());
    if (pdf_.isEncrypted()) throw Refused("it is encrypted");
    if (pdf_.getObjectCount() > limits.objects) throw Refused("it has too many objects");
  }

  PdfContent read() {
    // AF first: it is in the order the author gave, the name tree is sorted.
    QPDFObjectHandle associated = pdf_.getRoot().getKey("/AF");
    if (associated.isArray()) {
      for (int i = 0; i < associated.getArrayNItems(); ++i) add(associated.getArrayItem(i));
    }
    QPDFEmbeddedFileDocumentHelper named(pdf_);
    if (named.hasEmbeddedFiles()) {
      for (const auto& [name, file] : named.getEmbeddedFiles()) add(file->getObjectHandle());
    }
    QPDFObjectHandle metadata = pdf_.getRoot().getKey("/Metadata");
    if (metadata.isStream())
      content_.metadata = decoded(metadata, "its metadata", limits_.metadata_bytes, limits_.ratio);
    return std::move(content_);
  }

 private:
  void add(QPDFObjectHandle specification) {
    if (!specification.isDictionary()) return;
    QPDFFileSpecObjectHelper file(specification);
    QPDFObjectHandle stream = file.getEmbeddedFileStream();
    if (stream.isStream() && !known_.insert(stream.getObjGen()).second) return;
    if (content_.attachments.size() >= limits_.attachments) throw Refused("it carries too many files");
    PdfAttachment attachment;
    attachment.name = file.getFilename();
    QPDFObjectHandle relationship = specification.getKey("/AFRelationship");
    if (relationship.isName()) attachment.relationship = relationship.getName().substr(1);
    if (wanted_(attachment.name)) {
      attachment.content =
          decoded(stream, "the file " + attachment.name, limits_.attachment_bytes, limits_.ratio);
    }
    content_.attachments.push_back(std::move(attachment));
  }

  const PdfLimits& limits_;
  const std::function<bool(std::string_view)>& wanted_;
  QPDF pdf_;
  PdfContent content_;
  std::set<QPDFObjGen> known_;
};

std::string words_of(const QPDFExc& failure) {
  if (failure.getErrorCode() == qpdf_e_password) return "it is encrypted";
  return failure.getMessageDetail();
}

}  // namespace

PdfReading read_pdf(std::string_view pdf, const PdfLimits& limits,
                    const std::function<bool(std::string_view name)>& wanted) {
  PdfReading reading;
  if (pdf.size() > limits.size_bytes) {
    reading.error = "it has more than " + std::to_string(limits.size_bytes) + " octets";
    return reading;
  }
  try {
    reading.content = PdfReader(pdf, limits, wanted).read();
  } catch (const QPDFExc& failure) {
    reading.error = words_of(failure);
  } catch (const std::bad_alloc&) {
    reading.error = "it needs too much memory";
  } catch (const std::exception& failure) {
    reading.error = failure.what();
  }
  return reading;
}

}  // namespace quittance::formats
