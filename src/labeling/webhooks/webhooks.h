// Webhooks: who is told what happens in a project, or in all of them. The only owner of the tables
// webhook and webhook_action.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "db/database.h"
#include "labeling/webhooks/actions.h"

namespace millrace::labeling {

struct Webhook {
  int64_t id = 0;
  std::optional<int64_t> project_id;  // nothing: all projects
  std::string url;
  std::string headers;  // sealed: a JSON object of texts, sent with each event
  std::string secret;   // sealed: signs each event
  bool send_payload = true;
  bool send_for_all_actions = true;
  bool is_active = true;
  std::vector<Action> actions;  // ascending; of meaning without send_for_all_actions
  Time created_at{}, updated_at{};
};

Result<Webhook> CreateWebhook(db::Connection& tx, const Webhook& given, Time now);
Result<Webhook> GetWebhook(db::Connection& tx, int64_t id);  // kNotFound
// Those of this project alone, or all; by id.
Result<std::vector<Webhook>> ListWebhooks(db::Connection& tx, std::optional<int64_t> project_id);
// Everything but id, project and created_at. What waits is tried again at once.
Result<Webhook> UpdateWebhook(db::Connection& tx, const Webhook& webhook, Time now);
// With its deliveries.
Result<void> DeleteWebhook(db::Connection& tx, int64_t id);
Result<void> DeleteWebhooksOfProject(db::Connection& tx, int64_t project_id);

// The active webhooks that hear of this: those of the project and those of all. Cheap where nobody
// listens: a look into a small index.
struct Listener {
  int64_t webhook_id = 0;
  bool send_payload = true;
};
Result<std::vector<Listener>> ListenersOf(db::Connection& tx, int64_t project_id, Action action);

}  // namespace millrace::labeling
