#include "api/webhooks/webhooks.h"

#include "api/webhooks/webhook_input.h"
#include "api/webhooks/webhook_shapes.h"
#include "base/text.h"
#include "labeling/projects/projects.h"
#include "webhooks/envelope.h"

namespace millrace::api {
namespace {

using labeling::Webhook;

Outcome Show(const Service& service, int status, const Webhook& webhook) {
  JsonWriter json;
  json.BeginObject();
  RETURN_IF_ERROR(AppendWebhookMembers(json, service, webhook));
  json.EndObject();
  return JsonAnswer(status, std::move(json).Take());
}

Result<void> CheckProject(Form& form, db::Connection& tx, std::optional<int64_t> project_id) {
  if (!project_id.has_value()) return {};
  const auto found = labeling::GetProject(tx, *project_id);
  if (found.has_value()) return {};
  if (found.error().kind != ErrorKind::kNotFound) return std::unexpected(found.error());
  form.Wrong("project",
             "Invalid pk \"" + std::to_string(*project_id) + "\" - object does not exist.");
  return {};
}

Outcome Change(Service& service, Call& call, Form::Given given) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  ASSIGN_OR_RETURN(
      const Webhook webhook,
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<Webhook> {
        ASSIGN_OR_RETURN(Webhook changed, labeling::GetWebhook(tx, call.id()));
        Form form(*body, kWebhookChange, given);
        ReadWebhook(form, service, changed);
        RETURN_IF_ERROR(form.Done());
        return labeling::UpdateWebhook(tx, changed, service.clock().Now());
      }));
  return Show(service, 200, webhook);
}

}  // namespace

Result<void> AppendWebhookMembers(JsonWriter& json, const Service& service,
                                  const Webhook& webhook) {
  ASSIGN_OR_RETURN(const net::Headers headers, webhooks::OpenHeaders(service.sealer(), webhook));
  json.Member("id", webhook.id);
  json.Member("organization", 1);
  json.Member("project", webhook.project_id);
  json.Member("url", webhook.url);
  json.Member("send_payload", webhook.send_payload);
  json.Member("send_for_all_actions", webhook.send_for_all_actions);
  json.Key("headers");
  json.BeginObject();
  for (const auto& [name, value] : headers) json.Member(name, value);
  json.EndObject();
  json.Member("is_active", webhook.is_active);
  json.Key("actions");
  json.BeginArray();
  for (const labeling::Action action : webhook.actions) json.String(labeling::InfoOf(action).name);
  json.EndArray();
  json.Member("created_at", FormatIso(webhook.created_at));
  json.Member("updated_at", FormatIso(webhook.updated_at));
  return {};
}

Outcome ListWebhooks(Service& service, Call& call) {
  const std::string project = call.Query("project").value_or("");
  const std::optional<int64_t> project_id = ParseInt(project);
  const auto unknown = [] {
    return FailField("project",
                     "Select a valid choice. That choice is not one of the available choices.");
  };
  if (!project.empty() && !project_id.has_value()) return unknown();
  return service.db().Read([&](db::Connection& tx) -> Outcome {
    if (project_id.has_value() && !labeling::GetProject(tx, *project_id).has_value())
      return unknown();
    ASSIGN_OR_RETURN(const auto webhooks, labeling::ListWebhooks(tx, project_id));
    JsonWriter json;
    json.BeginArray();
    for (const Webhook& webhook : webhooks) {
      json.BeginObject();
      RETURN_IF_ERROR(AppendWebhookMembers(json, service, webhook));
      json.EndObject();
    }
    json.EndArray();
    return JsonAnswer(200, std::move(json).Take());
  });
}

Outcome CreateWebhook(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  ASSIGN_OR_RETURN(
      const Webhook webhook,
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<Webhook> {
        Form form(*body, kWebhookInput);
        Webhook given{.project_id = form.Int("project"),
                      .headers = webhooks::SealHeaders(service.sealer(), {}),
                      .secret = webhooks::SealNewSecret(service.sealer())};
        RETURN_IF_ERROR(CheckProject(form, tx, given.project_id));
        ReadWebhook(form, service, given);
        RETURN_IF_ERROR(form.Done());
        return labeling::CreateWebhook(tx, given, service.clock().Now());
      }));
  return Show(service, 201, webhook);
}

Outcome DescribeWebhookActions(Service& /*service*/, Call& call) {
  const std::optional<std::string> wanted = call.Query("organization-only");
  JsonWriter json;
  json.BeginObject();
  for (const labeling::ActionInfo& info : labeling::Actions()) {
    if (wanted.has_value() && info.organization_only != (*wanted == "true")) continue;
    json.Key(info.name);
    json.BeginObject();
    json.Member("name", info.title);
    json.Member("description", "");
    json.Member("key", info.key);
    json.Member("organization-only", info.organization_only);
    json.EndObject();
  }
  json.EndObject();
  return JsonAnswer(200, std::move(json).Take());
}

Outcome GetWebhook(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Webhook webhook, service.db().Read([&](db::Connection& tx) {
    return labeling::GetWebhook(tx, call.id());
  }));
  return Show(service, 200, webhook);
}

Outcome ChangeWebhook(Service& service, Call& call) {
  return Change(service, call, Form::Given::kSome);
}

Outcome ReplaceWebhook(Service& service, Call& call) {
  return Change(service, call, Form::Given::kAll);
}

Outcome DeleteWebhook(Service& service, Call& call) {
  RETURN_IF_ERROR(
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<void> {
        RETURN_IF_ERROR(labeling::GetWebhook(tx, call.id()));
        return labeling::DeleteWebhook(tx, call.id());
      }));
  return EmptyAnswer(204);
}

}  // namespace millrace::api
