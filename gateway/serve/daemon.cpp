#include "gateway/serve/daemon.h"

#include <filesystem>
#include <mutex>
#include <thread>

#include "gateway/control/server.h"
#include "gateway/delivery/scheduler.h"
#include "gateway/disk/posix_disk.h"
#include "gateway/folder/answers.h"
#include "gateway/folder/inbox.h"
#include "gateway/rules/place.h"
#include "gateway/serve/channels.h"
#include "gateway/serve/control_calls.h"
#include "gateway/serve/document_checker.h"
#include "gateway/serve/doors.h"
#include "gateway/serve/intakes.h"
#include "gateway/serve/log_lines.h"
#include "gateway/serve/policies.h"
#include "gateway/serve/rules_in_force.h"
#include "gateway/serve/system_clock.h"
#include "gateway/store/blobs.h"
#include "gateway/store/sqlite_store.h"
#include "keys/crypto.h"

namespace quittance::serve {
namespace {

constexpr std::size_t kHouseThreads = 4;
constexpr std::size_t kWireThreads = 32;
constexpr const char* kQuarantine = "quarantine";  ///< in the state directory: received, but not handed over

Date today(const Clock& clock) { return Date{std::chrono::floor<std::chrono::days>(clock.wall())}; }

}  // namespace

/// In the order of dependence: what is below uses what is above, and is closed before it.
struct Daemon::Parts {
  Parts(config::Config c, log::Log& log) : config(std::move(c)), lines(log) {}

  config::Config config;
  LogLines lines;
  SystemClock clock;
  keys::OpenSslRandom random;
  keys::OpenSslDigest digest;
  disk::PosixDisk disk;
  std::unique_ptr<store::SqliteStore> store;
  std::unique_ptr<store::FileBlobs> blobs;
  std::unique_ptr<RulesInForce> rules;
  std::unique_ptr<DocumentChecker> checker;
  std::unique_ptr<Channels> channels;
  std::unique_ptr<folder::FileAnswers> answers;
  std::unique_ptr<folder::FileInbox> inbox;
  std::unique_ptr<delivery::ThreadPools> pools;
  std::unique_ptr<delivery::Scheduler> scheduler;
  std::unique_ptr<ControlCalls> calls;
  std::unique_ptr<Intakes> intakes;
  std::unique_ptr<Doors> doors;
  std::unique_ptr<control::Server> control;
  std::thread working;

  mutable std::mutex mutex;
  std::string why_broken;

  void fail(const Error& error) {
    const std::lock_guard lock(mutex);
    if (why_broken.empty()) why_broken = error.code + ": " + error.detail;
  }
  std::string broken() const {
    const std::lock_guard lock(mutex);
    if (why_broken.empty() && (store->halted() || disk.halted()))
      return "DISK-HALTED: a write could not be made durable";
    return why_broken;
  }
  Result<void> open_store();
  Result<void> open_work();
  Result<void> open_doors(std::string& where);
};

Result<void> Daemon::Parts::open_store() {
  const std::string state = config.node.state_dir.string();
  std::error_code trouble;
  if (std::filesystem::create_directories(config.node.state_dir, trouble))
    std::filesystem::permissions(config.node.state_dir, std::filesystem::perms::owner_all, trouble);
  if (trouble) return Error{"CONFIG", Retry::never, "[node] state_dir " + state + ": " + trouble.message()};
  auto opened = store::SqliteStore::open(state, digest);
  if (!opened) return opened.error();
  store = std::move(opened).value();
  auto files = store::FileBlobs::open(disk, digest, state);
  if (!files) return files.error();
  blobs = std::move(files).value();
  return {};
}

Result<void> Daemon::Parts::open_work() {
  auto in_force = RulesInForce::open(rules::find_rules_dir({}, config.node.rules_dir), digest, today(clock));
  if (!in_force) return in_force.error();
  rules = std::move(in_force).value();
  checker = std::make_unique<DocumentChecker>(DocumentChecker::Rules{rules->library(), rules->scenarios()},
                                              digest, clock, xml_limits(config), budget_of(config, clock));
  auto ways = Channels::open(config, clock, random);
  if (!ways) return ways.error();
  channels = std::move(ways).value();
  answers = std::make_unique<folder::FileAnswers>(disk);
  if (auto made = disk.make_folder({config.node.state_dir.string(), ""}, kQuarantine); !made)
    return made.error();
  inbox = std::make_unique<folder::FileInbox>(disk, inboxes_of(config),
                                              (config.node.state_dir / kQuarantine).string());
  if (auto ready = inbox->prepare(); !ready) return ready.error();
  pools = std::make_unique<delivery::ThreadPools>(kHouseThreads, kWireThreads);
  const delivery::Settings settings{policy_of(config), config.node.name, config.limits.queue_items};
  scheduler = std::make_unique<delivery::Scheduler>(
      delivery::World{*store, *blobs, *checker, channels->lookup(), channels->transports(),
                      channels->messenger(), *answers, *inbox, clock, random, lines},
      settings, scheduling_of(config), *pools);
  calls =
      std::make_unique<ControlCalls>(*store, *blobs, clock, settings.policy, [this] { scheduler->wake(); });
  return {};
}

Result<void> Daemon::Parts::open_doors(std::string& where) {
  std::vector<std::unique_ptr<folder::Intake>> folders;
  for (const auto& settings : intakes_of(config))
    folders.push_back(std::make_unique<folder::Intake>(
        folder::Intake::World{disk, *store, *blobs, clock, random, lines}, settings));
  where = std::to_string(folders.size()) + (folders.size() == 1 ? " drop folder" : " drop folders");
  intakes = std::make_unique<Intakes>(
      std::move(folders), lines, [this] { scheduler->wake(); }, [this](const Error& error) { fail(error); });
  if (auto started = intakes->start(); !started) return started;
  auto made = Doors::make(config, {*rules, digest, clock, lines, channels->as4(),
                                   [this](const core::InboundMessage& message) {
                                     auto reception = scheduler->inbound().receive(message);
                                     scheduler->wake();
                                     return reception;
                                   },
                                   [this] { return broken(); }});
  if (!made) return made.error();
  doors = std::move(made).value();
  const auto open = doors->start();
  if (!open) return open.error();
  if (!open->empty()) where += ", " + *open;
  control =
      std::make_unique<control::Server>(control::Place{config.node.socket().string(), {}}, calls->handlers());
  return control->start();
}

Daemon::Daemon(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Daemon::~Daemon() { stop(); }

Result<std::unique_ptr<Daemon>> Daemon::open(const config::Config& config, log::Log& log) {
  auto parts = std::make_unique<Parts>(config, log);
  if (auto opened = parts->open_store(); !opened) return opened.error();
  if (auto opened = parts->open_work(); !opened) return opened.error();
  return std::unique_ptr<Daemon>(new Daemon(std::move(parts)));
}

Result<std::string> Daemon::start() {
  if (auto recovered = parts_->scheduler->recover(); !recovered) return recovered.error();
  parts_->working = std::thread([parts = parts_.get()] {
    if (auto worked = parts->scheduler->run(); !worked) parts->fail(worked.error());
  });
  std::string where;
  if (auto opened = parts_->open_doors(where); !opened) return opened.error();
  return where;
}

void Daemon::stop() {
  parts_->control.reset();
  if (parts_->doors) parts_->doors->stop();
  if (parts_->intakes) parts_->intakes->stop();
  if (parts_->scheduler) parts_->scheduler->stop();
  if (parts_->working.joinable()) parts_->working.join();
  parts_->pools.reset();  // what was begun is ended
  parts_->doors.reset();
}

std::string Daemon::broken() const { return parts_->broken(); }

bool Daemon::probe() {
  return parts_->store->commit([](core::Writing&) { return Result<void>{}; }).ok();
}

}  // namespace quittance::serve
