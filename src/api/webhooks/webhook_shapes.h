// The bodies and answers of webhooks.
#pragma once

#include "api/shape.h"

namespace millrace::api {

extern const Shape kWebhookInput;   // Label Studio's paths
extern const Shape kWebhookChange;  // without the project, which stays
extern const Shape kWebhook;
extern const Shape kWebhookInfo;

extern const Shape kWebhookV1;
extern const Shape kWebhookSecretV1;
extern const Shape kDeliveryV1;
extern const Shape kDeliveriesV1;
extern const Shape kWebhookTestV1;

}  // namespace millrace::api
