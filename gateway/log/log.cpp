// The only file that knows Boost.Log.
#include "gateway/log/log.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

#include <boost/log/attributes/constant.hpp>
#include <boost/log/attributes/value_extraction.hpp>
#include <boost/log/core.hpp>
#include <boost/log/sinks/basic_sink_backend.hpp>
#include <boost/log/sinks/sync_frontend.hpp>
#include <boost/log/sources/logger.hpp>
#include <boost/log/sources/record_ostream.hpp>
#include <boost/smart_ptr/make_shared.hpp>

#include <cassert>
#include <cstdlib>
#include <iostream>
#include <mutex>

#include "gateway/log/line.h"
#include "gateway/log/suppression.h"

namespace quittance::log {

namespace {

namespace sinks = boost::log::sinks;

constexpr unsigned kMostLimited = 20;               // lines of one limited code …
constexpr std::chrono::seconds kLimitedWindow{10};  // … in this time

void write_journal(const Line& line) {
  const auto fields = journal_fields(line);
  std::vector<std::string> texts;
  texts.reserve(fields.size());
  for (const auto& [name, value] : fields) texts.push_back(fmt::format("{}={}", name, value));
  std::vector<iovec> parts;
  parts.reserve(texts.size());
  for (auto& text : texts) parts.push_back({text.data(), text.size()});
  ::sd_journal_sendv(parts.data(), static_cast<int>(parts.size()));
}

/// Takes the Line out of a record and writes it where it belongs.
class Backend : public sinks::basic_sink_backend<sinks::synchronized_feeding> {
 public:
  Backend(To to, std::ostream& stream) : to_(to), stream_(stream) {}

  void consume(const boost::log::record_view& record) {
    const auto line = boost::log::extract<Line>("Line", record);
    if (!line) return;
    if (to_ == To::journal) {
      write_journal(*line);
    } else {
      stream_ << (to_ == To::json ? json(*line) : plain(*line)) + "\n" << std::flush;
    }
  }

 private:
  To to_;
  std::ostream& stream_;
};

using Sink = sinks::synchronous_sink<Backend>;

class BoostLog : public Log {
 public:
  BoostLog(To to, Level least, const Clock& clock, std::ostream& stream)
      : least_(least),
        clock_(clock),
        sink_(boost::make_shared<Sink>(boost::make_shared<Backend>(to, stream))) {
    // Boost's core is one for the process: a log's records are its own sink's only.
    sink_->set_filter([me = this](const boost::log::attribute_value_set& values) {
      const auto owner = boost::log::extract<const BoostLog*>("Log", values);
      return owner && *owner == me;
    });
    logger_.add_attribute("Log", boost::log::attributes::constant<const BoostLog*>(this));
    boost::log::core::get()->add_sink(sink_);
  }
  BoostLog(const BoostLog&) = delete;
  BoostLog& operator=(const BoostLog&) = delete;
  ~BoostLog() override { boost::log::core::get()->remove_sink(sink_); }

  void write(std::string_view code, const Facts& facts) override {
    const auto* message = find_message(code);
    assert(message != nullptr);
    if (message == nullptr || message->level > least_) return;
    const std::lock_guard lock(mutex_);
    if (message->limited) {
      const auto verdict = suppression_.judge(message->code, clock_.steady());
      if (verdict.suppressed_before > 0) {
        const auto subject = fmt::format("{} {}", verdict.suppressed_before, message->code);
        push({find_message("LOG_SUPPRESSED"), clock_.wall(), {.subject = subject}});
      }
      if (!verdict.write) return;
    }
    push({message, clock_.wall(), facts});
  }

 private:
  void push(const Line& line) {
    boost::log::record record = logger_.open_record();
    if (!record) return;
    record.attribute_values().insert("Line", boost::log::attributes::make_attribute_value(line));
    logger_.push_record(boost::move(record));
  }

  Level least_;
  const Clock& clock_;
  boost::shared_ptr<Sink> sink_;
  boost::log::sources::logger logger_;
  std::mutex mutex_;
  Suppression suppression_{kMostLimited, kLimitedWindow};
};

/// systemd sets JOURNAL_STREAM to device and inode of the stream it connected (sd_journal_stream_fd): a
/// redirected one is not the journal any more.
bool stderr_is_the_journal() {
  const char* variable = std::getenv("JOURNAL_STREAM");
  struct stat status{};
  if (variable == nullptr || ::fstat(STDERR_FILENO, &status) != 0) return false;
  return variable == fmt::format("{}:{}", status.st_dev, status.st_ino);
}

}  // namespace

std::unique_ptr<Log> open_log(To to, Level least, const Clock& clock) {
  if (to == To::automatic) to = stderr_is_the_journal() ? To::journal : To::plain;
  return std::make_unique<BoostLog>(to, least, clock, std::cerr);
}

std::unique_ptr<Log> open_log(To to, Level least, const Clock& clock, std::ostream& stream) {
  return std::make_unique<BoostLog>(to, least, clock, stream);
}

}  // namespace quittance::log
