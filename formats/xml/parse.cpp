#include "formats/xml/parse.h"

#include <algorithm>
#include <list>
#include <optional>
#include <string>
#include <utility>

#include "formats/xml/document_parser.h"
#include "formats/xml/platform.h"
#include "formats/xml/schema_parts.h"

namespace quittance::xml {

struct Reader::Parts {
  /// A parser that belongs to one schema set, and keeps it alive.
  struct Checking {
    Checking(const Limits& limits, std::shared_ptr<const Grammars::Parts> set)
        : grammars(std::move(set)), parser(limits, grammars->view()) {}
    std::shared_ptr<const Grammars::Parts> grammars;
    DocumentParser parser;
  };

  explicit Parts(Limits wanted) : limits(wanted), plain(limits, nullptr) {
    // The tree counts attributes in 16 bits.
    limits.attributes_per_element = std::min<std::size_t>(limits.attributes_per_element, 65534);
  }

  DocumentParser& checking(const std::shared_ptr<const Grammars::Parts>& grammars) {
    for (auto& known : by_grammars)
      if (known.grammars == grammars) return known.parser;
    return by_grammars.emplace_back(limits, grammars).parser;
  }

  Limits limits;
  DocumentParser plain;
  std::list<Checking> by_grammars;
};

Reader::Reader(Limits limits) {
  start_platform();
  parts_ = std::make_unique<Parts>(limits);
}

Reader::~Reader() = default;
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;

const Limits& Reader::limits() const { return parts_->limits; }

Result<Tree> Reader::read(BytesView document) {
  const auto guarded = guard(document, parts_->limits);
  if (!guarded) return guarded.error();
  return read(*guarded);
}

Result<Tree> Reader::read(const Guarded& document) {
  auto parsed = parts_->plain.parse(document.text());
  if (!parsed) return parsed.error();
  return std::move(parsed->tree);
}

Result<Validated> Reader::read(BytesView document, const Grammars& grammars) {
  const auto guarded = guard(document, parts_->limits);
  if (!guarded) return guarded.error();
  auto& parser = parts_->checking(grammars.parts_);
  auto checked = parser.parse(guarded->text());
  if (!checked || !parser.lost_text()) return checked;
  auto whole = parts_->plain.parse(guarded->text());
  if (!whole) return whole.error();
  checked->tree = std::move(whole->tree);
  return checked;
}

namespace {

Error self_test_failed(std::string_view what) {
  return Error{"XML-SELF-TEST", Retry::never,
               std::string(what) + ": check the version of the Xerces-C library"};
}

}  // namespace

Result<void> self_test() {
  Reader reader;
  const auto refused = reader.read("<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>");
  if (refused.ok() || refused.error().code != "XML-DOCTYPE")
    return self_test_failed("a document type declaration was not refused");
  const Limits limits;
  DocumentParser parser(limits, nullptr);
  if (parser.parse("<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>").ok())
    return self_test_failed("the parser expanded an entity");
  if (parser.parse("<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/hostname'>]><a>&e;</a>").ok())
    return self_test_failed("the parser opened a file");
  std::string deep;
  for (std::size_t i = 0; i <= limits.depth; ++i) deep += "<a>";
  const auto too_deep = parser.parse(deep);
  if (too_deep.ok() || too_deep.error().code != "XML-DEPTH") return self_test_failed("depth was not bounded");
  return {};
}

}  // namespace quittance::xml
