// Compiled packs and schema sets, each made once when first asked for and shared by all threads.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "formats/base/result.h"
#include "formats/base/time.h"
#include "formats/xml/schema.h"
#include "validators/schematron/pack.h"

namespace quittance::validators {

/// The files of one version of a rule pack.
struct PackSource {
  std::string name;
  std::string version;
  std::string sha256;  ///< of the main file
  std::string main;    ///< name of the main file
  std::shared_ptr<const schematron::Files> files;
};

struct SchemaSource {
  std::filesystem::path folder;
  std::vector<std::string> main_files;  ///< relative to the folder
};

/// Where packs and schemas lie: the gateway's rules folder, or a test's memory. Used by several threads at
/// once.
struct Sources {
  virtual ~Sources() = default;
  /// The version in force on that day; without a day the newest. Fails with PACK when it is not installed.
  [[nodiscard]] virtual Result<PackSource> pack(const std::string& name, std::optional<Date> day) const = 0;
  /// Fails with SCHEMA-SET when it is not installed.
  [[nodiscard]] virtual Result<SchemaSource> schema(const std::string& name) const = 0;
};

struct LoadedPack {
  std::string name, version, sha256;
  std::shared_ptr<const schematron::Pack> code;
};

/// Safe for use by several threads.
class Library {
 public:
  explicit Library(const Sources& sources) : sources_(sources) {}

  /// Fails as Sources::pack() does, or with the error of its compilation.
  Result<std::shared_ptr<const LoadedPack>> pack(const std::string& name, std::optional<Date> day);
  /// Fails as Sources::schema() does, or with XSD.
  Result<xml::Grammars> schema(const std::string& name);

 private:
  template <typename T>
  struct Entry {
    std::once_flag made;
    std::optional<Result<T>> value;
  };
  template <typename T>
  using Entries = std::map<std::string, std::shared_ptr<Entry<T>>>;
  template <typename T>
  std::shared_ptr<Entry<T>> entry(Entries<T>& entries, const std::string& key);

  const Sources& sources_;
  std::mutex mutex_;
  Entries<std::shared_ptr<const LoadedPack>> packs_;
  Entries<xml::Grammars> schemas_;
};

}  // namespace quittance::validators
