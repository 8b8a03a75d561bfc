#include "gateway/folder/profile.h"

#include <algorithm>
#include <array>

namespace quittance::folder {
namespace {

using core::FileEntry;
using core::FileKind;
using std::chrono::milliseconds;

constexpr std::array<std::string_view, 3> kUnfinished{".part", ".tmp", ".filepart"};
constexpr std::array<std::string_view, 3> kMarkers{".done", ".ok", ".sha256"};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() > end.size() &&
         std::ranges::equal(text.substr(text.size() - end.size()), end, {}, lower);
}

/// Links counted twice are not odd at once: a rename by older SFTP clients is a link and an unlink.
std::string oddness(const FileEntry& entry, bool rested) {
  if (entry.kind == FileKind::link) return "a symbolic link";
  if (entry.kind == FileKind::directory) return "a folder";
  if (entry.kind == FileKind::other) return "no regular file (FIFO, socket or device)";
  if (entry.links != 1 && rested) return "a file with " + std::to_string(entry.links) + " names (hard links)";
  return "";
}

/// The folders in which we answer.
bool is_place(std::string_view name) {
  return name == "processing" || name == "accepted" || name == "rejected" || name == "receipts";
}

bool same_content(const FileEntry& a, const FileEntry& b) {
  return a.inode == b.inode && a.device == b.device && a.size == b.size && a.modified_ns == b.modified_ns &&
         a.changed_ns == b.changed_ns;
}

}  // namespace

bool is_ignored(std::string_view name) {
  if (name.empty() || name.front() == '.' || name.front() == '~') return true;
  return std::ranges::any_of(kUnfinished, [&](std::string_view end) { return ends_with(name, end); });
}

std::string_view marked_by(std::string_view name) {
  for (const std::string_view end : kMarkers) {
    if (ends_with(name, end)) return name.substr(0, name.size() - end.size());
  }
  return {};
}

std::string answer_name(std::string_view id, std::string_view file_name) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  };
  const bool good = !file_name.empty() && file_name.size() <= 100 && file_name.front() != '.' &&
                    std::ranges::all_of(file_name, plain);
  return std::string(id) + "-" + (good ? std::string(file_name) : "document.xml");
}

std::vector<Sight> Watcher::look(const std::vector<FileEntry>& entries, Steady now) {
  std::map<std::string, Seen> seen;
  std::map<std::string, FileEntry> markers;
  for (const FileEntry& entry : entries) {
    const auto before = seen_.find(entry.name);
    const bool rests = before != seen_.end() && same_content(before->second.entry, entry);
    seen[entry.name] = {entry, rests ? before->second.since : now};
    const auto document = marked_by(entry.name);
    if (!document.empty() && entry.kind == FileKind::regular) {
      auto& marker = markers[std::string(document)];
      if (marker.name.empty() || marker.changed_ns < entry.changed_ns) marker = entry;
    }
  }
  seen_ = std::move(seen);
  std::vector<Sight> sights;
  sights.reserve(entries.size());
  for (const FileEntry& entry : entries)
    sights.push_back(sight_of(entry, seen_.at(entry.name), markers, now));
  return sights;
}

Sight Watcher::sight_of(const FileEntry& entry, const Seen& seen,
                        const std::map<std::string, FileEntry>& markers, Steady now) const {
  const bool marker = profile_ == Profile::marker && !marked_by(entry.name).empty();
  const bool ours = entry.kind == FileKind::directory && is_place(entry.name);
  if (is_ignored(entry.name) || ours || (marker && entry.kind == FileKind::regular))
    return {Readiness::ignored, "", ""};
  const bool rested = now - seen.since >= settle_;
  if (auto odd = oddness(entry, rested); !odd.empty()) return {Readiness::odd, std::move(odd), ""};
  if (entry.links != 1) return {};
  switch (profile_) {
    case Profile::rename: return {Readiness::ready, "", ""};
    case Profile::stable: return {rested ? Readiness::ready : Readiness::waiting, "", ""};
    case Profile::marker: {
      const auto found = markers.find(entry.name);
      // A marker that is older than the document was left by an earlier one of the same name.
      const bool ready = found != markers.end() && found->second.changed_ns >= entry.changed_ns;
      return ready ? Sight{Readiness::ready, "", found->second.name} : Sight{};
    }
  }
  return {};
}

milliseconds Watcher::unchanged_for(const std::string& name, Steady now) const {
  const auto found = seen_.find(name);
  return found == seen_.end() ? milliseconds{0} : std::chrono::floor<milliseconds>(now - found->second.since);
}

std::optional<milliseconds> Watcher::next_look(Steady now) const {
  std::optional<milliseconds> next;
  for (const auto& [name, seen] : seen_) {
    const auto left = std::chrono::ceil<milliseconds>(seen.since + settle_ - now);
    if (left > milliseconds{0} && !is_ignored(name)) next = std::min(next.value_or(left), left);
  }
  return next;
}

}  // namespace quittance::folder
