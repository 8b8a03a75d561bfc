// Our side of the comparison by packs: rule_peer NAME=MAIN-FILE…
// For each pack a line "ready NAME CPU-µs-of-compiling"; then for each request "NAME FILE" on the standard
// input an answer "CPU-µs-of-the-rules CPU-µs-of-the-parse FINDINGS UNDECIDED", or "error …".
// tests/bench/saxon answers the same.
#include <chrono>
#include <iostream>
#include <map>
#include <sstream>

#include "formats/xml/parse.h"
#include "tests/bench/pack_file.h"
#include "validators/schematron/examiner.h"
#include "validators/thread_clock.h"

namespace quittance::bench {
namespace {

using Microseconds = std::chrono::duration<double, std::micro>;
using Examiners = std::map<std::string, std::unique_ptr<schematron::Examiner>>;

std::string answer(schematron::Examiner& examiner, xml::Reader& reader, const std::string& file) {
  const Result<Bytes> bytes = read_file(file);
  if (!bytes) return "error " + bytes.error().detail;
  const auto began = validators::thread_cpu();
  const Result<xml::Tree> tree = reader.read(*bytes);
  const auto parsed = validators::thread_cpu();
  if (!tree) return "error " + tree.error().detail;
  const auto result = examiner.examine(*tree, {});
  const auto examined = validators::thread_cpu();
  std::ostringstream out;
  out << Microseconds(examined - parsed).count() << ' ' << Microseconds(parsed - began).count() << ' '
      << result.fired.size() << ' ' << result.undecided.size();
  return out.str();
}

int serve(Examiners& examiners) {
  xml::Reader reader;
  for (std::string name, file; std::cin >> name && std::getline(std::cin >> std::ws, file);) {
    const auto found = examiners.find(name);
    std::cout << (found == examiners.end() ? "error no pack " + name : answer(*found->second, reader, file))
              << '\n';
  }
  return 0;
}

int run(int argc, char** argv) {
  std::cout.setf(std::ios::unitbuf);  // who asks waits for each answer
  Examiners examiners;
  for (int i = 1; i < argc; ++i) {
    const NamedPath pack = named_path(argv[i]);
    const auto began = validators::thread_cpu();
    const auto code = compile(pack.path);
    if (!code) {
      std::cerr << "rule_peer: " << pack.name << ": " << code.error().detail << '\n';
      return 2;
    }
    examiners[pack.name] = std::make_unique<schematron::Examiner>(*code);
    std::cout << "ready " << pack.name << ' ' << Microseconds(validators::thread_cpu() - began).count()
              << '\n';
  }
  return serve(examiners);
}

}  // namespace
}  // namespace quittance::bench

int main(int argc, char** argv) { return quittance::bench::run(argc, argv); }
