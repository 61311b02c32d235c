// Answers that wait for a model server: given by a thread that may wait, not by a worker.
#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <vector>

#include "api/call.h"
#include "api/service.h"

namespace millrace::api {

// Runs on a call thread, when the Call and its request are gone; the Service is still there.
using CallWork = std::function<Outcome(std::stop_token)>;

// What is answered if `work` has not ended by then; it goes on with nobody waiting. `answer` may
// read the database and nothing slower.
struct Late {
  std::chrono::milliseconds limit;
  std::function<Outcome()> answer;
};

// 429 where too many calls wait already.
Outcome OnCallThread(Service& service, const Call& call, CallWork work,
                     std::optional<Late> late = std::nullopt);

// Makes several calls side by side; when all have ended, or after `late.limit`, `late.answer`
// answers.
Outcome AfterCalls(Service& service, const Call& call,
                   std::vector<std::function<void(std::stop_token)>> calls, Late late);

}  // namespace millrace::api
