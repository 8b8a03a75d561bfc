#include "validators/library.h"

namespace quittance::validators {

namespace {

Result<std::shared_ptr<const LoadedPack>> load(const Sources& sources, const PackSource& source) {
  Result<schematron::Schema> schema = sources.rules(source);
  if (!schema) return schema.error();
  auto code = schematron::Pack::compile(std::move(schema).value(), *source.files);
  if (!code) return code.error();
  auto loaded = std::make_shared<LoadedPack>(LoadedPack{source.name, source.version, source.sha256, *code});
  return std::shared_ptr<const LoadedPack>(std::move(loaded));
}

}  // namespace

Result<schematron::Schema> Sources::rules(const PackSource& source) const {
  return schematron::read(source.main, *source.files);
}

template <typename T>
std::shared_ptr<Library::Entry<T>> Library::entry(Entries<T>& entries, const std::string& key) {
  const std::lock_guard lock(mutex_);
  auto& slot = entries[key];
  if (!slot) slot = std::make_shared<Entry<T>>();
  return slot;
}

Result<std::shared_ptr<const LoadedPack>> Library::pack(const std::string& name, const Days& days) {
  const Result<PackSource> source = sources_.pack(name, days);
  if (!source) return source.error();
  const auto slot = entry(packs_, name + '\n' + source->version + '\n' + source->sha256);
  std::call_once(slot->made, [&] { slot->value = load(sources_, *source); });
  return *slot->value;
}

Result<xml::Grammars> Library::schema(const std::string& name, std::string_view root_namespace) {
  // Keyed by the part, not by the namespace: a stranger could think of any number of these.
  const Result<std::string> part = sources_.schema_part(name, root_namespace);
  if (!part) return part.error();
  const auto slot = entry(schemas_, name + '\n' + *part);
  std::call_once(slot->made, [&] { slot->value = sources_.schema(name, *part); });
  return *slot->value;
}

}  // namespace quittance::validators
