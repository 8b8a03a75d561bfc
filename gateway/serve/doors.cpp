#include "gateway/serve/doors.h"

#include <algorithm>
#include <thread>

#include "gateway/http/kosit.h"
#include "gateway/serve/channels.h"
#include "gateway/serve/policies.h"
#include "gateway/version.h"

namespace quittance::serve {
namespace {

http::BodyPolicy document_body(const config::Config& config) {
  return {.limit_bytes = config.limits.xml_bytes};
}

http::Route as4_route(const config::Config& config, As4Receiver& receiver) {
  http::Route route{.method = "POST", .path = "/as4", .handler = [&receiver](const http::Request& request) {
                      return receiver.answer(request);
                    }};
  // The message is at most as large as its payload before compression, and SOAP part, boundaries and headers.
  route.body.limit_bytes = config.limits.as4_message_bytes + (std::uint64_t{2} << 20);
  return route;
}

keys::ServerNames names_of(config::ServerNames names) {
  switch (names) {
    case config::ServerNames::any: return keys::ServerNames::any;
    case config::ServerNames::ours: return keys::ServerNames::ours;
    case config::ServerNames::required: return keys::ServerNames::required;
  }
  return keys::ServerNames::required;
}

}  // namespace

Result<std::unique_ptr<Doors>> Doors::make(const config::Config& config, House house) {
  std::unique_ptr<Doors> doors(new Doors(std::move(house)));
  if (doors->house_.station != nullptr && config.as4.listen) doors->add_as4(config);
  if (config.http.listen) {
    if (auto added = doors->add_api(config); !added) return added.error();
  }
  if (config.http.kosit_listen) doors->add_kosit(config);
  return doors;
}

void Doors::add(std::string name, http::Routes routes, Door::Place place, const config::Config& config) {
  doors_.push_back(
      {std::move(name), std::make_unique<Door>(std::move(routes), std::move(place), http_limits(config),
                                               house_.clock, house_.lines)});
}

void Doors::add_as4(const config::Config& config) {
  receiver_ = std::make_unique<As4Receiver>(
      *house_.station, as4_limits(config), addressees_of(config, house_.provider), config.node.name,
      house_.commit,
      [&lines = house_.lines](const std::string& id, const std::string& code, const std::string& reason) {
        lines.as4_refused(id, code, reason);
      },
      house_.registration);
  add("AS4", std::move(http::Routes().add(as4_route(config, *receiver_))),
      {*config.as4.listen, config.as4.tls_certificate, config.as4.tls_key, names_of(config.as4.tls_names)},
      config);
}

Result<void> Doors::add_api(const config::Config& config) {
  std::string token;
  if (config.http.token) {
    auto secret = config.http.token->read();
    if (!secret) return secret.error();
    token = std::move(secret).value();
  }
  const auto ready = [&rules = house_.rules, broken = house_.broken] {
    if (auto why = broken(); !why.empty()) return why;
    return rules.catalogue().packs().empty() ? std::string("no rule packs are installed") : std::string();
  };
  add("API", api_routes(validation(config), document_body(config), token, house_.broken, ready),
      {.address = *config.http.listen, .tls_certificate = {}, .tls_key = {}}, config);
  return {};
}

void Doors::add_kosit(const config::Config& config) {
  add("KoSIT interface",
      http::kosit_routes(validation(config), document_body(config), std::string(version())),
      {.address = *config.http.kosit_listen, .tls_certificate = {}, .tls_key = {}}, config);
}

http::ValidationService& Doors::validation(const config::Config& config) {
  if (validation_) return *validation_;
  http::ValidationParts parts{
      house_.rules.library(), house_.rules.scenarios(), house_.digest, house_.clock, {}};
  for (const auto& pack : house_.rules.catalogue().packs()) parts.packs.insert(pack.name);
  parts.limits = xml_limits(config);
  parts.budget = budget_of(config);
  // As many as there are processors: more would only wait for one another.
  const std::size_t at_once = std::max(1U, std::thread::hardware_concurrency());
  validation_ = std::make_unique<http::ValidationService>(std::move(parts), at_once);
  return *validation_;
}

std::shared_ptr<const http::Listener> Doors::listener_at(const config::Address& address) const {
  for (const auto& [name, door] : doors_)
    if (door->address() == address) return door->listener();
  return nullptr;
}

Result<void> Doors::open(const Doors* before) {
  for (auto& [name, door] : doors_) {
    auto opened = door->open(before != nullptr ? before->listener_at(door->address()) : nullptr);
    if (!opened) return opened;
  }
  return {};
}

Result<std::string> Doors::start() {
  std::string where;
  for (auto& [name, door] : doors_) {
    const auto at = door->start();
    if (!at) return at.error();
    where += (where.empty() ? "" : ", ") + name + " on " + *at;
  }
  return where;
}

void Doors::stop(bool taken_over) {
  // At once, so that none takes connections while another one waits for its own to end.
  std::vector<std::thread> closing;
  closing.reserve(doors_.size());
  for (auto& [name, door] : doors_)
    closing.emplace_back([&door = *door, taken_over] { door.stop(taken_over); });
  for (auto& thread : closing) thread.join();
}

}  // namespace quittance::serve
