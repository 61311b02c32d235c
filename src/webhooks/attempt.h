// One try to tell a webhook, and what follows from it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "labeling/webhooks/deliveries.h"
#include "net/http_client.h"

namespace millrace::webhooks {

struct Attempt {
  std::optional<int> status;  // nothing: no answer came
  std::string error;          // "" = the receiver has taken it
  long retry_after_ms = 0;    // the receiver's wish; 0 = none

  bool delivered() const { return error.empty(); }
};

// Sends and gives what came back to `done`, once, on a thread of the client. 2xx counts as taken,
// whatever the body says; redirects are not followed.
void Try(net::HttpClient& http, net::HttpRequest request, std::function<void(Attempt)> done);

// An event is tried ten times over a day or so: after each failure it waits a random time (full
// jitter) up to a bound that grows, and no less than the receiver asks for. One that has waited for
// two days, because those before it failed, gets one try. `chance` is from [0, 1).
labeling::Delivery AfterTry(labeling::Delivery delivery, const Attempt& attempt, Time now,
                            double chance);

}  // namespace millrace::webhooks
