// /api/v1/webhooks: what Millrace has beyond Label Studio's webhooks.
#pragma once

#include "api/call.h"
#include "api/service.h"

namespace millrace::api {

Outcome ListWebhooksV1(Service& service, Call& call);
Outcome GetWebhookV1(Service& service, Call& call);
Outcome RotateWebhookSecretV1(Service& service, Call& call);
Outcome TestWebhookV1(Service& service, Call& call);
Outcome ListDeliveriesV1(Service& service, Call& call);
Outcome RedeliverV1(Service& service, Call& call);

}  // namespace millrace::api
