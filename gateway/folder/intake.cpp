#include "gateway/folder/intake.h"

#include <algorithm>

#include "gateway/folder/complete.h"

namespace quittance::folder {
namespace {

using core::DeliveryId;
using core::FileEntry;

bool unchanged(const FileEntry& a, const FileEntry& b) {
  return a.inode == b.inode && a.size == b.size && a.modified_ns == b.modified_ns &&
         a.changed_ns == b.changed_ns && a.links == b.links;
}

/// A name as it may stand in the store and in JSON: UTF-8 without controls; other octets as %XX.
std::string shown_name(const std::string& name) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (std::size_t i = 0; i < name.size();) {
    const auto lead = static_cast<unsigned char>(name[i]);
    const std::size_t length = lead < 0x80                   ? 1
                               : lead >= 0xc2 && lead < 0xe0 ? 2
                               : lead >= 0xe0 && lead < 0xf0 ? 3
                               : lead >= 0xf0 && lead < 0xf5 ? 4
                                                             : 0;
    bool good = length > 0 && i + length <= name.size() && lead >= 0x20 && lead != 0x7f;
    for (std::size_t k = 1; good && k < length; ++k)
      good = (static_cast<unsigned char>(name[i + k]) & 0xc0) == 0x80;
    if (good) {
      out.append(name, i, length);
      i += length;
    } else {
      out += {'%', kDigits[lead >> 4], kDigits[lead & 0xf]};
      ++i;
    }
  }
  return out;
}

std::string refusal_report(const Error& reason, const std::string& name) {
  std::string shown;
  for (const char c : shown_name(name)) {
    if (c == '"' || c == '\\') shown += '\\';
    shown += c;
  }
  return "{\"file\":\"" + shown + "\",\"verdict\":\"refused\",\"code\":\"" + reason.code +
         "\",\"reason\":\"" + reason.detail + "\"}\n";
}

}  // namespace

Result<void> Intake::recover() {
  if (auto prepared = places_.prepare(world_.disk); !prepared) return prepared;
  return finish_claims();
}

Result<void> Intake::finish_claims() {
  auto claims = uncommitted_claims();
  if (!claims) return claims.error();
  unfinished_ = false;
  for (const DeliveryId& id : *claims) {
    auto file = claimed_file(world_.disk, places_, id);
    if (!file) return file.error();
    if (!*file) {
      if (auto removed = world_.disk.remove_folder(places_.processing(), id.text()); !removed) return removed;
      continue;
    }
    if (auto taken = take(id, **file); !taken) {
      if (auto passed_over = pass_over(taken.error()); !passed_over) return passed_over;
    }
  }
  return {};
}

/// A claim that failed stays for the next look. What concerns one file must not keep the others waiting; what
/// concerns all ends this look.
Result<void> Intake::pass_over(const Error& error) {
  unfinished_ = true;
  const bool concerns_all = error.code.starts_with("STORE-") || error.code == "DISK-FULL" ||
                            error.code == "DISK-KIND" || error.code == "DISK-SYNC" ||
                            error.code == "DISK-HALTED";
  if (concerns_all) return error;
  world_.observer.trouble(settings_.path, error);
  return {};
}

Result<std::vector<DeliveryId>> Intake::uncommitted_claims() {
  std::vector<DeliveryId> found;
  auto listed = world_.disk.list(places_.processing(), [&](const FileEntry& entry) {
    const auto id = DeliveryId::parse(entry.name);
    if (id && entry.kind == core::FileKind::directory) found.push_back(*id);
    return true;
  });
  if (!listed) return listed.error();
  std::vector<DeliveryId> uncommitted;
  for (const DeliveryId& id : found) {
    auto delivery = world_.store.delivery(id);
    if (!delivery) return delivery.error();
    if (!*delivery) uncommitted.push_back(id);
  }
  return uncommitted;
}

Result<IntakeResult> Intake::look() {
  if (unfinished_) {
    if (auto finished = finish_claims(); !finished) return finished.error();
  }
  std::vector<FileEntry> entries;
  auto listed = world_.disk.list(places_.root, [&](const FileEntry& entry) {
    entries.push_back(entry);
    return true;
  });
  if (!listed) return listed.error();
  // By age: within a sender the order of his files is kept.
  std::ranges::sort(entries, {},
                    [](const FileEntry& entry) { return std::tie(entry.modified_ns, entry.name); });
  const auto now = world_.clock.steady();
  const auto sights = watcher_.look(entries, now);
  IntakeResult result;
  result.next_look = std::min(watcher_.next_look(now).value_or(settings_.rescan), settings_.rescan);
  auto room = has_room();
  if (!room) return room.error();
  if (!*room) return result;
  const auto left = places_left();
  if (!left) return left.error();
  if (auto taken = take_ready(entries, sights, *left, result); !taken) return taken.error();
  return result;
}

Result<bool> Intake::has_room() {
  auto room = world_.disk.room(places_.root);
  if (!room) return room.error();
  const bool enough = room->free_bytes >= settings_.reserve_bytes &&
                      room->free_bytes_percent >= settings_.reserve_percent &&
                      room->free_inodes_percent >= settings_.reserve_percent;
  if (!enough) {
    world_.observer.trouble(settings_.path,
                            {"DISK-FULL", Retry::later, "nothing is taken in until there is room"});
  }
  return enough;
}

Result<std::size_t> Intake::places_left() {
  const auto under_way = world_.store.under_way(settings_.queue_items);
  if (!under_way) return under_way.error();
  return std::min(settings_.claims_at_once, settings_.queue_items - *under_way);
}

Result<void> Intake::take_ready(const std::vector<FileEntry>& entries, const std::vector<Sight>& sights,
                                std::size_t at_most, IntakeResult& result) {
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const FileEntry& entry = entries[i];
    if (sights[i].readiness == Readiness::odd) tell_odd(entry, sights[i].reason);
    if (sights[i].readiness != Readiness::ready) continue;
    if (result.claimed >= at_most) {
      // With nothing taken the queue is full: the next look is that of the rescan, not at once.
      result.more = at_most > 0;
      if (at_most == 0)
        world_.observer.trouble(settings_.path, {"QUEUE-FULL", Retry::later,
                                                 std::to_string(settings_.queue_items) + " are under way"});
      return {};
    }
    auto whole = looks_whole(entry);
    if (!whole) return whole.error();
    if (!*whole) continue;
    auto taken = claim(entry);
    if (!taken) {
      if (auto passed_over = pass_over(taken.error()); !passed_over) return passed_over;
      continue;
    }
    if (*taken == Taken::waiting) continue;
    ++result.claimed;
    if (sights[i].marker.empty()) continue;
    if (auto removed = world_.disk.remove(places_.root, sights[i].marker); !removed) return removed;
  }
  return {};
}

/// A document that is cut off may still be uploading, whatever the profile says; patience ends that. A marker
/// is the producer's own word.
Result<bool> Intake::looks_whole(const FileEntry& entry) {
  if (settings_.profile == Profile::marker || entry.size > settings_.largest_bytes) return true;
  if (watcher_.unchanged_for(entry.name, world_.clock.steady()) >= settings_.patience) return true;
  auto file = world_.disk.open(places_.root, entry.name);
  if (!file) {
    if (file.error().code == "DISK-MISSING" || file.error().code == "DISK-KIND") return false;
    tell_odd(entry, file.error().detail);
    return false;
  }
  auto found = wholeness(**file);
  if (!found) return found.error();
  return *found != Wholeness::partial;
}

Result<Intake::Taken> Intake::claim(const FileEntry& entry) {
  const DeliveryId id = core::draw_delivery_id(world_.random);
  if (auto made = world_.disk.make_folder(places_.processing(), id.text()); !made) return made.error();
  auto moved = world_.disk.move(places_.root, entry.name, places_.claim(id), entry.name);
  if (!moved) {
    if (auto removed = world_.disk.remove_folder(places_.processing(), id.text()); !removed)
      return removed.error();
    if (moved.error().code == "DISK-MISSING") return Taken::waiting;  // the producer took it away again
    return moved.error();
  }
  return take(id, entry);
}

Result<Intake::Taken> Intake::take(const DeliveryId& id, const FileEntry& entry) {
  auto file = world_.disk.open(places_.claim(id), entry.name);
  if (!file) {
    if (file.error().code != "DISK-KIND") {
      tell_odd(entry, file.error().detail);
      return put_back(id, entry.name);
    }
    return refuse(id, entry.name, {"FOLDER-KIND", Retry::never, "not a regular file"});
  }
  const auto before = (*file)->entry();
  if (!before) return before.error();
  if (before->links != 1) return put_back(id, entry.name);
  if (before->size > settings_.largest_bytes) {
    return refuse(id, entry.name,
                  {"FOLDER-SIZE", Retry::never, std::to_string(before->size) + " octets are too many"});
  }
  auto stored = world_.blobs.put_file(**file, settings_.largest_bytes);
  if (!stored && stored.error().code == "BLOB-SIZE") return put_back(id, entry.name);  // it grows
  if (!stored) return stored.error();
  auto same = is_still(**file, *before, *stored);
  if (!same) return same.error();
  if (!*same) return put_back(id, entry.name);
  auto promised = promised_hash(entry.name);
  if (!promised) return promised.error();
  if (*promised && **promised != stored->hash) {
    tell_odd(entry, "its .sha256 file names another hash");
    return put_back(id, entry.name);
  }
  if (auto done = commit(id, entry.name, *stored); !done) return done.error();
  return Taken::committed;
}

/// An uploader that still holds the file open writes into it wherever it lies: look again before it counts.
Result<bool> Intake::is_still(core::ReadFile& file, const FileEntry& before,
                              const store::StoredFile& stored) {
  if (auto at = file.seek(0); !at) return at.error();
  auto again = world_.blobs.hash_file(file, settings_.largest_bytes);
  if (!again && again.error().code != "BLOB-SIZE") return again.error();
  const auto after = file.entry();
  if (!after) return after.error();
  return again.ok() && again->hash == stored.hash && unchanged(before, *after);
}

/// Profile marker: what "<name>.sha256" says, when it lies there and begins with a hash.
Result<std::optional<Sha256>> Intake::promised_hash(const std::string& name) {
  if (settings_.profile != Profile::marker) return std::optional<Sha256>();
  auto text = world_.disk.read(places_.root, name + ".sha256", 4096);
  if (!text) {
    // Absent, or no file: then nobody has promised anything. What lies there instead is told by the watcher.
    for (const char* code : {"DISK-MISSING", "DISK-NAME", "DISK-KIND", "DISK-SIZE"})
      if (text.error().code == code) return std::optional<Sha256>();
    return text.error();
  }
  const auto hash = Sha256::parse(std::string_view(*text).substr(0, 64));
  return hash.ok() ? std::optional(*hash) : std::nullopt;
}

Result<void> Intake::commit(const DeliveryId& id, const std::string& name, const store::StoredFile& stored) {
  const core::TakenIn taken{id,
                            stored.hash,
                            stored.size_bytes,
                            {settings_.path, shown_name(name), "folder:" + settings_.path},
                            world_.clock.wall(),
                            {}};
  auto done = world_.store.commit([&](core::Writing& writing) { return writing.take_in(taken); });
  if (done) world_.observer.claimed(id, taken.origin);
  return done;
}

/// When the name is taken again meanwhile, the claim stays for the next look.
Result<Intake::Taken> Intake::put_back(const DeliveryId& id, const std::string& name) {
  auto moved = world_.disk.move(places_.claim(id), name, places_.root, name);
  if (!moved) {
    if (moved.error().code != "DISK-EXISTS") return moved.error();
    world_.observer.trouble(settings_.path, moved.error());
    unfinished_ = true;
    return Taken::waiting;
  }
  if (auto removed = world_.disk.remove_folder(places_.processing(), id.text()); !removed)
    return removed.error();
  return Taken::waiting;
}

Result<Intake::Taken> Intake::refuse(const DeliveryId& id, const std::string& name, const Error& reason) {
  const std::string answer = answer_name(id.text(), name);
  auto written = world_.disk.write(places_.temporary(), places_.rejected(), answer + ".report.json",
                                   refusal_report(reason, name));
  if (!written) return written.error();
  core::Entry entry;
  entry.subject = id.text();
  entry.kind = core::kind::kNote;
  entry.at = world_.clock.wall();
  entry.actor = "folder:" + settings_.path;
  entry.code = reason.code;
  entry.detail = shown_name(name) + ": " + reason.detail;
  auto noted = world_.store.commit([&](core::Writing& writing) { return writing.append(entry, {}); });
  if (!noted) return noted.error();
  world_.observer.odd(settings_.path, name, reason.detail);
  if (auto moved = world_.disk.move(places_.claim(id), name, places_.rejected(), answer); !moved)
    return moved.error();
  if (auto removed = world_.disk.remove_folder(places_.processing(), id.text()); !removed)
    return removed.error();
  return Taken::refused;
}

void Intake::tell_odd(const FileEntry& entry, const std::string& reason) {
  if (told_.size() > 10'000) told_.clear();  // bounded; telling again is no harm
  if (!told_.insert(entry.name + '/' + std::to_string(entry.inode) + '/' + reason).second) return;
  world_.observer.odd(settings_.path, entry.name, reason);
}

}  // namespace quittance::folder
