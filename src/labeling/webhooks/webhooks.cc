#include "labeling/webhooks/webhooks.h"

#include "labeling/tasks/tasks.h"
#include "labeling/webhooks/deliveries.h"

namespace millrace::labeling {
namespace {

using db::Arg;
using db::Blob;

constexpr std::string_view kColumns =
    "id, project_id, url, headers, secret, send_payload, send_for_all_actions, is_active, "
    "created_at, updated_at";

Webhook WebhookOf(const db::Row& row) {
  return {.id = row.Int(0),
          .project_id = row.MaybeInt(1),
          .url = row.String(2),
          .headers = row.String(3),
          .secret = row.String(4),
          .send_payload = row.Bool(5),
          .send_for_all_actions = row.Bool(6),
          .is_active = row.Bool(7),
          .created_at = FromMicros(row.Int(8)),
          .updated_at = FromMicros(row.Int(9))};
}

Result<std::vector<Webhook>> Select(db::Connection& tx, const std::string& rest,
                                    std::span<const Arg> args) {
  std::vector<Webhook> webhooks;
  RETURN_IF_ERROR(tx.Query("SELECT " + std::string(kColumns) + " FROM webhook " + rest, args,
                           [&](const db::Row& row) { webhooks.push_back(WebhookOf(row)); }));
  for (Webhook& webhook : webhooks) {
    for (const ActionInfo& info : Actions()) {
      ASSIGN_OR_RETURN(const auto chosen,
                       tx.QueryInt("SELECT 1 FROM webhook_action WHERE webhook_id = $1 AND "
                                   "action = $2",
                                   {webhook.id, info.name}));
      if (chosen.has_value()) webhook.actions.push_back(info.action);
    }
  }
  return webhooks;
}

Result<void> SaveActions(db::Connection& tx, int64_t id, const std::vector<Action>& actions) {
  RETURN_IF_ERROR(tx.Execute("DELETE FROM webhook_action WHERE webhook_id = $1", {id}));
  for (const Action action : actions) {
    RETURN_IF_ERROR(
        tx.Execute("INSERT INTO webhook_action (webhook_id, action) VALUES ($1, $2) "
                   "ON CONFLICT (webhook_id, action) DO NOTHING",
                   {id, InfoOf(action).name}));
  }
  return {};
}

}  // namespace

Result<Webhook> CreateWebhook(db::Connection& tx, const Webhook& given, Time now) {
  ASSIGN_OR_RETURN(const int64_t id, AllocateIds(tx, "webhook", 1));
  RETURN_IF_ERROR(
      tx.Execute("INSERT INTO webhook (" + std::string(kColumns) +
                     ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)",
                 {id, given.project_id, given.url, Blob{given.headers}, Blob{given.secret},
                  given.send_payload, given.send_for_all_actions, given.is_active, ToMicros(now)}));
  RETURN_IF_ERROR(SaveActions(tx, id, given.actions));
  return GetWebhook(tx, id);
}

Result<Webhook> GetWebhook(db::Connection& tx, int64_t id) {
  const Arg args[] = {Arg(id)};
  ASSIGN_OR_RETURN(auto webhooks, Select(tx, "WHERE id = $1", args));
  if (webhooks.empty()) {
    return Fail(ErrorKind::kNotFound, "There is no webhook " + std::to_string(id) + ".",
                "It may have been deleted.");
  }
  return std::move(webhooks.front());
}

Result<std::vector<Webhook>> ListWebhooks(db::Connection& tx, std::optional<int64_t> project_id) {
  if (!project_id.has_value()) return Select(tx, "ORDER BY id", {});
  const Arg args[] = {Arg(*project_id)};
  return Select(tx, "WHERE project_id = $1 ORDER BY id", args);
}

Result<Webhook> UpdateWebhook(db::Connection& tx, const Webhook& webhook, Time now) {
  RETURN_IF_ERROR(tx.Execute(
      "UPDATE webhook SET url = $2, headers = $3, secret = $4, send_payload = $5, "
      "send_for_all_actions = $6, is_active = $7, updated_at = $8 WHERE id = $1",
      {webhook.id, webhook.url, Blob{webhook.headers}, Blob{webhook.secret}, webhook.send_payload,
       webhook.send_for_all_actions, webhook.is_active, ToMicros(now)}));
  RETURN_IF_ERROR(SaveActions(tx, webhook.id, webhook.actions));
  RETURN_IF_ERROR(TryAgainNow(tx, webhook.id));
  return GetWebhook(tx, webhook.id);
}

Result<void> DeleteWebhook(db::Connection& tx, int64_t id) {
  RETURN_IF_ERROR(DropDeliveries(tx, id));
  RETURN_IF_ERROR(tx.Execute("DELETE FROM webhook_action WHERE webhook_id = $1", {id}));
  RETURN_IF_ERROR(tx.Execute("DELETE FROM webhook WHERE id = $1", {id}));
  return {};
}

Result<void> DeleteWebhooksOfProject(db::Connection& tx, int64_t project_id) {
  ASSIGN_OR_RETURN(const auto webhooks, ListWebhooks(tx, project_id));
  for (const Webhook& webhook : webhooks) RETURN_IF_ERROR(DeleteWebhook(tx, webhook.id));
  return {};
}

Result<std::vector<Listener>> ListenersOf(db::Connection& tx, int64_t project_id, Action action) {
  std::vector<Listener> listeners;
  RETURN_IF_ERROR(tx.Query(
      "SELECT id, send_payload FROM webhook WHERE is_active = 1 AND "
      "(project_id = $1 OR project_id IS NULL) AND (send_for_all_actions = 1 OR EXISTS "
      "(SELECT 1 FROM webhook_action a WHERE a.webhook_id = webhook.id AND a.action = $2)) "
      "ORDER BY id",
      {project_id, InfoOf(action).name},
      [&](const db::Row& row) { listeners.push_back({row.Int(0), row.Bool(1)}); }));
  return listeners;
}

}  // namespace millrace::labeling
