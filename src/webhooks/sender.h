// Tells webhooks what happened: takes the deliveries that labeling/webhooks wrote, sends them, and
// notes what came back.
#pragma once

#include <functional>
#include <memory>

#include "base/clock.h"
#include "crypto/sealer.h"
#include "db/database.h"
#include "labeling/webhooks/webhooks.h"
#include "net/http_client.h"
#include "webhooks/attempt.h"

namespace millrace::webhooks {

// What it works with; all of it outlives the Sender.
struct Context {
  db::Database* db = nullptr;
  net::HttpClient* http = nullptr;
  const crypto::Sealer* sealer = nullptr;
  Clock* clock = nullptr;
};

// Thread-safe. Each webhook has at most one delivery under way, the first that waits, so that it
// gets its events in order; several webhooks are told at a time, and one that does not answer holds
// up no other. A delivery that was under way when the process ended is sent again, under the same
// event id.
class Sender {
 public:
  struct Options {
    bool deliver = true;  // false for one-shot commands: the server tells it later
    size_t most_at_once = 64;
    size_t most_bytes = 64u << 20;  // of bodies under way; a longer one goes alone
  };

  static std::unique_ptr<Sender> Start(Context context, Options options);
  virtual ~Sender() = default;  // waits a second for what is under way

  // Something was committed that webhooks may hear of. Without this it is seen within a second.
  virtual void Wake() = 0;

  // Sends an event of its own that nothing happened for; it is not tried again. `done` is called
  // once, on a thread of the client, or before this returns.
  virtual void Ping(const labeling::Webhook& webhook, std::function<void(Attempt)> done) = 0;
};

}  // namespace millrace::webhooks
