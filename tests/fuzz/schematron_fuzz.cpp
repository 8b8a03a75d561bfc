// Schematron source (or a compiled stylesheet): read it, compile it, run it over a small document. Whatever
// it says, it ends in a coded refusal or an examination within its budget.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "formats/xml/parse.h"
#include "validators/schematron/examiner.h"
#include "validators/schematron/pack.h"
#include "validators/schematron/read.h"

namespace {

using namespace quittance;

const xml::Tree& document() {
  static const xml::Tree kTree =
      std::move(xml::Reader().read("<i:a xmlns:i='urn:i' x='1'><b>1</b><!--c--><b y='2'>2.50</b><i:c><?i "
                                   "d?><b>x</b>t</i:c><d/></i:a>"))
          .value();
  return kTree;
}

void require(bool holds) {
  if (!holds) std::abort();
}

/// The source under attack, and a second file it may include.
struct Files : schematron::Files {
  explicit Files(std::string_view source) : main(source) {}
  [[nodiscard]] Result<Bytes> read(const std::string& name) const override {
    if (name == "main.sch") return main;
    if (name == "codes.xml") return Bytes("<list><code>A</code></list>");
    return Error{"FILE", Retry::never, "no such file"};
  }
  Bytes main;
};

schematron::ExamineOptions options() {
  schematron::ExamineOptions out;
  out.budget.steps = 50'000;
  out.budget.memory = 16U << 20U;
  out.budget.depth = 50;
  out.record_rules = true;
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Files files(std::string_view(reinterpret_cast<const char*>(data), size));
  auto schema = schematron::read("main.sch", files);
  if (!schema) {
    require(!schema.error().code.empty() && !schema.error().detail.empty());
    return 0;
  }
  const auto pack = schematron::Pack::compile(std::move(schema).value(), files);
  if (!pack) {
    require(!pack.error().code.empty());
    return 0;
  }
  schematron::Examiner examiner(*pack);
  const auto first = examiner.examine(document(), options());
  const auto second = examiner.examine(document(), options());
  require(first.fired.size() == second.fired.size());  // nothing is kept from document to document
  for (const auto& undecided : first.undecided) require(!undecided.error.code.empty());
  return 0;
}
