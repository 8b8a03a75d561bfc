#include "formats/xml/parse.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "formats/xml/document_parser.h"
#include "formats/xml/platform.h"

namespace quittance::xml {

struct Reader::Parts {
  explicit Parts(Limits wanted) : limits(wanted) {}

  const Limits limits;
  std::optional<DocumentParser> plain;
};

Reader::Reader(Limits limits) {
  start_platform();
  parts_ = std::make_unique<Parts>(limits);
}

Reader::~Reader() = default;
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;

Result<Tree> Reader::read(BytesView document) {
  auto guarded = guard(document, parts_->limits);
  if (!guarded) return guarded.error();
  if (!parts_->plain) parts_->plain.emplace(parts_->limits);
  return parts_->plain->parse(guarded->text());
}

}  // namespace quittance::xml
