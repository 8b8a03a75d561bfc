// Reading and checking whole documents beside Xerces-C alone: xml SCHEMA-FOLDER PACK-FILE… -- DOCUMENT…
// Figures are means over the documents; what is not UBL 2.1, or our guard refuses, is left out.
#include <iostream>
#include <memory>
#include <vector>

#include "formats/xml/parse.h"
#include "tests/bench/measure.h"
#include "tests/bench/pack_file.h"
#include "tests/bench/xerces_floor.h"
#include "validators/schematron/examiner.h"

namespace quittance::bench {
namespace {

constexpr int kRounds = 9;
const std::vector<std::string> kMain = {"maindoc/UBL-Invoice-2.1.xsd", "maindoc/UBL-CreditNote-2.1.xsd"};

struct Work {
  std::filesystem::path schema;
  std::vector<std::unique_ptr<schematron::Examiner>> examiners;
  std::vector<Bytes> documents;
};

[[noreturn]] void fail(const Error& error) {
  std::cerr << "bench_xml: " << error.detail << '\n';
  std::exit(2);
}

Work work_of(std::span<char*> arguments) {
  Work work;
  work.schema = arguments[0];
  bool packs = true;
  xml::Reader reader;
  for (const std::string argument : arguments.subspan(1)) {
    if (argument == "--") {
      packs = false;
    } else if (packs) {
      auto pack = compile(argument);
      if (!pack) fail(pack.error());
      work.examiners.push_back(std::make_unique<schematron::Examiner>(*pack));
    } else if (auto bytes = read_file(argument); bytes && reader.read(*bytes)) {
      work.documents.push_back(std::move(bytes).value());
    }
  }
  return work;
}

/// Measures by turns; values are µs a document.
void measure(Work& work) {
  auto grammars = xml::Grammars::load(work.schema, kMain);
  if (!grammars) fail(grammars.error());
  xml::Reader reader;
  XercesFloor sax({}, {}), sax_schema(work.schema, kMain);
  const auto each = [&](auto&& act) {
    return [&work, act] {
      for (const Bytes& document : work.documents) act(document);
    };
  };
  auto times = interleave(
      {each([&](const Bytes& d) { sax.parse(d); }), each([&](const Bytes& d) { sax_schema.parse(d); }),
       each([&](const Bytes& d) { (void)reader.read(d); }),
       each([&](const Bytes& d) { (void)reader.read(d, *grammars); }), each([&](const Bytes& d) {
         const auto read = reader.read(d, *grammars);
         for (const auto& examiner : work.examiners) examiner->examine(read->tree, {});
       })},
      kRounds);
  for (double& time : times) time /= static_cast<double>(work.documents.size());
  const std::string floor = "Xerces-C SAX2 alone", schema_floor = "Xerces-C SAX2 and XSD alone";
  print({"xml/parse into a tree", "µs/document", times[2], floor, times[0], times[2] / times[0]});
  print({"xml/parse and XSD into a tree", "µs/document", times[3], schema_floor, times[1],
         times[3] / times[1]});
  print({"xml/parse, XSD, EN16931 and Peppol rules", "µs/document", times[4], schema_floor, times[1],
         times[4] / times[1]});
}

}  // namespace
}  // namespace quittance::bench

int main(int argc, char** argv) {
  using namespace quittance::bench;
  if (argc < 4) return 2;
  Work work = work_of(std::span(argv, static_cast<std::size_t>(argc)).subspan(1));
  if (work.documents.empty()) return 2;
  measure(work);
}
