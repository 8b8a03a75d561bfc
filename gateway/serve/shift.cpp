#include "gateway/serve/shift.h"

#include <thread>

#include "gateway/delivery/scheduler.h"
#include "gateway/folder/answers.h"
#include "gateway/folder/inbox.h"
#include "gateway/rules/place.h"
#include "gateway/serve/channels.h"
#include "gateway/serve/document_checker.h"
#include "gateway/serve/doors.h"
#include "gateway/serve/expiry_watch.h"
#include "gateway/serve/intakes.h"
#include "gateway/serve/log_lines.h"
#include "gateway/serve/policies.h"
#include "gateway/serve/rules_in_force.h"

namespace quittance::serve {
namespace {

constexpr std::size_t kHouseThreads = 4;
constexpr std::size_t kWireThreads = 32;
constexpr const char* kQuarantine = "quarantine";  ///< in the state directory: received, but not handed over

Date today(const Clock& clock) { return Date{std::chrono::floor<std::chrono::days>(clock.wall())}; }

}  // namespace

/// In the order of dependence: what is below uses what is above, and is closed before it.
struct Shift::Parts {
  Parts(std::shared_ptr<Foundation> f, std::shared_ptr<log::Log> l, config::Config c, Fail failed)
      : foundation(std::move(f)),
        log(std::move(l)),
        config(std::move(c)),
        fail(std::move(failed)),
        lines(*log) {}

  std::shared_ptr<Foundation> foundation;
  std::shared_ptr<log::Log> log;
  config::Config config;
  Fail fail;
  LogLines lines;
  std::unique_ptr<RulesInForce> rules;
  std::unique_ptr<DocumentChecker> checker;
  std::unique_ptr<Channels> channels;
  std::unique_ptr<folder::FileAnswers> answers;
  std::unique_ptr<folder::FileInbox> inbox;
  std::unique_ptr<delivery::ThreadPools> pools;
  std::unique_ptr<delivery::Scheduler> scheduler;
  std::unique_ptr<Intakes> intakes;
  std::unique_ptr<Doors> doors;
  std::unique_ptr<ExpiryWatch> expiry;
  std::thread working;

  [[nodiscard]] std::string quarantine() const { return (config.node.state_dir / kQuarantine).string(); }
  Result<void> open_checking();
  Result<void> open_work();
  Result<void> make_doors(const Doors* before);
};

Result<void> Shift::Parts::open_checking() {
  const auto& clock = foundation->clock;
  auto in_force =
      RulesInForce::open(rules::find_rules_dir({}, config.node.rules_dir), foundation->digest, today(clock));
  if (!in_force) return in_force.error();
  rules = std::move(in_force).value();
  checker = std::make_unique<DocumentChecker>(DocumentChecker::Rules{rules->library(), rules->scenarios()},
                                              foundation->digest, clock, xml_limits(config),
                                              budget_of(config), config.limits.xml_apart_bytes);
  return {};
}

Result<void> Shift::Parts::open_work() {
  Foundation& base = *foundation;
  auto ways = Channels::open(config, base.clock, base.random, base.spool, lines);
  if (!ways) return ways.error();
  channels = std::move(ways).value();
  answers = std::make_unique<folder::FileAnswers>(base.disk);
  inbox = std::make_unique<folder::FileInbox>(base.disk, inboxes_of(config), quarantine());
  pools = std::make_unique<delivery::ThreadPools>(kHouseThreads, kWireThreads);
  scheduler = std::make_unique<delivery::Scheduler>(
      delivery::World{*base.store, *base.blobs, *checker, channels->lookup(), channels->transports(),
                      channels->messenger(), *answers, *inbox, base.clock, base.random, lines,
                      channels->statuses()},
      delivery::Settings{policy_of(config), config.node.name, config.limits.queue_items},
      scheduling_of(config), *pools);
  std::vector<std::unique_ptr<folder::Intake>> folders;
  for (const auto& settings : intakes_of(config))
    folders.push_back(std::make_unique<folder::Intake>(
        folder::Intake::World{base.disk, *base.store, *base.files, base.clock, base.random, lines},
        settings));
  intakes = std::make_unique<Intakes>(std::move(folders), lines, [&base] { base.bell.ring(); }, fail);
  expiry = std::make_unique<ExpiryWatch>(ExpiryWatch::World{*base.store, base.clock, lines},
                                         watched_certificates(config).found, config.keys.expiry_warning);
  return {};
}

Result<void> Shift::Parts::make_doors(const Doors* before) {
  Foundation& base = *foundation;
  auto made = Doors::make(
      config,
      {*rules, base.digest, base.clock, lines, channels->as4(),
       [this](const core::InboundMessage& message) {
         auto reception = scheduler->inbound().receive(message);
         foundation->bell.ring();
         return reception;
       },
       [&base] { return base.halted() ? std::string("a write could not be made durable") : std::string(); },
       channels->provider(), channels->registration()});
  if (!made) return made.error();
  doors = std::move(made).value();
  return doors->open(before);
}

Shift::Shift(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Shift::~Shift() {
  close_doors(false);
  end_work();
}

Result<std::unique_ptr<Shift>> Shift::prepare(std::shared_ptr<Foundation> foundation,
                                              std::shared_ptr<log::Log> log, const config::Config& config,
                                              const Shift* before, Fail fail) {
  auto parts = std::make_unique<Parts>(std::move(foundation), std::move(log), config, std::move(fail));
  if (auto opened = parts->open_checking(); !opened) return opened.error();
  if (auto opened = parts->open_work(); !opened) return opened.error();
  if (auto made = parts->make_doors(before != nullptr ? before->parts_->doors.get() : nullptr); !made)
    return made.error();
  return std::unique_ptr<Shift>(new Shift(std::move(parts)));
}

Result<std::string> Shift::open_doors() {
  const auto folders = parts_->intakes->count();
  std::string where = std::to_string(folders) + (folders == 1 ? " drop folder" : " drop folders");
  const auto open = parts_->doors->start();
  if (!open) return open.error();
  return open->empty() ? where : where + ", " + *open;
}

Result<void> Shift::begin_work() {
  Parts& parts = *parts_;
  Foundation& base = *parts.foundation;
  if (auto made = base.disk.make_folder({base.state_dir().string(), ""}, kQuarantine); !made) return made;
  if (auto ready = parts.inbox->prepare(); !ready) return ready;
  if (auto recovered = parts.scheduler->recover(); !recovered) return recovered;
  if (auto started = parts.intakes->start(); !started) return started;
  parts.expiry->start();
  base.bell.answered_by([scheduler = parts.scheduler.get()] { scheduler->wake(); });
  parts.working = std::thread([&parts] {
    if (auto worked = parts.scheduler->run(); !worked) parts.fail(worked.error());
  });
  return {};
}

void Shift::close_doors(bool taken_over) {
  if (parts_->doors) parts_->doors->stop(taken_over);
}

void Shift::end_work() {
  Parts& parts = *parts_;
  if (parts.intakes) parts.intakes->stop();
  if (parts.expiry) parts.expiry->stop();
  if (parts.working.joinable()) {
    parts.foundation->bell.answered_by({});
    parts.scheduler->stop();
    parts.working.join();
  }
  parts.pools.reset();  // what was begun is ended
}

const std::shared_ptr<Foundation>& Shift::foundation() const { return parts_->foundation; }
const config::Config& Shift::config() const { return parts_->config; }
log::Log& Shift::log() const { return *parts_->log; }
const Provider& Shift::provider() const { return parts_->channels->provider(); }

}  // namespace quittance::serve
