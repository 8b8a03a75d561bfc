// Compiled packs and schema sets, each made once when first asked for and shared by all threads.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

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

/// The days that a version of a pack may be chosen by.
struct Days {
  std::optional<Date> handled;  ///< the day of sending or receipt; not known: today's version
  std::optional<Date> issued;   ///< the document's own, for packs whose dates are meant so
};

/// Where packs and schemas lie: the gateway's rules folder, or a test's memory. Used by several threads at
/// once.
struct Sources {
  virtual ~Sources() = default;
  /// The version in force then. Fails with PACK when it is not installed.
  [[nodiscard]] virtual Result<PackSource> pack(const std::string& name, const Days& days) const = 0;
  /// Its rules: schematron::read() of its files, for those who do not keep what was read.
  [[nodiscard]] virtual Result<schematron::Schema> rules(const PackSource& source) const;
  /// The part of a schema set for documents whose root has that namespace, for a set may be large; "" is the
  /// whole set, which is also for namespaces it does not know. Fails with SCHEMA-SET when it is not
  /// installed.
  [[nodiscard]] virtual Result<std::string> schema_part(const std::string& name,
                                                        std::string_view root_namespace) const = 0;
  /// Compiles that part. Fails with SCHEMA-SET when it is not installed, with XSD when it does not compile.
  [[nodiscard]] virtual Result<xml::Grammars> schema(const std::string& name,
                                                     const std::string& part) const = 0;
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
  Result<std::shared_ptr<const LoadedPack>> pack(const std::string& name, const Days& days);
  /// The set, as far as documents whose root has that namespace need it. Fails as Sources::schema() does.
  Result<xml::Grammars> schema(const std::string& name, std::string_view root_namespace);

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
