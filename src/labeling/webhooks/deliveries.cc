#include "labeling/webhooks/deliveries.h"

#include "base/ids.h"
#include "base/json_writer.h"
#include "labeling/json/stored_json.h"
#include "labeling/tasks/task_rows.h"

namespace millrace::labeling {
namespace {

using db::Arg;

constexpr int64_t kPruned = 500;  // rows at a time
constexpr int64_t kKept = 1'000;  // of a webhook, in each state
constexpr int64_t kKeptBytes = 64 << 20;
constexpr std::chrono::days kDeliveredFor{7}, kFailedFor{30};

constexpr std::string_view kSelect =
    "SELECT d.id, d.webhook_id, d.event_id, e.uuid, e.action, e.created_at, d.state, d.tries, "
    "d.queued_at, d.not_before, d.tried_at, d.status, d.error FROM webhook_delivery d "
    "JOIN webhook_event e ON e.id = d.event_id ";

Delivery DeliveryOf(const db::Row& row) {
  return {.id = row.Int(0),
          .webhook_id = row.Int(1),
          .event_id = row.Int(2),
          .event_uuid = row.String(3),
          .action = row.String(4),
          .created_at = FromMicros(row.Int(5)),
          .state = static_cast<DeliveryState>(row.Int(6)),
          .tries = static_cast<int>(row.Int(7)),
          .queued_at = FromMicros(row.Int(8)),
          .not_before = FromMicros(row.Int(9)),
          .tried_at = row.Null(10) ? std::nullopt : std::optional(FromMicros(row.Int(10))),
          .status = row.MaybeInt(11),
          .error = row.String(12)};
}

Result<std::vector<Delivery>> Select(db::Connection& tx, const std::string& rest,
                                     std::span<const Arg> args) {
  std::vector<Delivery> deliveries;
  RETURN_IF_ERROR(tx.Query(std::string(kSelect) + rest, args,
                           [&](const db::Row& row) { deliveries.push_back(DeliveryOf(row)); }));
  return deliveries;
}

Result<void> AppendNewTasks(db::Connection& tx, JsonWriter& json, int64_t first, int64_t last) {
  json.Key(InfoOf(Action::kTasksCreated).key);
  json.BeginArray();
  RETURN_IF_ERROR(tx.Query(
      "SELECT " + std::string(kTaskColumns) + " FROM task WHERE id BETWEEN $1 AND $2 ORDER BY id",
      {first, last}, [&](const db::Row& row) {
        const Task task = TaskOf(row);
        AppendStoredTask(json, task, task.data);
      }));
  json.EndArray();
  return {};
}

// The newest of one state of a webhook that is one too many; 0 if none is.
Result<int64_t> LastTooMuch(db::Connection& tx, int64_t webhook_id, int state) {
  int64_t last = 0;
  RETURN_IF_ERROR(tx.Query(
      "SELECT MAX(id) FROM (SELECT d.id AS id, SUM(e.size) OVER newest AS bytes, "
      "ROW_NUMBER() OVER newest AS place FROM webhook_delivery d JOIN webhook_event e ON "
      "e.id = d.event_id WHERE d.webhook_id = $1 AND d.state = $2 "
      "WINDOW newest AS (ORDER BY d.id DESC)) AS kept WHERE bytes > $3 OR place > $4",
      {webhook_id, state, kKeptBytes, kKept}, [&](const db::Row& row) { last = row.Int(0); }));
  return last;
}

// One state of one webhook: those that are old, or too many.
Result<int64_t> Prune(db::Connection& tx, int64_t webhook_id, DeliveryState state, Time before) {
  const int number = static_cast<int>(state);
  ASSIGN_OR_RETURN(const int64_t too_much, LastTooMuch(tx, webhook_id, number));
  struct Old {
    int64_t id, event_id;
  };
  std::vector<Old> old;
  RETURN_IF_ERROR(
      tx.Query("SELECT id, event_id FROM webhook_delivery WHERE webhook_id = $1 AND state = $2 AND "
               "(id <= $3 OR tried_at < $4) ORDER BY id LIMIT $5",
               {webhook_id, number, too_much, ToMicros(before), kPruned},
               [&](const db::Row& row) { old.push_back({row.Int(0), row.Int(1)}); }));
  for (const Old& row : old) {
    RETURN_IF_ERROR(tx.Execute("DELETE FROM webhook_delivery WHERE id = $1", {row.id}));
    RETURN_IF_ERROR(
        tx.Execute("DELETE FROM webhook_event WHERE id = $1 AND NOT EXISTS "
                   "(SELECT 1 FROM webhook_delivery d WHERE d.event_id = webhook_event.id)",
                   {row.event_id}));
  }
  return std::ssize(old);
}

}  // namespace

Result<void> AddEvent(db::Connection& tx, const Event& event, std::span<const Listener> listeners,
                      Time now) {
  if (listeners.empty()) return {};
  ASSIGN_OR_RETURN(const int64_t event_id, AllocateIds(tx, "webhook_event", 1));
  RETURN_IF_ERROR(tx.Execute(
      "INSERT INTO webhook_event (id, uuid, action, project_id, members, size, "
      "first_task, last_task, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      {event_id, RandomUuid(), InfoOf(event.action).name, event.project_id, event.members,
       event.members.size(), event.first_task, event.last_task, ToMicros(now)}));
  ASSIGN_OR_RETURN(int64_t id, AllocateIds(tx, "webhook_delivery", std::ssize(listeners)));
  for (const Listener& listener : listeners) {
    RETURN_IF_ERROR(
        tx.Execute("INSERT INTO webhook_delivery (id, webhook_id, event_id, queued_at) "
                   "VALUES ($1, $2, $3, $4)",
                   {id++, listener.webhook_id, event_id, ToMicros(now)}));
  }
  return {};
}

Result<std::vector<Delivery>> FirstWaiting(db::Connection& tx) {
  return Select(tx,
                "JOIN webhook w ON w.id = d.webhook_id WHERE w.is_active = 1 AND d.id = "
                "(SELECT MIN(f.id) FROM webhook_delivery f WHERE f.webhook_id = w.id AND "
                "f.state = 0) ORDER BY w.id",
                {});
}

Result<bool> AnyActiveWebhook(db::Connection& tx) {
  ASSIGN_OR_RETURN(const auto one,
                   tx.QueryInt("SELECT 1 FROM webhook WHERE is_active = 1 LIMIT 1"));
  return one.has_value();
}

Result<std::string> BodyOf(db::Connection& tx, const Delivery& delivery, bool send_payload) {
  std::string members;
  std::optional<int64_t> first, last;
  if (send_payload) {
    RETURN_IF_ERROR(
        tx.Query("SELECT members, first_task, last_task FROM webhook_event WHERE id = $1",
                 {delivery.event_id}, [&](const db::Row& row) {
                   members = row.String(0), first = row.MaybeInt(1), last = row.MaybeInt(2);
                 }));
  }
  JsonWriter json;
  json.BeginObject();
  json.Member("action", delivery.action);
  if (first.has_value() && last.has_value())
    RETURN_IF_ERROR(AppendNewTasks(tx, json, *first, *last));
  std::string body = std::move(json).Take();
  if (members.size() > 2) {
    body += ',';
    body.append(members, 1, members.size() - 2);
  }
  body += '}';
  return body;
}

Result<void> UpdateDelivery(db::Connection& tx, const Delivery& delivery) {
  RETURN_IF_ERROR(tx.Execute(
      "UPDATE webhook_delivery SET state = $2, tries = $3, not_before = $4, tried_at = $5, "
      "status = $6, error = $7 WHERE id = $1",
      {delivery.id, static_cast<int>(delivery.state), delivery.tries, ToMicros(delivery.not_before),
       MaybeMicros(delivery.tried_at), delivery.status, TextOrNull(delivery.error)}));
  return {};
}

Result<Delivery> GetDelivery(db::Connection& tx, int64_t id) {
  const Arg args[] = {Arg(id)};
  ASSIGN_OR_RETURN(auto deliveries, Select(tx, "WHERE d.id = $1", args));
  if (deliveries.empty()) {
    return Fail(ErrorKind::kNotFound, "There is no delivery " + std::to_string(id) + ".",
                "Old ones are taken away; list those of the webhook to see what is there.");
  }
  return std::move(deliveries.front());
}

Result<std::vector<Delivery>> ListDeliveries(db::Connection& tx, const DeliveryQuery& query) {
  if (query.state.has_value()) {
    const Arg args[] = {Arg(query.webhook_id), Arg(static_cast<int>(*query.state)),
                        Arg(query.limit), Arg(query.offset)};
    return Select(
        tx, "WHERE d.webhook_id = $1 AND d.state = $2 ORDER BY d.id DESC LIMIT $3 OFFSET $4", args);
  }
  const Arg args[] = {Arg(query.webhook_id), Arg(query.limit), Arg(query.offset)};
  return Select(tx, "WHERE d.webhook_id = $1 ORDER BY d.id DESC LIMIT $2 OFFSET $3", args);
}

Result<DeliveryCounts> CountDeliveries(db::Connection& tx, int64_t webhook_id) {
  DeliveryCounts counts;
  RETURN_IF_ERROR(
      tx.Query("SELECT state, COUNT(*) FROM webhook_delivery WHERE webhook_id = $1 GROUP BY state",
               {webhook_id}, [&](const db::Row& row) {
                 switch (static_cast<DeliveryState>(row.Int(0))) {
                   case DeliveryState::kWaiting: counts.waiting = row.Int(1); break;
                   case DeliveryState::kDelivered: counts.delivered = row.Int(1); break;
                   case DeliveryState::kFailed: counts.failed = row.Int(1); break;
                 }
               }));
  return counts;
}

int64_t DeliveryCounts::Of(std::optional<DeliveryState> state) const {
  if (!state.has_value()) return waiting + delivered + failed;
  switch (*state) {
    case DeliveryState::kWaiting: return waiting;
    case DeliveryState::kDelivered: return delivered;
    case DeliveryState::kFailed: return failed;
  }
  return 0;
}

Result<void> Redeliver(db::Connection& tx, int64_t id, Time now) {
  RETURN_IF_ERROR(
      tx.Execute("UPDATE webhook_delivery SET state = 0, tries = 0, not_before = 0, "
                 "queued_at = $2 WHERE id = $1",
                 {id, ToMicros(now)}));
  return {};
}

Result<void> TryAgainNow(db::Connection& tx, int64_t webhook_id) {
  RETURN_IF_ERROR(tx.Execute(
      "UPDATE webhook_delivery SET not_before = 0 WHERE webhook_id = $1 AND state = 0 AND "
      "not_before > 0",
      {webhook_id}));
  return {};
}

Result<int64_t> PruneDeliveries(db::Connection& tx, Time now) {
  ASSIGN_OR_RETURN(const auto webhooks, ListWebhooks(tx, std::nullopt));
  int64_t gone = 0;
  for (const Webhook& webhook : webhooks) {
    ASSIGN_OR_RETURN(const int64_t delivered,
                     Prune(tx, webhook.id, DeliveryState::kDelivered, now - kDeliveredFor));
    ASSIGN_OR_RETURN(const int64_t failed,
                     Prune(tx, webhook.id, DeliveryState::kFailed, now - kFailedFor));
    gone += delivered + failed;
    if (gone >= kPruned) break;
  }
  return gone;
}

Result<void> DropDeliveries(db::Connection& tx, int64_t webhook_id) {
  RETURN_IF_ERROR(tx.Execute(
      "DELETE FROM webhook_event WHERE id IN (SELECT event_id FROM webhook_delivery WHERE "
      "webhook_id = $1) AND NOT EXISTS (SELECT 1 FROM webhook_delivery d WHERE d.event_id = "
      "webhook_event.id AND d.webhook_id <> $1)",
      {webhook_id}));
  RETURN_IF_ERROR(tx.Execute("DELETE FROM webhook_delivery WHERE webhook_id = $1", {webhook_id}));
  return {};
}

}  // namespace millrace::labeling
