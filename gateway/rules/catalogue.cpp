#include "gateway/rules/catalogue.h"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "gateway/rules/manifest.h"

namespace quittance::rules {

namespace {

Error unknown(std::string detail) { return {"RULES", Retry::never, std::move(detail)}; }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes a run of digits, or of anything else, off the front.
std::string_view take_run(std::string_view& text) {
  std::size_t length = 1;
  while (length < text.size() && is_digit(text[length]) == is_digit(text.front())) ++length;
  const auto run = text.substr(0, length);
  text.remove_prefix(length);
  return run;
}

std::string_view without_zeros(std::string_view digits) {
  while (digits.size() > 1 && digits.front() == '0') digits.remove_prefix(1);
  return digits;
}

int compare_runs(std::string_view a, std::string_view b) {
  if (!is_digit(a.front()) || !is_digit(b.front())) return a.compare(b);
  a = without_zeros(a);
  b = without_zeros(b);
  return a.size() != b.size() ? (a.size() < b.size() ? -1 : 1) : a.compare(b);
}

/// In force longer, or older: comes first.
bool precedes(const Pack& a, const Pack& b) {
  if (a.valid_from != b.valid_from) return !a.valid_from || (b.valid_from && *a.valid_from < *b.valid_from);
  if (older_version(a.version, b.version)) return true;
  return !older_version(b.version, a.version) && !a.by_operator && b.by_operator;
}

}  // namespace

const Sha256& Pack::sha256() const {
  const auto found = std::ranges::find(files, main, &PinnedFile::name);
  assert(found != files.end());
  return found->sha256;
}

bool Pack::covers(Date day) const {
  return (!valid_from || *valid_from <= day) && (!valid_until || day <= *valid_until);
}

bool older_version(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    const auto order = compare_runs(take_run(a), take_run(b));
    if (order != 0) return order < 0;
  }
  return a.empty() && !b.empty();
}

Result<Catalogue> Catalogue::open(const Path& rules_dir) {
  auto manifest = read_manifest(rules_dir);
  if (!manifest) return manifest.error();
  auto installed = read_installed(rules_dir);
  if (!installed) return installed.error();
  Catalogue catalogue;
  catalogue.folder_ = rules_dir;
  catalogue.packs_ = std::move(manifest->packs);
  catalogue.schemas_ = std::move(manifest->schemas);
  std::ranges::move(*installed, std::back_inserter(catalogue.packs_));
  std::ranges::stable_sort(catalogue.packs_, [](const Pack& a, const Pack& b) {
    return a.name != b.name ? a.name < b.name : precedes(a, b);
  });
  return catalogue;
}

std::vector<const Pack*> Catalogue::versions(std::string_view name) const {
  std::vector<const Pack*> found;
  for (const auto& pack : packs_) {
    if (same_name(pack.name, name)) found.push_back(&pack);
  }
  return found;
}

Result<const Pack*> Catalogue::in_force(std::string_view name, Date day, std::optional<Date> issued) const {
  const auto all = versions(name);
  if (all.empty()) {
    return unknown(
        fmt::format("no rule pack {} in {}: see quittance rules list, or add it with quittance rules install",
                    name, folder_.string()));
  }
  const auto found = std::find_if(all.rbegin(), all.rend(), [&](const Pack* pack) {
    return pack->covers(pack->by_issue ? issued.value_or(day) : day);
  });
  if (found != all.rend()) return *found;
  std::string known;
  for (const auto* pack : all) {
    known += fmt::format("{}{} ({} to {})", known.empty() ? "" : ", ", pack->version,
                         pack->valid_from ? to_string(*pack->valid_from) : "always",
                         pack->valid_until ? to_string(*pack->valid_until) : "further notice");
  }
  return unknown(
      fmt::format("rule pack {} has no version in force on {}, only {}", name, to_string(day), known));
}

Result<const Pack*> Catalogue::version(std::string_view name, std::string_view version) const {
  for (const auto* pack : versions(name)) {
    if (pack->version == version) return pack;
  }
  return unknown(fmt::format("no version {} of rule pack {} in {}", version, name, folder_.string()));
}

const Schema* Catalogue::schema(std::string_view name) const {
  const auto found =
      std::ranges::find_if(schemas_, [&](const Schema& schema) { return same_name(schema.name, name); });
  return found == schemas_.end() ? nullptr : &*found;
}

}  // namespace quittance::rules
