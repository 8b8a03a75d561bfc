#include "gateway/http/tls.h"

#include <Poco/Exception.h>

#include "keys/tls.h"

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

Result<Context::Ptr> server_context(const ServerTls& settings) {
  Context::Params params;
  params.certificateFile = settings.certificate_file;
  params.privateKeyFile = settings.key_file;
  params.caLocation = settings.client_ca_file;
  params.verificationMode = settings.client_ca_file.empty() ? Context::VERIFY_NONE
                            : settings.client_required      ? Context::VERIFY_STRICT
                                                            : Context::VERIFY_RELAXED;
  auto context = make(Context::TLS_SERVER_USE, params);
  // OpenSSL drops a key that does not fit its certificate without a word, and every handshake fails.
  if (context.ok() && !keys::has_its_key((*context)->sslContext()))
    return Error{"TLS-CONTEXT", Retry::never,
                 params.privateKeyFile + " is not the key of the certificate in " + params.certificateFile};
  if (context.ok()) {
    (*context)->enableSessionCache(true, "quittance");
    // POCO would compare a client certificate's names with the client's address.
    (*context)->enableExtendedCertificateVerification(false);
  }
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
