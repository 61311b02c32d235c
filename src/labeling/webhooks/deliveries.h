// What webhooks have still to be told, and what they were told: the only owner of the tables
// webhook_event and webhook_delivery.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "db/database.h"
#include "labeling/webhooks/webhooks.h"

namespace millrace::labeling {

struct Event {
  Action action = Action::kProjectUpdated;
  int64_t project_id = 0;
  std::string members;  // of the body besides `action`: a JSON object; "" = none
  // kTasksCreated: these ids. They are read when the event is sent, those that are gone by then
  // are left out.
  std::optional<int64_t> first_task, last_task;
};
// One row for the event, under a new UUID, and one for each listener.
Result<void> AddEvent(db::Connection& tx, const Event& event, std::span<const Listener> listeners,
                      Time now);

enum class DeliveryState : int {
  kWaiting = 0,    // to be sent; `not_before` says when
  kDelivered = 1,  // the receiver answered 2xx
  kFailed = 2,     // given up; a person may have it sent again
};

struct Delivery {
  int64_t id = 0, webhook_id = 0, event_id = 0;
  std::string event_uuid;
  std::string action;
  Time created_at{};  // of the event
  DeliveryState state = DeliveryState::kWaiting;
  int tries = 0;
  Time queued_at{}, not_before{};
  std::optional<Time> tried_at;   // the last try
  std::optional<int64_t> status;  // HTTP status of the last try
  std::string error;              // a sentence about the last try; "" = none
};

// The first waiting delivery of each active webhook; by webhook. Only it may be sent: a webhook
// gets its events in their order.
Result<std::vector<Delivery>> FirstWaiting(db::Connection& tx);
// Is there an active webhook?
Result<bool> AnyActiveWebhook(db::Connection& tx);

// The JSON that is sent.
Result<std::string> BodyOf(db::Connection& tx, const Delivery& delivery, bool send_payload);

// Stores state, tries, not_before, tried_at, status and error. One that is gone stays so.
Result<void> UpdateDelivery(db::Connection& tx, const Delivery& delivery);

Result<Delivery> GetDelivery(db::Connection& tx, int64_t id);  // kNotFound
struct DeliveryQuery {
  int64_t webhook_id = 0;
  std::optional<DeliveryState> state;
  int64_t offset = 0, limit = 100;
};
Result<std::vector<Delivery>> ListDeliveries(db::Connection& tx,
                                             const DeliveryQuery& query);  // newest first
struct DeliveryCounts {
  int64_t waiting = 0, delivered = 0, failed = 0;

  int64_t Of(std::optional<DeliveryState> state) const;  // nothing: all
};
Result<DeliveryCounts> CountDeliveries(db::Connection& tx, int64_t webhook_id);

// Is to be sent again, at once, with all its tries; under the same event id.
Result<void> Redeliver(db::Connection& tx, int64_t id, Time now);

// What waits for this webhook need not wait for its time.
Result<void> TryAgainNow(db::Connection& tx, int64_t webhook_id);

// Takes away what is settled and old: delivered ones after 7 days, failed ones after 30, and of
// each all but the newest 1,000 and 64 MiB of a webhook. A batch; how many went.
Result<int64_t> PruneDeliveries(db::Connection& tx, Time now);
// Of one webhook, all.
Result<void> DropDeliveries(db::Connection& tx, int64_t webhook_id);

}  // namespace millrace::labeling
