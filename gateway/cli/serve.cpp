// quittance serve: the daemon, until a signal ends it.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <csignal>
#include <iostream>
#include <memory>
#include <optional>
#include <utility>

#include "formats/xml/parse.h"
#include "gateway/cli/add.h"
#include "gateway/cli/commands.h"
#include "gateway/cli/daemon.h"
#include "gateway/config/config.h"
#include "gateway/serve/daemon.h"
#include "gateway/serve/readiness.h"
#include "gateway/serve/system_clock.h"

namespace quittance::cli {
namespace {

sigset_t our_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, signal);
  return set;
}

log::To log_target(config::LogTo to) {
  switch (to) {
    case config::LogTo::automatic: return log::To::automatic;
    case config::LogTo::journal: return log::To::journal;
    case config::LogTo::plain: return log::To::plain;
    case config::LogTo::json: return log::To::json;
  }
  return log::To::automatic;
}

log::Level log_level(config::LogLevel level) {
  switch (level) {
    case config::LogLevel::error: return log::Level::error;
    case config::LogLevel::warning: return log::Level::warning;
    case config::LogLevel::notice: return log::Level::notice;
    case config::LogLevel::info: return log::Level::info;
    case config::LogLevel::debug: return log::Level::debug;
  }
  return log::Level::info;
}

/// What the file says and the machine allows, or all that is wrong.
config::Loaded read(const config::Path& file) {
  auto loaded = config::load(file);
  if (!loaded.config) return loaded;
  loaded.problems = config::check_surroundings(*loaded.config);
  if (!loaded.problems.empty()) loaded.config.reset();
  return loaded;
}

int complain(const std::vector<config::Problem>& problems) {
  for (const auto& problem : problems) std::cerr << problem.text() << '\n';
  return kBadConfiguration;
}

/// Errors of opening that come from the configuration's words end with 78, so that systemd does not try
/// again.
int code_of(const Error& error) {
  for (const char* code :
       {"CONFIG", "SECRET", "KEY-STORE", "TRUST-EMPTY", "TRUST-NOT-CA", "TLS", "TLS-CONTEXT", "RULES"})
    if (error.code == code) return kBadConfiguration;
  return kFailed;
}

/// The daemon between its signals.
class Service {
 public:
  Service(config::Path file, const Clock& clock) : file_(std::move(file)), clock_(clock) {}

  /// Serves until a signal or a fault ends it: the exit code.
  int run(const config::Config& config) {
    auto log = open_log(config);
    auto daemon = serve::Daemon::open(config, log);
    if (!daemon) return refuse(daemon.error());
    daemon_ = std::move(daemon).value();
    const auto where = daemon_->start();
    if (!where) return refuse(where.error());
    log_ = std::move(log);
    where_ = *where;
    say_serving();
    return watch();
  }

 private:
  using Steady = std::chrono::steady_clock;

  [[nodiscard]] std::shared_ptr<log::Log> open_log(const config::Config& config) const {
    return log::open_log(log_target(config.log.to), log_level(config.log.level), clock_);
  }

  static int refuse(const Error& error) {
    fail(error);
    return code_of(error);
  }

  void say_serving() {
    log_->write("CONFIG_LOADED", {.subject = file_.string()});
    log_->write("SERVICE_READY", {.subject = where_});
    serve::say_ready(where_);
    changed_ = false;
  }

  /// Waits for signals, gives signs of life, and looks whether the daemon can still work.
  int watch() {
    const auto interval = serve::alive_interval().value_or(std::chrono::milliseconds(1000));
    auto next_sign = Steady::now();
    bool reload = false;
    for (;;) {
      const int signal = wait_for_signal(reload || changed_ ? std::min(kSoon, interval) : interval);
      if (signal == SIGTERM || signal == SIGINT) return stop();
      reload = reload || signal == SIGHUP;
      if (reload && !daemon_->busy()) {
        reload = false;
        change();
      }
      if (changed_ && !daemon_->changing()) say_serving();
      if (const auto why = daemon_->broken(); !why.empty()) {
        log_->write("DISK_FAILED", {.subject = why});
        return kFailed;
      }
      if (Steady::now() < next_sign) continue;
      if (daemon_->probe()) serve::say_alive();
      next_sign = Steady::now() + interval / 2;
    }
  }

  static int wait_for_signal(std::chrono::milliseconds at_most) {
    const sigset_t signals = our_signals();
    const timespec wait{at_most.count() / 1000, at_most.count() % 1000 * 1'000'000};
    return sigtimedwait(&signals, nullptr, &wait);
  }

  /// The file anew. What cannot be worked with is refused before anything is touched.
  void change() {
    serve::say_reloading();
    const auto loaded = read(file_);
    for (const auto& problem : loaded.problems) log_->write("CONFIG_REFUSED", {.subject = problem.text()});
    if (!loaded.config) return serve::say_ready(where_);
    auto log = open_log(*loaded.config);
    const auto where = daemon_->change(*loaded.config, log);
    if (!where) {
      log_->write("CONFIG_REFUSED", {.subject = where.error().code + ": " + where.error().detail});
      return serve::say_ready(where_);
    }
    log_ = std::move(log);
    where_ = *where;
    changed_ = true;
  }

  int stop() {
    serve::say_stopping();
    log_->write("SERVICE_STOPPING", {});
    daemon_->stop();
    log_->write("SERVICE_STOPPED", {});
    return kFine;
  }

  static constexpr std::chrono::milliseconds kSoon{20};

  config::Path file_;
  const Clock& clock_;
  std::shared_ptr<log::Log> log_;
  std::unique_ptr<serve::Daemon> daemon_;
  std::string where_;
  bool changed_ = false;  ///< a new configuration takes over
};

int serve(const config::Path& file) {
  // Before any thread is made, so that all of them leave these signals to watch().
  const sigset_t signals = our_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  const auto loaded = read(file);
  if (!loaded.config) return complain(loaded.problems);
  if (const auto fit = xml::self_test(); !fit) return fail(fit.error());
  const serve::SystemClock clock;
  return Service(file, clock).run(*loaded.config);
}

}  // namespace

void add_serve(CLI::App& app, int& exit_code) {
  auto* const command =
      app.add_subcommand("serve", "the daemon: takes in, checks, sends, receives, follows up");
  auto file = std::make_shared<std::string>();
  command->add_option("--config", *file,
                      "configuration file (default: QUITTANCE_CONFIG, else /etc/quittance/quittance.toml)");
  command->footer(
      "SIGTERM ends it after begun work, SIGHUP reads the configuration again. Exit: 0 stopped, 2 it could "
      "not go on,\n"
      "78 the configuration is wrong.\n"
      "Examples:\n  quittance serve --config /etc/quittance/quittance.toml\n  systemctl start quittance");
  command->callback([file, &exit_code] {
    exit_code = serve(config::config_file(file->empty() ? std::nullopt : std::optional<config::Path>(*file)));
  });
}

}  // namespace quittance::cli
