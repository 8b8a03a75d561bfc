// quittance serve: the daemon, until a signal ends it.
#include <CLI/CLI.hpp>
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

enum class Ended { stopped, reload, broken };

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

/// Waits for a signal, gives signs of life, and looks whether the daemon can still work.
Ended watch(serve::Daemon& daemon, log::Log& log) {
  const sigset_t signals = our_signals();
  const auto interval = serve::alive_interval().value_or(std::chrono::milliseconds(1000));
  const timespec wait{interval.count() / 1000, interval.count() % 1000 * 1'000'000};
  for (;;) {
    const int signal = sigtimedwait(&signals, nullptr, &wait);
    if (signal == SIGHUP) return Ended::reload;
    if (signal == SIGTERM || signal == SIGINT) return Ended::stopped;
    if (const auto why = daemon.broken(); !why.empty()) {
      log.write("DISK_FAILED", {.subject = why});
      return Ended::broken;
    }
    if (daemon.probe()) serve::say_alive();
  }
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

/// One life of the daemon under one configuration. Fails when it could not begin.
Result<Ended> serve_once(const config::Config& config, const config::Path& file, log::Log& log) {
  auto daemon = serve::Daemon::open(config, log);
  if (!daemon) return daemon.error();
  const auto where = (*daemon)->start();
  if (!where) return where.error();
  log.write("CONFIG_LOADED", {.subject = file.string()});
  log.write("SERVICE_READY", {.subject = *where});
  serve::say_ready(*where);
  const Ended ended = watch(**daemon, log);
  if (ended == Ended::reload) {
    serve::say_reloading();
  } else {
    serve::say_stopping();
    log.write("SERVICE_STOPPING", {});
  }
  (*daemon)->stop();
  return ended;
}

/// Life after life, until a signal or a fault ends it. A new configuration that cannot be read or begun with
/// leaves the old one in force.
int serve_on(config::Config config, const config::Path& file, log::Log& log) {
  std::optional<config::Config> previous;
  for (;;) {
    const auto ended = serve_once(config, file, log);
    if (!ended && !previous) {
      fail(ended.error());
      return code_of(ended.error());
    }
    if (!ended) {
      log.write("CONFIG_REFUSED", {.subject = ended.error().code + ": " + ended.error().detail});
      config = *std::exchange(previous, std::nullopt);
      continue;
    }
    if (*ended == Ended::broken) return kFailed;
    if (*ended == Ended::stopped) {
      log.write("SERVICE_STOPPED", {});
      return kFine;
    }
    auto again = config::load(file);
    if (again.config) {
      previous = std::exchange(config, std::move(*again.config));
    } else {
      for (const auto& problem : again.problems) log.write("CONFIG_REFUSED", {.subject = problem.text()});
    }
  }
}

int serve(const config::Path& file) {
  // Before any thread is made, so that all of them leave these signals to watch().
  const sigset_t signals = our_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  auto loaded = config::load(file);
  if (!loaded.config) return complain(loaded.problems);
  if (const auto fit = xml::self_test(); !fit) return fail(fit.error());
  const serve::SystemClock clock;
  const auto log =
      log::open_log(log_target(loaded.config->log.to), log_level(loaded.config->log.level), clock);
  return serve_on(std::move(*loaded.config), file, *log);
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
