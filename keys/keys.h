// keys: who we are and whom we believe. The only home of OpenSSL: certificates, trust, revocation, our
// private keys, signatures, key transport, AES-GCM, SHA-256, randomness, TLS settings, and a maker of test
// PKIs. A private key is a port (private_key.h), so that it can move into another process or a token.
#pragma once

#include "keys/certificate.h"  // IWYU pragma: export
#include "keys/crypto.h"       // IWYU pragma: export
#include "keys/key_bundle.h"   // IWYU pragma: export
#include "keys/key_store.h"    // IWYU pragma: export
#include "keys/private_key.h"  // IWYU pragma: export
#include "keys/revocation.h"   // IWYU pragma: export
#include "keys/token.h"        // IWYU pragma: export
#include "keys/trust_store.h"  // IWYU pragma: export
