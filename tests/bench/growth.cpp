// Cost by size: growth PACK=MAIN-FILE LINES=DOCUMENT… (one invoice grown to several numbers of lines).
// Prints for each size the CPU of parse and rules a line, and the ratio to a line at the second size.
#include <fmt/format.h>

#include <iostream>
#include <vector>

#include "formats/xml/parse.h"
#include "tests/bench/measure.h"
#include "tests/bench/pack_file.h"
#include "validators/schematron/examiner.h"

namespace quittance::bench {
namespace {

constexpr int kRounds = 7;

struct Size {
  std::string name;
  double lines = 0;
  Bytes bytes;
};

void report(const std::string& pack, const std::vector<Size>& sizes, const std::vector<double>& times) {
  const std::size_t reference = std::min<std::size_t>(1, sizes.size() - 1);
  const auto per_line = [&](std::size_t i) { return times[i] / sizes[i].lines; };
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    print({fmt::format("growth/{}/{} lines", pack, sizes[i].name), "µs/line", per_line(i),
           fmt::format("a line at {} lines", sizes[reference].name), per_line(reference),
           per_line(i) / per_line(reference)});
  }
}

int run(std::span<char*> arguments) {
  const NamedPath pack = named_path(arguments[0]);
  const auto code = compile(pack.path);
  if (!code) {
    std::cerr << "bench_growth: " << code.error().detail << '\n';
    return 2;
  }
  schematron::Examiner examiner(*code);
  xml::Reader reader;
  std::vector<Size> sizes;
  for (const char* argument : arguments.subspan(1)) {
    const NamedPath document = named_path(argument);
    auto bytes = read_file(document.path);
    if (!bytes || !reader.read(*bytes)) {
      std::cerr << "bench_growth: " << document.path << " cannot be read\n";
      return 2;
    }
    sizes.push_back({document.name, std::stod(document.name), std::move(bytes).value()});
  }
  std::vector<Contestant> contestants;
  contestants.reserve(sizes.size());
  for (const Size& size : sizes) {
    contestants.emplace_back([&] {
      const auto tree = reader.read(size.bytes);
      const auto result = examiner.examine(*tree, {});
      // A budget that ends the work early would make the large ones look cheap.
      if (!result.undecided.empty()) {
        std::cerr << "bench_growth: " << size.name << ": " << result.undecided.front().error.detail << '\n';
        std::exit(2);
      }
    });
  }
  report(pack.name, sizes, interleave(contestants, kRounds));
  return 0;
}

}  // namespace
}  // namespace quittance::bench

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  return quittance::bench::run(std::span(argv, static_cast<std::size_t>(argc)).subspan(1));
}
