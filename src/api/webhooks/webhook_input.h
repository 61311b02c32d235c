// What a body says about a webhook.
#pragma once

#include "api/body.h"
#include "api/service.h"
#include "labeling/webhooks/webhooks.h"

namespace millrace::api {

// Puts what `form` gives into `webhook`, headers sealed; notes in `form` what is wrong with it.
void ReadWebhook(Form& form, const Service& service, labeling::Webhook& webhook);

}  // namespace millrace::api
