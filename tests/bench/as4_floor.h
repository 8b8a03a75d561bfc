// The floor of an AS4 exchange: the OpenSSL, zlib and parser calls that nobody can do without, on the same
// bytes, and nothing else. No canonicalisation, no MIME, no certificate path (a result of it may be kept), no
// XML written.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "formats/base/bytes.h"

namespace quittance::bench {

/// What passes in one exchange, as our own code has made it.
struct ExchangeBytes {
  Bytes payload;       ///< as handed over
  Bytes request_soap;  ///< root part of the request
  Bytes receipt_soap;
};

/// Both ends; contexts are made once and reused. Ends the program when a call fails: a floor with a hole
/// measures nothing.
class As4Floor {
 public:
  As4Floor(const std::string& sender_key_pem, const std::string& receiver_key_pem, ExchangeBytes bytes);
  ~As4Floor();

  void build();    ///< deflate, digests, one signature, one key wrapped, AES-128-GCM
  void receive();  ///< SAX2 parse, digests, one signature verified, one key unwrapped, AES-128-GCM, inflate
  void receipt();  ///< digest, one signature
  void judge();    ///< SAX2 parse, digest, one signature verified

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace quittance::bench
