// When is an uploaded file finished? Names are data; what decides is how they are seen over time.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/core/disk.h"

namespace quittance::folder {

enum class Profile : std::uint8_t {
  rename,  ///< the producer uploads under another name and renames: finished when seen, if the content is
           ///< whole
  marker,  ///< finished when x.done, x.ok or x.sha256 lies beside x and is not older
  stable,  ///< finished when nothing changed for the settling time and the content is whole
};

/// Names that are never documents: .*, ~*, *.part, *.tmp, *.filepart (either case).
bool is_ignored(std::string_view name);

/// The document's name when `name` is a marker (x.done, x.ok, x.sha256), else empty.
std::string_view marked_by(std::string_view name);

/// "<id>-<name>" as answers are named; a name that is not [A-Za-z0-9._-]{1,100}, or begins with a dot,
/// becomes "document.xml".
std::string answer_name(std::string_view id, std::string_view file_name);

enum class Readiness : std::uint8_t { ready, waiting, ignored, odd };

/// What one look at the folder says of one entry.
struct Sight {
  Readiness readiness = Readiness::waiting;
  std::string reason;  ///< odd: what it is, in words
  std::string marker;  ///< profile marker: the marker's name
};

/// Remembers what was seen when. Not for several threads.
class Watcher {
 public:
  using Steady = std::chrono::steady_clock::time_point;

  Watcher(Profile profile, std::chrono::milliseconds settle) : profile_(profile), settle_(settle) {}

  /// Takes up one whole look at the folder; answers in the same order. Forgets what is no longer there.
  std::vector<Sight> look(const std::vector<core::FileEntry>& entries, Steady now);

  /// How long the entry has not changed, at the last look.
  [[nodiscard]] std::chrono::milliseconds unchanged_for(const std::string& name, Steady now) const;

  /// When the next look can say something new by itself; nothing when only a change can.
  [[nodiscard]] std::optional<std::chrono::milliseconds> next_look(Steady now) const;

 private:
  struct Seen {
    core::FileEntry entry;
    Steady since;
  };
  [[nodiscard]] Sight sight_of(const core::FileEntry& entry, const Seen& seen,
                               const std::map<std::string, core::FileEntry>& markers, Steady now) const;

  Profile profile_;
  std::chrono::milliseconds settle_;
  std::map<std::string, Seen> seen_;
};

}  // namespace quittance::folder
