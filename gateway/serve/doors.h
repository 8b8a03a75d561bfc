// Where the daemon is reached by HTTP, as the configuration has it: AS4, the API, KoSIT's interface.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "gateway/http/validation.h"
#include "gateway/serve/api.h"
#include "gateway/serve/as4_receiver.h"
#include "gateway/serve/door.h"
#include "gateway/serve/log_lines.h"
#include "gateway/serve/rules_in_force.h"

namespace quittance::serve {

class Doors {
 public:
  /// What answers behind them. All must outlive the doors.
  struct House {
    RulesInForce& rules;
    const Digest& digest;
    const Clock& clock;
    LogLines& lines;
    As4Station* station;  ///< nullptr: no AS4
    As4Receiver::Commit commit;
    Health broken;  ///< why the daemon can go on no more
    Provider provider = {};
    OwnRegistration* registration = nullptr;  ///< nullptr: not asked
  };

  /// Makes them, closed. Fails with SECRET.
  static Result<std::unique_ptr<Doors>> make(const config::Config& config, House house);

  /// Binds all; at addresses where `before` (or nobody: nullptr) listens its sockets are shared. Fails with
  /// TLS-CONTEXT or HTTP-LISTEN.
  Result<void> open(const Doors* before);
  /// All begin to answer; the line tells where ("AS4 on …, API on …"), empty when there is none. Fails with
  /// HTTP-LISTEN.
  Result<std::string> start();
  /// No new connections; begun requests have half a minute. `taken_over`: as Door::stop() has it.
  void stop(bool taken_over);

 private:
  struct Named {
    std::string name;
    std::unique_ptr<Door> door;
  };
  explicit Doors(House house) : house_(std::move(house)) {}
  void add_as4(const config::Config& config);
  Result<void> add_api(const config::Config& config);
  void add_kosit(const config::Config& config);
  void add(std::string name, http::Routes routes, Door::Place place, const config::Config& config);
  [[nodiscard]] std::shared_ptr<const http::Listener> listener_at(const config::Address& address) const;
  http::ValidationService& validation(const config::Config& config);

  House house_;
  std::unique_ptr<As4Receiver> receiver_;
  std::unique_ptr<http::ValidationService> validation_;
  std::vector<Named> doors_;
};

}  // namespace quittance::serve
