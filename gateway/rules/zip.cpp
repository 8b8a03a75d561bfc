#include "gateway/rules/zip.h"

#include <archive.h>
#include <archive_entry.h>

#include <memory>

#include <fmt/format.h>

#include "gateway/rules/manifest.h"

namespace quittance::rules {

namespace {

Error failure(std::string detail) { return {"RULES", Retry::never, std::move(detail)}; }

struct Closer {
  void operator()(archive* reader) const { archive_read_free(reader); }
};
using Reader = std::unique_ptr<archive, Closer>;

struct Finisher {
  void operator()(archive* writer) const { archive_write_free(writer); }
  void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};
using Writer = std::unique_ptr<archive, Finisher>;
using Entry = std::unique_ptr<archive_entry, Finisher>;

std::string reason_of(const Reader& reader) {
  const char* reason = archive_error_string(reader.get());
  return reason != nullptr ? reason : "damaged";
}

/// Why an entry may not be in a release; empty when it may.
std::string objection(archive_entry* entry, const std::string& name) {
  if (archive_entry_symlink(entry) != nullptr || archive_entry_hardlink(entry) != nullptr) return "is a link";
  const auto type = archive_entry_filetype(entry);
  if (type != AE_IFREG && type != AE_IFDIR) return "is neither a file nor a folder";
  if (archive_entry_is_encrypted(entry) != 0) return "is encrypted";
  auto plain = name;
  while (plain.ends_with('/')) plain.pop_back();
  return is_inner_name(plain) ? "" : "leads outside or has no proper name";
}

/// The octets of the entry the reader stands at; more than `most` is a failure.
Result<Bytes> read_entry(const Reader& reader, std::uint64_t most, const std::string& name) {
  Bytes bytes;
  char buffer[64 * 1024];
  for (;;) {
    const auto count = archive_read_data(reader.get(), buffer, sizeof buffer);
    if (count < 0) return failure(fmt::format("{} in the zip cannot be read: {}", name, reason_of(reader)));
    if (count == 0) return bytes;
    if (bytes.size() + static_cast<std::size_t>(count) > most) {
      return failure(fmt::format("{} in the zip is larger than allowed", name));
    }
    bytes.append(buffer, static_cast<std::size_t>(count));
  }
}

Result<std::map<std::string, Bytes>> read_entries(const Reader& reader, const ZipBounds& bounds) {
  std::map<std::string, Bytes> files;
  std::size_t count = 0;
  std::uint64_t left = bounds.total_bytes;
  for (;;) {
    archive_entry* entry = nullptr;
    const int status = archive_read_next_header(reader.get(), &entry);
    if (status == ARCHIVE_EOF) return files;
    // A warning is a header that was not understood whole: what we check might not be what another program
    // sees.
    if (status != ARCHIVE_OK) return failure(fmt::format("the zip cannot be read: {}", reason_of(reader)));
    if (++count > bounds.entries)
      return failure(fmt::format("the zip has more than {} entries", bounds.entries));
    const char* given = archive_entry_pathname_utf8(entry);
    const std::string name = given != nullptr ? given : "";
    if (const auto why = objection(entry, name); !why.empty()) {
      return failure(fmt::format("entry {} of the zip {}: refused", count, why));
    }
    if (archive_entry_filetype(entry) == AE_IFDIR) continue;
    auto bytes = read_entry(reader, std::min(left, bounds.file_bytes), name);
    if (!bytes) return bytes.error();
    left -= bytes->size();
    if (!files.emplace(name, std::move(*bytes)).second) {
      return failure(fmt::format("{} comes twice in the zip: refused", name));
    }
  }
}

}  // namespace

Result<std::map<std::string, Bytes>> unzip(BytesView bytes, const ZipBounds& bounds) {
  const Reader reader(archive_read_new());
  if (reader == nullptr || archive_read_support_format_zip_seekable(reader.get()) != ARCHIVE_OK ||
      archive_read_open_memory(reader.get(), bytes.data(), bytes.size()) != ARCHIVE_OK) {
    return failure("not a zip");
  }
  return read_entries(reader, bounds);
}

Bytes zip(const std::map<std::string, Bytes>& files) {
  Bytes bytes;
  const Writer writer(archive_write_new());
  archive_write_set_format_zip(writer.get());
  archive_write_zip_set_compression_store(writer.get());
  const auto append = [](archive*, void* to, const void* data, std::size_t size) {
    static_cast<Bytes*>(to)->append(static_cast<const char*>(data), size);
    return static_cast<la_ssize_t>(size);
  };
  archive_write_set_bytes_in_last_block(writer.get(), 1);  // no padding behind the end
  archive_write_open(writer.get(), &bytes, nullptr, append, nullptr);
  for (const auto& [name, content] : files) {
    const Entry entry(archive_entry_new());
    archive_entry_set_pathname(entry.get(), name.c_str());
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0644);
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(content.size()));
    archive_write_header(writer.get(), entry.get());
    archive_write_data(writer.get(), content.data(), content.size());
  }
  archive_write_close(writer.get());
  return bytes;
}

}  // namespace quittance::rules
