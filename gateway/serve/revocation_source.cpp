#include "gateway/serve/revocation_source.h"

#include "as4/poco_http_client.h"

namespace quittance::serve {
namespace {

Result<Bytes> answer_of(as4::HttpExchange exchange) {
  const auto failed = [](std::string why) {
    return Error{"REVOCATION-SOURCE", Retry::later, std::move(why)};
  };
  if (exchange.reach != as4::Reach::answered) return failed(std::move(exchange.detail));
  if (exchange.status != 200) return failed("HTTP " + std::to_string(exchange.status));
  return std::move(exchange.body);
}

std::chrono::seconds seconds(config::Duration duration) {
  return std::chrono::ceil<std::chrono::seconds>(duration);
}

}  // namespace

Result<Bytes> RevocationOverHttp::ask(const std::string& url, BytesView request, keys::QuestionLimit limit) {
  return answer_of(client_->post({.url = url,
                                  .content_type = "application/ocsp-request",
                                  .body = Body::borrowed(request),
                                  .time_limit = limit.time,
                                  .answer_limit_bytes = limit.answer_bytes}));
}

Result<Bytes> RevocationOverHttp::fetch(const std::string& url, keys::QuestionLimit limit) {
  return answer_of(
      client_->get({.url = url, .time_limit = limit.time, .answer_limit_bytes = limit.answer_bytes}));
}

Result<std::shared_ptr<keys::Revocation>> revocation_of(const config::Config& config,
                                                        std::shared_ptr<as4::Resolver> resolver,
                                                        RevocationOverHttp::Undecided undecided) {
  if (config.keys.revocation == config::RevocationCheck::off) return std::shared_ptr<keys::Revocation>();
  as4::PocoHttpClient::Settings settings;
  settings.resolver = std::move(resolver);
  settings.allow_plain_http = true;
  settings.allow_private_addresses = config.as4.peers == config::Peers::anywhere;
  settings.ask_before_body = false;
  auto client = as4::PocoHttpClient::make(std::move(settings));
  if (!client) return client.error();
  keys::RevocationPolicy policy;
  policy.hard = config.keys.revocation == config::RevocationCheck::hard;
  policy.refresh = seconds(config.keys.revocation_refresh);
  policy.oldest_answer = seconds(config.keys.revocation_oldest);
  policy.time_limit = config.keys.revocation_time;
  return std::make_shared<keys::Revocation>(
      std::make_shared<RevocationOverHttp>(std::move(client).value(), std::move(undecided)), policy);
}

}  // namespace quittance::serve
