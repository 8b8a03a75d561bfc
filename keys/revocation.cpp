#include "keys/revocation.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <vector>

#include "keys/ocsp.h"
#include "keys/revocation_list.h"

namespace quittance::keys {

namespace {

using Verdict = CertificateStatus::Verdict;

constexpr std::size_t kLargestAnswer = std::size_t{64} << 10;
constexpr std::size_t kLargestList = std::size_t{16} << 20;
constexpr std::size_t kMostRemembered = 4096;
constexpr std::size_t kMostLists = 64;
constexpr std::size_t kMostSources = 4;

/// What is known of one certificate, and who is asking about it.
struct Slot {
  std::timed_mutex asking;  ///< held while the network is asked
  std::mutex mutex;         ///< of what follows
  std::optional<CertificateStatus> known;
  Instant learnt;
  std::optional<Instant> told;  ///< that nothing is known
};

struct List {
  RevocationList list;
  Instant fetched;
};

struct Failure {
  Instant at;
  std::string why;
};

CertificateStatus window_of(const RevocationList& list) {
  return {Verdict::good, list.this_update(), list.next_update(), {}};
}

std::string key_of(const std::string& url, const Certificate& certificate) {
  return url + "#" + certificate.fingerprint().hex();
}

std::string named(const Certificate& one) {
  return std::string(one.subject()) + " #" + std::string(one.serial());
}

}  // namespace

struct Revocation::Parts {
  std::shared_ptr<RevocationSource> source;
  RevocationPolicy policy;
  std::mutex mutex;
  std::map<Sha256, std::shared_ptr<Slot>> slots;
  std::map<std::string, List> lists;
  std::map<std::string, Failure> failures;

  std::shared_ptr<Slot> slot_of(const Certificate& certificate);
  Result<void> in_window(const CertificateStatus& status, Instant at) const;
  std::optional<CertificateStatus> usable(Slot& slot, Instant at, bool fresh_only) const;
  static CertificateStatus learn(Slot& slot, CertificateStatus status, Instant at);
  bool to_be_told(Slot& slot, Instant at) const;
  std::optional<std::string> failing(const std::string& url, Instant at);
  Error failed(const std::string& url, Instant at, const Error& error);

  Result<CertificateStatus> ask_responder(const std::string& url, const Certificate& certificate,
                                          const Certificate& issuer, Instant at,
                                          std::chrono::milliseconds time);
  Result<RevocationList> list_from(const std::string& url, Instant at, std::chrono::milliseconds time);
  Result<CertificateStatus> ask_list(const std::string& url, const Certificate& certificate,
                                     const Certificate& issuer, Instant at, std::chrono::milliseconds time);
  Result<CertificateStatus> ask_all(const Certificate& certificate, const Certificate& issuer, Instant at);
  Result<void> judge(const Certificate& certificate, const CertificateStatus& status) const;
};

std::shared_ptr<Slot> Revocation::Parts::slot_of(const Certificate& certificate) {
  const std::lock_guard lock(mutex);
  if (slots.size() >= kMostRemembered) slots.clear();  // strangers cannot get in here: only good chains do
  auto& slot = slots[certificate.fingerprint()];
  if (!slot) slot = std::make_shared<Slot>();
  return slot;
}

Result<void> Revocation::Parts::in_window(const CertificateStatus& status, Instant at) const {
  const auto outside = [](std::string why) { return Error{"REVOCATION", Retry::later, std::move(why)}; };
  if (status.this_update > at + policy.tolerance)
    return outside("answer from the future: " + to_string(status.this_update));
  if (at - status.this_update > policy.oldest_answer)
    return outside("answer is too old: of " + to_string(status.this_update));
  const Instant end = status.next_update.value_or(status.this_update + policy.refresh);
  if (at > end + policy.tolerance) return outside("answer was good until " + to_string(end));
  return {};
}

/// What is known and may be used at `at`; with `fresh_only` nothing that should be asked for again.
std::optional<CertificateStatus> Revocation::Parts::usable(Slot& slot, Instant at, bool fresh_only) const {
  const std::lock_guard lock(slot.mutex);
  if (!slot.known) return std::nullopt;
  const bool fresh = slot.learnt <= at && at - slot.learnt < policy.refresh;
  const bool stands = in_window(*slot.known, at).ok();
  if (fresh_only) return fresh && stands ? slot.known : std::nullopt;
  return stands || slot.known->verdict == Verdict::revoked ? slot.known : std::nullopt;
}

/// Remembers a status unless a newer one is known (an old answer may be played again); gives what counts.
CertificateStatus Revocation::Parts::learn(Slot& slot, CertificateStatus status, Instant at) {
  const std::lock_guard lock(slot.mutex);
  if (!slot.known || slot.known->this_update <= status.this_update) slot.known = std::move(status);
  slot.learnt = at;
  return *slot.known;
}

/// Once in a refresh interval, not with every message of a partner.
bool Revocation::Parts::to_be_told(Slot& slot, Instant at) const {
  const std::lock_guard lock(slot.mutex);
  if (slot.told && *slot.told <= at && at - *slot.told < policy.refresh) return false;
  slot.told = at;
  return true;
}

std::optional<std::string> Revocation::Parts::failing(const std::string& url, Instant at) {
  const std::lock_guard lock(mutex);
  const auto found = failures.find(url);
  if (found == failures.end() || at < found->second.at || at - found->second.at >= policy.retry_after)
    return std::nullopt;
  return found->second.why;
}

Error Revocation::Parts::failed(const std::string& url, Instant at, const Error& error) {
  const std::lock_guard lock(mutex);
  if (failures.size() >= kMostRemembered) failures.clear();
  failures.insert_or_assign(url, Failure{at, error.detail});
  return error;
}

Result<CertificateStatus> Revocation::Parts::ask_responder(const std::string& url,
                                                           const Certificate& certificate,
                                                           const Certificate& issuer, Instant at,
                                                           std::chrono::milliseconds time) {
  const auto question = OcspQuestion::about(certificate, issuer);
  if (!question) return question.error();
  const auto answer = source->ask(url, question->request(), {time, kLargestAnswer});
  if (!answer) return failed(url, at, answer.error());
  auto status = question->read(*answer, at);
  if (status)
    if (auto current = in_window(*status, at); !current) status = current.error();
  // What it says of one certificate is no reason not to ask about others.
  if (!status) return failed(key_of(url, certificate), at, status.error());
  return status;
}

/// The list as it was fetched last, if that was lately, else anew.
Result<RevocationList> Revocation::Parts::list_from(const std::string& url, Instant at,
                                                    std::chrono::milliseconds time) {
  {
    const std::lock_guard lock(mutex);
    const auto found = lists.find(url);
    if (found != lists.end() && found->second.fetched <= at && at - found->second.fetched < policy.refresh &&
        in_window(window_of(found->second.list), at))
      return found->second.list;
  }
  const auto bytes = source->fetch(url, {time, kLargestList});
  if (!bytes) return failed(url, at, bytes.error());
  auto list = RevocationList::parse(*bytes);
  if (!list) return failed(url, at, list.error());
  if (auto current = in_window(window_of(*list), at); !current) return failed(url, at, current.error());
  const std::lock_guard lock(mutex);
  if (lists.size() >= kMostLists) lists.clear();
  const auto known = lists.find(url);
  if (known != lists.end() && known->second.list.this_update() > list->this_update())
    return known->second.list;  // an old list may be played again
  lists.insert_or_assign(url, List{*list, at});
  return list;
}

Result<CertificateStatus> Revocation::Parts::ask_list(const std::string& url, const Certificate& certificate,
                                                      const Certificate& issuer, Instant at,
                                                      std::chrono::milliseconds time) {
  const auto list = list_from(url, at, time);
  if (!list) return list.error();
  return list->status(certificate, issuer, at, policy.tolerance);
}

/// Responders first, then lists, until one knows. Fails with what each of them said.
Result<CertificateStatus> Revocation::Parts::ask_all(const Certificate& certificate,
                                                     const Certificate& issuer, Instant at) {
  std::vector<std::pair<bool, std::string>> sources;
  for (const std::string& url : certificate.ocsp_urls()) sources.emplace_back(true, url);
  for (const std::string& url : certificate.crl_urls()) sources.emplace_back(false, url);
  sources.resize(std::min(sources.size(), kMostSources));
  std::string why = sources.empty() ? "it names no responder and no revocation list" : "";
  std::optional<CertificateStatus> unknown;
  for (const auto& [is_responder, url] : sources) {
    std::string said;
    if (auto earlier = failing(url, at)) {
      said = *earlier;
    } else if (auto about_it = failing(key_of(url, certificate), at)) {
      said = *about_it;
    } else {
      const auto time = policy.time_limit / sources.size();
      auto status = is_responder ? ask_responder(url, certificate, issuer, at, time)
                                 : ask_list(url, certificate, issuer, at, time);
      if (status && status->verdict != Verdict::unknown) return status;
      if (status) unknown = *status;
      said = status ? "does not know it" : status.error().detail;
    }
    why.append(why.empty() ? "" : "; ").append(url).append(": ").append(said);
  }
  if (unknown) {
    unknown->detail = why;
    return *std::move(unknown);
  }
  return Error{"CERT-REVOCATION", Retry::later, named(certificate) + ": status not known: " + why};
}

Result<void> Revocation::Parts::judge(const Certificate& certificate, const CertificateStatus& status) const {
  if (status.verdict == Verdict::good) return {};
  if (status.verdict == Verdict::revoked)
    return Error{"CERT-REVOKED", Retry::never, named(certificate) + ": " + status.detail};
  return Error{"CERT-REVOKED", Retry::never,
               named(certificate) + ": unknown to its authority: " + status.detail};
}

Revocation::Revocation(std::shared_ptr<RevocationSource> source, RevocationPolicy policy)
    : parts_(std::make_unique<Parts>()) {
  parts_->source = std::move(source);
  parts_->policy = policy;
}

Revocation::~Revocation() = default;

Result<void> Revocation::check(const Certificate& certificate, const Certificate& issuer, Instant at) {
  const auto slot = parts_->slot_of(certificate);
  if (const auto known = parts_->usable(*slot, at, true)) return parts_->judge(certificate, *known);
  std::unique_lock asking(slot->asking, std::try_to_lock);
  if (!asking) {
    if (const auto known = parts_->usable(*slot, at, false)) return parts_->judge(certificate, *known);
    if (asking.try_lock_for(parts_->policy.time_limit))
      if (const auto known = parts_->usable(*slot, at, true)) return parts_->judge(certificate, *known);
  }
  auto status =
      asking ? parts_->ask_all(certificate, issuer, at)
             : Error{"CERT-REVOCATION", Retry::later, named(certificate) + ": still being asked about"};
  if (status && status->verdict == Verdict::unknown) return parts_->judge(certificate, *status);
  if (status) return parts_->judge(certificate, Parts::learn(*slot, std::move(status).value(), at));
  if (const auto known = parts_->usable(*slot, at, false)) return parts_->judge(certificate, *known);
  if (parts_->to_be_told(*slot, at))
    parts_->source->undecided(certificate, status.error().detail, !parts_->policy.hard);
  if (parts_->policy.hard) return status.error();
  return {};
}

}  // namespace quittance::keys
