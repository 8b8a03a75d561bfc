// Where a secret is, never the secret itself: "credential:NAME" (systemd's $CREDENTIALS_DIRECTORY) or
// "file:PATH".
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "formats/base/result.h"

namespace quittance::config {

class Secret {
 public:
  /// Fails with CONFIG when the text is neither "credential:NAME" (NAME without "/") nor "file:PATH"; a
  /// relative PATH is taken from `folder`.
  static Result<Secret> parse(std::string_view text, const std::filesystem::path& folder);

  /// The file the secret is in. Fails with SECRET for a credential when $CREDENTIALS_DIRECTORY is not set.
  [[nodiscard]] Result<std::filesystem::path> file() const;

  /// The octets, without one trailing line end. Fails with SECRET when the file is not there, is no regular
  /// file, is larger than 64 KB, or may be read by others than its owner and group.
  [[nodiscard]] Result<std::string> read() const;

  /// As written; safe to print.
  [[nodiscard]] const std::string& text() const { return text_; }

  bool operator==(const Secret&) const = default;

 private:
  std::string text_;
  std::filesystem::path file_;  ///< empty for a credential
};

}  // namespace quittance::config
