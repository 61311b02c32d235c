#include "api/route.h"
#include "api/webhooks/v1_webhooks.h"
#include "api/webhooks/webhook_shapes.h"
#include "api/webhooks/webhooks.h"

namespace millrace::api {
namespace {

constexpr Member kOfProject[] = {
    {.name = "project", .about = "Only those of the project with this id."},
};
constexpr Member kHeardByProject[] = {
    {.name = "project",
     .type = Type::kInt,
     .about = "Only those that hear of it: its own, and those of all projects."},
};
constexpr Member kWhichActions[] = {
    {.name = "organization-only", .type = Type::kBool, .about = "Only these, or only the others."},
};
constexpr Member kWhichDeliveries[] = {
    {.name = "limit", .type = Type::kInt, .about = "How many, at most 1,000; else 100.", .min = 0},
    {.name = "offset", .type = Type::kInt, .about = "How many to leave out first.", .min = 0},
    {.name = "state", .about = "Else all.", .choices = "waiting|delivered|failed"},
};

}  // namespace

std::span<const Route> WebhookRoutes() {
  using enum Right;
  static constexpr Route kRoutes[] = {
      {"GET",
       "/api/webhooks",
       kManage,
       ListWebhooks,
       {.about = "The webhooks.",
        .query = kOfProject,
        .answer = ListOf(kWebhook),
        .refusals = {400}}},
      {"POST",
       "/api/webhooks",
       kManage,
       CreateWebhook,
       {.about = "Makes a webhook: an address that is told what happens in a project, or in all.",
        .body = &kWebhookInput,
        .answer = Is(kWebhook, 201)}},
      {"GET",
       "/api/webhooks/info",
       kPublic,
       DescribeWebhookActions,
       {.about = "What webhooks can be told.", .query = kWhichActions, .answer = Is(kWebhookInfo)}},
      {"GET",
       "/api/webhooks/{id}",
       kManage,
       GetWebhook,
       {.about = "One webhook.", .answer = Is(kWebhook)}},
      {"PATCH",
       "/api/webhooks/{id}",
       kManage,
       ChangeWebhook,
       {.about = "Changes what is given; its project stays.",
        .body = &kWebhookChange,
        .answer = Is(kWebhook)}},
      {"PUT",
       "/api/webhooks/{id}",
       kManage,
       ReplaceWebhook,
       {.about = "The same; the address must be given.",
        .body = &kWebhookChange,
        .answer = Is(kWebhook)}},
      {"DELETE",
       "/api/webhooks/{id}",
       kManage,
       DeleteWebhook,
       {.about = "Deletes a webhook with its deliveries.", .answer = kNoContent}},
      {"GET",
       "/api/v1/webhooks",
       kManage,
       ListWebhooksV1,
       {.about = "The webhooks, each with how many events wait, were delivered and failed.",
        .query = kHeardByProject,
        .answer = ListOf(kWebhookV1),
        .name = "listWebhooksV1"}},
      {"GET",
       "/api/v1/webhooks/{id}",
       kManage,
       GetWebhookV1,
       {.about = "One webhook, with the secret that signs what is sent.",
        .answer = Is(kWebhookSecretV1),
        .name = "getWebhookV1"}},
      {"POST",
       "/api/v1/webhooks/{id}/rotate-secret",
       kManage,
       RotateWebhookSecretV1,
       {.about = "Gives it another secret; the old one signs nothing from now on.",
        .answer = Is(kWebhookSecretV1)}},
      {"POST",
       "/api/v1/webhooks/{id}/test",
       kManage,
       TestWebhookV1,
       {.about = "Sends an event PING, and says what came back.", .answer = Is(kWebhookTestV1)}},
      {"GET",
       "/api/v1/webhooks/{id}/deliveries",
       kManage,
       ListDeliveriesV1,
       {.about = "What it was told in the last days, and what it has still to be told.",
        .query = kWhichDeliveries,
        .answer = Is(kDeliveriesV1)}},
      {"POST",
       "/api/v1/webhooks/deliveries/{id}/redeliver",
       kManage,
       RedeliverV1,
       {.about = "Sends an event again, at once and under the same event id.",
        .answer = Is(kDeliveryV1)}},
  };
  return kRoutes;
}

}  // namespace millrace::api
