#include "api/webhooks/v1_webhooks.h"

#include <algorithm>

#include "api/webhooks/webhooks.h"
#include "labeling/json/json_members.h"
#include "labeling/projects/projects.h"
#include "labeling/webhooks/deliveries.h"
#include "webhooks/envelope.h"

namespace millrace::api {
namespace {

using labeling::Delivery;
using labeling::DeliveryState;
using labeling::Webhook;

constexpr int64_t kMaxRows = 1'000;

std::string_view NameOf(DeliveryState state) {
  switch (state) {
    case DeliveryState::kWaiting: return "waiting";
    case DeliveryState::kDelivered: return "delivered";
    case DeliveryState::kFailed: return "failed";
  }
  return "";
}

Result<void> AppendMembers(JsonWriter& json, const Service& service, db::Connection& tx,
                           const Webhook& webhook) {
  RETURN_IF_ERROR(AppendWebhookMembers(json, service, webhook));
  ASSIGN_OR_RETURN(const labeling::DeliveryCounts counts,
                   labeling::CountDeliveries(tx, webhook.id));
  json.Member("waiting", counts.waiting);
  json.Member("delivered", counts.delivered);
  json.Member("failed", counts.failed);
  return {};
}

Outcome ShowWithSecret(const Service& service, db::Connection& tx, const Webhook& webhook) {
  ASSIGN_OR_RETURN(const Secret secret, webhooks::OpenSecret(service.sealer(), webhook));
  JsonWriter json;
  json.BeginObject();
  RETURN_IF_ERROR(AppendMembers(json, service, tx, webhook));
  json.Member("secret", secret.Reveal());
  json.EndObject();
  return JsonAnswer(200, std::move(json).Take());
}

void AppendDelivery(JsonWriter& json, const Delivery& delivery) {
  json.BeginObject();
  json.Member("id", delivery.id);
  json.Member("event", delivery.event_uuid);
  json.Member("action", delivery.action);
  json.Member("created_at", FormatIso(delivery.created_at));
  json.Member("state", NameOf(delivery.state));
  json.Member("tries", delivery.tries);
  labeling::MaybeTime(json, "tried_at", delivery.tried_at);
  json.Member("status", delivery.status);
  labeling::MaybeText(json, "error", delivery.error);
  const bool backs_off = delivery.state == DeliveryState::kWaiting && delivery.tries > 0;
  labeling::MaybeTime(json, "next_try",
                      backs_off ? std::optional(delivery.not_before) : std::nullopt);
  json.EndObject();
}

// The state that a query names; nothing for all.
Result<std::optional<DeliveryState>> ReadState(Call& call) {
  const std::string name = call.Query("state").value_or("");
  if (name.empty()) return std::optional<DeliveryState>();
  for (const DeliveryState state :
       {DeliveryState::kWaiting, DeliveryState::kDelivered, DeliveryState::kFailed})
    if (NameOf(state) == name) return std::optional(state);
  return FailField("state", "Use \"waiting\", \"delivered\" or \"failed\".");
}

}  // namespace

Outcome ListWebhooksV1(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const std::optional<int64_t> project, call.QueryInt("project"));
  return service.db().Read([&](db::Connection& tx) -> Outcome {
    if (project.has_value()) RETURN_IF_ERROR(labeling::GetProject(tx, *project));
    ASSIGN_OR_RETURN(const auto webhooks, labeling::ListWebhooks(tx, std::nullopt));
    JsonWriter json;
    json.BeginArray();
    for (const Webhook& webhook : webhooks) {
      if (project.has_value() && webhook.project_id.has_value() && webhook.project_id != project)
        continue;
      json.BeginObject();
      RETURN_IF_ERROR(AppendMembers(json, service, tx, webhook));
      json.EndObject();
    }
    json.EndArray();
    return JsonAnswer(200, std::move(json).Take());
  });
}

Outcome GetWebhookV1(Service& service, Call& call) {
  return service.db().Read([&](db::Connection& tx) -> Outcome {
    ASSIGN_OR_RETURN(const Webhook webhook, labeling::GetWebhook(tx, call.id()));
    return ShowWithSecret(service, tx, webhook);
  });
}

Outcome RotateWebhookSecretV1(Service& service, Call& call) {
  return service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Outcome {
    ASSIGN_OR_RETURN(Webhook webhook, labeling::GetWebhook(tx, call.id()));
    webhook.secret = webhooks::SealNewSecret(service.sealer());
    ASSIGN_OR_RETURN(webhook, labeling::UpdateWebhook(tx, webhook, service.clock().Now()));
    return ShowWithSecret(service, tx, webhook);
  });
}

Outcome TestWebhookV1(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Webhook webhook, service.db().Read([&](db::Connection& tx) {
    return labeling::GetWebhook(tx, call.id());
  }));
  return call.Later([&](Call::Respond respond) {
    service.webhooks.Ping(webhook, [respond](const webhooks::Attempt& attempt) {
      JsonWriter json;
      json.BeginObject();
      json.Member("delivered", attempt.delivered());
      json.Member("status", attempt.status);
      labeling::MaybeText(json, "error", attempt.error);
      json.EndObject();
      respond(JsonAnswer(200, std::move(json).Take()));
    });
  });
}

Outcome ListDeliveriesV1(Service& service, Call& call) {
  labeling::DeliveryQuery query{.webhook_id = call.id()};
  ASSIGN_OR_RETURN(const std::optional<int64_t> limit, call.QueryInt("limit"));
  ASSIGN_OR_RETURN(const std::optional<int64_t> offset, call.QueryInt("offset"));
  ASSIGN_OR_RETURN(query.state, ReadState(call));
  query.limit = std::clamp<int64_t>(limit.value_or(100), 0, kMaxRows);
  query.offset = std::clamp<int64_t>(offset.value_or(0), 0, INT32_MAX);
  return service.db().Read([&](db::Connection& tx) -> Outcome {
    RETURN_IF_ERROR(labeling::GetWebhook(tx, call.id()));
    ASSIGN_OR_RETURN(const labeling::DeliveryCounts counts,
                     labeling::CountDeliveries(tx, call.id()));
    ASSIGN_OR_RETURN(const auto deliveries, labeling::ListDeliveries(tx, query));
    JsonWriter json;
    json.BeginObject();
    json.Member("count", counts.Of(query.state));
    json.Key("results");
    json.BeginArray();
    for (const Delivery& delivery : deliveries) AppendDelivery(json, delivery);
    json.EndArray();
    json.EndObject();
    return JsonAnswer(200, std::move(json).Take());
  });
}

Outcome RedeliverV1(Service& service, Call& call) {
  return service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Outcome {
    RETURN_IF_ERROR(labeling::GetDelivery(tx, call.id()));
    RETURN_IF_ERROR(labeling::Redeliver(tx, call.id(), service.clock().Now()));
    ASSIGN_OR_RETURN(const Delivery delivery, labeling::GetDelivery(tx, call.id()));
    JsonWriter json;
    AppendDelivery(json, delivery);
    return JsonAnswer(200, std::move(json).Take());
  });
}

}  // namespace millrace::api
