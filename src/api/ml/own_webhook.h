// The webhook by which an ML backend hears what happens in its project, so that it can learn from
// it.
#pragma once

#include "api/service.h"
#include "labeling/ml/backends.h"

namespace millrace::api {

// Within the transaction that connects the backend. As in Label Studio, the address is the
// backend's with "/webhook" behind it; where the project has such a webhook, or where webhooks may
// not go, none is made. None either for a backend that asks for a password: webhooks show what
// headers they send, and without one every event would be refused.
Result<void> AddOwnWebhook(db::Connection& tx, const Service& service,
                           const labeling::MlBackend& backend, Time now);

}  // namespace millrace::api
