// TLS contexts as security.md 3 asks for: 1.2 and 1.3, AEAD with ECDHE only, X25519 and P-256.
#pragma once

#include <Poco/Net/Context.h>

#include <string>

#include "formats/base/result.h"
#include "formats/base/time.h"
#include "keys/tls.h"

namespace quittance::http {

/// What a TLS server shows, and whom it asks to show something.
struct ServerTls {
  std::string certificate_file;  ///< PEM: the server's certificate, then its chain
  std::string key_file;          ///< PEM, without passphrase
  std::string client_ca_file;    ///< PEM: who may sign client certificates; empty: none is asked for
  bool client_required = false;  ///< a client without certificate is refused in the handshake
  keys::ServerNames names = keys::ServerNames::ours;
};

/// Speaks HTTP/1.1 (ALPN) and resumes sessions by tickets whose keys change with `clock`, which must outlive
/// the context. Fails with TLS-CONTEXT, naming the file.
Result<Poco::Net::Context::Ptr> server_context(const ServerTls& settings, const Clock& clock);

/// Whom a TLS client believes.
struct ClientTls {
  std::string ca_file;           ///< PEM; empty: the system's own list
  bool verify = true;            ///< false only for opportunistic mail
  std::string certificate_file;  ///< PEM, for servers that ask; may be empty
  std::string key_file;
};

/// Fails with TLS-CONTEXT, naming the file.
Result<Poco::Net::Context::Ptr> client_context(const ClientTls& settings);

}  // namespace quittance::http
