#include "gateway/delivery/outbound.h"

namespace quittance::delivery {
namespace {

using core::Delivery;
using core::Event;
using core::Happened;
using core::State;
using core::Step;

/// What an attempt may take longer for a large message: a second for each megabyte.
std::chrono::milliseconds time_for(std::uint64_t size_bytes) {
  return std::chrono::seconds(size_bytes / 1'000'000);
}

/// "report.json" for the suffix ".report.json".
std::string attachment_name(const std::string& suffix) {
  return suffix.starts_with('.') ? suffix.substr(1) : suffix;
}

}  // namespace

bool Outbound::needs_wire(const Delivery& delivery, Instant now) const {
  if (delivery.state() == State::addressed) return true;
  return delivery.state() == State::in_doubt &&
         due_event(delivery, now, settings_.policy) == Event::retry_due;
}

bool Outbound::asks_others(const Delivery& delivery) const {
  return delivery.state() == State::checked && world_.lookup.asks_others(delivery.facts);
}

Result<void> Outbound::advance(Delivery delivery) {
  for (bool first = true;; first = false) {
    const Instant now = world_.clock.wall();
    const core::Progress& progress = delivery.progress;
    if (progress.held || !progress.next_at || *progress.next_at > now || needs_wire(delivery, now)) return {};
    if (!first && asks_others(delivery)) return {};
    auto after = act(delivery);
    if (!after) return after.error();
    if (!*after) return {};
    delivery = std::move(**after);
  }
}

Outbound::After Outbound::act(const Delivery& delivery) {
  if (delivery.state() == State::claimed) return check(delivery);
  if (delivery.state() == State::checked) return look_up(delivery);
  const auto event = due_event(delivery, world_.clock.wall(), settings_.policy);
  if (!event) return std::optional<Delivery>();
  Happened happened{*event, "", ""};
  if (core::is_on_the_wire(delivery.state())) happened.detail = "the attempt never came back";
  return steps_.happen(delivery.id, happened, delivery.state());
}

Result<std::vector<core::Attachment>> Outbound::keep_reports(const std::vector<core::Report>& reports) {
  std::vector<core::Attachment> kept;
  for (const core::Report& report : reports) {
    auto attachment = world_.blobs.keep(attachment_name(report.suffix), report.bytes);
    if (!attachment) return attachment.error();
    kept.push_back(std::move(*attachment));
  }
  return kept;
}

Outbound::After Outbound::check(const Delivery& delivery) {
  const auto document = world_.blobs.open(delivery.document);
  if (!document) return steps_.hold(delivery.id, core::kind::kHeld, document.error());
  const auto verdict = world_.checker.check({delivery.document, *document, delivery.origin});
  if (const auto* good = std::get_if<core::Passed>(&verdict)) return passed(delivery, *good);
  if (const auto* bad = std::get_if<core::Failed>(&verdict)) return failed(delivery, *bad);
  return not_checked(delivery, std::get<core::NotChecked>(verdict));
}

Outbound::After Outbound::passed(const Delivery& delivery, const core::Passed& verdict) {
  auto attachments = keep_reports(verdict.reports);
  if (!attachments) return attachments.error();
  return steps_.take(delivery.id, [&](core::Writing& writing, Delivery& now) -> Result<std::optional<Step>> {
    if (now.state() != State::claimed) return std::optional<Step>();
    auto twin = writing.twin(now.id, verdict.facts, now.document);
    if (!twin) return twin.error();
    if (auto set = writing.set_facts(now.id, verdict.facts); !set) return set.error();
    now.facts = verdict.facts;
    if (*twin && (*twin)->same_content) {
      return std::optional(
          steps_.decide(now, {Event::rules_failed, "DUPLICATE", "duplicate of " + (*twin)->id.text()}));
    }
    // The same number with other content: only a person knows whether it corrects or collides. Who
    // released it has said so.
    if (*twin && !now.progress.released) {
      Step step = core::note(now, core::kind::kHeld, "NUMBER-REUSED",
                             "its number is taken by " + (*twin)->id.text() + " with other content", "daemon",
                             world_.clock.wall());
      step.alert = true;
      return std::optional(std::move(step));
    }
    if (verdict.answer) {
      auto about = writing.put_answer(now.id, *verdict.answer, verdict.facts.seller.endpoint,
                                      verdict.facts.buyer.endpoint);
      if (!about) return about.error();
    }
    Happened happened{Event::rules_passed, "", verdict.detail};
    happened.attachments = *attachments;
    return std::optional(steps_.decide(now, happened));
  });
}

Outbound::After Outbound::failed(const Delivery& delivery, const core::Failed& verdict) {
  auto attachments = keep_reports(verdict.reports);
  if (!attachments) return attachments.error();
  return steps_.take(delivery.id,
                     [&](core::Writing& writing, const Delivery& now) -> Result<std::optional<Step>> {
                       if (now.state() != State::claimed) return std::optional<Step>();
                       if (verdict.facts) {
                         if (auto set = writing.set_facts(now.id, *verdict.facts); !set) return set.error();
                       }
                       Happened happened{Event::rules_failed, verdict.code, verdict.detail};
                       happened.attachments = *attachments;
                       if (!attachments->empty()) happened.evidence = attachments->front().blob;
                       return std::optional(steps_.decide(now, happened));
                     });
}

Outbound::After Outbound::not_checked(const Delivery& delivery, const core::NotChecked& verdict) {
  auto attachments = keep_reports(verdict.reports);
  if (!attachments) return attachments.error();
  if (verdict.facts) {
    auto set = world_.store.commit(
        [&](core::Writing& writing) { return writing.set_facts(delivery.id, *verdict.facts); });
    if (!set) return set.error();
  }
  return steps_.hold(delivery.id, core::kind::kNotChecked, {verdict.code, Retry::never, verdict.reason},
                     *attachments);
}

Result<std::vector<core::Attachment>> Outbound::keep_exhibits(const std::vector<core::Exhibit>& exhibits) {
  std::vector<core::Attachment> kept;
  for (const core::Exhibit& exhibit : exhibits) {
    auto attachment = world_.blobs.keep(exhibit.name, exhibit.bytes);
    if (!attachment) return attachment.error();
    kept.push_back(std::move(*attachment));
  }
  return kept;
}

Outbound::After Outbound::look_up(const Delivery& delivery) {
  const auto found = world_.lookup.find(delivery.facts, delivery.origin, delivery.progress.attempts > 0);
  auto exhibits = keep_exhibits(found.exhibits);
  if (!exhibits) return exhibits.error();
  Happened happened{Event::endpoint_found, "", ""};
  happened.attachments = std::move(*exhibits);
  // The last that was said decided.
  if (!happened.attachments.empty()) happened.evidence = happened.attachments.back().blob;
  if (const auto* endpoint = std::get_if<core::Endpoint>(&found.outcome)) {
    happened.code = std::string(name(endpoint->channel));
    happened.detail =
        endpoint->url + " " + endpoint->peer + (found.source.empty() ? "" : "; " + found.source);
    return address(delivery, *endpoint, happened);
  }
  if (const auto* unknown = std::get_if<core::ReceiverUnknown>(&found.outcome)) {
    happened.event = Event::receiver_unknown;
    happened.code = unknown->code;
    happened.detail = unknown->detail;
    return steps_.happen(delivery.id, happened, State::checked);
  }
  const auto& failure = std::get<core::LookupFailed>(found.outcome);
  happened.event = Event::lookup_failed;
  happened.code = failure.code;
  happened.detail = failure.detail;
  happened.alert = failure.alert;
  return steps_.happen(delivery.id, happened, State::checked);
}

Outbound::After Outbound::address(const Delivery& delivery, const core::Endpoint& endpoint,
                                  const Happened& happened) {
  const core::Envelope drawn{core::draw_message_id(world_.random, settings_.domain),
                             core::draw_instance_id(world_.random), world_.clock.wall()};
  return steps_.take(delivery.id, [&](core::Writing& writing, Delivery& now) -> Result<std::optional<Step>> {
    if (now.state() != State::checked) return std::optional<Step>();
    if (auto set = writing.set_endpoint(now.id, endpoint); !set) return set.error();
    auto kept = writing.set_envelope(now.id, drawn);
    if (!kept) return kept.error();
    now.endpoint = endpoint;
    now.envelope = *kept;
    return std::optional(steps_.decide(now, happened));
  });
}

Outbound::After Outbound::pack(const Delivery& delivery, core::Transport& transport) {
  auto document = world_.blobs.open(delivery.document);
  if (!document) return steps_.hold(delivery.id, core::kind::kHeld, document.error());
  auto packed = transport.pack({delivery.id, *delivery.envelope, *delivery.endpoint, delivery.facts,
                                delivery.origin.file_name, std::move(*document)});
  if (!packed) return steps_.hold(delivery.id, core::kind::kHeld, packed.error());
  auto request = world_.blobs.keep("request", packed->body);
  if (!request) return request.error();
  return steps_.take(delivery.id, [&](core::Writing& writing, Delivery& now) -> Result<std::optional<Step>> {
    // Asked again at the moment of sending: a person may have stopped it meanwhile.
    if (now.state() != State::addressed || now.progress.held) return std::optional<Step>();
    if (auto set = writing.set_request(now.id, {packed->content_type, request->blob}); !set)
      return set.error();
    now.request = core::Attachment{packed->content_type, request->blob};
    Happened happened{Event::attempt_started, "", delivery.envelope->message_id.text()};
    happened.evidence = request->blob;
    happened.attachments = {*request};
    return std::optional(steps_.decide(now, happened));
  });
}

Outbound::After Outbound::start_resend(const Delivery& delivery) {
  return steps_.take(delivery.id, [&](core::Writing&, const Delivery& now) -> Result<std::optional<Step>> {
    if (now.state() != State::in_doubt || now.progress.held) return std::optional<Step>();
    return std::optional(steps_.decide(now, {Event::retry_due, "", delivery.envelope->message_id.text()}));
  });
}

Result<bool> Outbound::attempt(const Delivery& delivery) {
  const auto transport =
      delivery.endpoint ? world_.transports.find(delivery.endpoint->channel) : world_.transports.end();
  if (transport == world_.transports.end() || !delivery.envelope) {
    auto held = steps_.hold(delivery.id, core::kind::kHeld,
                            {"CHANNEL", Retry::never, "this gateway is not set up to send by its channel"});
    if (!held) return held.error();
    return true;
  }
  const bool resend = delivery.state() == State::in_doubt;
  auto started = resend ? start_resend(delivery) : pack(delivery, *transport->second);
  if (!started) return started.error();
  if (!*started || !core::is_on_the_wire((*started)->state())) return true;
  const Delivery& now = **started;
  auto request = world_.blobs.open(now.request->blob);
  if (!request) {
    // Nothing left the house in this attempt; what an earlier one came to is as unknown as before.
    auto lost = steps_.happen(now.id, {Event::not_taken, request.error().code, request.error().detail});
    if (!lost) return lost.error();
    return true;
  }
  const std::uint64_t size = request->size();
  const auto outcome = transport->second->send({now.id,
                                                *now.envelope,
                                                *now.endpoint,
                                                {std::move(*request), now.request->name},
                                                now.progress.attempts,
                                                resend,
                                                settings_.policy.attempt_limit + time_for(size)});
  auto finished = finish(now, outcome);
  if (!finished) return finished.error();
  return outcome.event != Event::not_taken && outcome.event != Event::answer_lost;
}

Outbound::After Outbound::finish(const Delivery& delivery, const core::Outcome& outcome) {
  Happened happened{outcome.event, outcome.code, outcome.detail};
  if (delivery.endpoint) happened.actor = "peer:" + delivery.endpoint->peer;
  if (outcome.answer) {
    auto kept = world_.blobs.keep("answer", *outcome.answer);
    if (!kept) return kept.error();
    happened.evidence = kept->blob;
    happened.attachments.push_back(std::move(*kept));
  }
  if (outcome.evidence) {
    const std::string name = outcome.event == Event::receipt_verified ? "receipt" : "error";
    // Mostly the answer is the evidence, whole: the same bytes are not written twice.
    auto kept = outcome.answer == outcome.evidence
                    ? Result<core::Attachment>(core::Attachment{name, *happened.evidence})
                    : world_.blobs.keep(name, *outcome.evidence);
    if (!kept) return kept.error();
    happened.evidence = kept->blob;
    happened.attachments.push_back(std::move(*kept));
  }
  // Without proof there is no receipt, whatever the transport says (design law 4).
  if (happened.event == Event::receipt_verified && !happened.evidence) {
    happened.event = Event::answer_lost;
    happened.detail = "a receipt was reported without its bytes";
    happened.alert = true;
  }
  return steps_.happen(delivery.id, happened);
}

Result<void> Outbound::recover() {
  for (const State state : {State::sending, State::resending}) {
    while (true) {
      auto found = world_.store.in_state(state, 1000);
      if (!found) return found.error();
      if (found->empty()) break;
      for (const Delivery& delivery : *found) {
        auto done = steps_.happen(delivery.id, {Event::answer_lost, "RESTART",
                                                "the process ended while the attempt was under way"});
        if (!done) return done.error();
      }
    }
  }
  return {};
}

void Outbound::give_to_a_person(const core::DeliveryId& id, const std::string& what) {
  auto held = steps_.hold(id, core::kind::kHeld, {"INTERNAL", Retry::never, what});
  if (!held) world_.observer.trouble("hold " + id.text(), held.error());
}

}  // namespace quittance::delivery
