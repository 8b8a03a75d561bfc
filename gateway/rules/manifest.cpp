#include "gateway/rules/manifest.h"

#include <toml++/toml.h>

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include <fmt/format.h>

#include "gateway/config/interpret.h"

namespace quittance::rules {

namespace {

/// Thrown inside this file, made an Error at its doors.
struct Wrong : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// One table of a manifest, with the sentences that say what is wrong with it.
class Table {
 public:
  Table(const toml::table& table, std::string file) : table_(table), file_(std::move(file)) {}

  [[nodiscard]] std::string text(std::string_view key) const {
    const auto* value = node(key).as_string();
    if (value == nullptr) fail(node(key), fmt::format("{} must be a text", key));
    return value->get();
  }

  [[nodiscard]] std::string optional_text(std::string_view key) const {
    return table_.contains(key) ? text(key) : std::string();
  }

  [[nodiscard]] std::optional<Date> date(std::string_view key) const {
    const auto value = optional_text(key);
    if (value.empty()) return std::nullopt;
    const auto day = parse_date(value);
    if (!day) fail(node(key), fmt::format("{} must be a day such as \"2026-09-01\"", key));
    return *day;
  }

  /// A text that may be a folder's name.
  [[nodiscard]] std::string folder(std::string_view key) const {
    auto name = text(key);
    if (!is_folder_name(name))
      fail(node(key), fmt::format("{} must be of letters, digits, \".\", \"_\", \"+\" or \"-\"", key));
    return name;
  }

  /// One text, or a list of them.
  [[nodiscard]] std::vector<std::string> texts(std::string_view key) const {
    if (node(key).is_string()) return {text(key)};
    std::vector<std::string> all;
    for (const auto& element : list(key)) {
      if (!element.is_string()) fail(element, fmt::format("{} must be texts", key));
      all.push_back(element.as_string()->get());
    }
    return all;
  }

  [[nodiscard]] std::vector<Table> tables(std::string_view key) const {
    std::vector<Table> all;
    if (!table_.contains(key)) return all;
    for (const auto& element : list(key)) {
      if (!element.is_table()) fail(element, fmt::format("{} must be tables", key));
      all.emplace_back(*element.as_table(), file_);
    }
    return all;
  }

  [[noreturn]] void fail(std::string_view what) const { fail(table_, what); }

 private:
  [[nodiscard]] const toml::node& node(std::string_view key) const {
    const auto* found = table_.get(key);
    if (found == nullptr) fail(table_, fmt::format("{} is missing", key));
    return *found;
  }

  [[nodiscard]] const toml::array& list(std::string_view key) const {
    const auto* found = node(key).as_array();
    if (found == nullptr) fail(node(key), fmt::format("{} must be a list", key));
    return *found;
  }

  [[noreturn]] void fail(const toml::node& at, std::string_view what) const {
    const auto& begin = at.source().begin;
    throw Wrong(fmt::format("{}:{}:{}: {}", file_, begin.line, begin.column, what));
  }

  const toml::table& table_;
  std::string file_;
};

/// `files`; the set-up's manifest calls the name inside the folder "to", a pack.toml calls it "name".
std::vector<PinnedFile> files_of(const Table& table, std::string_view name_key) {
  std::vector<PinnedFile> files;
  for (const auto& file : table.tables("files")) {
    auto name = file.text(name_key);
    if (!is_inner_name(name)) file.fail(fmt::format("{} must name a file inside the folder", name_key));
    const auto hash = Sha256::parse(file.text("sha256"));
    if (!hash) file.fail("sha256 must be 64 hexadecimal digits");
    files.push_back({std::move(name), *hash});
  }
  return files;
}

void need_main(const Table& table, const std::vector<PinnedFile>& files, std::string_view main) {
  if (std::ranges::find(files, main, &PinnedFile::name) == files.end()) {
    table.fail(fmt::format("main \"{}\" is not one of files", main));
  }
}

/// `dates`: what valid_from and valid_until are days of.
bool dates_of_issue(const Table& table) {
  const auto dates = table.optional_text("dates");
  if (dates.empty() || dates == "handling") return false;
  if (dates != "issue") table.fail("dates must be \"handling\" (sending or receipt) or \"issue\"");
  return true;
}

Pack pack_of(const Table& table, std::string_view name_key, std::string_view source_key) {
  Pack pack;
  pack.name = table.folder("name");
  pack.version = table.folder("version");
  pack.main = table.text("main");
  pack.licence = table.optional_text("licence");
  pack.source = table.optional_text(source_key);
  pack.valid_from = table.date("valid_from");
  pack.valid_until = table.date("valid_until");
  pack.by_issue = dates_of_issue(table);
  pack.files = files_of(table, name_key);
  need_main(table, pack.files, pack.main);
  return pack;
}

Schema schema_of(const Table& table, const Path& rules_dir) {
  Schema schema;
  schema.name = table.folder("name");
  schema.version = table.text("version");
  schema.licence = table.optional_text("licence");
  schema.source = table.optional_text("package");
  schema.main = table.texts("main");
  schema.folder = rules_dir / "schemas" / schema.name;
  schema.files = files_of(table, "to");
  for (const auto& main : schema.main) need_main(table, schema.files, main);
  return schema;
}

Error failure(std::string detail) { return {"RULES", Retry::never, std::move(detail)}; }

/// Calls `read` with the parsed file.
template <typename T, typename Read>
Result<T> parsed(const Path& file, Read read) {
  try {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) return failure(fmt::format("{} cannot be read", file.string()));
    const toml::table table = toml::parse(stream, file.string());
    return read(Table(table, file.string()));
  } catch (const toml::parse_error& error) {
    const auto& at = error.source().begin;
    return failure(fmt::format("{}:{}:{}: {}", file.string(), at.line, at.column, error.description()));
  } catch (const Wrong& wrong) {
    return failure(wrong.what());
  }
}

/// The folders inside a folder, in the order of their names; hidden ones are half-written installs.
std::vector<Path> folders_in(const Path& folder) {
  std::vector<Path> found;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.is_directory(error) && !entry.path().filename().string().starts_with('.'))
      found.push_back(entry.path());
  }
  std::ranges::sort(found);
  return found;
}

std::string quoted_date(const std::optional<Date>& day) {
  return config::quote(day ? to_string(*day) : std::string());
}

}  // namespace

bool is_folder_name(std::string_view name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '+' || c == '-';
  };
  return !name.empty() && name.size() <= 100 && name.front() != '.' && std::ranges::all_of(name, allowed);
}

bool is_inner_name(std::string_view name) {
  if (name.empty() || name.size() > 500) return false;
  const auto bad = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F || c == '\\'; };
  if (std::ranges::any_of(name, bad)) return false;
  for (std::size_t begin = 0; begin <= name.size();) {
    const auto end = std::min(name.find('/', begin), name.size());
    const auto part = name.substr(begin, end - begin);
    if (part.empty() || part == "." || part == "..") return false;
    begin = end + 1;
  }
  return true;
}

Result<Manifest> read_manifest(const Path& rules_dir) {
  const auto file = rules_dir / "manifest.toml";
  std::error_code error;
  if (!std::filesystem::exists(file, error)) return Manifest{};
  return parsed<Manifest>(file, [&](const Table& root) {
    Manifest manifest;
    for (const auto& table : root.tables("pack")) {
      manifest.packs.push_back(pack_of(table, "to", "package"));
      auto& pack = manifest.packs.back();
      pack.folder = rules_dir / "packs" / pack.name / pack.version;
    }
    for (const auto& table : root.tables("schema")) manifest.schemas.push_back(schema_of(table, rules_dir));
    return manifest;
  });
}

Result<std::vector<Pack>> read_installed(const Path& rules_dir) {
  std::vector<Pack> packs;
  for (const auto& name : folders_in(rules_dir / "installed")) {
    for (const auto& version : folders_in(name)) {
      auto pack = parsed<Pack>(version / "pack.toml",
                               [](const Table& root) { return pack_of(root, "name", "source"); });
      if (!pack) return pack.error();
      pack->folder = version;
      pack->by_operator = true;
      packs.push_back(std::move(*pack));
    }
  }
  return packs;
}

std::string write_pack(const Pack& pack) {
  using config::quote;
  std::string text = "# Written by quittance rules install.\n";
  text += fmt::format(
      "name = {}\nversion = {}\nmain = {}\nlicence = {}\nsource = {}\nvalid_from = {}\nvalid_until = "
      "{}\ndates = {}\n",
      quote(pack.name), quote(pack.version), quote(pack.main), quote(pack.licence), quote(pack.source),
      quoted_date(pack.valid_from), quoted_date(pack.valid_until),
      quote(std::string(pack.by_issue ? "issue" : "handling")));
  text += "files = [\n";
  for (const auto& file : pack.files) {
    text += fmt::format("  {{ name = {}, sha256 = \"{}\" }},\n", quote(file.name), file.sha256.hex());
  }
  return text + "]\n";
}

}  // namespace quittance::rules
