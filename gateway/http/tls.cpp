#include "gateway/http/tls.h"

#include <Poco/Exception.h>

#include "keys/tls.h"
#include "keys/tls_tickets.h"

namespace quittance::http {

namespace {

using Poco::Net::Context;

Result<Context::Ptr> make(Context::Usage usage, const Context::Params& params) {
  try {
    Context::Ptr context(new Context(usage, params));
    if (!keys::harden_tls(context->sslContext()))
      return Error{"TLS-CONTEXT", Retry::never, "this OpenSSL cannot speak TLS as required"};
    return context;
  } catch (const Poco::Exception& error) {
    return Error{"TLS-CONTEXT", Retry::never,
                 params.certificateFile + " " + params.privateKeyFile + " " + params.caLocation + ": " +
                     error.displayText()};
  }
}

}  // namespace

Result<Context::Ptr> server_context(const ServerTls& settings, const Clock& clock) {
  Context::Params params;
  params.certificateFile = settings.certificate_file;
  params.privateKeyFile = settings.key_file;
  params.caLocation = settings.client_ca_file;
  params.verificationMode = settings.client_ca_file.empty() ? Context::VERIFY_NONE
                            : settings.client_required      ? Context::VERIFY_STRICT
                                                            : Context::VERIFY_RELAXED;
  auto context = make(Context::TLS_SERVER_USE, params);
  if (!context.ok()) return context;
  SSL_CTX* const ssl = (*context)->sslContext();
  // OpenSSL drops a key that does not fit its certificate without a word, and every handshake fails.
  if (!keys::has_its_key(ssl))
    return Error{"TLS-CONTEXT", Retry::never,
                 params.privateKeyFile + " is not the key of the certificate in " + params.certificateFile};
  // The name keeps tickets of servers that ask for client certificates apart from those of others.
  (*context)->enableSessionCache(true, "quittance");
  // POCO would compare a client certificate's names with the client's address.
  (*context)->enableExtendedCertificateVerification(false);
  keys::take_http11(ssl);
  keys::take_server_names(ssl, settings.names);
  if (!keys::rotate_ticket_keys(ssl, clock))
    return Error{"TLS-CONTEXT", Retry::never, "this OpenSSL has no session tickets"};
  return context;
}

Result<Context::Ptr> client_context(const ClientTls& settings) {
  Context::Params params;
  params.certificateFile = settings.certificate_file;
  params.privateKeyFile = settings.key_file;
  params.caLocation = settings.ca_file;
  params.loadDefaultCAs = settings.ca_file.empty();
  params.verificationMode = settings.verify ? Context::VERIFY_STRICT : Context::VERIFY_NONE;
  auto context = make(Context::TLS_CLIENT_USE, params);
  if (context.ok()) (*context)->enableExtendedCertificateVerification(settings.verify);
  return context;
}

}  // namespace quittance::http
