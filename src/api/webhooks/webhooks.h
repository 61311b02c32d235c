// /api/webhooks, as Label Studio has it.
#pragma once

#include "api/call.h"
#include "api/service.h"
#include "base/json_writer.h"
#include "labeling/webhooks/webhooks.h"

namespace millrace::api {

// The members of a webhook, into an object that is open. kCorrupt if its headers cannot be opened.
Result<void> AppendWebhookMembers(JsonWriter& json, const Service& service,
                                  const labeling::Webhook& webhook);

Outcome ListWebhooks(Service& service, Call& call);
Outcome CreateWebhook(Service& service, Call& call);
Outcome DescribeWebhookActions(Service& service, Call& call);
Outcome GetWebhook(Service& service, Call& call);
Outcome ChangeWebhook(Service& service, Call& call);
Outcome ReplaceWebhook(Service& service, Call& call);
Outcome DeleteWebhook(Service& service, Call& call);

}  // namespace millrace::api
