#include "gateway/validation/rule_sources.h"

#include "gateway/rules/examine.h"
#include "gateway/rules/pack_files.h"
#include "gateway/rules/release.h"

namespace quittance::validation {

namespace {

bool has_ending(const std::string& name) {
  return name.ends_with(".sch") || name.ends_with(".xslt") || name.ends_with(".xsl");
}

std::string listed(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

/// The file the rules begin in: the only one, else that of the only pack found in it.
Result<std::string> main_of(const rules::Release& release, const std::string& path) {
  const std::vector<std::string> all = release.candidates();
  if (all.size() == 1) return all.front();
  const auto packs = rules::find_packs(release);
  if (packs.size() == 1) return packs.begin()->second.main;
  std::vector<std::string> mains;
  mains.reserve(packs.size());
  for (const auto& [name, source] : packs) mains.push_back(source.main);
  return Error{
      "PACK", Retry::never,
      path + (packs.empty() ? ": holds no .sch and no .xslt" : ": name one of its files: " + listed(mains))};
}

}  // namespace

RuleSources::~RuleSources() = default;

Result<validators::PackSource> RuleSources::pack(const std::string& name,
                                                 const validators::Days& days) const {
  if (name.find('/') != std::string::npos || has_ending(name)) return at_path(name);
  Result<validators::PackSource> found = installed(name, days);
  if (!found && catalogue_.versions(name).empty() && std::filesystem::exists(name)) return at_path(name);
  return found;
}

Result<validators::PackSource> RuleSources::installed(const std::string& name,
                                                      const validators::Days& days) const {
  const auto pack = catalogue_.in_force(name, days.handled.value_or(today_), days.issued);
  if (!pack) return pack.error();
  const rules::Pack& found = **pack;
  return validators::PackSource{found.name, found.version, found.sha256().hex(), found.main,
                                std::make_shared<rules::PackFiles>(found, digest_)};
}

Result<validators::PackSource> RuleSources::at_path(const std::string& path) const {
  const std::lock_guard lock(mutex_);
  if (const auto known = paths_.find(path); known != paths_.end()) return known->second;
  auto opened = rules::open_release(path, digest_);
  if (!opened) return opened.error();
  std::shared_ptr<const rules::Release> release = std::move(opened).value();
  const Result<std::string> main = main_of(*release, path);
  if (!main) return main.error();
  const Result<Bytes> bytes = release->read(*main);
  if (!bytes) return bytes.error();
  validators::PackSource source{release->title(), "", digest_.of(*bytes).hex(), *main, release};
  paths_[path] = source;
  return source;
}

Result<schematron::Schema> RuleSources::rules(const validators::PackSource& source) const {
  const auto* files = dynamic_cast<const rules::HashedFiles*>(source.files.get());
  if (files == nullptr) return schematron::read(source.main, *source.files);
  return read_rules_.read(source.main, *files);
}

Result<std::string> RuleSources::schema_part(const std::string& name, std::string_view root_namespace) const {
  return schemas_.part_of(name, root_namespace);
}

Result<xml::Grammars> RuleSources::schema(const std::string& name, const std::string& part) const {
  return schemas_.open(name, part);
}

}  // namespace quittance::validation
