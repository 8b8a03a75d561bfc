#include "tests/bench/pack_file.h"

#include <fstream>
#include <iterator>

#include "validators/schematron/read.h"

namespace quittance::bench {
namespace {

struct Folder : schematron::Files {
  explicit Folder(std::filesystem::path root) : path(std::move(root)) {}
  [[nodiscard]] Result<Bytes> read(const std::string& name) const override { return read_file(path / name); }
  std::filesystem::path path;
};

}  // namespace

Result<Bytes> read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return Error{"FILE", Retry::never, path.string() + ": cannot be read"};
  return Bytes{std::istreambuf_iterator<char>(in), {}};
}

NamedPath named_path(const std::string& argument) {
  const std::size_t equals = argument.find('=');
  return {argument.substr(0, equals), equals == std::string::npos ? "" : argument.substr(equals + 1)};
}

Result<std::shared_ptr<const schematron::Pack>> compile(const std::filesystem::path& main) {
  const Folder files(main.parent_path());
  auto schema = schematron::read(main.filename().string(), files);
  if (!schema) return schema.error();
  return schematron::Pack::compile(std::move(schema).value(), files);
}

}  // namespace quittance::bench
