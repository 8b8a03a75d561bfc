// The daemon's answers to its own tools: named calls over the control socket.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "gateway/control/server.h"
#include "gateway/core/step.h"
#include "gateway/core/store.h"
#include "gateway/serve/reports.h"

namespace quittance::serve {

class ControlCalls {
 public:
  /// `wake` tells the scheduler that something may be due now. All must outlive the handlers.
  ControlCalls(core::Store& store, core::Blobs& blobs, const Clock& clock, core::Policy policy,
               Reports reports, std::function<void()> wake)
      : store_(store),
        blobs_(blobs),
        clock_(clock),
        policy_(std::move(policy)),
        reports_(std::move(reports)),
        wake_(std::move(wake)) {}

  /// show, queue, status, tasks, events, verify_events, blob, report, hold, release, retry, cancel.
  std::map<std::string, control::Handler, std::less<>> handlers();

 private:
  /// The one item that a text names. Fails with ITEM-UNKNOWN or ITEM-AMBIGUOUS (listing them).
  Result<std::string> item_named(const std::string& text);
  Result<control::Value> show(const control::Object& arguments);
  Result<control::Value> queue(const control::Object& arguments);
  Result<control::Value> status();
  Result<control::Value> tasks();
  Result<control::Value> events(const control::Object& arguments);
  Result<control::Value> verify_events();
  Result<control::Value> blob(const control::Object& arguments);
  /// Takes a step that a person asked for. Fails with NOT-ALLOWED when the delivery's state does not permit
  /// it.
  Result<control::Value> act(const std::string& name, const control::Object& arguments,
                             const control::Caller& caller);
  Result<core::Step> step_for(const std::string& name, const core::Delivery& delivery,
                              const std::string& reason, const std::string& actor) const;

  core::Store& store_;
  core::Blobs& blobs_;
  const Clock& clock_;
  core::Policy policy_;
  Reports reports_;
  std::function<void()> wake_;
};

}  // namespace quittance::serve
