// TLS as we speak it, for the settings POCO has no setter for.
#pragma once

#include <string>

typedef struct ssl_ctx_st SSL_CTX;

namespace quittance::keys {

/// TLS 1.2 and 1.3; AEAD suites with ECDHE only; X25519, then P-256; no renegotiation, no compression. For
/// clients and servers. False when this OpenSSL cannot do it: then no connection may be made with the
/// context.
bool harden_tls(SSL_CTX* context);

/// Have the context's certificate and key been loaded, and do they belong together?
bool has_its_key(SSL_CTX* context);

/// Offers HTTP/1.1 and nothing else to the server (ALPN, RFC 7301).
bool offer_http11(SSL_CTX* context);

/// As server: HTTP/1.1. A client that offers only other protocols is refused (no_application_protocol); one
/// that offers none is taken to speak it.
void take_http11(SSL_CTX* context);

/// Which server names clients may ask for (SNI, RFC 6066 3).
enum class ServerNames {
  any,       ///< whatever they say
  ours,      ///< none, or one the context's certificate is good for
  required,  ///< one the context's certificate is good for
};

/// As server: who asks for another name is refused (unrecognized_name).
void take_server_names(SSL_CTX* context, ServerNames names);

/// For one peer: its certificate must be good for this host name or numeric address, whole labels only. Every
/// connection made with the context checks it. False when OpenSSL refuses.
bool expect_peer(SSL_CTX* context, const std::string& host);

/// As client: asks servers for the OCSP answer about their certificate (RFC 6066 8), and refuses one that its
/// authority calls revoked or does not know, or that must bring an answer (RFC 7633) and brings none that is
/// good. Any other silence, and an answer that cannot be used, lets it pass. False when OpenSSL refuses.
bool check_stapled_status(SSL_CTX* context);

/// Lets `to` believe the same authorities as `from`, loaded once.
void share_authorities(SSL_CTX* from, SSL_CTX* to);

}  // namespace quittance::keys
