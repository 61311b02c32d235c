#include "api/webhooks/webhook_shapes.h"

namespace millrace::api {
namespace {

using enum Type;

constexpr Member kChangeMembers[] = {
    {.name = "url",
     .about = "Where events are sent to, by POST.",
     .required = true,
     .blank = false,
     .max = 2048,
     .example = R"("https://hooks.example.com/millrace")"},
    {.name = "send_payload",
     .type = kBool,
     .about = "Send what changed, not only the name of the action; default: true."},
    {.name = "send_for_all_actions",
     .type = kBool,
     .about = "Whatever `actions` says; default: true."},
    {.name = "headers",
     .type = kObject,
     .about = "At most 10 header fields that are sent too, each a text."},
    {.name = "is_active", .type = kBool, .about = "Default: true."},
    {.name = "actions",
     .type = kList,
     .about = "Names of /api/webhooks/info.",
     .items = kText,
     .example = R"(["TASKS_CREATED"])",
     .wrong = "Expected a list of items but got type \"str\"."},
};
constexpr Member kInputMembers[] = {
    {.name = "project",
     .type = kInt,
     .about = "Its id; null or absent: all projects.",
     .nullable = true,
     .wrong = "Incorrect type. Expected pk value, received str."},
};

constexpr Member kMembers[] = {
    {.name = "id", .type = kInt},
    {.name = "organization", .type = kInt},
    {.name = "project", .type = kInt, .about = "null: all projects.", .nullable = true},
    {.name = "url"},
    {.name = "send_payload", .type = kBool},
    {.name = "send_for_all_actions", .type = kBool},
    {.name = "headers", .type = kObject},
    {.name = "is_active", .type = kBool},
    {.name = "actions", .type = kList, .items = kText},
    {.name = "created_at", .type = kTime},
    {.name = "updated_at", .type = kTime},
};

constexpr Member kActionMembers[] = {
    {.name = "name", .about = "For people."},
    {.name = "description"},
    {.name = "key", .about = "The member of the body that holds what changed."},
    {.name = "organization-only",
     .type = kBool,
     .about = "Only webhooks for all projects hear of it."},
};
constexpr Shape kAction = {.name = "WebhookAction", .members = kActionMembers};
constexpr Member Info(std::string_view name) {
  return {.name = name, .type = kObject, .optional = true, .shape = &kAction};
}
constexpr Member kInfoMembers[] = {
    Info("PROJECT_CREATED"),     Info("PROJECT_UPDATED"),    Info("PROJECT_DELETED"),
    Info("TASKS_CREATED"),       Info("TASKS_DELETED"),      Info("ANNOTATION_CREATED"),
    Info("ANNOTATIONS_CREATED"), Info("ANNOTATION_UPDATED"), Info("ANNOTATIONS_DELETED"),
    Info("LABEL_LINK_CREATED"),  Info("LABEL_LINK_UPDATED"), Info("LABEL_LINK_DELETED"),
    Info("SYNC_COMPLETED"),      Info("SYNC_FAILED"),
};

constexpr Member kOwnMembers[] = {
    {.name = "waiting", .type = kInt, .about = "Events that are still to be delivered."},
    {.name = "delivered", .type = kInt, .about = "Events of the last days that were."},
    {.name = "failed", .type = kInt, .about = "Events that were given up."},
};
constexpr Member kSecretMembers[] = {
    {.name = "secret",
     .about = "Signs what is sent: X-Millrace-Signature is t=SECONDS,v1=HEX, where HEX is "
              "HMAC-SHA256 by this text of SECONDS, a full stop and the body."},
};
constexpr Member kDeliveryMembers[] = {
    {.name = "id", .type = kInt},
    {.name = "event", .about = "X-Millrace-Event-Id; the same at every try."},
    {.name = "action"},
    {.name = "created_at", .type = kTime, .about = "When it happened."},
    {.name = "state", .choices = "waiting|delivered|failed"},
    {.name = "tries", .type = kInt},
    {.name = "tried_at", .type = kTime, .about = "The last try.", .nullable = true},
    {.name = "status",
     .type = kInt,
     .about = "HTTP status of the last try; null: none came.",
     .nullable = true},
    {.name = "error", .about = "What was wrong with the last try.", .nullable = true},
    {.name = "next_try",
     .type = kTime,
     .about = "While it waits, and not behind others.",
     .nullable = true},
};
constexpr Member kDeliveriesMembers[] = {
    {.name = "count", .type = kInt, .about = "How many there are in all."},
    {.name = "results", .type = kList, .about = "The newest first.", .shape = &kDeliveryV1},
};
constexpr Member kTestMembers[] = {
    {.name = "delivered", .type = kBool, .about = "The receiver answered 2xx."},
    {.name = "status", .type = kInt, .about = "What it answered.", .nullable = true},
    {.name = "error", .nullable = true},
};

}  // namespace

constinit const Shape kWebhookChange = {.name = "WebhookChange", .members = kChangeMembers};
constinit const Shape kWebhookInput = {
    .name = "NewWebhook", .members = kInputMembers, .more = &kWebhookChange};
constinit const Shape kWebhook = {.name = "Webhook", .members = kMembers};
constinit const Shape kWebhookInfo = {.name = "WebhookActions", .members = kInfoMembers};
constinit const Shape kWebhookV1 = {
    .name = "WebhookDetails", .members = kOwnMembers, .more = &kWebhook};
constinit const Shape kWebhookSecretV1 = {
    .name = "WebhookWithSecret", .members = kSecretMembers, .more = &kWebhookV1};
constinit const Shape kDeliveryV1 = {.name = "WebhookDelivery", .members = kDeliveryMembers};
constinit const Shape kDeliveriesV1 = {.name = "WebhookDeliveries", .members = kDeliveriesMembers};
constinit const Shape kWebhookTestV1 = {.name = "WebhookTest", .members = kTestMembers};

}  // namespace millrace::api
