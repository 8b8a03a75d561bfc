// The keys that say how certificates are watched: [keys].
#include "gateway/config/options_parts.h"

namespace quittance::config {

namespace {
constexpr std::uint64_t kSecond = 1000, kMinute = 60 * kSecond, kDay = kMinute * 60 * 24;

void add_revocation(std::vector<Option>& all) {
  all.insert(all.end(),
             {
                 {"keys",
                  "revocation",
                  Kind::choice,
                  "soft",
                  "",
                  "Whether the authority of a partner's certificate is asked if it still stands (OCSP, then "
                  "revocation lists), before anything is sent to him or taken from him. What the authority "
                  "disowns is refused. Where no usable answer is to be had: soft lets pass and says so in "
                  "the log, hard refuses until there is one. off: nobody is asked.",
                  put<&Draft::keys, &Keys::revocation>,
                  {"off", "soft", "hard"}},
                 {"keys",
                  "revocation_refresh",
                  Kind::duration,
                  "1h",
                  "",
                  "How long an answer is used before there is asked again. One that is still good is used on "
                  "when nobody answers.",
                  put<&Draft::keys, &Keys::revocation_refresh>,
                  {},
                  kMinute,
                  7 * kDay},
                 {"keys",
                  "revocation_oldest",
                  Kind::duration,
                  "10d",
                  "",
                  "An answer that was made longer ago counts as none, whatever it says of its own end.",
                  put<&Draft::keys, &Keys::revocation_oldest>,
                  {},
                  kMinute,
                  400 * kDay},
                 {"keys",
                  "revocation_time",
                  Kind::duration,
                  "10s",
                  "",
                  "How long all questions about one certificate may take together.",
                  put<&Draft::keys, &Keys::revocation_time>,
                  {},
                  100,
                  60 * kSecond},
             });
}

}  // namespace

void add_keys(std::vector<Option>& all) {
  add_revocation(all);
  all.insert(
      all.end(),
      {
          {"keys",
           "expiry_warning",
           Kind::duration,
           "30d",
           "",
           "How long before its end a certificate that this gateway works with (its own, its web server's, "
           "its partners', those of the authorities) is a line in the log each day, and a task.",
           put<&Draft::keys, &Keys::expiry_warning>,
           {},
           0,
           400 * kDay},
          {"keys", "pkcs11_module", Kind::path, "", "/usr/lib/softhsm/libsofthsm2.so",
           "The PKCS#11 library of the token of as4.key. Without it: p11-kit's, which knows those of the "
           "system.",
           put<&Draft::keys, &Keys::pkcs11_module>},
      });
}

}  // namespace quittance::config
