// The data manager's action "Retrieve Predictions".
#pragma once

#include <optional>
#include <vector>

#include "api/call.h"
#include "api/service.h"

namespace millrace::api {

// Fetches predictions for these tasks, or for all of the project, in a job, and answers when it has
// ended or 45 seconds are over: the job goes on then, and the answer names it.
Outcome RetrievePredictions(Service& service, const Call& call, int64_t project_id,
                            const std::optional<std::vector<int64_t>>& task_ids);

}  // namespace millrace::api
