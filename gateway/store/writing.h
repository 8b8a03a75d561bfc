// The port Writing over the writing connection, inside one unit of work.
#pragma once

#include "formats/base/digest.h"
#include "gateway/core/store.h"
#include "gateway/store/reads.h"

namespace quittance::store {

class SqlWriting : public Reads<core::Writing> {
 public:
  SqlWriting(Sql& sql, const Digest& digest) : sql_(sql), digest_(digest) {}

  Result<void> take_in(const core::TakenIn& taken) override;
  Result<void> apply(const core::Delivery& before, const core::Step& step) override;
  Result<void> set_facts(const core::DeliveryId& id, const core::InvoiceFacts& facts) override;
  Result<void> set_endpoint(const core::DeliveryId& id, const core::Endpoint& endpoint) override;
  Result<core::Envelope> set_envelope(const core::DeliveryId& id, const core::Envelope& envelope) override;
  Result<void> set_request(const core::DeliveryId& id, const core::Attachment& request) override;
  Result<std::optional<core::Twin>> twin(const core::DeliveryId& id, const core::InvoiceFacts& facts,
                                         const Sha256& document) override;
  Result<void> expire_watch(const core::Watch& watch) override;
  Result<void> put_letter(const std::string& key, const core::DeliveryId& subject,
                          const core::Letter& letter) override;
  Result<void> put_task(const core::Task& task, Instant now) override;
  Result<void> close_task(const core::DeliveryId& delivery, const std::string& reason, Instant now) override;
  Result<void> outbox_started(std::int64_t id) override;
  Result<void> outbox_again(std::int64_t id, Instant next_at, const std::string& why, bool in_doubt) override;
  Result<void> outbox_done(std::int64_t id) override;
  Result<core::Reception> receive(const core::DeliveryId& fresh_id, const core::InboundMessage& message,
                                  const Sha256& payload, const std::optional<core::Attachment>& request,
                                  Instant now) override;
  Result<void> move_inbound(const core::DeliveryId& id, core::InboundState to, const core::Entry& entry,
                            const std::vector<core::Attachment>& attachments,
                            const std::string& file) override;
  Result<void> owe(const std::string& act, const core::DeliveryId& subject, Instant now) override;
  Result<void> set_status(const core::DeliveryId& inbound, const core::DeliveryId& delivery) override;
  Result<std::string> put_answer(const core::DeliveryId& saying, const core::Answer& answer,
                                 const std::string& sender, const std::string& recipient) override;
  Result<void> append(const core::Entry& entry, const std::vector<core::Attachment>& attachments) override;

 protected:
  void with(const std::function<void(Sql&)>& ask) override { ask(sql_); }

 private:
  void put_event(const core::Entry& entry, std::optional<int> n,
                 const std::vector<core::Attachment>& attachments);
  void put_outbox(const std::string& key, const std::string& act, const std::string& subject, Instant now);
  core::Reception known_message(const Rows& known, const core::InboundMessage& message, const Sha256& payload,
                                const std::vector<core::Attachment>& attachments, Instant now);

  Sql& sql_;
  const Digest& digest_;
};

/// Puts the projection of one delivery in the place of the one that is there.
void put_progress(Sql& sql, const core::DeliveryId& id, const core::Progress& progress);

}  // namespace quittance::store
