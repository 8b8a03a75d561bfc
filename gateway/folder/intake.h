// folder: takes finished files out of a drop folder and answers in files. A file is claimed by a rename into
// processing/<id>/, checked, hashed, copied into the blobs, hashed again, and committed; from then on it is
// ours. A kill at any point leaves the file in the drop folder or in its claim, and the next start goes on
// from there.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <set>
#include <string>

#include "gateway/core/store.h"
#include "gateway/folder/places.h"
#include "gateway/folder/profile.h"
#include "gateway/store/blobs.h"

namespace quittance::folder {

struct IntakeSettings {
  std::string path;
  Profile profile = Profile::rename;
  std::chrono::milliseconds settle{std::chrono::seconds{10}};
  std::chrono::milliseconds rescan{std::chrono::seconds{30}};
  /// A file that looks cut off and has not changed for so long is taken as it is; the rules will refuse it.
  std::chrono::milliseconds patience{std::chrono::hours{1}};
  std::uint64_t largest_bytes = std::uint64_t{100} << 20;
  /// No intake when less is free, in octets or in percent of octets and inodes.
  std::uint64_t reserve_bytes = std::uint64_t{500} << 20;
  double reserve_percent = 5;
  /// No intake while so many documents are under way, of all folders and peers together.
  std::size_t queue_items = 100'000;
  std::size_t claims_at_once = 500;  ///< in one look, so that answers and sending get their turn
};

/// What the intake tells of besides deliveries. Called on the intake's thread.
struct IntakeObserver {
  virtual ~IntakeObserver() = default;
  virtual void claimed(const core::DeliveryId& id, const core::Origin& origin) = 0;
  /// Something that is no document, or may not be taken: told once for each state of the entry.
  virtual void odd(const std::string& folder, const std::string& name, const std::string& reason) = 0;
  virtual void trouble(const std::string& folder, const Error& error) = 0;
};

struct IntakeResult {
  std::size_t claimed = 0;
  bool more = false;                       ///< finished files are left for the next look
  std::chrono::milliseconds next_look{0};  ///< at the latest; a hint may come sooner
};

/// One drop folder. Not for several threads.
class Intake {
 public:
  struct World {
    core::Disk& disk;
    core::Store& store;
    store::FileBlobs& blobs;
    const Clock& clock;
    Random& random;
    IntakeObserver& observer;
  };

  Intake(World world, IntakeSettings settings)
      : world_(world),
        settings_(std::move(settings)),
        places_(settings_.path),
        watcher_(settings_.profile, settings_.settle) {}

  /// Makes the folders, then finishes or undoes what a dead process had claimed and not committed.
  Result<void> recover();

  /// One whole look. Fails when the folder cannot be read, or the disk or store has halted.
  Result<IntakeResult> look();

  [[nodiscard]] const std::string& path() const { return settings_.path; }

 private:
  enum class Taken { committed, waiting, refused };

  Result<void> finish_claims();
  Result<void> pass_over(const Error& error);
  Result<bool> has_room();
  /// How many more documents may be claimed in this look.
  Result<std::size_t> places_left();
  Result<void> take_ready(const std::vector<core::FileEntry>& entries, const std::vector<Sight>& sights,
                          std::size_t at_most, IntakeResult& result);
  Result<bool> looks_whole(const core::FileEntry& entry);
  Result<Taken> claim(const core::FileEntry& entry);
  Result<Taken> take(const core::DeliveryId& id, const core::FileEntry& entry);
  Result<bool> is_still(core::ReadFile& file, const core::FileEntry& before, const store::StoredFile& stored);
  Result<std::optional<Sha256>> promised_hash(const std::string& name);
  Result<Taken> put_back(const core::DeliveryId& id, const std::string& name);
  Result<Taken> refuse(const core::DeliveryId& id, const std::string& name, const Error& reason);
  Result<void> commit(const core::DeliveryId& id, const std::string& name, const store::StoredFile& stored);
  Result<std::vector<core::DeliveryId>> uncommitted_claims();
  void tell_odd(const core::FileEntry& entry, const std::string& reason);

  World world_;
  IntakeSettings settings_;
  Places places_;
  Watcher watcher_;
  bool unfinished_ = false;     ///< a claim waits to be committed or undone
  std::set<std::string> told_;  ///< oddities already told, by name, inode and reason
};

}  // namespace quittance::folder
