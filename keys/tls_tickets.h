// Keys of TLS session tickets that change: OpenSSL by itself keeps one for as long as a context lives, and
// who gets hold of it could open every session it ever sealed.
#pragma once

#include <chrono>

#include "formats/base/time.h"

typedef struct ssl_ctx_st SSL_CTX;

namespace quittance::keys {

/// Sessions are handed to clients as tickets (RFC 5077; RFC 8446 4.6.1) under a key drawn anew every `life`.
/// The key before is still understood for as long, then it is gone, and who comes with its ticket shakes
/// hands in full. Nothing is kept in memory for a client. `clock` must outlive the context. False when
/// OpenSSL refuses.
bool rotate_ticket_keys(SSL_CTX* context, const Clock& clock,
                        std::chrono::steady_clock::duration life = std::chrono::hours{1});

}  // namespace quittance::keys
