#include "validators/xpath/name_pool.h"

#include <cstring>

namespace quittance::xpath {

namespace {

/// Of the first or last eight octets of a text.
std::uint64_t octets(const char* from, std::size_t size) {
  std::uint64_t value = 0;
  if (size >= sizeof value) {
    std::memcpy(&value, from, sizeof value);
    return value;
  }
  for (std::size_t i = 0; i < size; ++i) {
    value = value << 8U | static_cast<unsigned char>(from[i]);
  }
  return value;
}

/// Few URIs and many locals, which differ at their ends: no need to go through all of both for each name of
/// each document. Only the names of packs are in the table, so that no document can make it slow.
std::size_t hash_of(std::string_view uri, std::string_view local) {
  const std::size_t end = local.size() >= 8 ? local.size() - 8 : 0;
  std::uint64_t hash = octets(local.data(), local.size()) * 0x9E3779B97F4A7C15ULL;
  hash ^= octets(local.data() + end, local.size() - end) + (hash >> 29U);
  hash = (hash ^ (local.size() << 8U) ^ uri.size()) * 0xBF58476D1CE4E5B9ULL;
  return hash >> 32U;
}

}  // namespace

/// Where the name is, or would be put.
std::size_t NamePool::place(std::string_view uri, std::string_view local) const {
  const std::size_t mask = index_.size() - 1;
  std::size_t at = hash_of(uri, local) & mask;
  while (index_[at] != kAnyPooled && (local_of(index_[at]) != local || uri_of(index_[at]) != uri)) {
    at = (at + 1) & mask;
  }
  return at;
}

void NamePool::grow() {
  constexpr std::size_t kFirst = 64;
  index_.assign(index_.empty() ? kFirst : index_.size() * 2, kAnyPooled);
  for (PooledName known = 0; known < names_.size(); ++known) {
    index_[place(uri_of(known), local_of(known))] = known;
  }
}

PooledName NamePool::intern(std::string_view uri, std::string_view local) {
  if (2 * (names_.size() + 1) > index_.size()) {
    grow();
  }
  PooledName& known = index_[place(uri, local)];
  if (known == kAnyPooled) {
    known = static_cast<PooledName>(names_.size());
    names_.push_back({std::string(uri), std::string(local)});
  }
  return known;
}

PooledName NamePool::find(std::string_view uri, std::string_view local) const {
  return index_.empty() ? kAnyPooled : index_[place(uri, local)];
}

}  // namespace quittance::xpath
