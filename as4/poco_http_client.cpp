#include "as4/poco_http_client.h"

#include <Poco/Exception.h>
#include <Poco/Net/IPAddress.h>
#include <Poco/Net/SSLManager.h>

#include <list>
#include <map>
#include <mutex>

#include "as4/discovery/ares_resolver.h"
#include "as4/egress.h"
#include "as4/gzip.h"
#include "as4/http_connection.h"
#include "keys/crypto.h"
#include "keys/tls.h"

namespace quittance::as4 {

namespace {

using Clock = std::chrono::steady_clock;
using Poco::Net::Context;

constexpr auto kKeptFor = std::chrono::seconds(20);
constexpr auto kConnectLimit = std::chrono::seconds(15);
constexpr std::size_t kMostEndpoints = 1000;
constexpr const char *kPost = "POST", *kGet = "GET";

/// A client context without authorities; null when this OpenSSL cannot be hardened.
Context::Ptr make_context(const std::string& authorities_file, bool system_authorities) {
  Context::Params parameters;
  parameters.caLocation = authorities_file;
  parameters.loadDefaultCAs = system_authorities;
  parameters.verificationMode = Context::VERIFY_STRICT;
  parameters.verificationDepth = 9;
  Context::Ptr context = new Context(Context::TLS_CLIENT_USE, parameters);
  context->enableExtendedCertificateVerification(
      false);  // OpenSSL itself checks the host: see keys::expect_peer
  const bool hard = keys::harden_tls(context->sslContext()) && keys::offer_http11(context->sslContext()) &&
                    keys::check_stapled_status(context->sslContext());
  return hard ? context : Context::Ptr();
}

/// What is known about one endpoint, and its idle connections.
struct Endpoint {
  Context::Ptr tls;
  Poco::Net::Session::Ptr session;  ///< to resume
  bool answers_continue = true;
  std::list<HttpConnection> idle;
};

}  // namespace

struct PocoHttpClient::Parts {
  keys::OpenSslRandom random;  ///< of the resolver that is made where none is given
  Settings settings;
  Context::Ptr authorities;
  std::mutex mutex;
  std::map<std::string, Endpoint> endpoints;

  std::unique_ptr<HttpConnection> take_kept(const Url& url);
  void keep(const Url& url, std::unique_ptr<HttpConnection> connection);
  Context::Ptr context_for(const Url& url);
  Poco::Net::Session::Ptr session_with(const Url& url);
  void remember(const Url& url, const Poco::Net::Session::Ptr& session);
  bool asks_first(const Url& url);
  void no_continue_from(const Url& url);
  Fault connect(const Url& url, HttpConnection& connection, Deadline deadline);
  HttpExchange exchange(const Url& url, const std::string& method, const HttpRequest& request);
  HttpExchange talk(const Url& url, const std::string& method, const HttpRequest& request,
                    HttpConnection& connection, HttpAnswerReader& answer, Deadline deadline);
};

namespace {

std::string key_of(const Url& url) { return (url.tls ? "https://" : "http://") + url.authority(); }

std::string head_of(const Url& url, const std::string& method, const HttpRequest& request,
                    const std::string& user_agent, bool ask_first) {
  std::string head = method + " " + url.target + " HTTP/1.1\r\nHost: " + url.host_field() + "\r\n";
  if (method == kPost)
    head += "Content-Type: " + request.content_type +
            "\r\nContent-Length: " + std::to_string(request.body.size()) + "\r\nMIME-Version: 1.0\r\n";
  head += "User-Agent: " + user_agent + "\r\n";
  if (ask_first) head += "Expect: 100-continue\r\n";
  return head + "\r\n";
}

/// Writes until all is written or the answer is complete. `written` counts octets the system took.
Fault write_body(HttpConnection& connection, const Body& body, HttpAnswerReader& answer,
                 std::uint64_t& written, Deadline deadline) {
  Bytes buffer;
  while (written < body.size() && answer.state() != HttpAnswerReader::State::complete) {
    const auto piece = body.piece(written, buffer);
    if (!piece) return {"the stored message cannot be read: " + piece.error().detail};
    std::size_t sent = 0;
    const Fault fault = connection.write(*piece, answer, sent, deadline);
    written += sent;
    if (fault) return fault;
  }
  return {};
}

/// Puts what the peer said into the exchange and undoes its content coding.
void fill(HttpExchange& exchange, HttpAnswerReader& answer, std::size_t limit) {
  exchange.status = answer.status();
  exchange.content_type = answer.content_type();
  exchange.body = answer.take_body();
  const std::string& coding = answer.content_encoding();
  if (coding.empty() || coding == "identity") return;
  auto plain = coding == "gzip" || coding == "x-gzip"
                   ? gunzip(exchange.body, {limit, 100, limit})
                   : Result<Bytes>(Error{"HTTP", Retry::never, "unknown Content-Encoding"});
  if (plain)
    exchange.body = std::move(plain).value();
  else
    exchange.content_type = "application/octet-stream";  // kept as it came; not readable as a signal
}

}  // namespace

std::unique_ptr<HttpConnection> PocoHttpClient::Parts::take_kept(const Url& url) {
  const std::lock_guard lock(mutex);
  auto& idle = endpoints[key_of(url)].idle;
  while (!idle.empty()) {
    auto connection = std::make_unique<HttpConnection>(std::move(idle.back()));
    idle.pop_back();
    if (Clock::now() - connection->kept_since < kKeptFor && connection->is_quiet()) return connection;
  }
  return nullptr;
}

void PocoHttpClient::Parts::keep(const Url& url, std::unique_ptr<HttpConnection> connection) {
  const std::lock_guard lock(mutex);
  auto& idle = endpoints[key_of(url)].idle;
  connection->kept_since = Clock::now();
  idle.push_back(std::move(*connection));
  if (idle.size() > settings.kept_per_endpoint) idle.pop_front();
}

Context::Ptr PocoHttpClient::Parts::context_for(const Url& url) {
  const std::lock_guard lock(mutex);
  if (endpoints.size() > kMostEndpoints) endpoints.clear();  // a cache: what is forgotten is made again
  Endpoint& endpoint = endpoints[key_of(url)];
  if (!endpoint.tls) {
    endpoint.tls = make_context("", false);
    if (!endpoint.tls || !keys::expect_peer(endpoint.tls->sslContext(), url.host)) return nullptr;
    keys::share_authorities(authorities->sslContext(), endpoint.tls->sslContext());
  }
  return endpoint.tls;
}

Poco::Net::Session::Ptr PocoHttpClient::Parts::session_with(const Url& url) {
  const std::lock_guard lock(mutex);
  return endpoints[key_of(url)].session;
}

void PocoHttpClient::Parts::remember(const Url& url, const Poco::Net::Session::Ptr& session) {
  const std::lock_guard lock(mutex);
  endpoints[key_of(url)].session = session;
}

bool PocoHttpClient::Parts::asks_first(const Url& url) {
  const std::lock_guard lock(mutex);
  return settings.ask_before_body && endpoints[key_of(url)].answers_continue;
}

void PocoHttpClient::Parts::no_continue_from(const Url& url) {
  const std::lock_guard lock(mutex);
  endpoints[key_of(url)].answers_continue = false;
}

/// Resolves once and connects to the very address that was checked: a name cannot change its mind in between.
Fault PocoHttpClient::Parts::connect(const Url& url, HttpConnection& connection, Deadline deadline) {
  const Context::Ptr tls = url.tls ? context_for(url) : Context::Ptr();
  if (url.tls && !tls) return {"TLS cannot be set up for " + url.host};
  const auto session = session_with(url);
  Fault fault{"no address for " + url.host};
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
  const auto found = settings.resolver->addresses(url.host, left);
  if (!found) return {found.error().detail};
  for (const Bytes& octets : *found) {
    const Poco::Net::IPAddress address(octets.data(), static_cast<poco_socklen_t>(octets.size()));
    if (!settings.allow_private_addresses &&
        !is_public_address({reinterpret_cast<const unsigned char*>(octets.data()), octets.size()})) {
      fault = {"address " + address.toString() + " is not of the open internet"};
      continue;
    }
    connection = HttpConnection();
    const Deadline limit = std::min(deadline, Clock::now() + kConnectLimit);
    // An address is no server name (RFC 6066, 3).
    const std::string server_name = url.is_address() ? "" : url.host;
    fault = connection.open({address, url.port}, server_name, tls, session, limit);
    if (!fault || Clock::now() >= deadline) break;
  }
  return fault;
}

/// Head, perhaps a question, body, answer. `reach` is not_taken until the body's last octet has left.
HttpExchange PocoHttpClient::Parts::talk(const Url& url, const std::string& method,
                                         const HttpRequest& request, HttpConnection& connection,
                                         HttpAnswerReader& answer, Deadline deadline) {
  using State = HttpAnswerReader::State;
  HttpExchange exchange;
  const auto failed = [&](const Fault& fault) {
    exchange.detail = url.authority() + ": " + fault.why;
    return exchange;
  };
  const bool ask = method == kPost && asks_first(url);
  std::uint64_t written = 0;
  const Bytes head = head_of(url, method, request, settings.user_agent, ask);
  if (auto fault = write_body(connection, Body::borrowed(head), answer, written, deadline))
    return failed(fault);
  written = 0;
  if (ask) {
    const Deadline patience = std::min(deadline, Clock::now() + settings.continue_limit);
    if (auto fault = connection.read(answer, true, patience)) {
      if (!fault.too_late || answer.begun() || patience == deadline) return failed(fault);
      no_continue_from(url);
    }
  }
  if (method == kGet) {
    exchange.reach = Reach::perhaps_taken;
  } else if (answer.state() != State::complete) {
    const Fault fault = write_body(connection, request.body, answer, written, deadline);
    if (written == request.body.size()) exchange.reach = Reach::perhaps_taken;
    if (fault) return failed(fault);
  }
  if (exchange.reach == Reach::not_taken) {
    if (answer.status() == 417) no_continue_from(url);
    return failed({"refused before the body was taken, HTTP " + std::to_string(answer.status())});
  }
  if (auto fault = connection.read(answer, false, deadline)) return failed(fault);
  exchange.reach = Reach::answered;
  return exchange;
}

HttpExchange PocoHttpClient::Parts::exchange(const Url& url, const std::string& method,
                                             const HttpRequest& request) {
  const Deadline deadline = Clock::now() + request.time_limit;
  auto connection = take_kept(url);
  for (bool kept = connection != nullptr;; kept = false) {
    if (!kept) {
      connection = std::make_unique<HttpConnection>();
      if (auto fault = connect(url, *connection, deadline))
        return {Reach::not_taken, url.authority() + ": " + fault.why, 0, "", ""};
    }
    HttpAnswerReader answer(request.answer_limit_bytes);
    HttpExchange exchange = talk(url, method, request, *connection, answer, deadline);
    // The peer may close a kept connection at any time. Where it did so before the body left, a new one is no
    // retry; and a GET may always be asked again.
    const bool harmless = exchange.reach == Reach::not_taken || method == kGet;
    if (kept && harmless && exchange.reach != Reach::answered && !answer.begun()) continue;
    const bool reusable = exchange.reach == Reach::answered && answer.reusable();
    fill(exchange, answer, request.answer_limit_bytes);
    if (!kept && url.tls && exchange.reach == Reach::answered) remember(url, connection->session());
    if (reusable) keep(url, std::move(connection));
    return exchange;
  }
}

Result<std::unique_ptr<PocoHttpClient>> PocoHttpClient::make(Settings settings) {
  try {
    Poco::Net::initializeSSL();
    auto parts = std::make_unique<Parts>();
    if (!settings.resolver) {
      auto resolver = AresResolver::make({}, parts->random);
      if (!resolver) return resolver.error();
      settings.resolver = std::move(resolver).value();
    }
    parts->authorities = make_context(settings.authorities_file, settings.authorities_file.empty());
    if (!parts->authorities) return Error{"TLS", Retry::never, "this OpenSSL lacks what TLS needs"};
    parts->settings = std::move(settings);
    return std::unique_ptr<PocoHttpClient>(new PocoHttpClient(std::move(parts)));
  } catch (const Poco::Exception& error) {
    return Error{"TLS", Retry::never, error.displayText()};
  }
}

PocoHttpClient::PocoHttpClient(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
PocoHttpClient::~PocoHttpClient() = default;

HttpExchange PocoHttpClient::exchange(const std::string& method, const HttpRequest& request) {
  const auto url = Url::parse(request.url);
  if (!url) return {Reach::not_taken, url.error().detail, 0, "", ""};
  if (!url->tls && !parts_->settings.allow_plain_http)
    return {Reach::not_taken, "plain http is not allowed: " + url->authority(), 0, "", ""};
  try {
    return parts_->exchange(*url, method, request);
  } catch (const Poco::Exception& error) {  // sockets, before anything was written
    return {Reach::not_taken, url->authority() + ": " + error.displayText(), 0, "", ""};
  }
}

HttpExchange PocoHttpClient::post(const HttpRequest& request) { return exchange(kPost, request); }

HttpExchange PocoHttpClient::get(const HttpGet& request) {
  return exchange(kGet, {.url = request.url,
                         .content_type = {},
                         .body = {},
                         .time_limit = request.time_limit,
                         .answer_limit_bytes = request.answer_limit_bytes});
}

}  // namespace quittance::as4
