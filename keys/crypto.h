// OpenSSL behind the ports of formats/base, and the one cipher AS4 uses.
#pragma once

#include <memory>

#include "formats/base/bytes.h"
#include "formats/base/digest.h"
#include "formats/base/result.h"
#include "formats/base/time.h"

namespace quittance::keys {

/// SHA-256 by OpenSSL. Stateless; any thread.
class OpenSslDigest : public Digest {
 public:
  [[nodiscard]] std::unique_ptr<RunningDigest> start() const override;
};
/// SHA-256 of one piece.
Sha256 sha256(BytesView bytes);

/// The system's cryptographic source (RAND_bytes). Stops the process when that source fails: no key or
/// identifier may be drawn from a broken one. Any thread.
class OpenSslRandom : public Random {
 public:
  std::string bytes(std::size_t count) override;
};

inline constexpr std::size_t kGcmKeySize = 16;
inline constexpr std::size_t kGcmIvSize = 12;
inline constexpr std::size_t kGcmTagSize = 16;

/// AES-128-GCM as xmlenc11#aes128-gcm lays it out: IV, ciphertext, tag; no additional data.
/// `key` has 16 octets, `iv` 12, and must never be used twice with one key.
Bytes gcm_encrypt(BytesView key, BytesView iv, BytesView plain);
/// Fails with GCM when the input is too short, the key's length is wrong, or the tag does not fit.
Result<Bytes> gcm_decrypt(BytesView key, BytesView sealed);

/// The same piece by piece. Plaintext comes before the tag was looked at: it is nobody's until finish() says
/// yes.
class GcmStream {
 public:
  enum class Way { seal, open };
  /// `key` and `iv` as above.
  GcmStream(Way way, BytesView key, BytesView iv);
  ~GcmStream();
  GcmStream(const GcmStream&) = delete;
  GcmStream& operator=(const GcmStream&) = delete;

  /// Appends what `piece` becomes, as many octets as it has.
  void update(BytesView piece, Bytes& out);
  /// Sealing: the tag. Once.
  [[nodiscard]] Bytes tag();
  /// Opening: whether all of it is what was sealed. Once.
  [[nodiscard]] bool finish(BytesView tag);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// Overwrites key material in a way no compiler leaves out, then empties it.
void wipe(Bytes& secret);

/// Equal content in time that depends on the lengths only.
bool equal_constant_time(BytesView a, BytesView b);

}  // namespace quittance::keys
